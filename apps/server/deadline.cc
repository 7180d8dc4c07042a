#include "apps/server/deadline.h"

#include <chrono>

namespace cobden::server {

Deadline::Deadline(double seconds, std::shared_ptr<Exchange> exchange)
    : thread_([this, seconds, exchange = std::move(exchange)] { wait(seconds, *exchange); }) {}

Deadline::~Deadline() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  news_.notify_all();
  thread_.join();
}

void Deadline::wait(double seconds, const Exchange& exchange) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  std::unique_lock lock(mutex_);
  while (!news_.wait_for(lock, std::chrono::milliseconds(100), [this] { return over_; }))
    if (exchange.gone() || std::chrono::steady_clock::now() > end) passed_ = true;
}

}  // namespace cobden::server
