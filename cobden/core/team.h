#pragma once
// Threads that stay awake for the many short parallel steps of one computation. A loop of parallel.h wakes
// sleeping threads, which takes longer than a step of a hundred microseconds is worth; a team's helpers spin
// between steps. Choose it for a solve of some milliseconds with steps in sequence; never inside another
// parallel loop. Parts are handed out by a counter: helpers that never come leave all of them to the caller.
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

namespace cobden {

class Team {
 public:
  /// Asks for a helper on every core but the caller's, within set_thread_limit; none if `wanted` is false.
  explicit Team(bool wanted = true);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;
  /// Runs body(part) for each part in [0, parts), parts < 65536, and returns when all are done. The body must
  /// not throw, and each part writes only its own results.
  void run(std::size_t parts, const std::function<void(std::size_t)>& body);

 private:
  struct Helpers;
  bool work_on_one_part();
  void help();
  std::atomic<std::uint64_t> ticket_{0};  ///< step (32 bits), its parts (16), next part (16)
  std::atomic<std::size_t> pending_{0};   ///< parts not yet done
  std::atomic<bool> done_{false};
  const std::function<void(std::size_t)>* body_ = nullptr;
  std::unique_ptr<Helpers> helpers_;
};

}  // namespace cobden
