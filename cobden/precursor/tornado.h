#pragma once
// One assumption at a time, over its range: how far it moves the answer, and where it turns the conclusion.
#include <vector>

#include "cobden/precursor/study.h"

namespace cobden::precursor {

/// Deaths averted over the study at the centre of the structural prior, and what they are worth.
struct CentralOutcome {
  double averted = 0;  ///< deaths
  double net_bn = 0;   ///< lambda value - cost [bn USD]
};
CentralOutcome central_outcome(const Study& study);

/// Bars for every parameter of the structural prior, the value of life, the discount rate (0.02 and 0.07),
/// the internalised share and the stringency (0 to 1), by swing of the net value, largest first.
std::vector<TornadoBar> tornado(const Study& study);

}  // namespace cobden::precursor
