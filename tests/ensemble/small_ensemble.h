#pragma once
// Ensembles of a scenario text on the made-up world of three economies.
#include <string>

#include "cobden/ensemble/ensemble.h"
#include "scenario/small_world.h"

namespace cobden::testing {

inline constexpr const char* kShock = R"(
name = "test"
benchmark = "small"
[model]
variant = "no-materials"
[[shock]]
importer = "AAA"
exporter = "BBB"
sector = "goods"
add = 20
unit = "percentage points"
[[shock]]
importer = "BBB"
exporter = "AAA"
sector = "steel"
set = 50
unit = "percent"
)";

inline scenario::AssembledRun small_run(const std::string& ensemble) {
  return scenario::assemble(scenario::parse_scenario(kShock + ensemble, "test.toml"), small_world());
}

inline ensemble::EnsembleAnswer small_answer(const std::string& ensemble,
                                             const ensemble::EnsembleOptions& options = {}) {
  return ensemble::run_ensemble(small_run(ensemble), options);
}

/// Every figure of every draw, for comparisons bit by bit.
inline std::vector<std::vector<double>> figures_of(const ensemble::EnsembleAnswer& answer) {
  std::vector<std::vector<double>> figures;
  for (const auto& draw : answer.draws) figures.push_back(draw.figures);
  return figures;
}

}  // namespace cobden::testing
