#pragma once
// What `cobden talks --out DIR` leaves behind: brief.md, brief.txt (with every table), talks.json, talks.csv,
// the charts as SVG, the game of sincerity as a Gambit file, and a manifest.
#include <string>
#include <vector>

#include "cobden/report/output_folder.h"
#include "cobden/scenario/talks_answer.h"

namespace cobden::report {

/// `answer` must outlive the files.
std::vector<OutputFile> talks_files(const scenario::TalksAnswer& answer, const std::string& command_line);

}  // namespace cobden::report
