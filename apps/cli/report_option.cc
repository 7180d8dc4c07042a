#include "apps/cli/report_option.h"

#include <unistd.h>

#include "cobden/core/error.h"
#include "cobden/core/file.h"

namespace cobden::cli {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& path, const std::string& problem, const std::string& remedy) {
  throw UserError({.place = {.file = "", .line = {}, .column = "--report"},
                   .value = path.string(),
                   .problem = problem,
                   .expected = "a file name that ends in .html",
                   .remedy = remedy});
}

}  // namespace

OptionDescription report_option(fs::path& path) {
  return {"--report", &path, "The answer as one HTML page to share: FILE.html"};
}

void require_report_path(const fs::path& path) {
  if (path.empty()) return;
  if (path.extension() != ".html" && path.extension() != ".htm")
    refuse(path, "is not the name of a page", "");
  std::error_code failure;
  if (fs::is_directory(path, failure)) refuse(path, "is a folder", "name a file in it");
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (!fs::is_directory(folder, failure))
    refuse(path, "is in a folder that does not exist", "make the folder first");
  if (::access(folder.c_str(), W_OK) != 0)
    refuse(path, "is in a folder that cannot be written", "choose another");
}

bool wants_report(const fs::path& path, const CommandIo& io) { return !path.empty() || io.report; }

void write_report(const fs::path& path, const CommandIo& io, const report::Brief& brief,
                  const report::ReportOrigin& origin) {
  const std::string page = report::html_report(brief, origin);
  if (!path.empty()) write_file(path, page);
  if (io.report) *io.report << page;
}

std::string written_line(const std::vector<fs::path>& paths) {
  if (paths.empty()) return "";
  std::string text = "Written:";
  for (const auto& path : paths) text += " " + path.string();
  return text + "\n";
}

}  // namespace cobden::cli
