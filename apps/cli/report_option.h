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
/// Whether somebody wants the page: a file, or who keeps the answer.
bool wants_report(const std::filesystem::path& path, const CommandIo& io);
/// Writes the page to `path`, whole or not at all, and to io.report, where they are given.
void write_report(const std::filesystem::path& path, const CommandIo& io, const report::Brief& brief,
                  const report::ReportOrigin& origin);

/// "Written: a b"; empty if nothing was.
std::string written_line(const std::vector<std::filesystem::path>& paths);

}  // namespace cobden::cli
