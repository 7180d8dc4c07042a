#include "apps/server/run_queue.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>

#include "apps/cli/save.h"
#include "cobden/store/answer_inputs.h"

namespace cobden::server {
namespace {

namespace json = boost::json;
using store::RunState;
using SteadyClock = std::chrono::steady_clock;

/// Progress is told at most this often.
constexpr std::chrono::milliseconds kBetweenEvents{100};

}  // namespace

struct RunQueue::Job {
  std::string id;
  cli::AskedQuestion question;
  std::atomic<bool> cancelled{false};
  bool running = false;
  mutable std::mutex mutex;  ///< of what follows
  std::optional<ProgressEvent> progress;
  SteadyClock::time_point told{};
  std::vector<std::shared_ptr<EventStream>> watchers;

  void tell(const std::string& kind, const std::string& data, bool replaces) {
    std::erase_if(watchers, [](const auto& w) { return w->closed(); });
    for (const auto& watcher : watchers) watcher->send(kind, data, replaces);
  }
};

std::string progress_data(const ProgressEvent& event) {
  return json::serialize(
      json::object{{"task", event.task},
                   {"fraction", event.fraction < 0 ? json::value(nullptr) : json::value(event.fraction)},
                   {"detail", event.detail}});
}

std::string state_data(const std::string& id, RunState state, const std::optional<int>& exit_code,
                       const std::string& message) {
  return json::serialize(
      json::object{{"id", id},
                   {"state", to_string(state)},
                   {"exit_code", exit_code ? json::value(*exit_code) : json::value(nullptr)},
                   {"message", message}});
}

RunQueue::RunQueue(QueueOptions options, Catalogues& catalogues)
    : options_(options), catalogues_(catalogues) {
  for (std::size_t k = 0; k < options_.workers; ++k) workers_.emplace_back([this] { work(); });
}

RunQueue::~RunQueue() { stop(); }

std::optional<RunQueue::Posted> RunQueue::post(const cli::AskedQuestion& question, const std::string& title) {
  const auto checked = cli::check(question);
  store::RunRecord record;
  record.title = !title.empty()           ? title
                 : !checked.title.empty() ? checked.title
                                          : cli::default_title(question);
  record.question = question.words;
  record.scenario = question.scenario.name;
  record.scenario_text = checked.scenario_text;
  record.options = json::serialize(question.options);
  record.program_line = cli::program_line(question);
  const std::lock_guard lock(mutex_);
  if (stopping_ || waiting_.size() >= options_.most_waiting) return std::nullopt;
  auto job = std::make_shared<Job>();
  job->question = question;
  job->id = catalogues_.borrow()->add(std::move(record));
  jobs_[job->id] = job;
  waiting_.push_back(job);
  news_.notify_one();
  return Posted{.id = job->id, .position = jobs_.size() - 1};
}

bool RunQueue::cancel(const std::string& id) {
  JobPtr queued;
  {
    const std::lock_guard lock(mutex_);
    const auto it = jobs_.find(id);
    if (it == jobs_.end()) return false;
    it->second->cancelled = true;
    if (it->second->running) return true;
    queued = it->second;
    std::erase(waiting_, queued);
  }
  end(queued, cli::run_end(cli::kInterrupted, "cancelled before it began"));
  return true;
}

std::optional<ProgressEvent> RunQueue::progress(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto it = jobs_.find(id);
  if (it == jobs_.end()) return std::nullopt;
  const std::lock_guard inner(it->second->mutex);
  return it->second->progress;
}

bool RunQueue::watch(const std::string& id, const std::shared_ptr<EventStream>& events) {
  const std::lock_guard lock(mutex_);
  const auto it = jobs_.find(id);
  if (it == jobs_.end()) return false;
  Job& job = *it->second;
  const std::lock_guard inner(job.mutex);
  events->send("state", state_data(id, job.running ? RunState::kRunning : RunState::kQueued, {}, ""), false);
  if (job.progress) events->send("progress", progress_data(*job.progress), true);
  job.watchers.push_back(events);
  return true;
}

std::size_t RunQueue::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

std::size_t RunQueue::stop() {
  std::deque<JobPtr> queued;
  std::size_t cut = 0;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    cut = jobs_.size();
    for (const auto& [id, job] : jobs_) job->cancelled = true;
    queued.swap(waiting_);
  }
  news_.notify_all();
  for (const auto& job : queued)
    end(job, cli::run_end(cli::kInterrupted, "the server stopped before it began"));
  for (auto& worker : workers_)
    if (worker.joinable()) worker.join();
  return cut;
}

void RunQueue::work() {
  for (;;) {
    JobPtr job;
    {
      std::unique_lock lock(mutex_);
      news_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (stopping_) return;
      job = waiting_.front();
      waiting_.pop_front();
      job->running = true;
    }
    run(job);
  }
}

void RunQueue::run(const JobPtr& job) {
  try {
    catalogues_.borrow()->start(job->id);
    {
      const std::lock_guard lock(job->mutex);
      job->tell("state", state_data(job->id, RunState::kRunning, {}, ""), false);
    }
    end(job, answer(*job));
  } catch (const std::exception& error) {  // the store failed: the run is over for those who watch
    end(job, cli::run_end(cli::kBadInput, error.what()));
  }
}

/// Every way in which a question can end.
store::RunEnd RunQueue::answer(Job& job) const {
  try {
    const RunContext context([&](const ProgressEvent& event) { on_progress(job, event); }, &job.cancelled);
    const auto answer = cli::ask(job.question, context, cli::Also::kCsvAndReport);
    if (answer.out.size() > options_.most_answer_bytes)
      return cli::run_end(cli::kBadInput,
                          fmt::format("the answer has {} MB, more than is kept: ask for fewer measures",
                                      answer.out.size() >> 20));
    auto end = cli::run_end(answer.exit_code, answer.err);
    end.inputs = store::answer_inputs(answer.out);
    if (!answer.out.empty()) end.answer = store::make_document(answer.out);
    if (!answer.csv.empty()) end.csv = store::make_document(answer.csv);
    if (!answer.report.empty()) end.report = store::make_document(answer.report);
    return end;
  } catch (const UserError& error) {
    return cli::run_end(cli::kBadInput, error.what());
  } catch (const Interrupted& what) {
    return cli::run_end(cli::kInterrupted, std::string("interrupted: ") + what.what());
  } catch (const std::bad_alloc&) {
    return cli::run_end(cli::kBadInput, "not enough memory; ask on a smaller benchmark");
  } catch (const std::exception& error) {
    return cli::run_end(3, error.what());
  }
}

void RunQueue::end(const JobPtr& job, const store::RunEnd& end) {
  std::string message = end.message;
  RunState state = end.state;
  try {
    catalogues_.borrow()->finish(job->id, end);
  } catch (const std::exception& error) {
    state = RunState::kFailed, message = error.what();
  }
  {
    const std::lock_guard lock(mutex_);
    jobs_.erase(job->id);
  }
  const std::lock_guard lock(job->mutex);
  job->tell("state", state_data(job->id, state, end.exit_code, message), false);
  for (const auto& watcher : job->watchers) watcher->finish();
  job->watchers.clear();
}

void RunQueue::on_progress(Job& job, const ProgressEvent& event) const {
  const std::lock_guard lock(job.mutex);
  job.progress = event;
  const auto now = SteadyClock::now();
  if (now - job.told < kBetweenEvents) return;
  job.told = now;
  job.tell("progress", progress_data(event), true);
}

}  // namespace cobden::server
