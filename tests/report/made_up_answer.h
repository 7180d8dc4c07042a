#pragma once
// An answer whose figures are made up, so that tests of the report room need no model.
#include <cmath>

#include "cobden/scenario/assemble.h"
#include "scenario/small_world.h"

namespace cobden::testing {

/// A model that "solves" everything at once: figures follow from positions, one of them undefined.
class FakeModel : public economy::Model {
 public:
  explicit FakeModel(economy::BenchmarkPtr benchmark) : benchmark_(std::move(benchmark)) {}
  const economy::ModelDescription& description() const override { return description_; }
  const economy::BenchmarkPtr& benchmark() const override { return benchmark_; }
  economy::Result solve(const economy::Counterfactual&, const economy::SolveOptions& = {},
                        const RunContext& = {}) const override {
    economy::Result r{.benchmark = benchmark_,
                      .model = description_,
                      .closure = "fixed",
                      .numeraire = "world-value-added",
                      .solver = {},
                      .outcomes = {}};
    r.solver.status = economy::SolveStatus::kConverged;
    r.solver.iterations = 7;
    r.solver.residual = 1.25e-11;
    const auto add = [&](const char* measure, const char* unit, bool s, bool d, bool o, bool level) {
      economy::Variable v{.measure = measure,
                          .label = measure,
                          .unit = unit,
                          .by_sector = s,
                          .by_importer = d,
                          .by_exporter = o,
                          .base = {},
                          .value = {}};
      const std::size_t cells = (s ? 3u : 1u) * (d ? 3u : 1u) * (o ? 3u : 1u);
      for (std::size_t i = 0; i < cells; ++i) {
        v.base.push_back(level ? 1000.0 * static_cast<double>(i + 1) : 0.0);
        v.value.push_back(level ? 1100.0 * static_cast<double>(i + 1) + 1.0 / 3
                                : 0.1 * static_cast<double>(i) - 0.1);
      }
      r.outcomes.add(std::move(v));
    };
    add("welfare_exact", "percent", false, true, false, false);
    add("exports", "million USD", false, false, true, true);
    add("exports", "million USD", true, false, true, true);
    add("output", "million USD", true, false, true, true);
    add("output_volume", "percent", true, false, true, false);
    add("trade_customs_value", "million USD", false, true, true, true);
    add("trade_customs_value", "million USD", true, true, true, true);
    economy::Variable undefined{.measure = "real_wage",
                                .label = "Real wage",
                                .unit = "percent",
                                .by_sector = false,
                                .by_importer = true,
                                .by_exporter = false,
                                .base = {0, 0, 0},
                                .value = {1, NAN, 2}};
    r.outcomes.add(std::move(undefined));
    return r;
  }

 private:
  economy::BenchmarkPtr benchmark_;
  economy::ModelDescription description_{.family = "fake",
                                         .variant = "made-up",
                                         .elasticities = "GYY",
                                         .citation = "nobody",
                                         .notes = {"every figure is made up"}};
};

inline scenario::Answer made_up_answer() {
  const auto world = small_world();
  scenario::Scenario s = scenario::parse_scenario(
      "name = \"made-up\"\ntitle = \"Tariffs & <made> "
      "up\"\n[[shock]]\nimporter=\"AAA\"\nexporter=\"BBB\"\nadd=10\nunit=\"percentage points\"\n",
      "made-up.toml");
  scenario::Answer a;
  a.run = scenario::assemble(std::move(s), world, {{"benchmark", "small.nc", std::string(64, 'a')}});
  a.result = FakeModel(world).solve(a.run.counterfactual);
  a.range.sets = {"low", "GYY"};
  a.range.solver.resize(2);
  for (auto& solver : a.range.solver) solver.status = economy::SolveStatus::kConverged;
  a.range.welfare_percent = {{-0.2, 0.0, 0.3}, {-0.1, 0.0, 0.1}};
  a.range.by_country = {{-0.2, -0.1, "low", "GYY"}, {0, 0, "low", "low"}, {0.1, 0.3, "GYY", "low"}};
  return a;
}

}  // namespace cobden::testing
