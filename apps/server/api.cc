#include "apps/server/api.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "apps/server/api_call.h"
#include "apps/server/deadline.h"
#include "apps/server/info.h"
#include "apps/server/json_reply.h"
#include "apps/server/run_documents.h"
#include "cobden/core/text.h"
#include "cobden/core/version.h"
#include "cobden/report/json_text.h"
#include "cobden/store/sqlite.h"

namespace cobden::server {
namespace {

namespace json = boost::json;

constexpr const char* kJson = "application/json; charset=utf-8";
constexpr const char* kToml = "application/toml; charset=utf-8";
constexpr std::size_t kMostListed = 200;
constexpr std::chrono::milliseconds kInfoAge{500};

/// In place of an answer that was given already.
Response taken() { return {.status = 0}; }

// --- bodies

json::object body_object(const std::string& body) {
  json::error_code failed;
  const json::value value = json::parse(body, failed);
  if (failed) throw HttpError(400, "the body is not JSON: " + failed.message());
  if (!value.is_object()) throw HttpError(400, "the body is not a JSON object");
  return value.as_object();
}

std::string text_field(const json::object& body, const char* key) {
  const auto* value = body.if_contains(key);
  if (!value) return "";
  if (!value->is_string()) throw HttpError(400, fmt::format("'{}' is not text", key));
  return std::string(value->as_string());
}

struct PostedQuestion {
  cli::AskedQuestion question;
  std::string title;
};

PostedQuestion posted_question(const std::string& text) {
  static const std::vector<std::string> kKnown{"question", "scenario", "scenario_text", "options", "title"};
  const json::object body = body_object(text);
  for (const auto& [key, value] : body)
    if (std::find(kKnown.begin(), kKnown.end(), std::string_view(key)) == kKnown.end())
      throw HttpError(400, fmt::format("the body has an unknown member '{}'; known are {}",
                                       std::string_view(key).substr(0, 60), fmt::join(kKnown, ", ")));
  PostedQuestion posted;
  posted.question.words = text_field(body, "question");
  posted.question.scenario = text_field(body, "scenario");
  posted.title = text_field(body, "title");
  if (posted.question.words.empty()) throw HttpError(400, "'question' is missing");
  if (body.contains("scenario_text")) {
    if (body.contains("scenario")) throw HttpError(400, "give 'scenario' or 'scenario_text', not both");
    posted.question.scenario.text = text_field(body, "scenario_text");
  }
  if (const auto* options = body.if_contains("options")) {
    if (!options->is_object()) throw HttpError(400, "'options' is not an object");
    posted.question.options = options->as_object();
  }
  if (posted.title.size() > 300) throw HttpError(400, "'title' is longer than 300 bytes");
  return posted;
}

/// What each method must bring: a kind of body that no form of another site can send.
void check_body(const Request& request) {
  if (request.method != "POST") return;
  if (request.header("content-length").empty() && request.header("transfer-encoding").empty())
    throw HttpError(411, "Content-Length is missing");
  const std::string type = request.header("content-type");
  if (trim(type.substr(0, type.find(';'))) != "application/json")
    throw HttpError(415, "Content-Type must be application/json");
}

}  // namespace

struct Api::Route {
  enum class Pool { kReaders, kAskers };
  const char* method;
  const char* path;
  Pool pool;
  Response (Api::*answer)(Call&);
};

const std::vector<Api::Route>& Api::table() {
  using enum Route::Pool;
  static const std::vector<Route> kTable{
      {"GET", "/api/v1/info", kReaders, &Api::info},
      {"GET", "/api/v1/scenarios/{name}", kReaders, &Api::scenario},
      {"GET", "/api/v1/benchmarks/{name}", kReaders, &Api::benchmark},
      {"POST", "/api/v1/ask", kAskers, &Api::ask},
      {"POST", "/api/v1/runs", kReaders, &Api::post_run},
      {"GET", "/api/v1/runs", kReaders, &Api::list_runs},
      {"GET", "/api/v1/runs/compare", kReaders, &Api::compare_runs},
      {"GET", "/api/v1/runs/{id}", kReaders, &Api::show_run},
      {"DELETE", "/api/v1/runs/{id}", kReaders, &Api::remove},
      {"GET", "/api/v1/runs/{id}/result", kReaders, &Api::result},
      {"GET", "/api/v1/runs/{id}/scenario", kReaders, &Api::run_scenario},
      {"GET", "/api/v1/runs/{id}/report", kReaders, &Api::report},
      {"POST", "/api/v1/runs/{id}/cancel", kReaders, &Api::cancel},
      {"GET", "/api/v1/runs/{id}/events", kReaders, &Api::events},
  };
  return kTable;
}

std::vector<RouteName> Api::routes() {
  std::vector<RouteName> names;
  for (const auto& route : table()) names.push_back({route.method, route.path});
  return names;
}

Api::Api(ApiOptions options, Catalogues& catalogues, RunQueue& queue)
    : options_(options),
      catalogues_(catalogues),
      queue_(queue),
      readers_(options.readers, options.connections + 64),
      askers_(options.askers, options.most_asked) {}

Api::~Api() { stop(); }

void Api::stop() { readers_.stop(), askers_.stop(); }

// --- from a request to its route

namespace {

/// Whether the segments are those of the pattern; fills in what stands for {names}.
bool matches(const std::string& pattern, const std::vector<std::string>& segments,
             std::vector<std::string>& names) {
  const auto parts = split(pattern.substr(1), '/');
  if (parts.size() != segments.size()) return false;
  names.clear();
  for (std::size_t k = 0; k < parts.size(); ++k) {
    if (parts[k].starts_with('{'))
      names.push_back(segments[k]);
    else if (parts[k] != segments[k])
      return false;
  }
  return true;
}

}  // namespace

const Api::Route& Api::find(const Request& request, Call& call) const {
  std::vector<std::string> allowed;
  const std::string method = request.method == "HEAD" ? "GET" : request.method;
  for (const auto& route : table()) {
    if (!matches(route.path, call.target.segments, call.names)) continue;
    if (method == route.method) return route;
    allowed.emplace_back(route.method);
  }
  if (allowed.empty()) throw HttpError(404, "there is nothing at this address");
  throw HttpError(405, fmt::format("this address knows {}", fmt::join(allowed, ", ")),
                  {{"Allow", fmt::format("{}", fmt::join(allowed, ", "))}});
}

void Api::handle(const std::shared_ptr<Exchange>& exchange) {
  try {
    dispatch(exchange);
  } catch (const HttpError& error) {
    exchange->reply(error_reply(error.status(), error.what(), error.headers()));
  } catch (const std::exception& error) {
    exchange->reply(error_reply(500, error.what()));
  }
}

void Api::dispatch(const std::shared_ptr<Exchange>& exchange) {
  const Request& request = exchange->request();
  guard_.check(request);
  const auto target = parse_target(request.target);
  if (!target) throw HttpError(400, "the address cannot be read");
  const auto call = std::make_shared<Call>();
  call->exchange = exchange, call->target = *target;
  if (target->segments.empty() || target->segments[0] != "api") {
    if (request.method != "GET" && request.method != "HEAD")
      throw HttpError(405, "the page is only read", {{"Allow", "GET, HEAD"}});
    return exchange->reply(unless_known(request, page_reply(request, *target)));
  }
  const Route& route = find(request, *call);
  if (request.method == "HEAD" && route.answer == &Api::events)
    throw HttpError(405, "a stream of events has no end to describe", {{"Allow", "GET"}});
  check_body(request);
  // A part of an answer that was not kept is solved again.
  const bool solves = route.pool == Route::Pool::kAskers || target->query.contains("sector");
  if (!(solves ? askers_ : readers_).post([this, &route, call] { answer(route, call); }))
    throw HttpError(503, "too many questions at once", {{"Retry-After", "1"}});
}

void Api::answer(const Route& route, const std::shared_ptr<Call>& call) {
  Response response;
  try {
    response = unless_known(call->request(), (this->*route.answer)(*call));
  } catch (const HttpError& error) {
    response = error_reply(error.status(), error.what(), error.headers());
  } catch (const store::StoreError& error) {
    response = error_reply(503, error.what(), {{"Retry-After", "10"}});
  } catch (const UserError& error) {
    response = error_reply(error);
  } catch (const std::bad_alloc&) {
    response = error_reply(503, "not enough memory for this answer", {{"Retry-After", "5"}});
  } catch (const std::exception& error) {
    response = error_reply(500, error.what());
  }
  if (response.status != 0) call->exchange->reply(std::move(response));
}

// --- what there is

/// Files may change under a running server, but not so often that each of many visitors must look again.
std::shared_ptr<const std::string> Api::info_text() {
  const std::lock_guard lock(info_mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (info_ && now - info_time_ < kInfoAge) return info_;
  const json::object document{
      {"version", version()},
      {"commit", commit()},
      {"build", build_type()},
      {"questions", questions_json()},
      {"benchmarks", benchmarks_json()},
      {"scenarios", scenarios_json()},
      {"schedules", schedules_json()},
      {"store", {{"path", catalogues_.file().string()}, {"runs", catalogues_.borrow()->count()}}},
      {"limits",
       {{"body_bytes", options_.body_bytes},
        {"header_bytes", options_.header_bytes},
        {"connections", options_.connections},
        {"queued_runs", options_.queue.most_waiting},
        {"workers", options_.queue.workers},
        {"ask_seconds", options_.ask_seconds}}}};
  info_ = body_of(report::to_json_text(document));
  info_time_ = now;
  return info_;
}

Response Api::info(Call&) { return text_reply(*info_text(), kJson); }

void Api::warm_up() {
  readers_.post([this] {
    try {
      info_text();
    } catch (const std::exception&) {
      // Whoever asks is told.
    }
  });
}

Response Api::scenario(Call& call) {
  const auto found = scenario_json(call.names[0]);
  if (!found) throw HttpError(404, "there is no ready scenario of this name");
  return json_reply(200, *found);
}

Response Api::benchmark(Call& call) {
  const auto found = benchmark_json(call.names[0]);
  if (!found) throw HttpError(404, "there is no built-in benchmark of this name");
  return json_reply(200, *found);
}

// --- asking

Response Api::ask(Call& call) {
  auto question = posted_question(call.request().body).question;
  // What most takes the time of a run is its range over elasticity sets; a person who waits does not want it.
  if (question.words == "run" && !question.options.contains("no-range")) question.options["no-range"] = true;
  cli::require_modest(question);
  if (!cli::is_quick(question))
    throw UserError("this question takes longer than one waits for", "post it to /api/v1/runs");
  const Deadline deadline(options_.ask_seconds, call.exchange);
  const auto answer = cli::ask(question, RunContext({}, &deadline.passed()));
  if (answer.exit_code == cli::kInterrupted)
    throw UserError(fmt::format("this question took longer than {:g} s", options_.ask_seconds),
                    "post it to /api/v1/runs");
  if (answer.out.empty()) throw UserError(answer.err);
  auto response = text_reply(answer.out, kJson);
  response.headers.emplace_back("Cobden-Exit-Code", std::to_string(answer.exit_code));
  return response;
}

Response Api::post_run(Call& call) {
  const auto posted = posted_question(call.request().body);
  cli::require_modest(posted.question);
  const auto queued = queue_.post(posted.question, posted.title);
  if (!queued)
    throw HttpError(429, fmt::format("{} runs wait already", options_.queue.most_waiting),
                    {{"Retry-After", "10"}});
  auto response = json_reply(202, {{"id", queued->id}, {"state", "queued"}, {"position", queued->position}});
  response.headers.emplace_back("Location", "/api/v1/runs/" + queued->id);
  return response;
}

// --- runs

Response Api::list_runs(Call& call) {
  store::RunQuery query{.before = call.query("before"), .question = call.query("question")};
  if (const auto text = call.query("limit"); !text.empty()) {
    const auto limit = parse_number(text);
    if (!limit || *limit < 1 || *limit > kMostListed ||
        *limit != static_cast<double>(static_cast<long>(*limit)))
      throw HttpError(400, fmt::format("'limit' is not a whole number from 1 to {}", kMostListed));
    query.limit = static_cast<std::size_t>(*limit);
  }
  if (const auto state = call.query("state"); !state.empty()) query.state = store::parse_run_state(state);
  json::array runs;
  for (const auto& run : catalogues_.borrow()->list(query))
    runs.push_back(run_json(run, queue_.progress(run.id)));
  return json_reply(200, {{"runs", std::move(runs)}});
}

store::RunRecord Api::existing(const std::string& id) {
  auto run = catalogues_.borrow()->find(id);
  if (!run) throw HttpError(404, "there is no such run");
  return *run;
}

Response Api::show_run(Call& call) {
  return json_reply(200, run_json(existing(call.names[0]), queue_.progress(call.names[0])));
}

Response Api::remove(Call& call) {
  const auto run = existing(call.names[0]);
  if (!is_final(run.state)) throw HttpError(409, "the run is " + to_string(run.state) + "; cancel it first");
  catalogues_.borrow()->remove(run.id);
  return {.status = 204, .headers = safe_headers()};
}

Response Api::cancel(Call& call) {
  const auto run = existing(call.names[0]);
  if (!queue_.cancel(run.id)) {
    const auto now = existing(run.id);
    throw HttpError(
        409, is_final(now.state) ? "the run is over: " + to_string(now.state) : "another process runs it");
  }
  return json_reply(202, {{"id", run.id}, {"state", to_string(existing(run.id).state)}});
}

Response Api::run_scenario(Call& call) {
  const auto run = existing(call.names[0]);
  if (!run.scenario_text) throw HttpError(404, "the run has no scenario");
  return text_reply(*run.scenario_text, kToml);
}

Response Api::events(Call& call) {
  const auto run = existing(call.names[0]);
  const auto events = call.exchange->open_events();
  if (!events) throw HttpError(503, "too many watch already", {{"Retry-After", "5"}});
  if (queue_.watch(run.id, events)) return taken();
  const auto now = existing(run.id);  // it may have ended in between
  events->send("state", state_data(now.id, now.state, now.exit_code, now.message), false);
  events->finish();
  return taken();
}

}  // namespace cobden::server
