#include "apps/cli/all_commands.h"

namespace cobden::cli {

std::vector<CommandDescription> all_commands(AllOptions& o) {
  std::vector<CommandDescription> commands{run_command(o.run)};
  for (auto& command : strategy_commands(o.strategy)) commands.push_back(std::move(command));
  commands.push_back(compare_command(o.compare));
  commands.push_back(replicate_command(o.replicate));
  commands.push_back(scenarios_command());
  commands.push_back(data_command(o.data));
  commands.push_back(schedule_command(o.schedule));
  commands.push_back(precursor_command(o.precursor));
  commands.push_back(game_command(o.game));
  commands.push_back(talks_command(o.talks));
  commands.push_back(ensemble_command(o.ensemble));
  commands.push_back(runs_command(o.runs));
  return commands;
}

}  // namespace cobden::cli
