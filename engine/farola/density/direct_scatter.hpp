#pragma once
// Every place adds its kernel to every cell in its reach: O(places * cells in reach).
//
// The way for all kernels at small radii, where it is as fast as anything, and for
// Gaussians of varying bandwidth and, but for triangular_density.hpp, the triangular kernel at any
// radius. A row's cells inside the disc are found
// as in exact_sweep.hpp, from sqrt(radius^2 - p^2), so that the rim is closed and a cell out of
// reach is exactly 0. The Gaussian is a product, exp(-p^2/2b^2) exp(-t^2/2b^2): the second factor
// is made once for a place and a strip of rows, by the recurrence
//     g(t+1) = g(t) e(t),   e(t+1) = e(t) exp(-1/b^2)
// from the middle outward, whose relative error stays below 1e-12 over the 7 b that count.
// No term is negative. The same bits for any number of threads and any vector width.

#include "farola/density/exact_sweep.hpp"

#include <vector>

namespace farola::density {

/// Adds sum w K(r)/K(0) of one class of places to the strip.
void scatter(Kernel kernel, const Places& places, const Places::Class& of, const Strip& strip,
             std::vector<double>& workspace, const Progress& progress);

}  // namespace farola::density
