#include "cobden/report/run_folder.h"

#include <fmt/format.h>
#include <unistd.h>

#include <ctime>

#include "cobden/core/file.h"
#include "cobden/core/version.h"
#include "cobden/report/bar_chart.h"
#include "cobden/report/number_text.h"
#include "cobden/report/result_files.h"
#include "cobden/report/run_summary.h"

namespace cobden::report {
namespace {

namespace fs = std::filesystem;

std::string now_utc() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

[[noreturn]] void refuse(const fs::path& folder, const std::string& reason) {
  throw UserError({.place = {.file = folder.string(), .line = {}, .column = ""},
                   .value = "",
                   .problem = "the folder cannot be written: " + reason,
                   .expected = "",
                   .remedy = "check --out and its permissions"});
}

/// A folder beside the target that disappears with its content unless its files were moved away.
class StagingFolder {
 public:
  explicit StagingFolder(const fs::path& target) {
    const fs::path parent = fs::absolute(target).lexically_normal();
    const fs::path beside = parent.has_filename() ? parent.parent_path() : parent.parent_path().parent_path();
    std::error_code error;
    fs::create_directories(beside, error);
    path_ = beside / fmt::format(".cobden-{}", ::getpid());
    fs::create_directory(path_, error);
    if (error) refuse(target, error.message());
  }
  StagingFolder(const StagingFolder&) = delete;
  StagingFolder& operator=(const StagingFolder&) = delete;
  ~StagingFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void move_into(const fs::path& staging, const fs::path& folder) {
  try {
    if (!fs::exists(folder)) return fs::rename(staging, folder);
    // The manifest goes last: a folder whose manifest matches its files is complete.
    for (const auto& item : fs::directory_iterator(staging))
      if (item.path().filename() != "manifest.json") fs::rename(item.path(), folder / item.path().filename());
    fs::rename(staging / "manifest.json", folder / "manifest.json");
  } catch (const fs::filesystem_error& e) {
    refuse(folder, e.code().message());
  }
}

}  // namespace

std::string manifest(const scenario::Answer& answer, const std::string& command_line,
                     const std::vector<scenario::InputFile>& files, std::size_t zero_rows_left_out) {
  std::string written;
  for (const auto& file : files)
    written += fmt::format("{}\n    {{\"file\": {}, \"sha256\": {}}}", written.empty() ? "" : ",",
                           json_text(file.path), json_text(file.sha256));
  return fmt::format(
      "{{\n  \"schema\": {{\"name\": \"cobden-manifest\", \"version\": 1}},\n  \"program\": {{\"name\": "
      "\"cobden\", \"version\": {}, \"commit\": {}, "
      "\"build_type\": {}}},\n  \"command_line\": {},\n  \"written\": {},\n  {},\n  {},\n  \"elasticities\": "
      "{},\n"
      "  \"zero_rows_left_out_of_csv\": {},\n  \"files\": [{}\n  ]\n}}\n",
      json_text(version()), json_text(commit()), json_text(build_type()), json_text(command_line),
      json_text(now_utc()), inputs_member(answer), solver_members(answer.result),
      json_text(answer.result.model.elasticities), zero_rows_left_out, written);
}

void write_run_folder(const scenario::Answer& answer, const fs::path& folder, const std::string& command_line,
                      const std::string& summary) {
  std::error_code ignored;
  if (fs::exists(folder, ignored) && !fs::is_directory(folder, ignored)) refuse(folder, "it is a file");
  const StagingFolder staging(folder);
  const CsvText csv = to_csv(answer, {.measures = {}, .bilateral_by_sector = true});
  write_file(staging.path() / "results.csv", csv.text);
  write_netcdf(answer, staging.path() / "results.nc");
  write_file(staging.path() / "summary.txt", summary);
  write_file(staging.path() / "chart.svg", to_svg(welfare_chart(answer)));
  std::vector<scenario::InputFile> files;
  for (const char* name : {"results.csv", "results.nc", "summary.txt", "chart.svg"})
    files.push_back({"output", name, sha256_hex(read_file(staging.path() / name))});
  write_file(staging.path() / "manifest.json", manifest(answer, command_line, files, csv.zero_rows_left_out));
  move_into(staging.path(), folder);
}

}  // namespace cobden::report
