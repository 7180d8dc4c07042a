#pragma once
// A few threads and a bounded list of things to do: what may take a while leaves the thread of the network.
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace cobden::server {

class WorkerPool {
 public:
  WorkerPool(std::size_t threads, std::size_t most_waiting);
  ~WorkerPool();
  /// False if too much waits already. Exceptions of `task` are its own affair: it must catch them.
  bool post(std::function<void()> task);
  /// Drops what waits and joins the threads once they have done what they are at.
  void stop();

 private:
  void work();
  std::size_t most_waiting_;
  std::mutex mutex_;
  std::condition_variable news_;
  std::deque<std::function<void()>> waiting_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace cobden::server
