#pragma once
// The HTTP API under /api/v1 (openapi.yaml describes it): a request is checked on the thread of the network,
// answered on a thread of the pool, and long work goes to the queue of runs.
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "apps/server/catalogues.h"
#include "apps/server/guard.h"
#include "apps/server/http.h"
#include "apps/server/page.h"
#include "apps/server/run_queue.h"
#include "apps/server/target.h"
#include "apps/server/worker_pool.h"

namespace cobden::server {

struct ApiOptions {
  std::size_t body_bytes = 0, header_bytes = 0, connections = 0;  ///< as the HTTP server holds them
  QueueOptions queue;
  std::size_t readers = 4;      ///< threads that read the store
  std::size_t askers = 2;       ///< threads that answer quick questions
  std::size_t most_asked = 64;  ///< quick questions that may wait
  double ask_seconds = 20;      ///< a quick question that takes longer is cut short
};

/// A route: method and path, {name} for a segment that varies.
struct RouteName {
  std::string method, path;
};

class Api {
 public:
  Api(ApiOptions options, Catalogues& catalogues, RunQueue& queue);
  ~Api();
  /// Set once the port is known.
  void set_guard(Guard guard) { guard_ = std::move(guard); }
  /// The handler of the HTTP server.
  void handle(const std::shared_ptr<Exchange>& exchange);
  /// Looks at everything there is to ask about, so that the first visitor need not wait for it.
  void warm_up();
  /// Every route, for the test against openapi.yaml.
  static std::vector<RouteName> routes();
  void stop();

 private:
  struct Call;
  struct Route;
  static const std::vector<Route>& table();
  const Route& find(const Request& request, Call& call) const;
  void dispatch(const std::shared_ptr<Exchange>& exchange);
  void answer(const Route& route, const std::shared_ptr<Call>& call);

  // the routes, in the order of the table
  Response info(Call& call);
  Response scenario(Call& call);
  Response benchmark(Call& call);
  Response ask(Call& call);
  Response post_run(Call& call);
  Response list_runs(Call& call);
  Response compare_runs(Call& call);
  Response show_run(Call& call);
  Response result(Call& call);
  Response run_scenario(Call& call);
  Response report(Call& call);
  Response cancel(Call& call);
  Response remove(Call& call);
  Response events(Call& call);

  store::RunRecord existing(const std::string& id);
  Response filtered_result(const store::RunRecord& run, Call& call);
  std::shared_ptr<const std::string> info_text();
  std::string detail(const store::RunRecord& run, const Call& call);

  ApiOptions options_;
  Catalogues& catalogues_;
  RunQueue& queue_;
  Guard guard_;
  std::mutex info_mutex_;
  std::shared_ptr<const std::string> info_;  ///< as it was at `info_time_`
  std::chrono::steady_clock::time_point info_time_{};
  WorkerPool readers_, askers_;
};

}  // namespace cobden::server
