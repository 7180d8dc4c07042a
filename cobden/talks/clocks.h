#pragma once
// Domestic pressure as data: dated series with their source (or the word "judgement"), and what they make of
// the weights phi_i(t) and psi_i(t) in a government's objective and of its impatience. Nothing here is
// estimated: the reader of a brief sees each number and where it is from. The objective:
// docs/theory/talks.md.
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cobden/core/civil_time.h"
#include "cobden/talks/rate_path.h"

namespace cobden::talks {

struct DatedValue {
  Day day;
  double value = 0;
  std::optional<Day> known = {};  ///< the day it was public; none = always
};

enum class SeriesKind {
  kStep,      ///< holds from its day until the next
  kLinear,    ///< straight lines between days, flat beyond the ends
  kDeadline,  ///< days are deadlines, values half-lives in days: 2^(-days left / half-life) to the next one,
              ///< on which it is 1; 0 after the last
};

/// A series of numbers in time.
class DatedSeries {
 public:
  /// `source` says where the numbers are from; "judgement" is a source, nothing is not. UserError: no points,
  /// days that do not rise, numbers not finite, a half-life not above zero, or no source.
  DatedSeries(std::string name, std::string unit, std::string source, SeriesKind kind,
              std::vector<DatedValue> points);
  const std::string& name() const { return name_; }
  const std::string& unit() const { return unit_; }
  const std::string& source() const { return source_; }
  bool judgement() const { return source_ == "judgement"; }
  const std::vector<DatedValue>& points() const { return points_; }
  SeriesKind kind() const { return kind_; }
  /// Before the first day the first value holds, after the last the last (a deadline: see kDeadline).
  double at(Day day) const;
  /// The same with only the points that were public on `day`; nothing where there is none.
  std::optional<DatedSeries> known_on(Day day) const;

 private:
  double at_deadline(Day day) const;

  std::string name_, unit_, source_;
  SeriesKind kind_;
  std::vector<DatedValue> points_;
};

/// Series from a CSV file with the columns series, unit, kind (step, linear or deadline), date, value,
/// source, and optionally known; rows of a series stand together in the order of dates. UserError with file,
/// line and column.
std::vector<DatedSeries> read_dated_series(const std::filesystem::path& path);

/// The general elections of the United States: the Tuesday after the first Monday in November of even years
/// (2 U.S.C. 7). UserError for an odd year.
Day us_election_day(int year);
/// The first one on or after `day`.
Day next_us_election(Day day);
/// Pressure of an approaching election, 2^(-days left / half_life): 1 on the day, 1/2 a half-life before. The
/// shape and the half-life are judgements. UserError: half-life not above zero.
double election_pressure(Day day, double half_life_days);

/// One part of a clock: weight times (series - neutral). The weight is a judgement unless its source says
/// otherwise.
struct ClockTerm {
  DatedSeries series;
  double weight = 1;
  std::string weight_source = "judgement";
  double neutral = 0;  ///< where the series presses on nobody, in its unit
  double at(Day day) const { return weight * (series.at(day) - neutral); }
};

/// phi_i(t) or psi_i(t): base plus terms, not below zero.
struct Clock {
  std::string name;
  double base = 0;
  std::vector<ClockTerm> terms = {};
  std::string base_source = "judgement";
  double at(Day day) const;
  /// Every number it rests on, one line each: name, unit, weight, source.
  std::vector<std::string> provenance() const;
};

/// Rates of impatience of two sides, r_i = rate_i (1 + clock_i(t)), held constant over steps of `step_days`
/// from `start` to `end`, and then for ever at their last values. Time runs in years. UserError: bounds.
RatePath impatience(double rate_first, const Clock& first, double rate_second, const Clock& second, Day start,
                    Day end, int step_days = 7);

}  // namespace cobden::talks
