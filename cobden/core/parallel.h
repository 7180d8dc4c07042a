#pragma once
// Parallel loops over independent items (oneTBB inside). Each item writes only its own result, so the
// bits do not depend on the number of threads.
#include <cstddef>
#include <functional>

namespace cobden {

/// Runs body(i) for i in [0, count). Exceptions of the lowest failing index are rethrown.
void parallel_for(std::size_t count, const std::function<void(std::size_t)>& body);

/// Whether the caller is the body of such a loop: then the cores are busy already.
bool inside_parallel_loop();

/// Limits the threads of every later parallel loop in this process; 0 = all cores.
void set_thread_limit(int threads);

}  // namespace cobden
