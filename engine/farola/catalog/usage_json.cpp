#include "farola/catalog/catalog.hpp"
#include "farola/core/version.hpp"

#include <cmath>

namespace farola::catalog {
namespace {

using Json = nlohmann::ordered_json;

Json or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }
Json or_null(double number) { return std::isfinite(number) ? Json(number) : Json(nullptr); }

Json described(const Parameter& p) {
  Json json;
  json["name"] = p.name;
  json["python_name"] = python_name(p.name);
  json["qgis_name"] = qgis_parameter_name(p.name);
  json["label"] = label_of(p.name);
  json["option"] = p.positional ? Json(nullptr) : Json(option_name(p.name));
  json["role"] = name_of(p.role);
  json["kind"] = name_of(p.kind);
  json["required"] = p.required;
  json["positional"] = p.positional;
  json["repeated"] = p.repeated;
  json["unit"] = p.unit;
  json["default"] = or_null(p.default_text);
  json["default_rule"] = or_null(p.default_rule);
  json["choices"] = p.choices;
  json["minimum"] = or_null(p.minimum);
  json["minimum_excluded"] = p.minimum_excluded;
  json["maximum"] = or_null(p.maximum);
  json["example"] = p.example;
  json["help"] = p.help;
  json["group"] = p.group;
  json["python"] = p.python;
  return json;
}

Json described(const Analysis& analysis) {
  Json json;
  json["name"] = analysis.name;
  json["python_name"] = python_name(analysis.name);
  json["qgis_name"] = qgis_algorithm_name(analysis.name);
  json["group"] = analysis.group;
  json["title"] = analysis.title;
  json["summary"] = analysis.summary;
  json["details"] = analysis.details;
  json["examples"] = analysis.examples;
  json["page"] = "docs/analyses/" + analysis.name + ".md";
  json["parameters"] = Json::array();
  for (const Parameter& p : analysis.parameters) json["parameters"].push_back(described(p));
  return json;
}

Json head() {
  Json json;
  json["farola"] = farola::version;
  json["schema"] = 1;
  json["analyses"] = Json::array();
  return json;
}

}  // namespace

nlohmann::ordered_json usage_json(const Analysis& analysis) {
  Json json = head();
  json["analyses"].push_back(described(analysis));
  return json;
}

nlohmann::ordered_json usage_json() {
  Json json = head();
  for (const Analysis& analysis : analyses()) json["analyses"].push_back(described(analysis));
  return json;
}

}  // namespace farola::catalog
