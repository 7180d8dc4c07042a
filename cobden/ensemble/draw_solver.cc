#include "cobden/ensemble/draw_solver.h"

#include "cobden/ensemble/run_solver.h"

namespace cobden::ensemble {
namespace {

using scenario::EnsembleQuestion;

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
  return make_run_solver(plan, context);
}

}  // namespace cobden::ensemble
