#pragma once
// Writes the data files that schedules lean on: base duties, trade weights, metal contents, claim shares,
// Chinese product lists, and the maps from products to sectors. Kept as code, so that whoever doubts a
// shipped figure can write it again; the rule behind each file is in data/schedules/README.md.
#include <filesystem>
#include <vector>

#include "cobden/schedule/build_file.h"

namespace cobden::schedule {

/// The files, in order of their names; names are relative to data/schedules ("../concordances/..." for the
/// maps). `source` is the us_china_schedule folder; the folder world2022_81x28 must lie beside it and the
/// benchmark world-2022 on the data search path. Money in current US dollars, shares and rates as fractions.
/// UserError: a table is missing, or holds a partner that is not known.
std::vector<BuiltFile> build_trade_files(const std::filesystem::path& source);

}  // namespace cobden::schedule
