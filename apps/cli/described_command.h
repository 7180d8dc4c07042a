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
#include "cobden/scenario/scenario_source.h"

namespace cobden::cli {

struct OptionDescription {
  std::string name;  ///< "--on", or "code" for a word that stands alone
  std::variant<std::string*, std::vector<std::string>*, int*, double*, bool*, std::filesystem::path*,
               scenario::ScenarioSource*>
      target;
  std::string help;
  bool required = false;
  std::vector<std::string> choices = {};  ///< of a text; empty = free
  std::string implied = {};  ///< a text option without a value stands for this; empty = it needs one
  bool positive = false;     ///< a number of at least 1
  bool terminal = false;     ///< of use to a person at a terminal alone: no part of a question by network
};

struct CommandDescription {
  std::string name, help, footer = {};
  std::vector<OptionDescription> options = {};
  std::function<int(CommandIo&, const RunContext&)> action = {};
  std::vector<CommandDescription> subcommands = {};
  bool terminal = false;  ///< as in OptionDescription
  bool answers = true;    ///< prints an answer, in a format of choice
};

}  // namespace cobden::cli
