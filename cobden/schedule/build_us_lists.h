#pragma once
// Writes the product lists of the schedule us-2025: reduced and dated restatements of the annexes and U.S.
// notes of chapter 99 of the Harmonized Tariff Schedule. Kept as code, so that whoever doubts a shipped code
// can write the lists again. What each list rests on stands in data/schedules/lists/us/README.md.
#include <filesystem>
#include <vector>

#include "cobden/schedule/build_file.h"

namespace cobden::schedule {

/// The lists `lists/us/*.csv`, from the folder `product_lists` of `source` (the folder us_china_schedule).
/// Every list is sorted by code, has codes without dots and half-open dates, and no line twice. A column
/// `part` names sub-lists that the law dates, announces or charges apart. UserError naming file and row for
/// a missing file or column, a code that is not digits, a day no calendar has, an unknown metal, annex or
/// category.
std::vector<BuiltFile> build_us_lists(const std::filesystem::path& source);

}  // namespace cobden::schedule
