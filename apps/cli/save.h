#pragma once
// `--save`: the answer of a command is kept in the store of runs beside being printed, with everything that
// is needed to ask it again.
#include <string>

#include "apps/cli/ask.h"
#include "apps/cli/described_command.h"
#include "cobden/store/catalogue.h"

namespace cobden::cli {

/// The question that the options of `filled` ask; `fresh` is the same command with options at their defaults.
AskedQuestion asked_question(const std::string& words, const CommandDescription& filled,
                             const CommandDescription& fresh);

/// What a run is called that has no scenario with a title: "schedule average --to USA --on 2025-04-10".
std::string default_title(const AskedQuestion& question);

/// The state and message that an exit code and what the command said on standard error come to.
store::RunEnd run_end(int exit_code, const std::string& message);

/// Opens io.store, or the person's own store.
store::Catalogue open_store(const CommandIo& io);

/// Runs the command, keeps its answer, and says where. Returns the command's exit code. A question that is
/// refused is not kept. UserError as the command's, and for commands whose answers are not kept.
int run_and_save(const std::string& words, const CommandDescription& command, const std::string& title,
                 CommandIo& io, const RunContext& context);

}  // namespace cobden::cli
