#pragma once
// The pieces of build_trade_files, by source; see build_trade.h for what they have in common.
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "cobden/data/csv.h"
#include "cobden/schedule/build_file.h"

namespace cobden::schedule {

using Files = std::vector<BuiltFile>;

void add_us_duties(const std::filesystem::path& source, Files& files);
void add_us_contents(const std::filesystem::path& source, Files& files);
void add_us_trade(const std::filesystem::path& source, Files& files);
void add_economies(const std::filesystem::path& source, Files& files);
void add_concordances(const std::filesystem::path& source, const std::filesystem::path& world, Files& files);
void add_china_trade(const std::filesystem::path& source, const std::filesystem::path& world, Files& files);
void add_china_lists(const std::filesystem::path& source, Files& files);

/// HS6 -> sector of world-2022, without the special provisions of chapters 98 and 99.
std::map<std::string, std::string> world_sectors(const std::filesystem::path& world);

/// A separated line: fields with commas, quotes or line breaks are quoted.
std::string csv_line(const std::vector<std::string>& fields);
/// A header and rows, the rows sorted.
std::string csv_text(const std::vector<std::string>& header, std::vector<std::vector<std::string>> rows);
/// The columns `from` of `table` under the names `to`, row by row, sorted.
std::string csv_columns(const data::CsvTable& table, const std::vector<std::string>& from,
                        const std::vector<std::string>& to);
/// At most `digits` significant digits, in plain notation.
std::string rounded(double value, int digits);

/// The fewest prefixes (of 2, 4, 6, 8 or 10 digits) that give every code of `values` its value; the codes
/// must all have the same even number of digits. A prefix stands for its codes only where all of them agree,
/// so that a code the source does not have gets a value only where there is no choice.
std::map<std::string, std::string> merged_prefixes(const std::map<std::string, std::string>& values);

}  // namespace cobden::schedule
