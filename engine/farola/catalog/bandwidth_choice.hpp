#pragma once
// --bandwidth, --adaptive and --neighbours, turned into the options of kernel_density().
//
//   no --bandwidth       default_bandwidth(): a thirtieth of the shorter side of the events' box
//   --bandwidth 300      as given
//   --bandwidth RULE     select_bandwidth(), turned into the bandwidth of the kernel with the same
//                        standard deviation (equal_spread())
//   --adaptive abramson  narrower where events are dense, with that bandwidth as geometric mean
//   --adaptive k-nearest the distance to the k-th neighbour, at least that bandwidth where one is
//                        given; the bandwidth told is then the median

#include "farola/catalog/arguments.hpp"
#include "farola/catalog/event_input.hpp"
#include "farola/density/kernel_density.hpp"

namespace farola::catalog {

/// Sets options.bandwidth and options.event_bandwidths; REQUIRES options.kernel. Tells the choice
/// in `report`: values "bandwidth": {"metres", "rule"}.
void choose_bandwidth(const PreparedEvents& prepared, const Arguments& arguments,
                      KernelDensityOptions& options, Report& report, const Progress& progress);

}  // namespace farola::catalog
