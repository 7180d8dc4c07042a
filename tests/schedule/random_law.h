#pragma once
// Random small schedules for property tests, and a naive evaluator of them that was written from the ten
// rules alone: no segments, no lookups, one question at a time. Days are counted from 1 January 2025, UTC;
// time is in seconds from there.
#include <string>
#include <vector>

#include "schedule/small_schedule.h"

namespace cobden::schedule::testing {

inline constexpr int kNone = -1;  ///< no date
inline constexpr long kDaySeconds = 86400;

struct LawWindow {
  int from = kNone, to = kNone, announced = kNone, to_announced = kNone;  ///< days
};
struct LawEntry {
  std::string code;
  int from = kNone, to = kNone;
  double share = 1;
};
using LawList = std::vector<LawEntry>;
struct LawExclusion {
  std::vector<std::string> who;
  LawWindow window;
};
struct LawScope {
  std::vector<std::string> who;  ///< empty = everybody
  std::vector<LawExclusion> except;
};
struct LawRate {
  enum Kind { kDuty, kTotal, kReplace, kOff, kSuspended, kQuota, kBan } kind = kDuty;
  int percent = 0;
  bool specific = false;  ///< and 1 USD/kg
};
struct LawStep {
  int from = kNone, announced = kNone, loaded_before = kNone, entered_before = kNone;
  LawRate rate;
};
struct LawRow {
  std::vector<int> lists;  ///< empty = everything
  LawScope scope;
  std::vector<LawStep> steps;
};
struct LawMeasure {
  LawScope scope;
  std::vector<LawRow> rows;
  std::vector<int> exempt;
  enum Combine { kMax, kSum, kFirst } combine = kMax;
  int content = kNone;  ///< column of the content table
  double share = 1;     ///< or a fixed share
  int quota_in = 0, quota_out = 0;
  bool quota_full = false;
  int equivalent = kNone;  ///< percent
};
struct LawExemption {
  std::vector<int> of, lists;
  LawScope scope;
  LawWindow window;
  double share = 1;
};
struct LawRule {
  std::vector<int> when, then;
  bool content = false;
  LawScope scope;
  LawWindow window;
};
struct LawBaseLine {
  std::string code;
  int percent = 0;
  bool specific = false;  ///< has a part by quantity that nothing converts
};
struct LawShareLine {
  std::string code;
  double shares[2] = {0, 0};
};
struct LawClaim {
  bool base = false;
  std::vector<int> of;
  LawScope scope;
  LawWindow window;
};

struct Law {
  std::vector<LawList> lists;
  std::vector<LawBaseLine> base;
  std::vector<LawShareLine> content;
  std::vector<LawEntry> prices;  ///< `share` holds the USD of a kilogram
  std::vector<LawMeasure> measures;
  std::vector<LawExemption> exemptions;
  std::vector<LawRule> rules;
  std::vector<LawClaim> claims;
};

/// What is left out of a random law.
struct LawLimits {
  bool rules = true, replace = true, knowledge = true;
};
/// Draws with rapidcheck: to be called inside a property.
Law random_law(const LawLimits& limits = {});
/// 0 to n - 1, all alike likely (rapidcheck leaves out the upper end of a range in its small cases).
int below(int n);
/// A product code, a partner, a day, as the laws use them.
std::string random_code(int digits);
std::string random_partner();
int random_day();

/// As a schedule file with its tables.
Written write_law(const Law& law);

/// How a law is asked.
struct LawQuestion {
  std::string code, partner;
  long t = 0;                         ///< seconds
  int known = kNone, loaded = kNone;  ///< days
  unsigned claimed = 0;
};
struct LawAnswer {
  double base = 0, total = 0;
  std::vector<double> owed;  ///< [measure]
  bool unconverted = false;
};
/// The ten rules, literally.
LawAnswer ask(const Law& law, const LawQuestion& question);

Instant law_instant(long t);
Day law_day(int day);

}  // namespace cobden::schedule::testing
