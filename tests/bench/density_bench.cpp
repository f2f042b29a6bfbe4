// Kernel density of 1,000,000 city-like clustered events on 2560 x 1920 cells of 10 m, compute
// alone: from columns of coordinates to the Float32 raster. Arguments: kernel, bandwidth in cells
// (for the Gaussian: a standard deviation), threads, method (0 automatic, 1 exact, 2 fft).
//
//   build/bench/tests/bench/density_bench --benchmark_filter=quartic

#include "farola/core/parallel.hpp"
#include "farola/density/kernel_density.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "support/city_events.hpp"
#include <benchmark/benchmark.h>

namespace {

using namespace farola;

void kernel_density_of_a_city(benchmark::State& state, Kernel kernel) {
  static const ProjectedEvents events = test::city_events(1'000'000, 2560, 1920, 10);
  const Grid grid{500000, 4600000, 10, 2560, 1920};
  KernelDensityOptions options;
  options.kernel = kernel;
  options.bandwidth = {10.0 * static_cast<double>(state.range(0))};
  options.method = static_cast<DensityMethod>(state.range(2));
  const ThreadLimit limit(static_cast<int>(state.range(1)));
  std::string method;
  for (auto _ : state) {
    KernelDensity result = kernel_density(events, grid, options, Progress());
    benchmark::DoNotOptimize(result.density.values.data());
    method = result.report.values["method_detail"];
  }
  state.SetLabel(method);
}

/// Every event with its own bandwidth: lognormal around range(0) cells, from a fifth to five times
/// it.
void adaptive_density_of_a_city(benchmark::State& state, Kernel kernel) {
  static const ProjectedEvents events = test::city_events(1'000'000, 2560, 1920, 10);
  const Grid grid{500000, 4600000, 10, 2560, 1920};
  KernelDensityOptions options;
  options.kernel = kernel;
  options.bandwidth = {10.0 * static_cast<double>(state.range(0))};
  for (std::uint64_t i = 0; i < events.size(); ++i) {
    const double factor = std::exp(.5 * random_normal(5, 0, i));
    options.event_bandwidths.push_back(options.bandwidth.value * std::clamp(factor, .2, 5.0));
  }
  const ThreadLimit limit(static_cast<int>(state.range(1)));
  for (auto _ : state) {
    KernelDensity result = kernel_density(events, grid, options, Progress());
    benchmark::DoNotOptimize(result.density.values.data());
  }
}

}  // namespace

int main(int argc, char** argv) {
  for (const std::string_view name : kernel_names) {
    const Kernel kernel = kernel_from_name(std::string(name));
    for (const int threads : {2, 1}) {
      for (const int cells : {3, 5, 10, 50, 200}) {
        if (kernel == Kernel::triangular && cells > 50) continue;  // half a minute
        for (const int method : {0, 2})
          benchmark::RegisterBenchmark(("kernel_density/" + std::string(name)).c_str(),
                                       kernel_density_of_a_city, kernel)
              ->Args({cells, threads, method})
              ->ArgNames({"cells", "threads", "method"})
              ->Unit(benchmark::kMillisecond)
              ->UseRealTime()
              ->MeasureProcessCPUTime();
      }
    }
  }
  for (const Kernel kernel : {Kernel::quartic, Kernel::gaussian}) {
    const int cells = kernel == Kernel::gaussian ? 5 : 30;
    benchmark::RegisterBenchmark(("adaptive/" + std::string(name_of(kernel))).c_str(),
                                 adaptive_density_of_a_city, kernel)
        ->Args({cells, 2})
        ->ArgNames({"cells", "threads"})
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime()
        ->MeasureProcessCPUTime();
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
