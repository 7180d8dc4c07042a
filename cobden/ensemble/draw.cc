// What a draw's numbers mean for the scenario (plan.h).
#include <fmt/format.h>

#include <algorithm>

#include "cobden/ensemble/correlation.h"
#include "cobden/ensemble/plan.h"
#include "cobden/scenario/shocks.h"

namespace cobden::ensemble {
namespace {

using Kind = scenario::EnsembleInput::Kind;

std::size_t choice_at(const Input& input, double u) {
  const auto it = std::ranges::upper_bound(input.cumulative, u);
  return std::min(static_cast<std::size_t>(it - input.cumulative.begin()), input.choices.size() - 1);
}

double number_at(const Input& input, double u) { return numerics::quantile(input.ask.distribution, u); }

double centre_of(const Input& input) {
  const auto& d = input.ask.distribution;
  if (input.ask.categorical()) return static_cast<double>(input.usual);
  const double middle =
      d.shape == numerics::Distribution::Shape::kUniform ? d.low + (d.high - d.low) / 2 : d.centre;
  return std::clamp(middle, d.least, d.most);
}

std::size_t choice_of(const Input& input, std::span<const double> values) {
  return static_cast<std::size_t>(values[input.first]);
}

double drawn_number(const Input& input, std::span<const double> values, double own) {
  return input.ask.factor ? own * values[input.first] : values[input.first];
}

/// The choice is a draw's for every shock that the schedule input speaks of.
void draw_schedules(const Plan& plan, std::span<const double> values,
                    std::vector<scenario::ScheduleEffect>& effects) {
  for (const auto& input : plan.inputs) {
    if (input.ask.kind != Kind::kSchedule) continue;
    for (auto& effect : effects) {
      const auto& days = plan.schedules[effect.shock];
      const bool meant =
          input.ask.shock == 0 || static_cast<std::size_t>(input.ask.shock) == effect.shock + 1;
      if (!days.empty() && meant) effect = days[choice_of(input, values)];
    }
  }
}

void draw_sizes(const Plan& plan, std::span<const double> values, scenario::Scenario& s) {
  for (const auto& input : plan.inputs) {
    if (input.ask.kind != Kind::kShock) continue;
    for (std::size_t i = 0; i < s.shocks.size(); ++i)
      if (input.ask.shock == 0 || static_cast<std::size_t>(input.ask.shock) == i + 1)
        s.shocks[i].size *= values[input.first];
  }
}

/// Files of tariffs were found when the run was assembled; the same are read again.
scenario::FileFinder known_files(const scenario::AssembledRun& run) {
  return [&run](const std::filesystem::path& name) {
    for (const auto& file : run.inputs)
      if (file.role == "tariffs" && std::filesystem::path(file.path).filename() == name.filename())
        return std::filesystem::path(file.path);
    throw UserError(name.string() + " was not among the files of the run");
  };
}

/// Weights as written, with every group replaced by its sectors.
std::vector<std::pair<std::string, double>> by_sector(
    const std::vector<std::pair<std::string, double>>& written, const scenario::Scenario& s,
    const data::Benchmark& benchmark) {
  std::vector<std::pair<std::string, double>> weights;
  for (const auto& [name, weight] : written)
    for (const Sector sector : scenario::select_sectors(name, s, benchmark))
      weights.emplace_back(benchmark.sectors().code(sector), weight);
  return weights;
}

void draw_weights(const Input& input, std::span<const double> values, const data::Benchmark& benchmark,
                  scenario::Scenario& s) {
  auto& strategy = *s.strategy;
  const auto weigh = [&](scenario::PlayerAsk& player, const scenario::PlayerAsk& from) {
    player.weights = by_sector(player.weights.empty() ? from.weights : player.weights, s, benchmark);
    for (std::size_t k = 0; k < input.size; ++k) {
      const std::string& code = benchmark.sectors().code(input.sectors[k]);
      const auto it = std::ranges::find(player.weights, code, [](const auto& w) { return w.first; });
      const double own = it == player.weights.end() ? 1.0 : it->second;
      const double drawn = input.ask.factor ? own * values[input.first + k] : values[input.first + k];
      if (it == player.weights.end())
        player.weights.emplace_back(code, drawn);
      else
        it->second = drawn;
    }
  };
  if (input.ask.player.empty()) weigh(strategy.all, strategy.all);
  for (auto& player : strategy.players)
    if (player.code == input.ask.player || (input.ask.player.empty() && !player.weights.empty()))
      weigh(player, strategy.all);
}

void draw_parameters(const Plan& plan, std::span<const double> values, scenario::Scenario& s) {
  for (const auto& input : plan.inputs) {
    if (input.ask.kind == Kind::kParameter)
      s.model.numbers[input.ask.key] = drawn_number(input, values, input.own_value);
    if (input.ask.kind == Kind::kWeight) draw_weights(input, values, *plan.run.benchmark, s);
  }
}

}  // namespace

std::vector<double> values_at(const Plan& plan, std::span<const double> uniforms) {
  std::vector<double> values(uniforms.begin(), uniforms.end());
  for (const auto& input : plan.inputs) {
    const std::span<double> own(values.data() + input.first, input.size);
    correlate(input.cholesky, own);
    for (double& v : own)
      v = input.ask.categorical() ? static_cast<double>(choice_at(input, v)) : number_at(input, v);
  }
  return values;
}

std::vector<double> central_values(const Plan& plan) {
  std::vector<double> values(plan.dimensions);
  for (const auto& input : plan.inputs)
    std::fill_n(values.begin() + static_cast<std::ptrdiff_t>(input.first), input.size, centre_of(input));
  return values;
}

std::vector<double> values_with(const Plan& plan, std::size_t input, double u) {
  auto values = central_values(plan);
  const auto& moved = plan.inputs[input];
  std::fill_n(values.begin() + static_cast<std::ptrdiff_t>(moved.first), moved.size, number_at(moved, u));
  return values;
}

std::vector<double> values_with_choice(const Plan& plan, std::size_t input, std::size_t choice) {
  auto values = central_values(plan);
  values[plan.inputs[input].first] = static_cast<double>(choice);
  return values;
}

BySector drawn_elasticities(const Plan& plan, std::span<const double> values) {
  const auto& b = *plan.run.benchmark;
  std::string set = scenario::elasticity_set(b, plan.run.scenario.model);
  bool any = false;
  for (const auto& input : plan.inputs) {
    if (input.ask.kind == Kind::kElasticitySet) any = true, set = input.choices[choice_of(input, values)];
    any = any || input.ask.kind == Kind::kElasticities;
  }
  if (!any) return {};
  BySector theta = b.elasticities(set).theta;
  for (const auto& input : plan.inputs) {
    if (input.ask.kind != Kind::kElasticities) continue;
    for (std::size_t k = 0; k < input.size; ++k) {
      double& t = theta[input.sectors[k]];
      t = input.ask.factor ? t * values[input.first + k] : values[input.first + k];
      if (!(t > 0))
        throw UserError(fmt::format("the elasticity drawn for {} is {:g}, not above 0",
                                    b.sectors().code(input.sectors[k]), t),
                        "a lower bound for the input: least = ...");
    }
  }
  return theta;
}

economy::Closure drawn_closure(const Plan& plan, std::span<const double> values) {
  for (const auto& input : plan.inputs)
    if (input.ask.kind == Kind::kClosure)
      return economy::parse_closure(input.choices[choice_of(input, values)]);
  return plan.run.scenario.model.closure;
}

TradeCube drawn_tariffs(const Plan& plan, std::span<const double> values) {
  scenario::Scenario s = plan.run.scenario;
  auto schedules = plan.run.schedules;
  draw_sizes(plan, values, s);
  draw_schedules(plan, values, schedules);
  return scenario::apply_shocks(s, *plan.run.benchmark, known_files(plan.run), schedules).tariff_new;
}

scenario::AssembledRun drawn_run(const Plan& plan, std::span<const double> values) {
  scenario::AssembledRun run = plan.run;
  auto& s = run.scenario;
  s.model.theta = drawn_elasticities(plan, values);
  s.model.closure = drawn_closure(plan, values);
  const bool closure =
      std::ranges::any_of(plan.inputs, [](const Input& i) { return i.ask.kind == Kind::kClosure; });
  if (closure)
    s.model.places.try_emplace("closure", SourcePlace{.file = "", .line = {}, .column = "ensemble.input"});
  draw_parameters(plan, values, s);
  if (s.talks) s.talks->assumptions = drawn_judgements(plan, values);
  if (!plan.changes_tariffs) return run;
  draw_sizes(plan, values, s);
  draw_schedules(plan, values, run.schedules);
  run.counterfactual = scenario::apply_shocks(s, *run.benchmark, known_files(plan.run), run.schedules);
  return run;
}

scenario::TalksAssumptions drawn_judgements(const Plan& plan, std::span<const double> values) {
  scenario::TalksAssumptions judged =
      plan.run.scenario.talks ? plan.run.scenario.talks->assumptions : scenario::TalksAssumptions{};
  for (const auto& input : plan.inputs) {
    if (input.ask.kind != Kind::kJudgement) continue;
    for (const auto& record : scenario::assumption_records())
      if (record.key == input.ask.key)
        (judged.*record.value).value = drawn_number(input, values, input.own_value);
  }
  return judged;
}

}  // namespace cobden::ensemble
