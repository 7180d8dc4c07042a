#include "cobden/ensemble/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "cobden/core/text.h"
#include "cobden/ensemble/correlation.h"
#include "cobden/scenario/options.h"
#include "cobden/scenario/shocks.h"

namespace cobden::ensemble {
namespace {

using scenario::EnsembleInput;
using scenario::EnsembleQuestion;
using Kind = EnsembleInput::Kind;
using Shape = numerics::Distribution::Shape;

/// Spread of the logarithm of an elasticity where the scenario says nothing: a judgement. The standard errors
/// that come with published sets are of this order.
constexpr double kDefaultSpread = 0.25;

EnsembleInput lognormal(Kind kind, std::string name, std::string key = "") {
  EnsembleInput input;
  input.kind = kind;
  input.name = std::move(name);
  input.key = std::move(key);
  input.distribution.spread = kDefaultSpread;
  return input;
}

std::vector<EnsembleInput> default_judgements() {
  EnsembleInput all;
  all.kind = Kind::kJudgement;
  all.own_range = true, all.factor = false;
  return {all};
}

bool has_sets(const scenario::ModelSpec& model) {
  if (model.family == "single-sector") return false;
  return !model.numbers.contains("theta") && !model.numbers.contains("sigma");
}

/// What is drawn where the scenario does not say.
std::vector<EnsembleInput> default_inputs(const scenario::AssembledRun& run, EnsembleQuestion question,
                                          std::vector<std::string>& notes) {
  if (question == EnsembleQuestion::kTalks) {
    notes.emplace_back(
        "the scenario lists no inputs: every judged number of [talks] is triangular over its range");
    return default_judgements();
  }
  const auto& model = run.scenario.model;
  if (!has_sets(model)) {
    const std::string key = model.numbers.contains("sigma")   ? "sigma"
                            : model.numbers.contains("theta") ? "theta"
                                                              : "trade_elasticity";
    notes.push_back(fmt::format(
        "the scenario lists no inputs: {} is lognormal around its value, spread {:g} (a judgement)", key,
        kDefaultSpread));
    return {lognormal(Kind::kParameter, key, key)};
  }
  std::vector<EnsembleInput> inputs;
  const std::size_t sets = run.benchmark->tables().elasticities.size();
  if (sets > 1) {
    EnsembleInput set;
    set.kind = Kind::kElasticitySet;
    set.name = "elasticity set";
    inputs.push_back(std::move(set));
  }
  inputs.push_back(lognormal(Kind::kElasticities, "elasticities"));
  notes.push_back(fmt::format(
      "the scenario lists no inputs: {}each sector's trade elasticity is lognormal around its value, spread "
      "{:g}, independent across sectors (a judgement, not an estimate)",
      sets > 1 ? fmt::format("the {} elasticity sets of the benchmark are equally likely, and ", sets) : "",
      kDefaultSpread));
  return inputs;
}

class Planning {
 public:
  explicit Planning(scenario::AssembledRun run) { plan_.run = std::move(run); }

  Plan take() {
    plan_.ask = run().scenario.ensemble.value_or(scenario::EnsembleAsk{});
    if (plan_.ask.inputs.empty()) plan_.ask.inputs = default_inputs(run(), plan_.ask.question, plan_.notes);
    plan_.schedules.resize(run().scenario.shocks.size());
    for (const auto& ask : plan_.ask.inputs) add(ask);
    return std::move(plan_);
  }

 private:
  const scenario::AssembledRun& run() const { return plan_.run; }
  const data::Benchmark& benchmark() const { return *plan_.run.benchmark; }

  void add(const EnsembleInput& ask) {
    if (ask.kind == Kind::kJudgement && ask.key.empty()) return add_every_judgement(ask);
    Input input;
    input.ask = ask;
    check_question(ask);
    resolve(input);
    if (input.labels.empty()) input.labels = {ask.name};
    input.first = plan_.dimensions;
    input.size = input.labels.size();
    plan_.dimensions += input.size;
    plan_.inputs.push_back(std::move(input));
  }

  void add_every_judgement(const EnsembleInput& ask) {
    for (const auto& record : scenario::assumption_records()) {
      EnsembleInput one = ask;
      one.key = one.name = record.key;
      add(one);
    }
  }

  /// An input that the question has no use for would be drawn for nothing.
  void check_question(const EnsembleInput& ask) const {
    const auto question = plan_.ask.question;
    if (ask.kind == Kind::kWeight && question == EnsembleQuestion::kRun)
      fail_at(ask.place_of("draw"), "weight", "political weights have no bearing on the question 'run'",
              "question = \"strategy\" in [ensemble]");
    if (ask.kind == Kind::kJudgement && question != EnsembleQuestion::kTalks)
      fail_at(ask.place_of("draw"), "judgement",
              fmt::format("judged numbers have no bearing on the question '{}'", to_string(question)),
              "question = \"talks\" in [ensemble]");
  }

  void resolve(Input& input) {
    switch (input.ask.kind) {
      case Kind::kElasticities:
        return resolve_elasticities(input);
      case Kind::kElasticitySet:
        return resolve_sets(input);
      case Kind::kParameter:
        return resolve_parameter(input);
      case Kind::kClosure:
        return resolve_closure(input);
      case Kind::kShock:
        return resolve_shock(input);
      case Kind::kSchedule:
        return resolve_schedule(input);
      case Kind::kWeight:
        return resolve_weight(input);
      case Kind::kJudgement:
        return resolve_judgement(input);
    }
  }

  void need_sets(const EnsembleInput& ask) const {
    if (!has_sets(run().scenario.model))
      fail_at(ask.place_of("draw"), to_string(ask.kind),
              fmt::format("the model ({}) has no elasticities by sector", run().scenario.model.family), "",
              "draw = \"parameter\" with the key of its elasticity");
  }

  void resolve_sectors(Input& input) const {
    std::vector<bool> chosen(benchmark().sector_count());
    const auto names = input.ask.sectors.empty() ? std::vector<std::string>{"all"} : input.ask.sectors;
    for (const auto& name : names)
      for (const Sector s :
           scenario::select_sectors(name, run().scenario, benchmark(), input.ask.place_of("sectors")))
        chosen[static_cast<std::size_t>(s.value)] = true;
    for (const Sector s : benchmark().sectors().all())
      if (chosen[static_cast<std::size_t>(s.value)]) {
        input.sectors.push_back(s);
        input.labels.push_back(benchmark().sectors().code(s));
      }
    input.cholesky = correlation_factor(input.ask, input.sectors, run().scenario, benchmark());
  }

  void resolve_elasticities(Input& input) const {
    need_sets(input.ask);
    resolve_sectors(input);
  }

  void resolve_sets(Input& input) const {
    need_sets(input.ask);
    input.choices = input.ask.choices;
    if (input.choices.empty())
      for (const auto& set : benchmark().tables().elasticities) input.choices.push_back(set.name);
    std::vector<std::string> known;
    for (const auto& set : benchmark().tables().elasticities) known.push_back(set.name);
    for (const auto& name : input.choices)
      if (std::ranges::find(known, name) == known.end())
        fail_at(input.ask.place_of("choices"), name, "is not an elasticity set of the benchmark",
                fmt::format("one of: {}", fmt::join(known, ", ")), did_you_mean(name, known));
    weigh_choices(input, scenario::elasticity_set(benchmark(), run().scenario.model));
  }

  static void weigh_choices(Input& input, const std::string& own) {
    auto weights = input.ask.weights;
    if (weights.empty()) weights.assign(input.choices.size(), 1.0);
    double sum = 0;
    for (const double w : weights) input.cumulative.push_back(sum += w);
    for (double& c : input.cumulative) c /= sum;
    input.cumulative.back() = 1;
    const auto it = std::ranges::find(input.choices, own);
    input.usual = static_cast<std::size_t>(it != input.choices.end()
                                               ? it - input.choices.begin()
                                               : std::ranges::max_element(weights) - weights.begin());
  }

  void resolve_parameter(Input& input) const {
    const auto& model = run().scenario.model;
    const auto* option = find_option(scenario::scenario_options(), "model", input.ask.key);
    std::vector<std::string> known;
    for (const auto& o : scenario::scenario_options())
      if (o.table == "model" && o.type == OptionType::kNumber &&
          std::ranges::find(o.families, model.family) != o.families.end())
        known.push_back(o.key);
    if (!option || std::ranges::find(known, input.ask.key) == known.end())
      fail_at(input.ask.place_of("key"), input.ask.key,
              fmt::format("is not a number of the model ({})", model.family),
              known.empty() ? "draw = \"elasticities\", \"closure\" or \"shock\""
                            : fmt::format("one of: {}", fmt::join(known, ", ")),
              did_you_mean(input.ask.key, known));
    const auto it = model.numbers.find(input.ask.key);
    const auto otherwise = parse_number(option->default_value);
    if (it == model.numbers.end() && !otherwise && input.ask.factor)
      fail_at(input.ask.place_of("key"), input.ask.key,
              "has no value in the scenario that a factor could multiply", "",
              "give it in [model], or as = \"value\"");
    input.own_value = it != model.numbers.end() ? it->second : otherwise.value_or(1);
  }

  void resolve_closure(Input& input) {
    if (run().scenario.model.family != "caliendo-parro" && run().scenario.model.family != "ossa")
      fail_at(input.ask.place_of("draw"), "closure",
              fmt::format("the family '{}' has no closure", run().scenario.model.family), "",
              "leave the input out");
    input.choices = input.ask.choices;
    weigh_choices(input, economy::to_string(run().scenario.model.closure));
  }

  /// 0-based positions of the shocks an input speaks of.
  std::vector<std::size_t> shocks_of(const EnsembleInput& ask) const {
    const std::size_t many = run().scenario.shocks.size();
    if (many == 0)
      fail_at(ask.place_of("draw"), to_string(ask.kind), "the scenario has no [[shock]]", "",
              "leave the input out");
    if (static_cast<std::size_t>(ask.shock) > many)
      fail_at(ask.place_of("shock"), fmt::format("{}", ask.shock), "there is no such [[shock]]",
              fmt::format("1 to {}", many));
    std::vector<std::size_t> positions;
    for (std::size_t i = 0; i < many; ++i)
      if (ask.shock == 0 || static_cast<std::size_t>(ask.shock) == i + 1) positions.push_back(i);
    return positions;
  }

  void resolve_shock(Input& input) {
    shocks_of(input.ask);
    if (!input.ask.factor)
      fail_at(input.ask.place_of("as"), "value", "the size of a shock is drawn as a factor",
              "as = \"factor\": 1 is the change the scenario makes, 0 none of it");
    plan_.changes_tariffs = true;
  }

  /// The scenario asked on each of the days, once for all draws.
  void resolve_schedule(Input& input) {
    const auto& ask = input.ask;
    const std::size_t many = std::max(ask.on.size(), ask.known.size());
    for (std::size_t k = 0; k < many; ++k)
      input.choices.push_back(name_of_day(ask.on.empty() ? std::vector<CivilTime>{} : std::vector{ask.on[k]},
                                          ask.known.empty() ? std::nullopt : std::optional(ask.known[k])));
    std::string own;
    bool any = false;
    for (const std::size_t shock : shocks_of(ask)) {
      if (!run().scenario.shocks[shock].schedule) continue;
      any = true;
      const auto& schedule = *run().scenario.shocks[shock].schedule;
      own = name_of_day(ask.on.empty() ? std::vector<CivilTime>{} : schedule.on,
                        ask.known.empty() ? std::nullopt : schedule.known);
      if (!plan_.schedules[shock].empty())
        fail_at(ask.place_of("draw"), "schedule", "another input draws the day of the same shock",
                "one input for each");
      for (std::size_t k = 0; k < many; ++k) plan_.schedules[shock].push_back(effect_on(ask, shock, k));
    }
    if (!any)
      fail_at(ask.place_of("draw"), "schedule", "the shock takes no tariffs from a schedule",
              "a [[shock]] with schedule = ...");
    weigh_choices(input, own);
    plan_.changes_tariffs = true;
  }

  /// "2025-05-02, known 2025-04-10"; parts that are not drawn are left out.
  static std::string name_of_day(const std::vector<CivilTime>& on, const std::optional<Day>& known) {
    std::string name = on.empty() ? "" : scenario::describe(on);
    if (known) name += (name.empty() ? "known " : ", known ") + cobden::to_string(*known);
    return name;
  }

  scenario::ScheduleEffect effect_on(const EnsembleInput& ask, std::size_t shock, std::size_t choice) {
    scenario::Scenario moved = run().scenario;
    auto& schedule = *moved.shocks[shock].schedule;
    if (!ask.on.empty()) schedule.on = {ask.on[choice]};
    if (!ask.known.empty()) schedule.known = ask.known[choice];
    moved.shocks = {moved.shocks[shock]};
    auto effects = scenario::evaluate_schedules(moved, plan_.run.benchmark, plan_.run.inputs);
    effects.front().shock = shock;
    return std::move(effects.front());
  }

  void resolve_weight(Input& input) const {
    const auto& strategy = run().scenario.strategy;
    if (!strategy)
      fail_at(input.ask.place_of("draw"), "weight", "the scenario has no [strategy]", "",
              "leave the input out");
    std::vector<std::string> codes;
    for (const auto& player : strategy->players) codes.push_back(player.code);
    if (!input.ask.player.empty() && std::ranges::find(codes, input.ask.player) == codes.end())
      fail_at(input.ask.place_of("player"), input.ask.player, "is not a player of [strategy]",
              fmt::format("one of: {}", fmt::join(codes, ", ")), did_you_mean(input.ask.player, codes));
    bool file = !strategy->all.weights_file.empty();
    for (const auto& player : strategy->players) file = file || !player.weights_file.empty();
    if (file)
      fail_at(input.ask.place_of("draw"), "weight", "weights of a file cannot be drawn", "",
              "write the weights into [strategy.weights]");
    resolve_sectors(input);
  }

  void resolve_judgement(Input& input) const {
    if (!run().scenario.talks)
      fail_at(input.ask.place_of("draw"), "judgement", "the scenario has no [talks]", "",
              "leave the input out");
    std::vector<std::string> keys;
    for (const auto& record : scenario::assumption_records()) {
      keys.push_back(record.key);
      if (record.key != input.ask.key) continue;
      const auto& a = run().scenario.talks->assumptions.*record.value;
      input.own_value = a.value;
      auto& d = input.ask.distribution;
      if (input.ask.own_range)
        d = {.shape = Shape::kTriangular,
             .centre = a.value,
             .low = a.low,
             .high = a.high,
             .least = d.least,
             .most = d.most};
      const double by = input.ask.factor ? a.value : 1;
      if (by > 0) d.least = std::max(d.least, record.least / by), d.most = std::min(d.most, record.most / by);
      return;
    }
    fail_at(input.ask.place_of("key"), input.ask.key, "is not a judged number of [talks]",
            fmt::format("one of: {}", fmt::join(keys, ", ")), did_you_mean(input.ask.key, keys));
  }

  Plan plan_;
};

std::string shape_text(const numerics::Distribution& d) {
  switch (d.shape) {
    case Shape::kLognormal:
      return fmt::format("lognormal, median {:g}, spread of logs {:g}", d.centre, d.spread);
    case Shape::kNormal:
      return fmt::format("normal, mean {:g}, spread {:g}", d.centre, d.spread);
    case Shape::kUniform:
      return fmt::format("uniform, {:g} to {:g}", d.low, d.high);
    case Shape::kTriangular:
      return fmt::format("triangular, {:g} to {:g}, mode {:g}", d.low, d.high, d.centre);
  }
  return "";
}

}  // namespace

Plan make_plan(scenario::AssembledRun run) { return Planning(std::move(run)).take(); }

std::string describe(const Input& input) {
  if (input.ask.categorical()) {
    std::string text;
    double before = 0;
    for (std::size_t k = 0; k < input.choices.size(); ++k) {
      text += fmt::format("{}{} {:.3g}%", k > 0 ? ", " : "", input.choices[k],
                          100 * (input.cumulative[k] - before));
      before = input.cumulative[k];
    }
    return text;
  }
  std::string text = shape_text(input.ask.distribution);
  if (input.ask.factor) text += ", a factor";
  if (input.size > 1) text += fmt::format(" on each of {} sectors", input.size);
  if (!input.ask.correlation_file.empty())
    text += ", correlations of " + input.ask.correlation_file.filename().string();
  else if (input.size > 1 && input.ask.correlation != 0)
    text += fmt::format(", correlation {:g}", input.ask.correlation);
  return text;
}

}  // namespace cobden::ensemble
