// The keys of [talks], each described once.
#include <fmt/format.h>

#include <array>

#include "cobden/scenario/talks_ask.h"

namespace cobden::scenario {
namespace {

using T = OptionType;
using A = TalksAssumptions;

OptionRecord word(const char* key, T type, const char* meaning, const char* otherwise = "") {
  return word_option("talks", key, type, meaning, otherwise);
}

OptionRecord number(const char* key, T type, const char* meaning, const char* unit, double low, double high,
                    const char* otherwise) {
  return number_option("talks", key, type, meaning, unit, low, high, otherwise);
}

std::vector<OptionRecord> deal_options() {
  const auto of_deal = [](const char* key, T type, const char* meaning, const char* otherwise = "",
                          std::vector<std::string> choices = {}) {
    return word_option("talks.deal", key, type, meaning, otherwise, std::move(choices));
  };
  return {
      of_deal("name", T::kText, "short name, used in tables"),
      of_deal("source", T::kText, "where the terms are from", "judgement"),
      number_option("talks.deal", "concession", T::kNumber, "level of the concession", "share", 0, 1, "0"),
      of_deal("from", T::kText, "tariffs that the deal's shocks change", "scenario", {"scenario", "base"}),
      of_deal("scenario", T::kText, "take the tariffs of another scenario in place of shocks"),
      of_deal("shock", T::kTable, "changes of tariffs, written as [[shock]] is"),
  };
}

}  // namespace

std::span<const AssumptionRecord> assumption_records() {
  constexpr double kMost = 1e6, kBelowOne = 1 - 1e-9;
  static const std::array<AssumptionRecord, 16> records{{
      {"prior", "that the second side is sincere", "probability", &A::prior, 0, 1},
      {"internalised_share", "of the value of an averted death that the first side counts", "share",
       &A::internalised_share, 0, 1},
      {"concession_cost", "of the full concession to the second side", "bn a year", &A::concession_cost, 0,
       kMost},
      {"cost_if_cheated", "at home, to a first side that granted relief and was cheated", "bn a year",
       &A::cost_if_cheated, 0, kMost},
      {"detection", "chance that a breach is seen in a period", "probability", &A::detection, 0, 1},
      {"false_alarm", "chance of an alarm without a breach in a period", "probability", &A::false_alarm, 0,
       1},
      {"discount_first", "discount factor of the first side", "a period", &A::discount_first, 0, kBelowOne},
      {"discount_second", "discount factor of the second side", "a period", &A::discount_second, 0,
       kBelowOne},
      {"signal_cost_sincere", "of one unit of action in advance to a sincere second side", "bn",
       &A::signal_cost_sincere, 1e-9, kMost},
      {"signal_cost_insincere", "the same to an insincere one", "bn", &A::signal_cost_insincere, 1e-9, kMost},
      {"stubborn_first", "that the first side never gives in", "probability", &A::stubborn_first, 1e-9,
       kBelowOne},
      {"stubborn_second", "that the second side never gives in", "probability", &A::stubborn_second, 1e-9,
       kBelowOne},
      {"impatience_first", "discount rate of the first side in the war of attrition", "a year",
       &A::impatience_first, 1e-9, kMost},
      {"impatience_second", "the same of the second side", "a year", &A::impatience_second, 1e-9, kMost},
      {"deadline_final", "that the deadline ends the talks and is not put off", "probability",
       &A::deadline_final, 0, 1},
      {"demand_power", "bargaining power that each side claims for itself", "share", &A::demand_power, 0.5,
       kBelowOne},
  }};
  return records;
}

std::vector<OptionRecord> talks_options() {
  std::vector<OptionRecord> options{
      word("concession", T::kText, "what the second side offers outside trade, in words",
           "tighter control of precursor exports"),
      word("start", T::kDate, "day the talks start"),
      word("deadline", T::kDate,
           "day on which a pause ends, say: it may end the talks (deadline_final) or be put off", "none"),
      word("deadline_name", T::kText, "what ends on that day", "the deadline"),
      number("period_months", T::kInteger, "length of a period of monitoring and discounting", "months", 1,
             120, "3"),
      number("horizon_months", T::kInteger, "how far the forecasts reach", "months", 1, 600, "36"),
      number("snapback_periods", T::kInteger, "how long relief is suspended after an alarm", "periods", 1,
             10000, "4"),
      word("offer", T::kText, "name of the deal whose sincerity is judged",
           "the first deal with a concession"),
      word("without_exemptions", T::kText,
           "scenario with the duties as if nothing were spared: what the exemptions reveal is inferred "
           "against it",
           "none"),
      number("exempt_from", T::kNumber, "a sector counts as exempt from this spared share of its duty on",
             "share", 1e-6, 1, "0.1"),
      word("clocks", T::kText, "domestic clocks: a file of dated series, or a name under data/clocks",
           "none"),
      number("draws", T::kInteger, "draws for bands", "draws", 10, 1e6, "2000"),
      number("seed", T::kInteger, "of the draws", "", 0, 4294967295, "1"),
  };
  const TalksAssumptions defaults;
  for (const auto& r : assumption_records()) {
    const Assumption& a = defaults.*r.value;
    options.push_back(number_option(
        "talks", r.key, T::kNumberList, r.meaning + "; one number, or low, central and high", r.unit, r.least,
        r.most, fmt::format("[{:g}, {:g}, {:g}], judgement", a.low, a.value, a.high)));
  }
  options.push_back(word_option("talks.sources", "*", T::kText,
                                "what the number of that name rests on; left out, it is a judgement"));
  for (auto& option : deal_options()) options.push_back(std::move(option));
  return options;
}

}  // namespace cobden::scenario
