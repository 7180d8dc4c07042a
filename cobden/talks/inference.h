#pragma once
// What observed policy says about whom a government weighs. From tariffs: at an interior choice every
// instrument's weighted marginal effects sum to zero, a linear system in the weights (Adao, Costinot, Donaldson
// and Sturm 2023, "Why Is Trade Not Free?", BFI working paper). From exemptions: what was spared was worth sparing at least as much as what
// was not, a set of inequalities in the weights (revealed preference; least slack where they conflict). Both
// answers come with what they cannot tell: the caveats are part of the data.
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace cobden::talks {

/// A thing to say beside the numbers.
struct Caveat {
  std::string topic, text;
};
/// Scale, elasticities, levels of detail, overlapping duties, lobbying, motive.
std::vector<Caveat> exemption_caveats();
std::vector<Caveat> tariff_caveats();

/// Marginal effects [instrument][group] of interior instruments on each group's real income, in one unit of
/// money for each unit of instrument.
using MarginalEffects = std::vector<std::vector<double>>;

struct WeightFit {
  std::vector<double> weight;          ///< by group, normalised
  std::vector<double> standard_error;  ///< classical; NaN without degrees of freedom or identification
  std::vector<double> residual;        ///< by instrument: weighted sum of effects, in their unit
  double residual_share = 0;           ///< |M w| / |M| |w|: 0 fits exactly
  int rank = 0;                        ///< of the system after normalisation
  bool identified = false;             ///< rank is the number of groups less one
  double condition = 0;                ///< largest over smallest singular value of that system
  std::vector<Caveat> caveats;
};

/// Least squares for M w = 0 with the mean weight at one (Ossa's normalisation), or with weight one for the
/// group `reference`. If not identified, the weights nearest to one among those that fit. `instrument_weight`
/// (empty = equal) multiplies each instrument's equation, say its trade. UserError: ragged or empty effects,
/// numbers not finite, an unknown reference.
WeightFit weights_from_tariffs(const MarginalEffects& effects, int reference = -1,
                               std::span<const double> instrument_weight = {});

/// A number between two bounds.
struct Interval {
  double lower = 0, upper = 0;
};

struct ExemptionInference {
  std::vector<Interval> weight;  ///< by criterion: all values that some least-slack weighting has
  std::vector<double> example;   ///< one such weighting
  /// Smallest total slack sum max(0, w.V_not - w.V_exempt) over pairs; 0: some weights explain every choice.
  double least_slack = 0;
  bool rationalised = false;
  /// Pairs (exempt, not exempt) that `example` cannot explain.
  std::vector<std::pair<std::size_t, std::size_t>> unexplained;
  std::vector<Caveat> caveats;
};

/// `value`[item][criterion]: what exempting the item is worth by each criterion (same unit); weights are zero
/// or more and sum to one. UserError: ragged or empty values, no item exempt or none not, numbers not finite.
ExemptionInference weights_from_exemptions(const std::vector<std::vector<double>>& value,
                                           const std::vector<bool>& exempt);

}  // namespace cobden::talks
