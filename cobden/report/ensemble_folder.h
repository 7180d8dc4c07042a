#pragma once
// What `cobden ensemble --out DIR` leaves behind: quantiles.csv (long form), draws.nc (every draw's inputs
// and outcomes), ensemble.json, summary.txt, intervals.svg and tornado.svg, manifest.json, beside the chunks.
#include "cobden/ensemble/ensemble.h"
#include "cobden/report/output_folder.h"

namespace cobden::report {

/// `answer` must outlive the files.
std::vector<OutputFile> ensemble_files(const ensemble::EnsembleAnswer& answer,
                                       const std::string& command_line);

/// Inputs and outcomes of every draw as NetCDF-4: variables input[draw, number] and one per outcome measure
/// over draw, country (and sector); failed draws are NaN, their reasons in `failure`[draw].
void write_draws_netcdf(const std::filesystem::path& path, const ensemble::EnsembleAnswer& answer);

/// The first measure by economy, and which input moves the first outcome.
std::string intervals_svg(const ensemble::EnsembleAnswer& answer);
/// Empty if nothing moves it, or there is no centre.
std::string tornado_svg(const ensemble::EnsembleAnswer& answer);

}  // namespace cobden::report
