#pragma once
// Reading a schedule file (TOML). Strict as a scenario file is: unknown keys, names and codes are errors that
// name the line and the nearest known spelling. The keys are described once, in schedule_options().
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cobden/core/options.h"
#include "cobden/schedule/schedule.h"

namespace cobden::schedule {

/// Given a file name as written, the path to read. UserError at the place if there is none.
using FileFinder = std::function<std::filesystem::path(const std::string&, const SourcePlace&)>;

/// Reads schedule text. `file` names it in errors. Product lists are read from the files it names; the larger
/// tables (base duties, trade, content) are only located. UserError at the line of the mistake.
Schedule parse_schedule(std::string_view text, const std::string& file, const FileFinder& find);
/// The same without lists and measures: only the head and the tables that the file names.
Schedule parse_schedule_tables(std::string_view text, const std::string& file, const FileFinder& find);
/// Reads a schedule file; other files are sought beside it, then on the data search path. Content shares and
/// trade that it does not name are those of the ready schedule of the same importer, where there is one.
Schedule read_schedule(const std::filesystem::path& path);

struct ScheduleListing {
  std::string id, importer, title;
  std::filesystem::path file;
};
/// The schedules in the folders `schedules` of the data search path, by id.
std::vector<ScheduleListing> list_schedules();
/// A path to a file, or the id of a schedule on the data search path. UserError names the nearest.
std::filesystem::path find_schedule(const std::string& file_or_id);
/// The schedule of an importer. UserError if there is none, or if several are there and none is named.
std::filesystem::path schedule_of(const std::string& importer);

/// Every key of a schedule file, in the order of the reference.
const std::vector<OptionRecord>& schedule_options();
std::string schedule_reference_text();
std::string schedule_reference_markdown();

}  // namespace cobden::schedule
