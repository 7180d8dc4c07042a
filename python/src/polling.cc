#include "python/src/polling.h"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace cobden::python {
namespace {

constexpr std::chrono::milliseconds kBetweenPolls{50};

/// What the two threads share.
struct Shared {
  std::mutex mutex;
  std::condition_variable changed;
  std::optional<ProgressEvent> event;  ///< the latest that no poll has seen
  bool done = false;
  std::exception_ptr failure;
  std::atomic<bool> cancelled{false};
};

RunContext context_of(Shared& shared, bool listens) {
  if (!listens) return RunContext({}, &shared.cancelled);
  return RunContext(
      [&shared](const ProgressEvent& event) {
        const std::lock_guard lock(shared.mutex);
        shared.event = event;
      },
      &shared.cancelled);
}

void work_to_the_end(Shared& shared, bool listens, const std::function<void(const RunContext&)>& work) {
  std::exception_ptr failure;
  try {
    work(context_of(shared, listens));
  } catch (...) {
    failure = std::current_exception();
  }
  const std::lock_guard lock(shared.mutex);
  shared.failure = failure;
  shared.done = true;
  shared.changed.notify_one();
}

/// Polls until the work is done; returns what a poll has thrown.
std::exception_ptr poll_until_done(Shared& shared, const Poll& poll) {
  std::exception_ptr stopped;
  std::unique_lock lock(shared.mutex);
  while (!shared.changed.wait_for(lock, kBetweenPolls, [&] { return shared.done; })) {
    if (stopped) continue;
    const std::optional<ProgressEvent> event = std::exchange(shared.event, std::nullopt);
    lock.unlock();
    try {
      poll(event ? &*event : nullptr);
    } catch (...) {
      stopped = std::current_exception();
      shared.cancelled.store(true);
    }
    lock.lock();
  }
  return stopped;
}

}  // namespace

void run_while_polling(bool listens, const Poll& poll, const std::function<void(const RunContext&)>& work) {
  Shared shared;
  std::thread worker([&] { work_to_the_end(shared, listens, work); });
  const std::exception_ptr stopped = poll_until_done(shared, poll);
  worker.join();
  if (stopped) std::rethrow_exception(stopped);
  if (shared.failure) std::rethrow_exception(shared.failure);
  // Work that was over before the first poll still tells its last event.
  if (shared.event) poll(&*shared.event);
}

}  // namespace cobden::python
