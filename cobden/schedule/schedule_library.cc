// Finding schedules and the files beside them: by path, by id, or by importer.
#include <fmt/format.h>

#include <algorithm>

#include "cobden/core/confined_reading.h"
#include "cobden/core/file.h"
#include "cobden/core/table_reader.h"
#include "cobden/schedule/schedule_file.h"

namespace cobden::schedule {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> library_files() { return files_on_search_path("schedules", ".toml"); }

FileFinder beside(const fs::path& schedule) {
  return [folder = schedule.parent_path()](const std::string& name, const SourcePlace& place) {
    if (const fs::path own = folder / name; is_readable_file(own)) return own.lexically_normal();
    for (const auto& path : {fs::path(name), fs::path("schedules") / name})
      if (const auto found = find_on_search_path(path)) return *found;
    fail_at(place, name, "is not there", "a file beside the schedule or in a folder of COBDEN_DATA");
  };
}

/// The text of the [schedule] table alone: lists of schedules are asked for often, and the rest of the file
/// is long. Empty if it does not stand on lines of its own.
std::string head_of(const std::string& text) {
  const std::string_view mark = "[schedule]";
  auto at = text.rfind(mark, 0) == 0 ? 0 : text.find("\n[schedule]");
  if (at == std::string::npos) return "";
  at += text[at] == '\n' ? 1 : 0;
  const auto end = text.find("\n[", at);
  return text.substr(at, end == std::string::npos ? end : end + 1 - at);
}

std::optional<ScheduleListing> listing(const fs::path& file) {
  try {
    const TomlValue root = parse_toml(head_of(read_file(file)), file.string());
    for (const auto& entry : root.entries) {
      const TableReader head(schedule_options(), entry.value, "schedule", file.string());
      const std::string id = head.text("id", file.stem().string());
      return ScheduleListing{id, head.text("importer"), head.text("title", id), file};
    }
  } catch (const UserError&) {
    // Reading it by name explains what is wrong with it.
  }
  return std::nullopt;
}

void borrow_tables(Schedule& schedule) {
  for (const auto& ready : list_schedules()) {
    if (ready.importer != schedule.importer || fs::equivalent(ready.file, schedule.file)) continue;
    const Schedule other =
        parse_schedule_tables(read_file(ready.file), ready.file.string(), beside(ready.file));
    if (!schedule.content) schedule.content = other.content;
    if (!schedule.trade) schedule.trade = other.trade;
  }
}

}  // namespace

Schedule read_schedule(const fs::path& path) {
  Schedule schedule = parse_schedule(read_file(path), path.string(), beside(path));
  schedule.file = path;
  if (!schedule.content || !schedule.trade) borrow_tables(schedule);
  return schedule;
}

std::vector<ScheduleListing> list_schedules() {
  std::vector<ScheduleListing> list;
  for (const auto& file : library_files())
    if (auto one = listing(file)) list.push_back(std::move(*one));
  return list;
}

fs::path find_schedule(const std::string& file_or_id) {
  if (is_readable_file(file_or_id)) return file_or_id;
  std::vector<std::string> names;
  for (const auto& one : list_schedules()) {
    if (one.id == file_or_id || one.file.stem() == file_or_id) return one.file;
    names.push_back(one.id);
  }
  std::string remedy = did_you_mean(file_or_id, names);
  if (remedy.empty()) remedy = fmt::format("known schedules: {}", fmt::join(names, ", "));
  fail_at({}, file_or_id, "is neither a file nor a known schedule", "", remedy);
}

fs::path schedule_of(const std::string& importer) {
  std::vector<ScheduleListing> found;
  std::vector<std::string> importers;
  for (auto& one : list_schedules()) {
    importers.push_back(one.importer);
    if (one.importer == importer) found.push_back(std::move(one));
  }
  if (found.size() == 1) return found[0].file;
  if (found.empty())
    fail_at({}, importer, "has no schedule here",
            fmt::format("an importer among {}", fmt::join(importers, ", ")),
            "name a file with --schedule, or write one: cobden schedule --help-format");
  fail_at({}, importer, "has several schedules here", "one of them named with --schedule");
}

}  // namespace cobden::schedule
