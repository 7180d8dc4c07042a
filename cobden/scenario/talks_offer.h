#pragma once
// What the concession is worth to the first side and costs the second, by its level. The worth is a
// distribution under two priors, never one number (precursor/study.h): deaths averted a year, times the value
// of a life, times the share of it that the first side counts.
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "cobden/core/run_context.h"
#include "cobden/precursor/study.h"
#include "cobden/scenario/talks_ask.h"
#include "cobden/talks/linkage.h"

namespace cobden::scenario {

inline constexpr std::array kPriors{precursor::Prior::kStructural, precursor::Prior::kReferenceClass,
                                    precursor::Prior::kPooled};

struct OfferValue {
  precursor::StudyAnswer study = {};             ///< of the full concession
  std::vector<double> level = {};                ///< 0 ... 1
  std::array<std::vector<double>, 3> mean = {};  ///< [prior][level] whole value, bn a year
  std::vector<std::vector<double>> drawn = {};   ///< [draw][level] the same, of the pool
};

/// One study at each quarter and at the levels of the deals; a year's worth is the present value over the
/// study spread evenly over its months. UserError as run_study.
OfferValue value_offer(const precursor::Study& study, const TalksAsk& ask, const RunContext& context);

/// The concession for linkage: benefit `share` of the mean under a prior, cost rising in proportion to its
/// level to `full_cost`.
talks::Concession concession_of(const OfferValue& offer, std::size_t prior, const std::string& name,
                                double share, double full_cost);
/// Worth at any level, by straight lines between levels.
double worth_at(const std::vector<double>& level, const std::vector<double>& worth, double at);

/// One draw of every judged number, triangular over its range: a function of (seed, key, draw) only.
TalksAssumptions drawn_assumptions(const TalksAssumptions& assumptions, std::uint64_t seed,
                                   std::uint64_t draw);

}  // namespace cobden::scenario
