#pragma once
// Long work for a caller that must not sleep: Python's main thread has to look after signals, or Ctrl-C would
// wait for the end of a solve. The work runs on a thread of its own; the calling thread wakes up to poll, and
// a poll that throws cancels the work. No Python here: module.cc gives the poll its meaning.
#include <functional>

#include "cobden/core/run_context.h"

namespace cobden::python {

/// Called on the thread that waits, some twenty times a second: with the latest event that no poll has seen,
/// or nullptr. Throwing cancels the work; the exception is rethrown once the work has stopped.
using Poll = std::function<void(const ProgressEvent*)>;

/// Runs `work` to its end and rethrows what it throws. `listens`: whether events are wanted.
void run_while_polling(bool listens, const Poll& poll, const std::function<void(const RunContext&)>& work);

}  // namespace cobden::python
