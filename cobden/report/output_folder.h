#pragma once
// What `--out DIR` leaves behind: results.csv (long form; importer x exporter x sector detail only if asked
// for: results.nc always has it), results.nc (xarray opens it), results.xlsx, gempack-shocks.txt (the
// tariffs as GEMPACK reads them), manifest.json, summary.txt, chart.svg, and map.svg where the economies are
// countries. Everything is written to a folder
// beside the target first and moved over at the end: all of it or nothing.
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "cobden/scenario/assemble.h"

namespace cobden::report {

/// A file of a folder: its name, and how it is written to a path.
struct OutputFile {
  std::string name;
  std::function<void(const std::filesystem::path&)> write;
};
/// Writes all files to a folder beside `folder` and moves them over once every one is written, replacing
/// files of the same names. Returns the paths written. UserError if the folder cannot be written.
std::vector<std::filesystem::path> write_folder(const std::filesystem::path& folder,
                                                const std::vector<OutputFile>& files);

/// The files of an answer to a run; `answer` must outlive them.
std::vector<OutputFile> run_files(const scenario::Answer& answer, const std::string& command_line,
                                  bool bilateral_by_sector = false);
/// Writes the answer to `folder`, replacing files of the same names there. Returns the paths written.
/// UserError if the folder cannot be written.
std::vector<std::filesystem::path> write_output_folder(const std::filesystem::path& folder,
                                                       const scenario::Answer& answer,
                                                       const std::string& command_line,
                                                       bool bilateral_by_sector = false);

/// Results as NetCDF-4: one variable per measure (suffix _base for its base values) over named axes.
void write_result_netcdf(const std::filesystem::path& path, const scenario::Scenario& scenario,
                         const economy::Result& result);

}  // namespace cobden::report
