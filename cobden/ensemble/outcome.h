#pragma once
// The outcomes an ensemble summarises: single numbers of one answer, each with its economy and sector. The
// list is made once, from the answer at the centre, and read off every draw.
#include <span>
#include <string>
#include <vector>

#include "cobden/ensemble/plan.h"
#include "cobden/scenario/strategy_answer.h"
#include "cobden/scenario/talks_answer.h"

namespace cobden::ensemble {

/// One number of an answer.
struct Outcome {
  std::string measure;          ///< "welfare_exact"
  std::string label;            ///< "Real income (exact)"
  std::string unit;             ///< of the figure: "percent", "percentage points", "million USD, change"
  std::string country, sector;  ///< codes; empty = the outcome has no such axis
  enum class Figure {
    kValue,          ///< the value itself
    kChange,         ///< value less base, in the measure's unit
    kPercentChange,  ///< 100 (value / base - 1)
  };
  Figure figure = Figure::kValue;
  std::size_t position = 0;  ///< in the flat values of the measure
};
bool operator==(const Outcome& a, const Outcome& b);

/// Outcomes of `ask` in the result at the centre. UserError: a measure the model does not have (the nearest
/// is named) or that has two economies; an unknown economy or sector.
std::vector<Outcome> choose_outcomes(const Plan& plan, const economy::Result& central);
/// Their figures in a result.
std::vector<double> outcomes_of(std::span<const Outcome> outcomes, const economy::Outcomes& result);

/// The same of a question of [strategy]: answer_real_income, answer_gain, answer_price, answer_revenue and
/// answer_tariff of the economies chosen.
std::vector<Outcome> choose_outcomes(const Plan& plan, const scenario::StrategyAnswer& central);
std::vector<double> outcomes_of(std::span<const Outcome> outcomes, const scenario::StrategyAnswer& answer);

/// Headline numbers of [talks]: belief_threshold, offer_margin, chance_of_deal.
std::vector<Outcome> choose_outcomes(const Plan& plan, const scenario::TalksAnswer& central);
/// At the judged numbers `a`, with the economy of `answer`.
std::vector<double> outcomes_of(std::span<const Outcome> outcomes, const scenario::TalksAnswer& answer,
                                const scenario::TalksAssumptions& a);

/// A statement about an outcome whose probability is reported.
struct Statement {
  std::size_t outcome = 0;
  bool below = true;
  double bound = 0;
  std::string text;  ///< "real income of USA falls"
  bool holds(double figure) const { return below ? figure < bound : figure > bound; }
};
/// Those of the scenario, else that the first outcome of each economy falls (talks: that the offer is good
/// enough, and that a deal is likelier than not). UserError for an outcome that is not summarised.
std::vector<Statement> choose_statements(const Plan& plan, std::span<const Outcome> outcomes);

/// "Real income (exact) of USA, C26", for tables.
std::string title_of(const Outcome& outcome);

}  // namespace cobden::ensemble
