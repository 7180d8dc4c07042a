#include "cobden/data/import_report.h"

#include <fmt/format.h>

#include <filesystem>

namespace cobden::data {
namespace {

/// 179529 -> "179,529"
std::string grouped(long count) {
  std::string text;
  const std::string digits = std::to_string(count);
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

}  // namespace

std::vector<ReportLine> report_lines(const ImportReport& report) {
  std::vector<ReportLine> lines;
  for (const FileRows& f : report.files) {
    lines.push_back({f.file, "sha256", f.sha256, ""});
    lines.push_back({f.file, "rows read", std::to_string(f.read), ""});
    lines.push_back({f.file, "rows used", std::to_string(f.used), ""});
    for (const auto& [reason, rows] : f.dropped)
      lines.push_back({f.file, "rows dropped", std::to_string(rows), reason});
    for (const std::string& note : f.notes) lines.push_back({f.file, "note", "", note});
  }
  return lines;
}

std::string to_text(const ImportReport& report) {
  std::string text;
  for (const FileRows& f : report.files) {
    text += fmt::format("{}  (sha256 {}...)\n", std::filesystem::path(f.file).filename().string(),
                        f.sha256.substr(0, 12));
    text += fmt::format("  {:>12} rows read\n  {:>12} rows used\n", grouped(f.read), grouped(f.used));
    for (const auto& [reason, rows] : f.dropped)
      text += fmt::format("  {:>12} rows dropped: {}\n", grouped(rows), reason);
    for (const std::string& note : f.notes) text += fmt::format("  {:>12} {}\n", "note:", note);
  }
  return text;
}

}  // namespace cobden::data
