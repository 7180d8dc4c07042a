#pragma once
// The files of one run: results.csv, results.nc, summary.txt, chart.svg and manifest.json, written whole or
// not at all. The manifest says what the figures depend on, with a hash of every file read, so that a run can
// be repeated.
#include <filesystem>
#include <string>
#include <vector>

#include "cobden/scenario/assemble.h"

namespace cobden::report {

/// Writes the files into a temporary folder beside `folder` and moves them in place. An existing folder keeps
/// its other files; ours are replaced. UserError when it cannot be written: then nothing has changed.
void write_run_folder(const scenario::Answer& answer, const std::filesystem::path& folder,
                      const std::string& command_line, const std::string& summary);

/// manifest.json of the answer; `files` are the names and hashes of what was written beside it.
std::string manifest(const scenario::Answer& answer, const std::string& command_line,
                     const std::vector<scenario::InputFile>& files, std::size_t zero_rows_left_out);

}  // namespace cobden::report
