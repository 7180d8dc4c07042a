#pragma once
// `--report FILE.html` of the commands that answer: the answer as one page to share.
#include <filesystem>

#include "apps/cli/described_command.h"
#include "cobden/report/html_report.h"

namespace cobden::cli {

/// The option; `path` must outlive it.
OptionDescription report_option(std::filesystem::path& path);
/// UserError unless a page can be written to `path` (an empty one is none): asked before long work begins.
void require_report_path(const std::filesystem::path& path);
/// Writes the page, whole or not at all.
void write_report(const std::filesystem::path& path, const report::Brief& brief,
                  const report::ReportOrigin& origin);

/// "Written: a b"; empty if nothing was.
std::string written_line(const std::vector<std::filesystem::path>& paths);

}  // namespace cobden::cli
