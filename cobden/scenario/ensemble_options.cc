// The keys of [ensemble], each described once.
#include "cobden/scenario/ensemble_ask.h"

namespace cobden::scenario {
namespace {

using T = OptionType;

std::vector<OptionRecord> head_options() {
  const auto word = [](const char* key, T type, const char* meaning, const char* otherwise = "",
                       std::vector<std::string> choices = {}) {
    return word_option("ensemble", key, type, meaning, otherwise, std::move(choices));
  };
  return {
      word("question", T::kText, "what is asked in every draw", "run", {"run", "strategy", "talks"}),
      number_option("ensemble", "draws", T::kInteger, "draws", "draws", 2, 1e8, "1000"),
      number_option("ensemble", "seed", T::kInteger, "of the draws", "", 0, 4294967295, "1"),
      word("sampling", T::kText, "scrambled Sobol points, or independent draws", "sobol",
           {"sobol", "monte-carlo"}),
      word("indices", T::kBoolean,
           "also first-order and total Sobol indices of the inputs, at draws x (inputs + 2) solves", "false"),
      word("measures", T::kTextList, "outcomes that are summarised (see cobden run --format csv)",
           "welfare_exact, real_wage, price_index, exports, imports, tariff_revenue, as far as the model has "
           "them"),
      word("countries", T::kTextList, "economies whose outcomes are summarised: codes, groups or \"all\"",
           "those of the run's table"),
      word("sectors", T::kTextList, "sectors whose outcomes are summarised beside the totals", "none"),
  };
}

OptionRecord of_input(const char* key, T type, const char* meaning, const char* otherwise = "",
                      std::vector<std::string> choices = {}) {
  return word_option("ensemble.input", key, type, meaning, otherwise, std::move(choices));
}

OptionRecord number_of_input(const char* key, const char* meaning, double low, double high,
                             const char* otherwise = "") {
  return number_option("ensemble.input", key, T::kNumber, meaning, "as drawn", low, high, otherwise);
}

std::vector<OptionRecord> distribution_options() {
  constexpr double kMost = 1e12;
  return {
      of_input("distribution", T::kText,
               "how the input is distributed; a judgement's own is triangular over "
               "the three numbers of [talks]",
               "lognormal", numerics::distribution_shapes()),
      number_of_input("central", "median of lognormal, mean of normal, mode of triangular", -kMost, kMost,
                      "1, the scenario's own"),
      number_of_input("spread", "standard deviation of normal, or of the logarithm of lognormal", 0, kMost),
      number_of_input("low", "lower end of uniform and triangular", -kMost, kMost),
      number_of_input("high", "upper end of uniform and triangular", -kMost, kMost),
      number_of_input("least", "nothing below is drawn", -kMost, kMost, "no bound"),
      number_of_input("most", "nothing above is drawn", -kMost, kMost, "no bound"),
      of_input("as", T::kText, "what is drawn: a factor on the scenario's own value, or the value itself",
               "factor (judgement: value)", {"factor", "value"}),
  };
}

std::vector<OptionRecord> input_options() {
  std::vector<OptionRecord> options{
      of_input("draw", T::kText, "what is uncertain", "",
               {"elasticities", "elasticity-set", "parameter", "closure", "shock", "schedule", "weight",
                "judgement"}),
      of_input("name", T::kText, "short name, used in tables", "what is drawn, and of what"),
  };
  for (auto& option : distribution_options()) options.push_back(std::move(option));
  for (auto& option : std::vector<OptionRecord>{
           of_input("sectors", T::kTextList,
                    "of elasticities and weight: codes or groups, each sector with a "
                    "number of its own",
                    "all"),
           number_of_input("correlation", "between any two of the sectors, of their normal scores", -1, 1,
                           "0"),
           of_input("correlation_file", T::kText,
                    "CSV sector,sector2,correlation, beside the scenario; pairs that are not there have the "
                    "correlation above"),
           of_input("choices", T::kTextList, "of elasticity-set and closure: names", "all sets"),
           word_option("ensemble.input", "weights", T::kNumberList,
                       "probabilities of the choices or days, in "
                       "any unit",
                       "equal"),
           number_option("ensemble.input", "shock", T::kInteger,
                         "of shock and schedule: which [[shock]], from 1", "", 1, 1e6, "all of them"),
           of_input("on", T::kTextList, "of schedule: the days it may be asked on, [\"2025-05-02\", ...]"),
           of_input("known", T::kTextList, "of schedule: the days up to which it may be known"),
           of_input("key", T::kText,
                    "of parameter: a number of [model]; of judgement: a judged number of [talks]",
                    "of judgement: each of them, one input each"),
           of_input("player", T::kText, "of weight: whose", "all players"),
       })
    options.push_back(std::move(option));
  return options;
}

std::vector<OptionRecord> probability_options() {
  const auto word = [](const char* key, const char* meaning, const char* otherwise = "") {
    return word_option("ensemble.probability", key, T::kText, meaning, otherwise);
  };
  return {
      word("measure", "one of the measures that are summarised"),
      word("country", "one of the countries; not for outcomes of talks", "none"),
      word("sector", "one of the sectors", "the total"),
      number_option("ensemble.probability", "below", T::kNumber, "the outcome is below this",
                    "of the outcome"),
      number_option("ensemble.probability", "above", T::kNumber, "the outcome is above this",
                    "of the outcome"),
  };
}

}  // namespace

std::vector<OptionRecord> ensemble_options() {
  std::vector<OptionRecord> options;
  for (auto&& part : {head_options(), input_options(), probability_options()})
    options.insert(options.end(), part.begin(), part.end());
  return options;
}

}  // namespace cobden::scenario
