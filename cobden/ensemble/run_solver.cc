#include "cobden/ensemble/run_solver.h"

#include <algorithm>

#include "cobden/economy/cp_accounts.h"
#include "cobden/economy/cp_draws.h"

namespace cobden::ensemble {
namespace {

using scenario::EnsembleInput;

Record of_summary(const economy::SolverSummary& s) {
  return {.solved = s.converged(),
          .reason = s.converged() ? "" : economy::to_string(s.status) + ": " + s.message,
          .iterations = s.iterations,
          .residual = s.residual,
          .figures = {}};
}

/// The economy at drawn numbers: one model and one solve for each draw.
class RunSolver : public DrawSolver {
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
    Record record = of_summary(result.solver);
    if (record.solved) record.figures = outcomes_of(outcomes_, result.outcomes);
    return record;
  }

 protected:
  const Plan& plan_;
};

/// Eight draws of a Caliendo-Parro model at a time.
class BatchSolver final : public RunSolver {
 public:
  BatchSolver(const Plan& plan, const RunContext& context)
      : RunSolver(plan, context), references_(references()) {
    for (const auto closure : closures()) {
      by_closure_.push_back(std::make_unique<const economy::CpDraws>(
          plan.run.benchmark, specification(closure), plan.run.counterfactual.tariff_new, references_,
          plan.run.scenario.solver, measures()));
      require_finished(context);
    }
  }

  std::vector<Record> solve(std::span<const std::vector<double>> values,
                            const RunContext& context) const override {
    std::vector<Record> records(values.size());
    std::vector<Drawn> drawn(values.size());
    parallel_for(values.size(), [&](std::size_t i) {
      records[i] = recorded(outcomes_.size(), [&] { return drawn[i] = draw(values[i]), Record{}; });
    });
    for (std::size_t c = 0; c < by_closure_.size(); ++c) solve_closure(c, drawn, records, context);
    return records;
  }
  std::string method() const override { return "eight draws at once, each from its nearest elasticity set"; }

 private:
  /// What one draw is; no answer where its numbers were refused.
  struct Drawn {
    std::size_t closure = 0;
    economy::CpDraw draw = {};
    TradeCube tariff = {};
  };

  economy::CaliendoParroSpec specification(economy::Closure closure) const {
    auto spec = scenario::caliendo_parro_spec(*plan_.run.benchmark, plan_.run.scenario.model);
    spec.closure = closure;
    return spec;
  }

  std::vector<economy::Closure> closures() const {
    for (const auto& input : plan_.inputs) {
      if (input.ask.kind != EnsembleInput::Kind::kClosure) continue;
      std::vector<economy::Closure> list;
      for (const auto& choice : input.choices) list.push_back(economy::parse_closure(choice));
      return list;
    }
    return {plan_.run.scenario.model.closure};
  }

  /// Those of the outcomes, each once.
  std::vector<std::string> measures() const {
    std::vector<std::string> list;
    for (const auto& o : outcomes_)
      if (std::ranges::find(list, o.measure) == list.end()) list.push_back(o.measure);
    return list;
  }

  /// The centre under each elasticity set that may be drawn.
  std::vector<BySector> references() const {
    std::vector<BySector> list;
    for (std::size_t k = 0; k < plan_.inputs.size(); ++k)
      if (plan_.inputs[k].ask.kind == EnsembleInput::Kind::kElasticitySet)
        for (std::size_t c = 0; c < plan_.inputs[k].choices.size(); ++c)
          list.push_back(drawn_elasticities(plan_, values_with_choice(plan_, k, c)));
    if (list.empty()) list.push_back(drawn_elasticities(plan_, central_values(plan_)));
    if (list.front().empty())
      list = {plan_.run.benchmark->elasticities(specification(closures().front()).elasticities).theta};
    return list;
  }

  Drawn draw(const std::vector<double>& values) const {
    Drawn d;
    const auto list = closures();
    d.closure =
        static_cast<std::size_t>(std::ranges::find(list, drawn_closure(plan_, values)) - list.begin());
    d.draw.theta = drawn_elasticities(plan_, values);
    if (d.draw.theta.empty()) d.draw.theta = references_.front();
    if (plan_.changes_tariffs) d.tariff = drawn_tariffs(plan_, values);
    return d;
  }

  /// The draws of one closure.
  void solve_closure(std::size_t closure, std::vector<Drawn>& drawn, std::vector<Record>& records,
                     const RunContext& context) const {
    std::vector<std::size_t> positions;
    std::vector<economy::CpDraw> draws;
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      if (drawn[i].closure != closure || drawn[i].draw.theta.empty())
        continue;  // or its numbers were refused
      drawn[i].draw.tariff = drawn[i].tariff.empty() ? nullptr : &drawn[i].tariff;
      positions.push_back(i);
      draws.push_back(drawn[i].draw);
    }
    const auto answers = by_closure_[closure]->solve(draws, context.silent());
    for (std::size_t k = 0; k < positions.size(); ++k)
      records[positions[k]] = recorded(outcomes_.size(), [&] {
        Record record = of_summary(answers[k].solver);
        if (record.solved) record.figures = outcomes_of(outcomes_, answers[k].outcomes);
        return record;
      });
  }

  std::vector<BySector> references_;
  std::vector<std::unique_ptr<const economy::CpDraws>> by_closure_;
};

/// Whether eight draws at a time can answer the plan: the family, its closures, no iceberg costs. Bilateral
/// outcomes and those of the first-order formula need the whole answer.
bool batches_know(const Plan& plan) {
  const auto& s = plan.run.scenario;
  if (s.model.family != "caliendo-parro" || !plan.run.counterfactual.trade_cost_hat.empty()) return false;
  auto spec = scenario::caliendo_parro_spec(*plan.run.benchmark, s.model);
  bool known = economy::CpDraws::knows(spec);
  for (const auto& input : plan.inputs)
    if (input.ask.kind == EnsembleInput::Kind::kClosure) {
      known = true;
      for (const auto& choice : input.choices) {
        spec.closure = economy::parse_closure(choice);
        known = known && economy::CpDraws::knows(spec);
      }
    }
  const auto& measures = economy::cp_total_measures();
  for (const auto& measure : plan.ask.measures)
    known = known && std::ranges::find(measures, measure) != measures.end();
  return known;
}

}  // namespace

void require_finished(const RunContext& context) {
  if (context.cancelled()) throw Interrupted("nothing had been drawn yet");
}

std::unique_ptr<DrawSolver> make_run_solver(const Plan& plan, const RunContext& context) {
  if (batches_know(plan)) return std::make_unique<BatchSolver>(plan, context);
  return std::make_unique<RunSolver>(plan, context);
}

}  // namespace cobden::ensemble
