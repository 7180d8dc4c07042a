#include "machine_limits.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "cobden/numerics/vector_math.h"
#include "timing.h"

namespace cobden::bench {
namespace {

double ns_per_element(void (*kernel)(const double*, double*, std::size_t)) {
  constexpr std::size_t kSize = 1024, kPasses = 50;
  numerics::AlignedVector in(kSize), out(kSize);
  for (std::size_t i = 0; i < kSize; ++i) in[i] = 0.1 + 1e-3 * static_cast<double>(i);
  const Timing t = best_of(
      [&] {
        for (std::size_t k = 0; k < kPasses; ++k) kernel(in.data(), out.data(), kSize);
      },
      0.05);
  return 1e9 * t.wall / static_cast<double>(kSize * kPasses);
}

}  // namespace

VectorThroughput measure_vector_throughput() {
  return {.exp_ns = ns_per_element(numerics::exp_array), .log_ns = ns_per_element(numerics::log_array)};
}

double measure_read_bandwidth(std::size_t bytes) {
  const std::size_t half = numerics::padded(bytes / 16 + 1), size = 2 * half * sizeof(double);
  // On huge pages where the system has them: the translation of addresses is no part of the memory's speed.
  constexpr std::size_t kHugePage = std::size_t{1} << 21;
  const std::unique_ptr<double, decltype(&std::free)> data(
      static_cast<double*>(std::aligned_alloc(kHugePage, (size + kHugePage - 1) / kHugePage * kHugePage)),
      std::free);
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  madvise(data.get(), size, MADV_HUGEPAGE);
#endif
  std::fill_n(data.get(), 2 * half, 1.0);
  const std::size_t passes = std::max<std::size_t>(1, 4'000'000 / bytes);
  volatile double sink = 0;  // keeps the sums
  const Timing t = best_of(
      [&] {
        for (std::size_t k = 0; k < passes; ++k)
          sink = sink + numerics::dot(data.get(), data.get() + half, half);
      },
      0.1);
  return 1e-9 * static_cast<double>(passes * size) / t.wall;
}

}  // namespace cobden::bench
