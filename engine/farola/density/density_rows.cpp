#include "farola/density/density_rows.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/text.hpp"
#include "farola/density/density_cost.hpp"
#include "farola/density/direct_scatter.hpp"
#include "farola/density/exact_sweep.hpp"
#include "farola/density/fft_density.hpp"
#include "farola/density/gaussian_grid.hpp"
#include "farola/density/places.hpp"
#include "farola/density/reach.hpp"
#include "farola/density/triangular_density.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include <tbb/enumerable_thread_specific.h>

namespace farola {
namespace {

constexpr double prepared_bytes = 96 << 20;

/// What a thread needs to fill a strip.
struct Workspace {
  std::vector<double> strip;  // strip_rows rows with padding
  std::vector<double> sums;   // of the sweep; all 0 between calls
  std::vector<double> table;  // of the scatter
  std::vector<std::int32_t> marks;
};

}  // namespace

struct DensityRows::State {
  Grid grid;
  Kernel kernel;
  double scale = 1;  // from sums of K(r)/K(0) to sums of K_b(r)
  density::Places places;
  std::string words;
  double error_bound = 1e-9;
  std::optional<density::GaussianGrid> gaussian;
  std::optional<density::FftDensity> fft;
  std::optional<density::TriangularDensity> triangular;
  tbb::enumerable_thread_specific<Workspace> workspaces;

  bool swept(const density::Places::Class& of) const {
    return density::can_sweep(kernel) && of.smallest >= density::smallest_swept_radius;
  }

  /// Settles the way, and does what can be done before rows are asked for.
  void choose(DensityMethod method, double bandwidth, bool varying, const Progress& progress);

  void visit_strip(std::int64_t first_row, std::int64_t count, const Visit& visit,
                   const Progress& progress) {
    Workspace& workspace = workspaces.local();
    const std::size_t columns = static_cast<std::size_t>(grid.columns);
    const std::size_t stride = columns + density::strip_padding;
    workspace.strip.assign(stride * density::strip_rows, 0.0);
    const density::Strip strip{first_row, grid.columns, stride, workspace.strip.data()};
    if (gaussian) gaussian->add(strip);
    if (fft) fft->add(strip);
    if (triangular) triangular->add(strip, workspace.sums, progress);
    for (const density::Places::Class& of : places.classes()) {
      if (gaussian || fft || triangular) {
        for (std::int64_t r = 0; r < count; ++r) {
          density::clear_out_of_reach(
              places, of, kernel == Kernel::uniform || kernel == Kernel::gaussian, first_row + r,
              {strip.values + static_cast<std::size_t>(r) * stride, columns}, workspace.marks);
        }
      } else if (swept(of)) {
        density::sweep(kernel, places, of, strip, workspace.sums, progress);
      } else {
        density::scatter(kernel, places, of, strip, workspace.table, progress);
      }
    }
    for (std::int64_t r = 0; r < count; ++r) {
      const std::span<double> row(strip.values + static_cast<std::size_t>(r) * stride, columns);
      for (double& sum : row) sum *= scale;
      visit(first_row + r, row);
    }
  }
};

namespace {

/// What "automatic" keeps to, as a share of the peak.
constexpr double automatic_error = 1e-6;
constexpr double largest_fft_bytes = 4e9;
constexpr double automatic_fft_bytes = 128 << 20;

void require_fft(bool varying, double bytes) {
  if (varying) {
    fail_usage("fft-adaptive", "method",
               "Method fft needs one bandwidth for all events, and adaptive bandwidths were asked "
               "for. Give --method exact, or a fixed bandwidth.");
  }
  if (bytes > largest_fft_bytes) {
    fail_usage("fft-too-large", "method",
               "Method fft would need " + plain(std::ceil(bytes / 1e8) / 10) +
                   " GB for this grid and bandwidth, more than 4 GB. Give --method exact, or a "
                   "larger --cell-size.");
  }
}

}  // namespace

void DensityRows::State::choose(DensityMethod method, double bandwidth, bool varying,
                                const Progress& progress) {
  const density::CostInput cost{kernel, bandwidth, static_cast<double>(places.distinct()),
                                grid.columns, grid.rows};
  const double bytes = density::fft_bytes(kernel, bandwidth, grid.columns, grid.rows);
  if (method == DensityMethod::fft) require_fft(varying, bytes);
  if (places.distinct() == 0) {
    words = "no event in reach";
    return;
  }
  const bool by_fft =
      method == DensityMethod::fft ||
      (method == DensityMethod::automatic && !varying && bytes <= automatic_fft_bytes &&
       density::fft_error_bound(kernel, bandwidth) <= automatic_error &&
       density::can_sweep(kernel) && density::fft_cost(cost) < density::sweep_cost(cost));
  if (by_fft) {
    fft.emplace(places, density::fft_kernel(kernel, bandwidth), grid.columns, grid.rows, progress);
    error_bound = density::fft_error_bound(kernel, bandwidth);
    words = "binned Fourier transform";
    return;
  }
  if (kernel == Kernel::gaussian && !varying && bandwidth >= density::smallest_grid_bandwidth &&
      density::gaussian_grid_cost(cost) < density::scatter_cost(cost)) {
    gaussian.emplace(places, bandwidth, grid.columns, grid.rows);
    words = "gaussian grid";
    return;
  }
  if (kernel == Kernel::triangular && method == DensityMethod::automatic && !varying &&
      bytes <= automatic_fft_bytes &&
      density::triangular_error_bound(bandwidth) <= automatic_error &&
      density::triangular_cost(cost) < density::scatter_cost(cost)) {
    triangular.emplace(places, bandwidth, grid.columns, grid.rows, progress);
    error_bound = density::triangular_error_bound(bandwidth);
    words = "exact sweeps and Fourier transform";
    return;
  }
  bool sweeps = false, scatters = false;
  for (const density::Places::Class& of : places.classes()) (swept(of) ? sweeps : scatters) = true;
  words = sweeps && scatters ? "exact sweep and direct scatter"
          : sweeps           ? "exact sweep"
                             : "direct scatter";
}

DensityRows::DensityRows(const WeightedPlaces& events, const Grid& grid, Kernel kernel,
                         DensityMethod method, const Progress& progress) {
  const bool varying = events.bandwidth.size() > 1;
  density::PlaceInput input;
  input.x = events.x;
  input.y = events.y;
  input.x0 = grid.x_of(0);
  input.y0 = grid.y_of(0);
  input.cell = grid.cell;
  input.columns = grid.columns;
  input.rows = grid.rows;

  // With one bandwidth the kernel's height is a factor of the whole; else it is in the weights.
  std::vector<double> weight, reach;
  double scale = 1;
  if (varying) {
    weight.resize(events.x.size());
    reach.resize(events.x.size());
    for (std::size_t i = 0; i < weight.size(); ++i) {
      weight[i] = (events.weight.empty() ? 1.0 : events.weight[i]) *
                  kernel_peak(kernel, events.bandwidth[i]);
      reach[i] = kernel_reach(kernel, events.bandwidth[i]);
    }
    input.weight = weight;
  } else {
    reach.push_back(kernel_reach(kernel, events.bandwidth[0]));
    scale = kernel_peak(kernel, events.bandwidth[0]);
    input.weight = events.weight;
  }
  input.reach = reach;
  state_.reset(new State{
      grid, kernel, scale, density::Places(input, progress.part(0, .5)), {}, 1e-9, {}, {}, {}, {}});
  state_->choose(method, events.bandwidth[0] / grid.cell, varying, progress.part(.5, 1));
  progress.finish();
}

DensityRows::~DensityRows() = default;
DensityRows::DensityRows(DensityRows&&) noexcept = default;
DensityRows& DensityRows::operator=(DensityRows&&) noexcept = default;

void DensityRows::visit(std::int64_t first_row, std::int64_t count, const Visit& visit,
                        const Progress& progress) {
  // What is prepared for many rows at once is bounded, whatever the raster's size.
  std::int64_t band = count;
  if (state_->gaussian) {
    while (band > 64 && state_->gaussian->bytes_for(band) > prepared_bytes) band /= 2;
    band = (band + row_step - 1) / row_step * row_step;
  }
  for (std::int64_t first = 0; first < count; first += band) {
    const std::int64_t rows = std::min(band, count - first);
    const double total = static_cast<double>(count);
    const Progress part = progress.part(static_cast<double>(first) / total,
                                        static_cast<double>(first + rows) / total);
    if (state_->gaussian) state_->gaussian->prepare(first_row + first, rows, part.part(0, .5));
    for_each_block(static_cast<std::size_t>(rows), density::strip_rows,
                   state_->gaussian ? part.part(.5, 1) : part,
                   [&](std::size_t begin, std::size_t end, std::size_t) {
                     state_->visit_strip(first_row + first + static_cast<std::int64_t>(begin),
                                         static_cast<std::int64_t>(end - begin), visit, progress);
                   });
  }
}

void DensityRows::fill(std::int64_t first_row, std::int64_t count, std::span<double> out,
                       const Progress& progress) {
  visit(
      first_row, count,
      [&](std::int64_t row, std::span<const double> sums) {
        std::copy(sums.begin(), sums.end(), out.begin() + (row - first_row) * state_->grid.columns);
      },
      progress);
}

DensityMethod DensityRows::method() const {
  return state_->fft || state_->triangular ? DensityMethod::fft : DensityMethod::exact;
}
const std::string& DensityRows::method_words() const { return state_->words; }
double DensityRows::error_bound() const { return state_->error_bound; }
std::size_t DensityRows::distinct_places() const { return state_->places.distinct(); }
std::size_t DensityRows::events_in_reach() const { return state_->places.used(); }

}  // namespace farola
