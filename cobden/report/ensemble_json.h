#pragma once
// An ensemble as JSON, as long CSV and as a manifest.
#include <string>

#include "cobden/ensemble/ensemble.h"

namespace cobden::report {

/// {schema, inputs, closure, numeraire, solver, ensemble, results: [quantile rows], probabilities, failures,
/// tornado, indices}.
std::string ensemble_json(const ensemble::EnsembleAnswer& answer);
/// scenario, model, measure, unit, country, sector, statistic, value: every quantile, the mean, the standard
/// deviation, the centre, the number of draws, and Sobol indices (statistic first:INPUT, total:INPUT).
std::string ensemble_csv(const ensemble::EnsembleAnswer& answer);
std::string ensemble_manifest(const ensemble::EnsembleAnswer& answer, const std::string& command_line);

}  // namespace cobden::report
