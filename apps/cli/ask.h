#pragma once
// A question as data: the words of a command, its options by name, and a scenario. It goes through the same
// descriptions and the same plain functions as the command line, so that what comes back over the network or
// out of the store is the document that `cobden WORDS ... --format json` prints.
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "apps/cli/all_commands.h"

namespace cobden::cli {

struct AskedQuestion {
  std::string words;                       ///< "run", "schedule explain"
  boost::json::object options = {};        ///< by name without dashes; text, list of texts, number or switch
  scenario::ScenarioSource scenario = {};  ///< empty where the command takes none
};

/// What is made beside the JSON document.
enum class Also { kNothing, kCsvAndReport };

struct AskedAnswer {
  int exit_code = kDone;
  std::string out;          ///< the JSON document
  std::string csv, report;  ///< the same as CSV and as a page, if wanted; empty if the command has none
  std::string err;          ///< messages
};

/// What a person may ask without a terminal.
struct OfferedOption {
  std::string name, type, help;  ///< type: "text", "list", "number" or "switch"
  bool required = false;
  std::vector<std::string> choices;
};
struct OfferedQuestion {
  std::string name, help;
  std::vector<OfferedOption> options;
  bool takes_scenario = false, needs_scenario = false;
  bool quick = false;  ///< answered while one waits (`run`: on a small benchmark)
};
/// Every command that reads no file of the person's own and writes none.
std::vector<OfferedQuestion> offered_questions();

/// The question as one would type it, for provenance: "cobden run us-china-2025 --on 2025-04-10".
std::string program_line(const AskedQuestion& question);

/// UserError for a question whose document would have hundreds of megabytes: every importer, exporter and
/// sector of a large benchmark for many measures.
void require_modest(const AskedQuestion& question);

/// Whether the answer comes while one waits. UserError as in `ask`, for a scenario that cannot be read too.
bool is_quick(const AskedQuestion& question);

/// Answers. UserError: no such question or option (with the nearest), a value of another type, a path where a
/// name of the data search path belongs, and whatever the command itself refuses.
AskedAnswer ask(const AskedQuestion& question, const RunContext& context = {}, Also also = Also::kNothing);

/// What is known of a question before it is answered.
struct CheckedQuestion {
  std::string title;                         ///< of the scenario; empty without one
  std::optional<std::string> scenario_text;  ///< as it stands now, where a ready one is named too
};
/// Checks all that can be without answering: the words, the options, and that the scenario reads. UserError.
CheckedQuestion check(const AskedQuestion& question);

}  // namespace cobden::cli
