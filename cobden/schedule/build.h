#pragma once
// `cobden schedule build`: writes every data file of the shipped schedules again from their sources.
#include <filesystem>
#include <vector>

namespace cobden::schedule {

/// Writes the built files below `out` (data/schedules in a checkout; the maps go to the folder concordances
/// beside it), each whole or not at all, and none before all of them are ready. Returns the paths written.
/// `source` as for build_trade_files and build_us_lists. UserError as there, and when a folder cannot be
/// written.
std::vector<std::filesystem::path> build_schedule_data(const std::filesystem::path& source,
                                                       const std::filesystem::path& out);

}  // namespace cobden::schedule
