#pragma once
// Runs that take their time: a bounded queue, a few workers, progress for whoever watches, cancellation.
// Every run is in the store from the moment it is queued; what is here besides lasts as long as the run does.
#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "apps/cli/ask.h"
#include "apps/server/catalogues.h"
#include "apps/server/http.h"

namespace cobden::server {

struct QueueOptions {
  std::size_t most_waiting = 32;
  std::size_t workers = 1;
  std::size_t most_answer_bytes = 256u << 20;  ///< a longer answer is a failed run
};

class RunQueue {
 public:
  RunQueue(QueueOptions options, Catalogues& catalogues);
  ~RunQueue();

  struct Posted {
    std::string id;
    std::size_t position = 0;  ///< runs before it
  };
  /// Nullopt: the queue is full. UserError for a question that cannot be answered, before anything is stored.
  std::optional<Posted> post(const cli::AskedQuestion& question, const std::string& title);
  /// False if it is not here: unknown, or finished.
  bool cancel(const std::string& id);
  /// Empty: no progress, or not running.
  std::optional<ProgressEvent> progress(const std::string& id) const;
  /// Sends what happens from now on, and ends the stream with the run. False if the run is not here.
  bool watch(const std::string& id, const std::shared_ptr<EventStream>& events);
  std::size_t waiting() const;

  /// Cancels all and waits for the workers; how many runs were cut short.
  std::size_t stop();

 private:
  struct Job;
  using JobPtr = std::shared_ptr<Job>;
  void work();
  void run(const JobPtr& job);
  store::RunEnd answer(Job& job) const;
  void end(const JobPtr& job, const store::RunEnd& end);
  void on_progress(Job& job, const ProgressEvent& event) const;

  QueueOptions options_;
  Catalogues& catalogues_;
  mutable std::mutex mutex_;
  std::condition_variable news_;
  std::deque<JobPtr> waiting_;
  std::map<std::string, JobPtr> jobs_;  ///< queued and running
  bool stopping_ = false;
  std::vector<std::thread> workers_;
};

/// The data of the events `progress` and `state`.
std::string progress_data(const ProgressEvent& event);
std::string state_data(const std::string& id, store::RunState state, const std::optional<int>& exit_code,
                       const std::string& message);

}  // namespace cobden::server
