#include "cobden/core/team.h"

#include <tbb/task_arena.h>
#include <tbb/task_group.h>

#include <thread>

namespace cobden {
namespace {

constexpr std::uint64_t parts_of(std::uint64_t ticket) { return (ticket >> 16) & 0xFFFF; }
constexpr std::uint64_t next_of(std::uint64_t ticket) { return ticket & 0xFFFF; }

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

}  // namespace

struct Team::Helpers {
  tbb::task_group group;
};

Team::Team(bool wanted) {
  const int threads = wanted ? tbb::this_task_arena::max_concurrency() : 1;
  if (threads < 2) return;
  helpers_ = std::make_unique<Helpers>();
  for (int k = 1; k < threads; ++k) helpers_->group.run([this] { help(); });
}

Team::~Team() {
  done_.store(true, std::memory_order_release);
  if (helpers_) helpers_->group.wait();
}

/// A part is taken with its step's number of parts in one atomic step, so that a helper that comes late takes
/// none; a body is not left before its parts are done.
bool Team::work_on_one_part() {
  std::uint64_t ticket = ticket_.load(std::memory_order_acquire);
  if (next_of(ticket) >= parts_of(ticket)) return false;
  ticket = ticket_.fetch_add(1, std::memory_order_acq_rel);
  if (next_of(ticket) >= parts_of(ticket)) return false;
  (*body_)(next_of(ticket));
  pending_.fetch_sub(1, std::memory_order_acq_rel);
  return true;
}

void Team::help() {
  constexpr int kPatience = 20000;  // some hundred microseconds of spinning before another may have the core
  for (int idle = 0; !done_.load(std::memory_order_acquire);) {
    if (work_on_one_part()) {
      idle = 0;
      continue;
    }
    pause();
    if (++idle > kPatience) std::this_thread::yield();
  }
}

void Team::run(std::size_t parts, const std::function<void(std::size_t)>& body) {
  if (!helpers_) {
    for (std::size_t part = 0; part < parts; ++part) body(part);
    return;
  }
  body_ = &body;
  pending_.store(parts, std::memory_order_release);
  const std::uint64_t step = (ticket_.load(std::memory_order_relaxed) >> 32) + 1;
  ticket_.store(step << 32 | static_cast<std::uint64_t>(parts) << 16, std::memory_order_release);
  while (work_on_one_part()) {
  }
  for (int idle = 0; pending_.load(std::memory_order_acquire) > 0; ++idle) {
    pause();
    if (idle > 20000) std::this_thread::yield();  // the helper at work may have lost its core
  }
}

}  // namespace cobden
