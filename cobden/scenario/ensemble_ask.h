#pragma once
// The [ensemble] table of a scenario: which inputs are uncertain and how, and which outcomes are summarised.
// As written and checked for form; names are resolved on a benchmark by ensemble/plan.h. Keys are described
// once, in ensemble_options.cc. The method: docs/theory/ensembles.md.
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cobden/core/civil_time.h"
#include "cobden/core/table_reader.h"
#include "cobden/numerics/distribution.h"

namespace cobden::scenario {

/// What is asked in every draw.
enum class EnsembleQuestion {
  kRun,       ///< the economy at the drawn tariffs (cobden run)
  kStrategy,  ///< the question of [strategy]
  kTalks,     ///< the headline numbers of [talks]
};
std::string to_string(EnsembleQuestion question);  ///< "run", "strategy", "talks"

enum class Sampling { kSobol, kMonteCarlo };
std::string to_string(Sampling sampling);  ///< "sobol", "monte-carlo"

/// One uncertain input. It may hold many numbers (an elasticity for each sector); they are drawn together,
/// and its sensitivity is that of all of them.
struct EnsembleInput {
  enum class Kind {
    kElasticities,   ///< trade elasticities by sector
    kElasticitySet,  ///< which of the benchmark's sets is right
    kParameter,      ///< a number of [model]
    kClosure,        ///< what happens to trade deficits
    kShock,          ///< the size of a shock, or of all
    kSchedule,       ///< on which day a schedule is asked, and what is known of it
    kWeight,         ///< political weights of sectors
    kJudgement,      ///< judged numbers of [talks]
  };
  Kind kind = Kind::kElasticities;
  std::string name;
  numerics::Distribution distribution;
  bool factor = true;                ///< drawn is a factor on what the scenario says; else the value itself
  bool own_range = false;            ///< of kJudgement: triangular over the three numbers of [talks]
  std::vector<std::string> sectors;  ///< of kElasticities and kWeight: codes or groups; empty = all
  double correlation = 0;            ///< between any two sectors, of the normal scores
  std::filesystem::path correlation_file;  ///< CSV sector,sector2,correlation; empty = none
  std::vector<std::string> choices;        ///< of sets and closures; empty = all sets
  std::vector<double> weights;             ///< of choices and days; empty = equal
  std::vector<CivilTime> on;               ///< of kSchedule
  std::vector<Day> known;                  ///< of kSchedule
  int shock = 0;                           ///< 1-based position of the [[shock]]; 0 = all
  std::string key;                         ///< of kParameter and kJudgement; empty = all judged numbers
  std::string player;                      ///< of kWeight; empty = all players
  std::map<std::string, SourcePlace> places;
  SourcePlace place_of(const std::string& what) const;  ///< of the key, or of the table

  bool categorical() const {
    return kind == Kind::kElasticitySet || kind == Kind::kClosure || kind == Kind::kSchedule;
  }
};
std::string to_string(EnsembleInput::Kind kind);  ///< "elasticities", "elasticity-set", ...

/// A statement whose probability is asked: `measure` of a country (and sector) below or above a bound.
struct ProbabilityAsk {
  std::string measure, country, sector;
  bool below = true;
  double bound = 0;
  SourcePlace place;
};

struct EnsembleAsk {
  EnsembleQuestion question = EnsembleQuestion::kRun;
  int draws = 1000;
  unsigned seed = 1;
  Sampling sampling = Sampling::kSobol;
  bool indices = false;                       ///< Sobol indices too: draws x (inputs + 2) solves
  std::vector<std::string> measures;          ///< empty = the headline measures
  std::vector<std::string> countries;         ///< codes or groups; empty = those the run's table shows
  std::vector<std::string> sectors;           ///< detail of measures by sector; empty = totals only
  std::vector<EnsembleInput> inputs;          ///< empty = the defaults of ensemble/plan.h
  std::vector<ProbabilityAsk> probabilities;  ///< empty = that real income falls, by country
  std::map<std::string, SourcePlace> places;
};

/// Records of [ensemble], [[ensemble.input]] and [[ensemble.probability]].
std::vector<OptionRecord> ensemble_options();
/// Reads [ensemble]. UserError at the line of the mistake: a spread of no distribution, weights that do not
/// fit the choices, two inputs of one name, a correlation outside (-1, 1).
EnsembleAsk read_ensemble(const TomlEntry& entry, const std::string& file);

EnsembleQuestion parse_ensemble_question(const std::string& text, const SourcePlace& place);
Sampling parse_sampling(const std::string& text, const SourcePlace& place);

}  // namespace cobden::scenario
