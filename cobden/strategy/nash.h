#pragma once
// Nash equilibrium in tariffs of any set of players, the others passive, with a certificate: each player's
// best gain from deviating, found by a search that shares nothing with the one that found the equilibrium.
// All players' first-order conditions are iterated at once, with Anderson acceleration; the certificate then
// tries to beat every player's tariffs with a bounded quasi-Newton search from several starts. Ossa (2014,
// AER 104(12), section I.E); epsilon-equilibrium after Radner (1980, J. Econ. Theory 22(2)).
#include "cobden/strategy/optimum.h"

namespace cobden::strategy {

/// One player's best unilateral deviation that was found.
struct Deviation {
  Country player;
  double gain_percent = 0;  ///< 100 (best value found - value) / |value|; zero when nothing better was found
  std::string found_from;   ///< the start of the best search: "equilibrium", "zero tariffs", "random 1", ...
  int searches = 0;
  int solves = 0;
  bool complete = true;  ///< false when a limit or Ctrl-C cut the search short
};

/// No player gains more than `epsilon_percent` of its objective by any deviation that was found.
struct Certificate {
  std::vector<Deviation> deviations;  ///< one for each player
  double epsilon_percent = 0;         ///< the largest gain
  bool complete = true;
};

struct CertificateOptions {
  int starts = 3;             ///< the equilibrium's own tariffs, zero tariffs, then random ones
  int max_evaluations = 200;  ///< equilibria for each start
  double seconds = std::numeric_limits<double>::infinity();
  unsigned seed = 1;
};

/// The best deviations from `at` of every player.
Certificate certify(const economy::PolicyModel& model, const std::vector<Player>& players,
                    const economy::Equilibrium& at, const CertificateOptions& options = {},
                    const RunContext& context = {});

struct Nash {
  TradeCube tariff;
  economy::EquilibriumPtr equilibrium;
  std::vector<double> value, start_value;  ///< by player
  Certificate certificate;
  SearchSummary search;
};

/// Nash equilibrium from the tariffs `from`; certified unless `certificate` is nullptr.
Nash find_nash(const economy::PolicyModel& model, const std::vector<Player>& players, const TradeCube& from,
               const SearchOptions& options = {}, const CertificateOptions* certificate = nullptr,
               const RunContext& context = {});

}  // namespace cobden::strategy
