#pragma once
// What `--out DIR` of a question about the choices of governments leaves behind: strategy.txt, strategy.json,
// strategy.csv, tariffs.csv (a tariff_file for other scenarios; one more for every further solution), results
// of the economy at the answer's tariffs (results.csv, results.nc, as `cobden run` writes them), charts, and
// manifest.json.
#include <string>
#include <vector>

#include "cobden/report/output_folder.h"
#include "cobden/scenario/strategy_answer.h"

namespace cobden::report {

/// The files of an answer, made in full before anything is written; `answer` must outlive them. `beside_run`:
/// without results and manifest, which `cobden run` writes itself.
std::vector<OutputFile> strategy_files(const scenario::StrategyAnswer& answer,
                                       const std::string& command_line, bool full = false,
                                       bool beside_run = false);

}  // namespace cobden::report
