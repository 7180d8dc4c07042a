#pragma once
// Correlations between the numbers of one input: a Gaussian copula. Normal scores are correlated and then
// taken through each number's own distribution, so that margins stay what they are (Iman and Conover 1982 use
// ranks to the same end).
#include <span>
#include <vector>

#include "cobden/scenario/assemble.h"

namespace cobden::ensemble {

/// The lower Cholesky factor [n][n] of an input's correlations over `sectors`; empty if all are zero.
/// UserError: a file with unknown sectors, a pair twice or with two values, and correlations that no
/// distribution has (the matrix is not positive definite).
std::vector<double> correlation_factor(const scenario::EnsembleInput& ask, const std::vector<Sector>& sectors,
                                       const scenario::Scenario& scenario, const data::Benchmark& benchmark);

/// Uniforms with those correlations from independent ones, in place.
void correlate(const std::vector<double>& factor, std::span<double> uniforms);

}  // namespace cobden::ensemble
