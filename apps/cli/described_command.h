#pragma once
// A command and its options as plain data, so that a family of commands can be described beside its functions
// while CLI11, which is slow to compile, stays in main.cc.
#include <filesystem>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "apps/cli/command_io.h"
#include "cobden/core/run_context.h"

namespace cobden::cli {

struct OptionDescription {
  std::string name;  ///< "--on", or "code" for a word that stands alone
  std::variant<std::string*, std::vector<std::string>*, int*, bool*, std::filesystem::path*> target;
  std::string help;
  bool required = false;
};

struct CommandDescription {
  std::string name, help, footer = {};
  std::vector<OptionDescription> options = {};
  std::function<int(CommandIo&, const RunContext&)> action = {};
  std::vector<CommandDescription> subcommands = {};
};

}  // namespace cobden::cli
