#include "cobden/scenario/ensemble_ask.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "cobden/core/axis.h"
#include "cobden/economy/model.h"

namespace cobden::scenario {
namespace {

using Kind = EnsembleInput::Kind;
using Shape = numerics::Distribution::Shape;

constexpr std::array kKinds{std::pair{Kind::kElasticities, "elasticities"},
                            std::pair{Kind::kElasticitySet, "elasticity-set"},
                            std::pair{Kind::kParameter, "parameter"},
                            std::pair{Kind::kClosure, "closure"},
                            std::pair{Kind::kShock, "shock"},
                            std::pair{Kind::kSchedule, "schedule"},
                            std::pair{Kind::kWeight, "weight"},
                            std::pair{Kind::kJudgement, "judgement"}};
constexpr std::array kQuestions{std::pair{EnsembleQuestion::kRun, "run"},
                                std::pair{EnsembleQuestion::kStrategy, "strategy"},
                                std::pair{EnsembleQuestion::kTalks, "talks"}};
constexpr std::array kSamplings{std::pair{Sampling::kSobol, "sobol"},
                                std::pair{Sampling::kMonteCarlo, "monte-carlo"}};

template <class Pairs, class Value>
std::string name_of(const Pairs& pairs, Value value) {
  for (const auto& [known, name] : pairs)
    if (known == value) return name;
  return "";
}

template <class Pairs>
auto value_of(const Pairs& pairs, const std::string& text, const SourcePlace& place) {
  std::vector<std::string> names;
  for (const auto& [value, name] : pairs) {
    if (text == name) return value;
    names.emplace_back(name);
  }
  fail_at(place, text, "is not a known value", fmt::format("one of: {}", fmt::join(names, ", ")),
          did_you_mean(text, names));
}

/// Keys that only some kinds of input know.
struct KindKeys {
  const char* key;
  std::vector<Kind> kinds;
};
const std::vector<KindKeys>& kind_keys() {
  static const std::vector<Kind> numbers{Kind::kElasticities, Kind::kParameter, Kind::kShock, Kind::kWeight,
                                         Kind::kJudgement};
  static const std::vector<Kind> choices{Kind::kElasticitySet, Kind::kClosure};
  static const std::vector<Kind> by_sector{Kind::kElasticities, Kind::kWeight};
  static const std::vector<KindKeys> all{{"distribution", numbers},
                                         {"central", numbers},
                                         {"spread", numbers},
                                         {"low", numbers},
                                         {"high", numbers},
                                         {"least", numbers},
                                         {"most", numbers},
                                         {"as", numbers},
                                         {"sectors", by_sector},
                                         {"correlation", by_sector},
                                         {"correlation_file", by_sector},
                                         {"choices", choices},
                                         {"weights", {Kind::kElasticitySet, Kind::kClosure, Kind::kSchedule}},
                                         {"shock", {Kind::kShock, Kind::kSchedule}},
                                         {"on", {Kind::kSchedule}},
                                         {"known", {Kind::kSchedule}},
                                         {"key", {Kind::kParameter, Kind::kJudgement}},
                                         {"player", {Kind::kWeight}}};
  return all;
}

void refuse_foreign_keys(const TableReader& reader, Kind kind) {
  for (const auto& [key, kinds] : kind_keys())
    if (const TomlEntry* entry = reader.find(key))
      if (std::ranges::find(kinds, kind) == kinds.end())
        fail_at(reader.place(*entry), entry->value.text,
                fmt::format("an input that draws '{}' has no such key", to_string(kind)), "", "leave it out");
}

/// The numbers that a shape is made of, and no others.
void read_shape(const TableReader& reader, EnsembleInput& input) {
  auto& d = input.distribution;
  const std::string shape = reader.text("distribution", "lognormal");
  const auto& names = numerics::distribution_shapes();
  d.shape = static_cast<Shape>(std::ranges::find(names, shape) - names.begin());
  const bool ends = d.shape == Shape::kUniform || d.shape == Shape::kTriangular;
  const auto need = [&](const char* key) {
    if (!reader.find(key))
      fail_at(reader.place(), "", fmt::format("the input has no '{}'", key),
              ends ? fmt::format("low and high of a {} distribution", shape)
                   : fmt::format("the spread of a {} distribution", shape));
  };
  const auto refuse = [&](const char* key) {
    if (const auto* entry = reader.find(key))
      fail_at(reader.place(*entry), entry->value.text,
              fmt::format("a {} distribution has no '{}'", shape, key), "", "leave it out");
  };
  for (const char* key : {"low", "high"}) ends ? need(key) : refuse(key);
  ends ? refuse("spread") : need("spread");
  if (d.shape == Shape::kUniform) refuse("central");
  d.centre = reader.number("central").value_or(1);
  d.spread = reader.number("spread").value_or(0);
  d.low = reader.number("low").value_or(0), d.high = reader.number("high").value_or(0);
}

void check_shape(const TableReader& reader, const EnsembleInput& input) {
  const auto& d = input.distribution;
  const auto fail = [&](const char* key, const std::string& problem, const std::string& expected) {
    const auto* entry = reader.find(key);
    fail_at(reader.place(key), entry ? entry->value.text : "", problem, expected);
  };
  if (d.shape == Shape::kLognormal && d.centre <= 0)
    fail("central", "is not the median of a lognormal distribution", "a number above 0");
  if (d.shape == Shape::kUniform && d.low > d.high)
    fail("high", "is below 'low'", fmt::format("{:g} or more", d.low));
  if (d.shape == Shape::kTriangular && !(d.low <= d.centre && d.centre <= d.high))
    fail(reader.find("central") ? "central" : "low",
         fmt::format("the mode {:g} is not within the ends", d.centre),
         fmt::format("low <= central <= high, now {:g} and {:g}", d.low, d.high));
  if (d.least >= d.most) fail("least", "is not below 'most'", fmt::format("less than {:g}", d.most));
  if (unbounded_probability(d, d.most) - unbounded_probability(d, d.least) < 1e-6)
    fail(reader.find("least") ? "least" : "most", "less than one draw in a million is within the bounds",
         "bounds that leave room");
  if (std::abs(input.correlation) >= 1)
    fail("correlation", "is not a correlation of different things", "a number above -1 and below 1");
}

void read_distribution(const TableReader& reader, EnsembleInput& input) {
  auto& d = input.distribution;
  const bool judged = input.kind == Kind::kJudgement;
  input.factor = reader.text("as", judged ? "value" : "factor") == "factor";
  input.own_range = judged && !reader.find("distribution");
  if (input.own_range)
    for (const char* key : {"central", "spread", "low", "high", "as"})
      if (const auto* entry = reader.find(key))
        fail_at(reader.place(*entry), entry->value.text,
                fmt::format("'{}' stands without 'distribution'", key),
                "a distribution, or none of its numbers: then the three of [talks] are taken");
  if (!input.own_range) read_shape(reader, input);
  d.least = reader.number("least").value_or(d.least);
  d.most = reader.number("most").value_or(d.most);
  input.correlation = reader.number("correlation").value_or(0);
  if (!input.own_range) check_shape(reader, input);
  const bool needs_central = d.shape != Shape::kUniform;
  if (!input.own_range && !input.factor && needs_central && !reader.find("central"))
    fail_at(reader.place("as"), "value", "the input has no 'central'",
            "central = the middle of the values drawn");
}

std::vector<CivilTime> read_days(const TableReader& reader, const char* key) {
  std::vector<CivilTime> days;
  for (const auto& text : reader.texts(key)) {
    const auto time = parse_civil_time(text);
    if (!time) fail_at(reader.place(key), text, "is not a date", "2025-05-02, or 2025-05-02T12:01:00+08:00");
    days.push_back(*time);
  }
  return days;
}

void read_schedule_days(const TableReader& reader, EnsembleInput& input) {
  input.on = read_days(reader, "on");
  for (const auto& time : read_days(reader, "known")) {
    if (time.time_of_day) fail_at(reader.place("known"), "", "has a time of day", "bare days");
    input.known.push_back(time.day);
  }
  if (input.on.empty() && input.known.empty())
    fail_at(reader.place(), "", "the input names no days", "on = [...], known = [...], or both");
  if (!input.on.empty() && !input.known.empty() && input.on.size() != input.known.size())
    fail_at(reader.place("known"), "", "does not have as many days as 'on'",
            fmt::format("{} days, one for each of 'on'", input.on.size()));
}

void read_choices(const TableReader& reader, EnsembleInput& input) {
  input.choices = reader.texts("choices");
  if (input.kind == Kind::kClosure && input.choices.empty())
    fail_at(reader.place(), "", "the input names no closures", "choices = [\"fixed\", \"zero\"]");
  for (const auto& choice : input.choices)
    if (input.kind == Kind::kClosure) economy::parse_closure(choice, reader.place("choices"));
  if (input.kind == Kind::kSchedule) read_schedule_days(reader, input);
  input.weights = reader.numbers("weights");
  const std::size_t many =
      input.kind == Kind::kSchedule ? std::max(input.on.size(), input.known.size()) : input.choices.size();
  if (!input.weights.empty() && input.weights.size() != many)
    fail_at(reader.place("weights"), "", fmt::format("has {} numbers", input.weights.size()),
            fmt::format("{}, one for each choice", many));
  double sum = 0;
  for (const double w : input.weights) {
    if (w < 0) fail_at(reader.place("weights"), fmt::format("{:g}", w), "is below zero", "0 or more");
    sum += w;
  }
  if (!input.weights.empty() && sum <= 0)
    fail_at(reader.place("weights"), "", "all weights are zero", "a weight above 0");
}

std::string default_name(const EnsembleInput& input) {
  if (!input.key.empty()) return input.key;
  std::string name = to_string(input.kind);
  if (input.shock > 0) name += fmt::format(" {}", input.shock);
  if (!input.player.empty()) name += " of " + input.player;
  if (!input.sectors.empty()) name += fmt::format(" {}", fmt::join(input.sectors, " "));
  return name;
}

EnsembleInput read_input(const TomlValue& value, const std::string& file) {
  static const auto records = ensemble_options();
  const TableReader reader(records, value, "ensemble.input", file);
  EnsembleInput input;
  input.places[""] = reader.place();
  for (const auto& e : value.entries) input.places[e.key] = reader.place(e);
  input.kind = value_of(kKinds, reader.required_text("draw", "\"elasticities\""), reader.place("draw"));
  refuse_foreign_keys(reader, input.kind);
  input.sectors = reader.texts("sectors");
  input.correlation_file = reader.text("correlation_file");
  input.player = reader.text("player");
  input.shock = static_cast<int>(reader.number("shock").value_or(0));
  input.key = input.kind == Kind::kParameter ? reader.required_text("key", "\"trade_elasticity\"")
                                             : reader.text("key");
  if (input.categorical())
    read_choices(reader, input);
  else
    read_distribution(reader, input);
  input.name = reader.text("name", default_name(input));
  return input;
}

ProbabilityAsk read_probability(const TomlValue& value, const std::string& file) {
  static const auto records = ensemble_options();
  const TableReader reader(records, value, "ensemble.probability", file);
  ProbabilityAsk ask;
  ask.place = reader.place();
  ask.measure = reader.required_text("measure", "\"welfare_exact\"");
  ask.country = reader.text("country");
  ask.sector = reader.text("sector");
  const auto below = reader.number("below"), above = reader.number("above");
  if (below.has_value() == above.has_value())
    fail_at(reader.place(), "", "the statement has no bound, or two", "exactly one of below and above");
  ask.below = below.has_value();
  ask.bound = below ? *below : *above;
  return ask;
}

void refuse_twins(const EnsembleAsk& ask) {
  std::set<std::string> names;
  for (const auto& input : ask.inputs)
    if (!names.insert(input.name).second)
      fail_at(input.place_of("name"), input.name, "two inputs have this name", "a name of its own for each");
}

}  // namespace

std::string to_string(EnsembleQuestion question) { return name_of(kQuestions, question); }
std::string to_string(Sampling sampling) { return name_of(kSamplings, sampling); }
std::string to_string(EnsembleInput::Kind kind) { return name_of(kKinds, kind); }

EnsembleQuestion parse_ensemble_question(const std::string& text, const SourcePlace& place) {
  return value_of(kQuestions, text, place);
}
Sampling parse_sampling(const std::string& text, const SourcePlace& place) {
  return value_of(kSamplings, text, place);
}

SourcePlace EnsembleInput::place_of(const std::string& what) const {
  for (const auto& one : {what, std::string()})
    if (const auto it = places.find(one); it != places.end()) return it->second;
  return {.file = "", .line = {}, .column = "ensemble.input"};
}

EnsembleAsk read_ensemble(const TomlEntry& entry, const std::string& file) {
  static const auto records = ensemble_options();
  const TableReader reader(records, entry.value, "ensemble", file, {"input", "probability"});
  EnsembleAsk ask;
  for (const auto& e : entry.value.entries) ask.places[e.key] = reader.place(e);
  ask.question = parse_ensemble_question(reader.text("question", "run"), reader.place("question"));
  if (const auto draws = reader.number("draws")) ask.draws = static_cast<int>(*draws);
  if (const auto seed = reader.number("seed")) ask.seed = static_cast<unsigned>(*seed);
  ask.sampling = parse_sampling(reader.text("sampling", "sobol"), reader.place("sampling"));
  ask.indices = reader.truth("indices");
  ask.measures = reader.texts("measures");
  ask.countries = reader.texts("countries");
  ask.sectors = reader.texts("sectors");
  for (const TomlValue* input : reader.tables("input")) ask.inputs.push_back(read_input(*input, file));
  for (const TomlValue* statement : reader.tables("probability"))
    ask.probabilities.push_back(read_probability(*statement, file));
  refuse_twins(ask);
  return ask;
}

}  // namespace cobden::scenario
