// The text of a CRS: codes, WKT, PROJ strings, PROJJSON.

#include "farola/core/error.hpp"
#include "farola/crs/crs.hpp"

#include "fuzz.hpp"

namespace farola::fuzz {
namespace {

void check(const std::string& text) {
  Crs crs;
  try {
    crs = Crs::from_text(text);
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::usage, "a text that is no CRS is an error of usage");
    require(error.code() == "crs-unknown" || error.code() == "crs-remote",
            "with a code of this room: " + error.code());
    require(error.parameter() == "crs", "that names the parameter");
    return;
  }
  require(crs.known(), "what is read is known");
  require(!crs.label().empty() && !crs.name().empty(), "and can be named");
  require(!(crs.is_geographic() && crs.is_projected()), "degrees are not metres");
  require(!crs.is_projected() || crs.metres_per_unit() > 0, "a unit has a length");
  require(crs.equivalent(crs), "a CRS is itself");
  if (crs.code().empty()) return;
  require(Crs::from_text(crs.code()).code() == crs.code(), "its code names it");
}

}  // namespace
}  // namespace farola::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = farola::fuzz::text_of(data, size);
  // Command lines and layers hand over C strings.
  farola::fuzz::check(std::string(text.substr(0, text.find('\0'))));
  return 0;
}
