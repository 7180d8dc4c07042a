#include "cobden/ensemble/draw_solver.h"

#include <cmath>

#include "cobden/core/parallel.h"

namespace cobden::ensemble {
namespace {

using scenario::EnsembleQuestion;

/// A record of `act`, whose failures by bad numbers are reasons.
template <class Act>
Record recorded(std::size_t outcomes, const Act& act) {
  Record record;
  try {
    record = act();
  } catch (const UserError& e) {
    record.reason = std::string("numbers refused: ") + e.what();
  }
  if (!record.solved) record.figures.assign(outcomes, std::nan(""));
  return record;
}

template <class Act>
std::vector<Record> each(std::span<const std::vector<double>> values, std::size_t outcomes,
                         const RunContext& context, const Act& act) {
  std::vector<Record> records(values.size());
  parallel_for(values.size(), [&](std::size_t i) {
    if (!context.cancelled()) records[i] = recorded(outcomes, [&] { return act(values[i]); });
  });
  return records;
}

Record of_result(const economy::Result& result) {
  const auto& s = result.solver;
  return {.solved = s.converged(),
          .reason = s.converged() ? "" : economy::to_string(s.status) + ": " + s.message,
          .iterations = s.iterations,
          .residual = s.residual,
          .figures = {}};
}

void require_finished(const RunContext& context) {
  if (context.cancelled()) throw Interrupted("nothing had been drawn yet");
}

/// The economy at drawn numbers: one model and one solve for each draw.
class RunSolver final : public DrawSolver {
 public:
  RunSolver(const Plan& plan, const RunContext& context) : plan_(plan) {
    const auto result = answer(central_values(plan), context);
    require_finished(context);
    outcomes_ = choose_outcomes(plan, result);
    central_ = record_of(result);
    notes_ = result.model.notes;
    model_ = {result.model.family, result.model.variant, result.closure, result.numeraire,
              result.model.elasticities};
  }
  std::vector<Record> solve(std::span<const std::vector<double>> values,
                            const RunContext& context) const override {
    return each(values, outcomes_.size(), context,
                [&](const auto& v) { return record_of(answer(v, context.silent())); });
  }
  std::string method() const override { return "one model and one solve for each draw"; }

 private:
  economy::Result answer(const std::vector<double>& values, const RunContext& context) const {
    const auto run = drawn_run(plan_, values);
    const auto model = scenario::make_model(run.benchmark, run.scenario.model);
    return model->solve(run.counterfactual, run.scenario.solver, context);
  }
  Record record_of(const economy::Result& result) const {
    Record record = of_result(result);
    if (record.solved) record.figures = outcomes_of(outcomes_, result);
    return record;
  }
  const Plan& plan_;
};

/// The question of [strategy] at drawn numbers.
class StrategySolver final : public DrawSolver {
 public:
  StrategySolver(const Plan& plan, const RunContext& context) : plan_(plan) {
    const auto& asked = plan.run.scenario.strategy;
    if (!asked || !asked->question)
      throw UserError(
          {.place = {.file = plan.run.scenario.file.string(), .line = {}, .column = "ensemble.question"},
           .value = "strategy",
           .problem = "the scenario has no question in [strategy]",
           .expected = "question = \"optimum\", \"nash\", ... in [strategy]",
           .remedy = ""});
    question_ = *asked->question;
    const auto central = answer(central_values(plan), context);
    require_finished(context);
    outcomes_ = choose_outcomes(plan, central);
    central_ = record_of(central);
    notes_.push_back("the question in every draw: cobden " + scenario::to_string(question_));
    const auto& m = central.game->model->description();
    model_ = {m.family, m.variant, economy::to_string(plan.run.scenario.model.closure),
              economy::to_string(plan.run.scenario.model.numeraire), m.elasticities};
  }
  std::vector<Record> solve(std::span<const std::vector<double>> values,
                            const RunContext& context) const override {
    return each(values, outcomes_.size(), context,
                [&](const auto& v) { return record_of(answer(v, context.silent())); });
  }
  std::string method() const override { return "one search for each draw"; }

 private:
  scenario::StrategyAnswer answer(const std::vector<double>& values, const RunContext& context) const {
    return scenario::answer_strategy(drawn_run(plan_, values), question_, context);
  }
  Record record_of(const scenario::StrategyAnswer& answer) const {
    const bool solved = answer.search.converged() && !answer.effects.empty();
    Record record{.solved = solved,
                  .reason = solved ? "" : to_string(answer.search.status) + ": " + answer.search.message,
                  .iterations = answer.search.solves,
                  .residual = answer.result ? answer.result->solver.residual : 0,
                  .figures = {}};
    if (solved) record.figures = outcomes_of(outcomes_, answer);
    return record;
  }
  const Plan& plan_;
  scenario::StrategyQuestion question_ = scenario::StrategyQuestion::kOptimum;
};

/// Headline numbers of [talks]. Where only judged numbers are drawn the economy is answered once.
class TalksSolver final : public DrawSolver {
 public:
  TalksSolver(const Plan& plan, const RunContext& context)
      : plan_(plan), central_answer_(scenario::answer_talks(drawn_run(plan, central_values(plan)), context)) {
    require_finished(context);
    for (const auto& input : plan.inputs)
      economy_moves_ = economy_moves_ || input.ask.kind != scenario::EnsembleInput::Kind::kJudgement;
    outcomes_ = choose_outcomes(plan, central_answer_);
    central_ = record_of(central_answer_, central_values(plan));
    const auto& m = central_answer_.game().model->description();
    model_ = {m.family, m.variant, economy::to_string(plan.run.scenario.model.closure),
              economy::to_string(plan.run.scenario.model.numeraire), m.elasticities};
  }
  std::vector<Record> solve(std::span<const std::vector<double>> values,
                            const RunContext& context) const override {
    return each(values, outcomes_.size(), context, [&](const auto& v) {
      if (same_economy(v, central_values(plan_))) return record_of(central_answer_, v);
      return record_of(scenario::answer_talks(without_bands(drawn_run(plan_, v)), context.silent()), v);
    });
  }
  std::string method() const override {
    return economy_moves_ ? "the whole talks for each draw" : "the economy once, the talks for each draw";
  }

 private:
  /// Judged numbers leave the economy as it is.
  bool same_economy(const std::vector<double>& a, const std::vector<double>& b) const {
    if (!economy_moves_) return true;
    for (const auto& input : plan_.inputs)
      if (input.ask.kind != scenario::EnsembleInput::Kind::kJudgement)
        for (std::size_t d = input.first; d < input.first + input.size; ++d)
          if (a[d] != b[d]) return false;
    return true;
  }

  /// The bands of the talks over their own draws are not read: an ensemble makes its own.
  static scenario::AssembledRun without_bands(scenario::AssembledRun run) {
    constexpr int kFewest = 10;
    run.scenario.talks->draws = kFewest;
    return run;
  }

  Record record_of(const scenario::TalksAnswer& answer, const std::vector<double>& values) const {
    const bool solved = answer.search.converged();
    Record record{.solved = solved,
                  .reason = solved ? "" : to_string(answer.search.status) + ": " + answer.search.message,
                  .iterations = 0,
                  .residual = 0,
                  .figures = {}};
    if (solved) record.figures = outcomes_of(outcomes_, answer, drawn_judgements(plan_, values));
    return record;
  }
  const Plan& plan_;
  scenario::TalksAnswer central_answer_;
  bool economy_moves_ = false;
};

}  // namespace

std::unique_ptr<DrawSolver> make_draw_solver(const Plan& plan, const RunContext& context) {
  switch (plan.ask.question) {
    case EnsembleQuestion::kRun:
      break;
    case EnsembleQuestion::kStrategy:
      return std::make_unique<StrategySolver>(plan, context);
    case EnsembleQuestion::kTalks:
      return std::make_unique<TalksSolver>(plan, context);
  }
  return std::make_unique<RunSolver>(plan, context);
}

}  // namespace cobden::ensemble
