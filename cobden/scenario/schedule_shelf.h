#pragma once
// Evaluated schedule shocks, kept. A law takes a second to read and to average over its lines; the same shock
// on the same benchmark gives the same rates as long as the files it read are the same. A process that is
// asked again and again (a slider in the workbench, an ensemble over other shocks) then solves in
// milliseconds.
#include <optional>
#include <string>
#include <vector>

#include "cobden/economy/model.h"
#include "cobden/scenario/input_file.h"
#include "cobden/scenario/schedule_shock.h"

namespace cobden::scenario {

/// What one schedule shock came to, with all that it writes elsewhere.
struct EvaluatedShock {
  ScheduleEffect effect;
  std::vector<std::string> importers;  ///< who levies the duties: codes or groups
  std::vector<InputFile> inputs;       ///< every file the rates depend on, with its hash
};

/// What is known of the shock on this very benchmark; nothing if a file it read has changed since. `schedule`
/// is the file found, `folder` where the scenario's own files lie.
std::optional<EvaluatedShock> find_evaluated(const ScheduleAsk& ask, const std::filesystem::path& schedule,
                                             const std::filesystem::path& folder,
                                             const economy::BenchmarkPtr& benchmark);
/// Keeps it; the one not asked for longest goes when there are many.
void keep_evaluated(const ScheduleAsk& ask, const std::filesystem::path& schedule,
                    const std::filesystem::path& folder, const economy::BenchmarkPtr& benchmark,
                    const EvaluatedShock& evaluated);

}  // namespace cobden::scenario
