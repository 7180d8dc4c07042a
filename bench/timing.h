#pragma once
// Best of many repetitions, by the wall clock and by the processor time of this process: on a shared machine
// the smallest is the least disturbed.
#include <algorithm>
#include <chrono>
#include <ctime>
#include <limits>

namespace cobden::bench {

struct Timing {
  double wall = std::numeric_limits<double>::infinity();  ///< [s]
  double cpu = std::numeric_limits<double>::infinity();   ///< [s]
};

inline double process_cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// Repeats `act` for about `budget` seconds, at least `least` times.
Timing best_of(const auto& act, double budget = 0.3, int least = 5) {
  using Clock = std::chrono::steady_clock;
  Timing best;
  const auto begin = Clock::now();
  for (int k = 0; k < least || std::chrono::duration<double>(Clock::now() - begin).count() < budget; ++k) {
    const double cpu = process_cpu_seconds();
    const auto start = Clock::now();
    act();
    best.wall = std::min(best.wall, std::chrono::duration<double>(Clock::now() - start).count());
    best.cpu = std::min(best.cpu, process_cpu_seconds() - cpu);
  }
  return best;
}

}  // namespace cobden::bench
