// The catalogue: values and their checks, names in the faces, the JSON the faces are made from.

#include "farola/catalog/catalog.hpp"

#include "farola/catalog/arguments.hpp"
#include "farola/catalog/run.hpp"
#include "farola/core/error.hpp"

#include <algorithm>
#include <set>

#include "support/expect_error.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola::catalog {
namespace {

using testing::HasSubstr;

const Analysis& density() { return find("kernel-density"); }

std::string code_of(const std::function<void()>& action) {
  const Error error = test::error_of(action);
  EXPECT_EQ(error.kind(), ErrorKind::usage);
  return error.code();
}

TEST(Names, OneNounInEveryFace) {
  EXPECT_EQ(label_of("cell-size"), "Cell size");
  EXPECT_EQ(option_name("cell-size"), "--cell-size");
  EXPECT_EQ(python_name("cell-size"), "cell_size");
  EXPECT_EQ(qgis_parameter_name("cell-size"), "CELL_SIZE");
  EXPECT_EQ(qgis_algorithm_name("kernel-density"), "kerneldensity");
}

TEST(Arguments, TypedAndTextedValuesMeetTheSameChecks) {
  Arguments texts(density().parameters), values(density().parameters);
  EXPECT_EQ(code_of([&] { texts.set_text("bandwidth", "-300"); }), "bandwidth-not-positive");
  EXPECT_EQ(code_of([&] { values.set("bandwidth", -300.0); }), "bandwidth-not-positive");
  EXPECT_EQ(code_of([&] { values.set("bandwidth", std::int64_t{-300}); }),
            "bandwidth-not-positive");
  EXPECT_EQ(code_of([&] { values.set("bandwidth", std::nan("")); }), "bandwidth-not-finite");
  test::expect_error([&] { values.set("bandwidth", true); }, ErrorKind::usage, "parameter-type",
                     {"Bandwidth cannot be true or false. Give for example --bandwidth 300."});
  EXPECT_EQ(code_of([&] { values.set("threads", 1.5); }), "threads-not-whole");
  EXPECT_EQ(code_of([&] { values.set("bandwith", 3.0); }), "parameter-unknown");
  EXPECT_EQ(code_of([&] {
              values.set("extent", std::vector<double>{1, 2, 3});
            }),
            "extent-unreadable");
  EXPECT_EQ(code_of([&] {
              values.set("extent", std::vector<double>{1, 2, 1, 3});
            }),
            "extent-empty");
  EXPECT_EQ(code_of([&] { values.set("kernel", std::string("quartik")); }), "kernel-unknown");
  EXPECT_EQ(code_of([&] { values.require_complete(); }), "parameter-missing");
}

TEST(Arguments, ValuesComeBackAsGiven) {
  Arguments arguments(density().parameters);
  arguments.set("bandwidth", std::int64_t{300});
  EXPECT_EQ(arguments.number("bandwidth"), 300);
  arguments.set_text("bandwidth", "scott");
  EXPECT_FALSE(arguments.optional_number("bandwidth"));
  EXPECT_EQ(arguments.text("bandwidth"), "scott");
  arguments.set_text("extent", "-1, -2 3,4e3");
  EXPECT_EQ(arguments.numbers("extent"), (std::vector<double>{-1, -2, 3, 4000}));
  arguments.set_text("co", "COMPRESS=ZSTD");
  arguments.set_text("co", "LEVEL=9");
  EXPECT_EQ(arguments.texts("co"), (std::vector<std::string>{"COMPRESS=ZSTD", "LEVEL=9"}));
  EXPECT_EQ(arguments.text("kernel"), "quartic");
  EXPECT_TRUE(arguments.has("kernel"));
  EXPECT_FALSE(arguments.given("kernel"));
  EXPECT_FALSE(arguments.has("cell-size"));
  EXPECT_FALSE(arguments.flag("overwrite"));
}

TEST(CommandLine, IsTypedAgainWithoutFoldersAndSecrets) {
  Arguments arguments(density().parameters);
  arguments.set_text("events", "/home/someone/my cases.csv");
  arguments.set_text("output", "/tmp/x/out.tif");
  arguments.set("bandwidth", 300.0);
  arguments.set_text("where", "kind = 'a'");
  arguments.set("overwrite", true);
  EXPECT_EQ(command_line(density(), arguments),
            "farola kernel-density 'my cases.csv' out.tif --bandwidth 300 "
            "--where 'kind = '\\''a'\\''' --overwrite");
  arguments.set_text("events", "PG:host=db user=me password=secret dbname=city");
  arguments.set("threads", Value{std::int64_t{2}});
  EXPECT_THAT(command_line(density(), arguments), HasSubstr("--threads 2"));
  EXPECT_THAT(command_line(density(), arguments, Given::shaping),
              testing::Not(HasSubstr("threads")));
  EXPECT_FALSE(options_json(arguments, Given::shaping).contains("threads"));
  EXPECT_THAT(command_line(density(), arguments), HasSubstr("host=db user=me"));
  EXPECT_THAT(command_line(density(), arguments), testing::Not(HasSubstr("secret")));
}

TEST(Catalog, EveryEntryIsWhole) {
  for (const Analysis& analysis : analyses()) {
    SCOPED_TRACE(analysis.name);
    EXPECT_FALSE(analysis.title.empty());
    EXPECT_TRUE(analysis.summary.ends_with('.'));
    EXPECT_GT(analysis.details.size(), 100u);
    EXPECT_FALSE(analysis.examples.empty());
    EXPECT_TRUE(analysis.body);
    std::set<std::string> names;
    bool options_begun = false;
    for (const Parameter& p : analysis.parameters) {
      SCOPED_TRACE(p.name);
      EXPECT_TRUE(names.insert(p.name).second) << "twice";
      EXPECT_FALSE(p.help.empty());
      EXPECT_FALSE(p.help.ends_with('.'));
      EXPECT_FALSE(p.group.empty());
      EXPECT_FALSE(p.positional && options_begun) << "positional ones come first";
      options_begun = options_begun || !p.positional;
      if (p.kind != ParameterKind::flag) {
        EXPECT_FALSE(p.example.empty());
      }
      // What is described must pass its own checks.
      if (!p.default_text.empty()) {
        EXPECT_NO_THROW(value_from_text(p, p.default_text));
      }
      if (!p.example.empty()) {
        EXPECT_NO_THROW(value_from_text(p, p.example));
      }
      for (const std::string& choice : p.choices) EXPECT_NO_THROW(value_from_text(p, choice));
      EXPECT_EQ(p.choices.empty(),
                p.kind != ParameterKind::choice && p.kind != ParameterKind::distance_or_choice);
    }
  }
}

TEST(Catalog, UnknownAnalysisSuggestsTheNearest) {
  test::expect_error([] { find("kernel-densty"); }, ErrorKind::usage, "analysis-unknown",
                     {"Did you mean kernel-density?"});
}

TEST(UsageJson, HoldsWhatTheFacesAreMadeFrom) {
  const auto usage = usage_json();
  EXPECT_EQ(usage["schema"], 1);
  EXPECT_EQ(usage["analyses"].size(), analyses().size());
  const auto one = usage_json(density());
  ASSERT_EQ(one["analyses"].size(), 1u);
  const auto& parameters = one["analyses"][0]["parameters"];
  const auto named = [&](const std::string& name) {
    return *std::find_if(parameters.begin(), parameters.end(),
                         [&](const auto& p) { return p["name"] == name; });
  };
  EXPECT_TRUE(named("events")["option"].is_null());
  EXPECT_EQ(named("cell-size")["option"], "--cell-size");
  EXPECT_TRUE(named("cell-size")["default"].is_null());
  EXPECT_TRUE(named("cell-size")["default_rule"].is_string());
  EXPECT_EQ(named("cell-size")["minimum"], 0);
  EXPECT_EQ(named("cell-size")["minimum_excluded"], true);
  EXPECT_EQ(named("neighbours")["unit"].get<std::string>(), "");
  EXPECT_EQ(named("kernel")["choices"].size(), 6u);
  EXPECT_EQ(named("overwrite")["python"], false);
}

}  // namespace
}  // namespace farola::catalog
