#pragma once
// Keyword arguments as the command line's own options: each command describes its options once
// (described_command.h), and Python reaches the same records by name, so that the two cannot drift apart.
#include <map>
#include <string>
#include <vector>

#include "apps/cli/described_command.h"

namespace cobden::python {

/// Option name without dashes ("certificate-starts") to its words; a switch that is set has no word.
using Settings = std::map<std::string, std::vector<std::string>>;

/// Writes the settings to the targets of the options. UserError: no such option (the nearest is named), more
/// than one word for a single one, no whole number.
void assign(const std::vector<cli::OptionDescription>& options, const Settings& settings);

/// What a command printed, and how it ended.
struct CommandText {
  int exit_code = 0;
  std::string out, err;
};

/// Runs a described command, or one of its subcommands ("explain"), as the command line does. UserError for
/// bad input, as the command.
CommandText run_command(const cli::CommandDescription& command, const std::string& subcommand,
                        const Settings& settings, const std::string& format, const RunContext& context);

/// `cobden schedule COMMAND`, `cobden precursor [COMMAND]` and `cobden game` by these names. UserError for
/// another name.
CommandText run_text_command(const std::string& name, const std::string& subcommand, const Settings& settings,
                             const std::string& format, const RunContext& context);

}  // namespace cobden::python
