#pragma once
// Nash equilibrium in tariffs of any set of players, the others passive, with a certificate: each player's
// best gain from deviating, found by a search that shares nothing with the one that found the equilibrium.
// All players' first-order conditions are iterated at once, with Anderson acceleration; the certificate then
// tries to beat every player's tariffs with a bounded quasi-Newton search from several starts. Ossa (2014,
// AER 104(12), section I.E); epsilon-equilibrium after Radner (1980, J. Econ. Theory 22(2)).
#include "cobden/strategy/certificate.h"
#include "cobden/strategy/optimum.h"

namespace cobden::strategy {

struct Nash {
  TradeCube tariff;                        ///< full matrix, that of other countries as given
  economy::EquilibriumPtr equilibrium;     ///< at `tariff`; nullptr if there is none even at the start
  std::vector<double> value, start_value;  ///< by player
  Certificate certificate;
  SearchSummary search;
};

/// Nash equilibrium from the tariffs `from`; certified unless `certificate` is nullptr (its `complete` is
/// false then). `options.starts` is not used: the certificate looks elsewhere, and where it finds a better
/// reply the search goes on from there. UserError: no players, or one twice.
Nash find_nash(const economy::PolicyModel& model, const std::vector<Player>& players, const TradeCube& from,
               const SearchOptions& options = {}, const CertificateOptions* certificate = nullptr,
               const RunContext& context = {});

}  // namespace cobden::strategy
