#include "cobden/core/parallel.h"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

#include <exception>
#include <memory>
#include <vector>

namespace cobden {
namespace {

thread_local int loops_around = 0;

/// Counts a body's loop for as long as it runs.
struct Inside {
  Inside() { ++loops_around; }
  ~Inside() { --loops_around; }
};

}  // namespace

bool inside_parallel_loop() { return loops_around > 0; }

void parallel_for(std::size_t count, const std::function<void(std::size_t)>& body) {
  if (count == 1) return body(0);
  std::vector<std::exception_ptr> failures(count);
  tbb::parallel_for(std::size_t{0}, count, [&](std::size_t i) {
    try {
      const Inside inside;
      body(i);
    } catch (...) {
      failures[i] = std::current_exception();
    }
  });
  for (const auto& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

void set_thread_limit(int threads) {
  static std::unique_ptr<tbb::global_control> limit;
  limit.reset();
  if (threads > 0)
    limit = std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism,
                                                  static_cast<std::size_t>(threads));
}

}  // namespace cobden
