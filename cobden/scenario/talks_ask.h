#pragma once
// The [talks] table of a scenario: what is offered outside trade, which deals are on the table, and
// everything that has to be judged because no data give it. A judged number is three numbers, low, central
// and high, with a source or the word "judgement"; the brief shows all of them and which of them turns its
// conclusion. Keys are described once, in talks_options.cc. The model: docs/theory/talks.md.
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cobden/core/civil_time.h"
#include "cobden/core/table_reader.h"

namespace cobden::scenario {

struct Shock;

/// A number nobody can look up: its range, and what it rests on.
struct Assumption {
  double low = 0, value = 0, high = 0;
  std::string source = "judgement";
};

/// Sides are first (grants relief from duties) and second (makes the concession), as the players of
/// [strategy]. Money is billion of the benchmark's currency a year, periods are TalksAsk::period_months long.
struct TalksAssumptions {
  Assumption prior{0.1, 0.25, 0.5};               ///< pi: the second side is sincere
  Assumption internalised_share{0.02, 0.1, 0.5};  ///< lambda: of an averted death's value, by the first side
  Assumption concession_cost{0.2, 1, 5};          ///< kappa at full concession
  Assumption cost_if_cheated{0, 5, 20};         ///< at home, to a first side that granted relief for nothing
  Assumption detection{0.2, 0.5, 0.8};          ///< q a period
  Assumption false_alarm{0, 0.02, 0.1};         ///< f a period
  Assumption discount_first{0.9, 0.97, 0.985};  ///< delta a period
  Assumption discount_second{0.95, 0.98, 0.99};
  Assumption signal_cost_sincere{0.5, 1, 2};  ///< of one unit of an action in advance
  Assumption signal_cost_insincere{1, 2, 4};
  Assumption stubborn_first{0.05, 0.15, 0.3};  ///< z: never gives in
  Assumption stubborn_second{0.05, 0.2, 0.4};
  Assumption impatience_first{0.1, 0.3, 1};  ///< r a year, before its clock is added
  Assumption impatience_second{0.05, 0.2, 0.6};
  Assumption deadline_final{0.1, 0.3, 0.7};  ///< after the deadline there is no deal; else it is put off
  Assumption demand_power{0.6, 0.8, 0.95};   ///< bargaining power each side claims for itself
};

struct AssumptionRecord {
  std::string key, meaning, unit;
  Assumption TalksAssumptions::*value;
  double least, most;  ///< bounds that no input may leave
};
/// In the order of `TalksAssumptions`.
std::span<const AssumptionRecord> assumption_records();

/// Something that could be agreed: a change of tariffs together with a level of the concession.
struct TalksDeal {
  std::string name, source;
  double concession = 0;      ///< a in [0, 1]
  bool from_base = false;     ///< shocks start from the benchmark's tariffs, not from the scenario's
  std::string scenario;       ///< tariffs of another scenario in place of shocks; empty = none
  std::vector<Shock> shocks;  ///< in order
  SourcePlace place;
};

struct TalksAsk {
  std::string concession = "tighter control of precursor exports";  ///< in words
  std::optional<Day> start;                                         ///< of the talks
  std::optional<Day> deadline;                                      ///< when a pause ends, say
  std::string deadline_name = "the deadline";
  int period_months = 3;
  int horizon_months = 36;
  int snapback_periods = 4;  ///< how long relief is suspended after an alarm
  std::string offer;         ///< name of the deal whose sincerity is judged; empty = first with a concession
  std::string without_exemptions;  ///< scenario as if nothing were spared; empty = no inference
  double exempt_from = 0.1;        ///< a sector counts as exempt from this spared share of its duty on
  std::filesystem::path clocks;    ///< domestic clocks; empty = none
  int draws = 2000;                ///< for bands
  unsigned seed = 1;
  TalksAssumptions assumptions;
  std::vector<TalksDeal> deals;
  std::map<std::string, SourcePlace> places;
};

/// Records of [talks], [talks.sources] and [[talks.deal]].
std::vector<OptionRecord> talks_options();
/// Reads [talks]. UserError at the line of the mistake: a prior outside [0, 1], a discount factor of one, a
/// range out of order, two deals of one name, an offer that is no deal.
TalksAsk read_talks(const TomlEntry& entry, const std::string& file);

/// "prior=0.4" or "prior=0.2,0.4,0.6" over the file, for the command line's --set. UserError.
void apply_talks_setting(const std::string& setting, TalksAsk& ask);

}  // namespace cobden::scenario
