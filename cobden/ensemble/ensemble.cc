#include "cobden/ensemble/ensemble.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "cobden/core/file.h"
#include "cobden/ensemble/fingerprint.h"

namespace cobden::ensemble {
namespace {

using Clock = std::chrono::steady_clock;

/// Evaluations in a chunk: enough to fill vector units and threads, few enough that little is lost.
constexpr std::size_t kQuick = 64, kSlow = 8;

std::size_t draws_per_chunk(const Plan& plan, std::size_t per_draw) {
  bool slow = plan.ask.question == scenario::EnsembleQuestion::kStrategy;
  if (plan.ask.question == scenario::EnsembleQuestion::kTalks)
    for (const auto& input : plan.inputs)
      slow = slow || input.ask.kind != scenario::EnsembleInput::Kind::kJudgement;
  return std::max<std::size_t>(1, (slow ? kSlow : kQuick) / per_draw);
}

std::vector<std::vector<TornadoPoint>> one_at_a_time(const Ensemble& e, const RunContext& context) {
  std::vector<std::vector<TornadoPoint>> rows;
  std::vector<std::vector<double>> values;
  const Plan& plan = *e.plan;
  for (std::size_t k = 0; k < plan.inputs.size(); ++k) {
    const auto& input = plan.inputs[k];
    std::vector<TornadoPoint> points;
    const auto add = [&](std::string label, std::vector<double> at) {
      points.push_back({.label = std::move(label), .value = at[input.first], .record = {}});
      values.push_back(std::move(at));
    };
    if (input.ask.categorical())
      for (std::size_t c = 0; c < input.choices.size(); ++c)
        add(input.choices[c], values_with_choice(plan, k, c));
    else
      for (const double u : {0.05, 0.95}) add(fmt::format("{:g}%", 100 * u), values_with(plan, k, u));
    rows.push_back(std::move(points));
  }
  auto records = e.solver->solve(values, context);
  std::size_t at = 0;
  for (auto& row : rows)
    for (auto& point : row) point.record = std::move(records[at++]);
  return rows;
}

/// Counts reasons by their kind, the text before the first colon.
void count_failure(const Record& record, std::size_t draw, std::vector<Failure>& failures) {
  const std::string kind = record.reason.substr(0, record.reason.find(": "));
  const auto it = std::ranges::find(failures, kind, &Failure::kind);
  if (it == failures.end())
    failures.push_back({.kind = kind, .count = 1, .draw = draw, .example = record.reason});
  else
    ++it->count;
}

class Summary {
 public:
  Summary(Ensemble ensemble, const Chunks& chunks) {
    answer_.ensemble = std::move(ensemble);
    for (const auto& [chunk, records] : chunks)
      for (const auto& record : records) all_.push_back(&record);
    invariant(all_.size() == e().evaluations(), "every chunk is there, whole");
  }

  EnsembleAnswer take(const RunContext& context) {
    count();
    for (std::size_t d = 0; d < e().draws; ++d) answer_.draws.push_back(*at(d, 0));
    for (std::size_t k = 0; k < answer_.outcomes().size(); ++k) answer_.quantiles.push_back(quantiles(k));
    answer_.statements = choose_statements(answer_.plan(), answer_.outcomes());
    for (const auto& s : answer_.statements) answer_.shares.push_back(share(s));
    if (answer_.plan().ask.indices) find_indices();
    answer_.tornado = one_at_a_time(e(), context);
    return std::move(answer_);
  }

 private:
  const Ensemble& e() const { return answer_.ensemble; }
  const Record* at(std::size_t draw, std::size_t matrix) const {
    return all_[draw * e().points->per_draw() + matrix];
  }

  void count() {
    for (std::size_t i = 0; i < all_.size(); ++i) {
      const Record& r = *all_[i];
      answer_.iterations += static_cast<std::size_t>(r.iterations);
      if (r.solved) {
        answer_.worst_residual = std::max(answer_.worst_residual, r.residual);
        continue;
      }
      ++answer_.failed_evaluations;
      if (i % e().points->per_draw() == 0) ++answer_.failed;
      count_failure(r, i / e().points->per_draw(), answer_.failures);
    }
    std::ranges::stable_sort(answer_.failures, std::greater{}, &Failure::count);
  }

  Quantiles quantiles(std::size_t outcome) const {
    std::vector<double> figures;
    for (const auto& draw : answer_.draws)
      if (draw.solved) figures.push_back(draw.figures[outcome]);
    return quantiles_of(figures);
  }

  Share share(const Statement& s) const {
    std::size_t holds = 0, count = 0;
    for (const auto& draw : answer_.draws) {
      if (!draw.solved || !std::isfinite(draw.figures[s.outcome])) continue;
      ++count;
      if (s.holds(draw.figures[s.outcome])) ++holds;
    }
    return share_of(holds, count);
  }

  /// Draws all of whose points have the figure.
  RadialFigures radial(std::size_t outcome) const {
    const std::size_t inputs = answer_.plan().inputs.size();
    RadialFigures f;
    f.mixed.resize(inputs);
    for (std::size_t d = 0; d < e().draws; ++d) {
      bool whole = true;
      for (std::size_t m = 0; m < inputs + 2; ++m)
        whole = whole && at(d, m)->solved && std::isfinite(at(d, m)->figures[outcome]);
      if (!whole) continue;
      f.a.push_back(at(d, 0)->figures[outcome]);
      f.b.push_back(at(d, 1)->figures[outcome]);
      for (std::size_t k = 0; k < inputs; ++k) f.mixed[k].push_back(at(d, k + 2)->figures[outcome]);
    }
    return f;
  }

  void find_indices() {
    for (std::size_t k = 0; k < answer_.outcomes().size(); ++k) {
      const auto figures = radial(k);
      if (k == 0) answer_.index_draws = figures.a.size();
      answer_.indices.push_back(sobol_indices(figures, answer_.plan().ask.seed));
    }
  }

  EnsembleAnswer answer_;
  std::vector<const Record*> all_;
};

std::string seconds_text(double seconds) {
  const auto s = static_cast<long long>(std::ceil(seconds));
  if (s < 3600) return fmt::format("{}:{:02}", s / 60, s % 60);
  return fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
}

}  // namespace

std::size_t Ensemble::size_of(std::size_t chunk) const {
  const std::size_t first = chunk * draws_per_chunk;
  return std::min(draws_per_chunk, draws - first) * points->per_draw();
}

Ensemble prepare(scenario::AssembledRun run, const RunContext& context) {
  Ensemble e;
  e.plan = std::make_unique<const Plan>(make_plan(std::move(run)));
  e.points = std::make_unique<const Points>(*e.plan);
  e.solver = make_draw_solver(*e.plan, context);
  e.draws = static_cast<std::size_t>(e.plan->ask.draws);
  e.draws_per_chunk = draws_per_chunk(*e.plan, e.points->per_draw());
  e.fingerprint = fingerprint_of(*e.plan, e.solver->outcomes(), e.draws_per_chunk);
  choose_statements(*e.plan, e.solver->outcomes());  // refuses statements of nothing before the long work
  return e;
}

std::vector<Record> evaluate(const Ensemble& e, std::size_t chunk, const RunContext& context) {
  const std::size_t first = chunk * e.draws_per_chunk * e.points->per_draw();
  std::vector<std::vector<double>> values(e.size_of(chunk));
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = values_at(*e.plan, e.points->uniforms(first + i));
  return e.solver->solve(values, context);
}

EnsembleAnswer summarise(Ensemble ensemble, const Chunks& chunks, const RunContext& context) {
  return Summary(std::move(ensemble), chunks).take(context);
}

std::string progress_text(std::size_t done, std::size_t of, std::size_t failed, double per_second) {
  std::string text = fmt::format("{} of {} draws", done, of);
  if (failed > 0) text += fmt::format(", {} failed", failed);
  if (per_second > 0)
    text += fmt::format(", {:.3g} draws/s, {} left", per_second,
                        seconds_text(static_cast<double>(of - done) / per_second));
  return text;
}

ChunkStore open_store(const Ensemble& e, const EnsembleOptions& options, int rank) {
  ChunkStore store(options.chunks, e.fingerprint, e.solver->outcomes().size(), rank);
  if (store.any() && !options.resume)
    throw UserError({.place = {.file = options.chunks.string(), .line = {}, .column = "--out"},
                     .value = "",
                     .problem = "holds the draws of an earlier run",
                     .expected = "",
                     .remedy = "go on with them: --resume; or choose another folder, or remove this one"});
  return store;
}

Chunks saved_chunks(const Ensemble& e, const ChunkStore& store) {
  Chunks chunks = store.load();
  std::erase_if(chunks, [&](const auto& item) {
    return item.first >= e.chunk_count() || item.second.size() != e.size_of(item.first);
  });
  return chunks;
}

namespace {

/// Chunks that come in, and what a person sees of them meanwhile.
class Progress {
 public:
  Progress(const Ensemble& e, const RunContext& context) : e_(e), context_(context) {}

  void count(const std::vector<Record>& records, bool here) {
    done_ += records.size();
    for (const auto& r : records) failed_ += r.solved ? 0 : 1;
    if (!here) return;
    here_ += records.size();
    const double spent = std::chrono::duration<double>(Clock::now() - begin_).count();
    const auto per_draw = static_cast<double>(e_.points->per_draw());
    context_.report({"ensemble", static_cast<double>(done_) / static_cast<double>(e_.evaluations()),
                     progress_text(draws(), e_.draws, failed_, static_cast<double>(here_) / per_draw / spent)});
  }
  std::size_t draws() const { return done_ / e_.points->per_draw(); }
  std::size_t here() const { return here_; }

 private:
  const Ensemble& e_;
  const RunContext& context_;
  Clock::time_point begin_ = Clock::now();
  std::size_t done_ = 0, failed_ = 0, here_ = 0;
};

}  // namespace

EnsembleAnswer run_ensemble(scenario::AssembledRun run, const EnsembleOptions& options, const RunContext& context) {
  const auto begin = Clock::now();
  Ensemble e = prepare(std::move(run), context);
  std::optional<ChunkStore> store;
  if (!options.chunks.empty()) store.emplace(open_store(e, options));
  Chunks chunks = store ? saved_chunks(e, *store) : Chunks{};
  Progress progress(e, context);
  for (const auto& [chunk, records] : chunks) progress.count(records, false);
  for (std::size_t chunk = 0; chunk < e.chunk_count(); ++chunk) {
    if (chunks.contains(chunk)) continue;
    auto records = evaluate(e, chunk, context);
    if (context.cancelled())
      throw Interrupted(store ? fmt::format("{} of {} draws are saved in {}; go on with --resume", progress.draws(),
                                            e.draws, options.chunks.string())
                              : std::string("nothing is saved without --out"));
    if (store) store->save(chunk, records);
    progress.count(records, true);
    chunks.emplace(chunk, std::move(records));
  }
  if (store) store->write_index(e.draws_per_chunk * e.points->per_draw());
  const std::size_t here = progress.here();
  auto answer = summarise(std::move(e), chunks, context);
  answer.done_here = here;
  answer.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  return answer;
}

}  // namespace cobden::ensemble
