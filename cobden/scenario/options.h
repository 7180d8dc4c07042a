#pragma once
// The keys of a scenario file, each described once (core/options.h).
#include <string>
#include <vector>

#include "cobden/core/options.h"

namespace cobden::scenario {

/// Every key of a scenario file, in the order of the reference.
const std::vector<OptionRecord>& scenario_options();
/// Names of the model families a scenario may ask for.
std::vector<std::string> model_families();

/// The reference of the scenario file for a terminal, with an example.
std::string scenario_reference_text();
/// The same as a Markdown page for docs/.
std::string scenario_reference_markdown();

}  // namespace cobden::scenario
