#pragma once
// A flag for RunContext that is raised when time is up or when nobody waits for the answer any more.
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "apps/server/http.h"

namespace cobden::server {

class Deadline {
 public:
  Deadline(double seconds, std::shared_ptr<Exchange> exchange);
  ~Deadline();
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;
  const std::atomic<bool>& passed() const { return passed_; }

 private:
  void wait(double seconds, const Exchange& exchange);
  std::atomic<bool> passed_{false};
  std::mutex mutex_;
  std::condition_variable news_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace cobden::server
