#pragma once
// What long work is given so that it can report progress and be interrupted (Gambit core/cancel.h;
// Manifold ExecutionContext). Passing one is optional everywhere: a default context does nothing.
#include <atomic>
#include <functional>
#include <string>

namespace cobden {

struct ProgressEvent {
  std::string task;     ///< what is being done, e.g. "solving equilibrium"
  double fraction = 0;  ///< 0..1, or negative when the length is not known
  std::string detail;   ///< e.g. "sweep 12, residual 3.1e-07"
};

class RunContext {
 public:
  using Listener = std::function<void(const ProgressEvent&)>;
  RunContext() = default;
  RunContext(Listener listener, const std::atomic<bool>* cancelled)
      : listener_(std::move(listener)), cancelled_(cancelled) {}
  void report(const ProgressEvent& event) const {
    if (listener_) listener_(event);
  }
  bool listens() const { return static_cast<bool>(listener_); }
  /// The same cancellation without progress, for solves that run side by side.
  RunContext silent() const { return RunContext({}, cancelled_); }
  bool cancelled() const { return cancelled_ && cancelled_->load(std::memory_order_relaxed); }

 private:
  Listener listener_;
  const std::atomic<bool>* cancelled_ = nullptr;
};

}  // namespace cobden
