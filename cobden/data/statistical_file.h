#pragma once
// Tables of Stata (.dta) and SPSS (.sav), by way of the library ReadStat, as the CSV text that all readers
// take: what can be read from a CSV file can be read from these, and what is written as long CSV can be
// written to these.
#include <filesystem>
#include <string>

#include "cobden/data/csv.h"

namespace cobden::data {

/// True if the name ends in .dta or .sav.
bool is_statistical_file(const std::filesystem::path& path);

/// The table as CSV, variables in its header; row r of the data is line r + 1 of the file in errors. Missing
/// values are empty cells; numbers keep every bit. Value labels are not applied: decode labelled variables
/// first. UserError: cannot be read, damaged, cut short.
std::string statistical_file_as_csv(const std::filesystem::path& path);

/// Writes the table whole or not at all, in the form the name ends in; the same table gives the same bytes. A
/// column whose cells are all numbers or empty is of doubles, any other of strings. Columns of the long form
/// (exporter, value, ...) carry a variable label, with the unit where the rows have one in common. UserError:
/// a column name that the programs do not take (a letter, then up to 31 letters, digits and _), a text over
/// 2,045 bytes, no such form.
void write_statistical_file(const std::filesystem::path& path, const CsvTable& table);

}  // namespace cobden::data
