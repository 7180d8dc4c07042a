#pragma once
// An ensemble as a person reads it: what was drawn, how outcomes are spread, what is likely, and which input
// matters. Failed draws stand beside every figure they are missing from.
#include <string>

#include "cobden/ensemble/ensemble.h"

namespace cobden::report {

std::string ensemble_summary(const ensemble::EnsembleAnswer& answer);
/// "1000 scrambled Sobol points, seed 1".
std::string draws_text(const ensemble::EnsembleAnswer& answer);
/// "3 of 1000 draws failed", or "no draw failed".
std::string failed_text(const ensemble::EnsembleAnswer& answer);
/// The outcome that stands for the answer where only one can be shown: the first.
const ensemble::Outcome& headline_outcome(const ensemble::EnsembleAnswer& answer);

/// Where one input moves one outcome when it is moved alone.
struct Swing {
  std::string low_label, high_label;     ///< "5%" and "95%", or the choices that give the ends
  double low_value = 0, high_value = 0;  ///< of the input
  double at_low = 0, at_high = 0;        ///< of the outcome; NaN = failed
};
Swing swing_of(const ensemble::EnsembleAnswer& answer, std::size_t input, std::size_t outcome);

}  // namespace cobden::report
