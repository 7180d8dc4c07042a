#pragma once
// Whether the offer is sincere, and how sure the first side must be before it grants relief: the closed forms
// of talks/sincerity.h and all equilibria of the game behind them (talks/signalling.h), with the payoffs of a
// real economy.
#include <optional>
#include <string>
#include <vector>

#include "cobden/scenario/talks_offer.h"
#include "cobden/scenario/talks_points.h"
#include "cobden/talks/signalling.h"
#include "cobden/talks/sincerity.h"

namespace cobden::scenario {

/// What relief and the concession mean for both sides, bn a year.
struct OfferStakes {
  double relief_first = 0;   ///< what relief alone does to the first side (above zero: a cut pays by itself)
  double leverage = 0;       ///< what the first side's Nash bargain loses once relief has been granted
  double relief_second = 0;  ///< L: what relief is worth to the second side
  double cost_second = 0;    ///< kappa of the offer's level
  double level = 0;          ///< of the concession in the offer
};

/// What the first side counts when it weighs the offer.
enum class Reading {
  kRealIncome,       ///< what relief does to its own real income, and the concession
  kLeverage,         ///< the same, less the bargaining position that relief gives away
  kConcessionAlone,  ///< the concession only: a government that keeps duties of its own free will shows that
                     ///< it does not count what a cut would give its economy
};
std::string to_string(
    Reading reading);  ///< "real income", "real income and leverage", "the concession alone"

/// How sure the first side must be, under one reading of what is at stake.
struct SincerityCase {
  std::size_t prior = 2;  ///< position in kPriors: which worth of the concession
  Reading reading = Reading::kRealIncome;
  double worth = 0;           ///< counted worth of the concession, bn a year
  double gain = 0, loss = 0;  ///< g and l of the closed forms, bn a year
  /// mu*; nothing: no belief is enough, since even a kept offer does not pay.
  std::optional<talks::Sensitive> threshold = {};
  std::optional<double> detection_needed = {};  ///< for the prior to be enough; nothing: not even q = 1
  bool enough = false;                          ///< the prior reaches the threshold
};

struct SincerityAnswer {
  std::string offer = {};  ///< name of the deal
  OfferStakes stakes = {};
  std::vector<SincerityCase> cases = {};  ///< by reading, under each prior
  std::size_t headline = 0;  ///< the reading that asks for the most belief, under the pooled prior
  std::optional<talks::Sensitive> compliance =
      {};                 ///< delta* of a strategic second side; nothing: never complies
  bool complies = false;  ///< its discount factor reaches delta*
  std::optional<int> snapback =
      {};  ///< shortest suspension that makes it comply, periods; nothing: none does
  std::optional<talks::SignalInterval> signal = {};   ///< of actions in advance, in units of the action
  std::vector<talks::MonitoringRow> monitoring = {};  ///< over q, of the headline
  talks::SenderReceiver game = {};
  std::vector<talks::SignallingEquilibrium> equilibria = {};
  std::string no_game = {};  ///< why there is no game to solve; empty if there is
};

/// g, l and mu* of one case. `a` in place of the central numbers, as tornado and draws need it.
SincerityCase sincerity_case(const TalksAsk& ask, const TalksAssumptions& a, const OfferStakes& stakes,
                             double whole_worth, std::size_t prior, Reading reading);
SincerityAnswer doubt_offer(const TalksAsk& ask, const OfferStakes& stakes, const OfferValue& offer);

}  // namespace cobden::scenario
