#include "farola/catalog/space_time_test_parameters.hpp"

#include "farola/catalog/event_input.hpp"
#include "farola/catalog/window_choice.hpp"

#include <iterator>
#include <utility>

namespace farola::catalog {

std::vector<Parameter> space_time_test_parameters() {
  const std::string group = "Test";
  return {
      {.name = "moment",
       .kind = ParameterKind::choice,
       .help = "which moment counts of an event that happened some time between --time and --until",
       .group = group,
       .default_text = "midpoint",
       .choices = {std::begin(moment_names), std::end(moment_names)},
       .example = "earliest"},
      {.name = "permutations",
       .kind = ParameterKind::integer,
       .help = "times that the event times are shuffled for the p-values; 0 leaves them empty",
       .group = group,
       .default_text = "999",
       .minimum = 0,
       .maximum = 99999,
       .example = "9999"},
  };
}

TestedEvents tested_events(Run& run, const char* analysis, const Progress& progress) {
  refuse_weights(run.arguments(), analysis);
  const PreparedEvents prepared = prepared_events(run, "events", progress);
  refuse_weights(prepared.events.columns(), analysis);
  TestedEvents tested{space_time_events(prepared.events), {}};
  tested.times = tested.events.times(moment_from_name(run.arguments().text("moment")),
                                     static_cast<std::uint64_t>(run.arguments().integer("seed")));
  return tested;
}

}  // namespace farola::catalog
