#include "cobden/report/workbook.h"

#include <fmt/format.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "cobden/core/file.h"

namespace cobden::report {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostRows = LXW_ROW_MAX;
constexpr double kNarrowest = 10, kWidest = 60;  // column widths in characters

[[noreturn]] void refuse(const fs::path& path, const std::string& problem, const std::string& remedy) {
  throw UserError({.place = {.file = path.string(), .line = {}, .column = ""},
                   .value = "",
                   .problem = problem,
                   .expected = "",
                   .remedy = remedy});
}

std::string header(const SheetColumn& column) {
  return column.unit.empty() ? column.heading : fmt::format("{} [{}]", column.heading, column.unit);
}

double width_of(const Sheet& sheet, std::size_t column) {
  double width = std::max(kNarrowest, static_cast<double>(header(sheet.columns[column]).size()) / 2);
  for (const auto& row : sheet.rows)
    if (const auto* text = std::get_if<std::string>(&row[column]))
      width = std::max(width, static_cast<double>(text->size()) + 1);
  return std::min(width, kWidest);
}

/// A failed call of the library, kept until the workbook is closed: leaving early would leak it.
class Calls {
 public:
  void operator()(lxw_error error) {
    if (first_ == LXW_NO_ERROR) first_ = error;
  }
  lxw_error first() const { return first_; }

 private:
  lxw_error first_ = LXW_NO_ERROR;
};

void fill(lxw_worksheet* worksheet, lxw_format* bold, const Sheet& sheet, Calls& check) {
  for (std::size_t c = 0; c < sheet.columns.size(); ++c) {
    const auto column = static_cast<lxw_col_t>(c);
    check(worksheet_write_string(worksheet, 0, column, header(sheet.columns[c]).c_str(), bold));
    check(worksheet_set_column(worksheet, column, column, width_of(sheet, c), nullptr));
  }
  for (std::size_t r = 0; r < sheet.rows.size(); ++r)
    for (std::size_t c = 0; c < sheet.rows[r].size(); ++c) {
      const auto row = static_cast<lxw_row_t>(r + 1);
      const auto column = static_cast<lxw_col_t>(c);
      if (const auto* text = std::get_if<std::string>(&sheet.rows[r][c]))
        check(worksheet_write_string(worksheet, row, column, text->c_str(), nullptr));
      else if (const double value = std::get<double>(sheet.rows[r][c]); std::isfinite(value))
        check(worksheet_write_number(worksheet, row, column, value, nullptr));
    }
  worksheet_freeze_panes(worksheet, 1, 0);
}

/// The time of creation is left at a fixed day, so that the same sheets give the same bytes.
void fix_time(lxw_workbook* workbook, Calls& check) {
  lxw_doc_properties properties = {};
  properties.created = 315532800;  // 1980-01-01, where the calendar of zip files begins
  check(workbook_set_properties(workbook, &properties));
}

void write_sheets(const fs::path& temporary, const fs::path& path, const std::vector<Sheet>& sheets) {
  lxw_workbook* workbook = workbook_new(temporary.c_str());
  if (!workbook) refuse(path, "the workbook cannot be made", "");
  Calls check;
  fix_time(workbook, check);
  lxw_format* bold = workbook_add_format(workbook);
  format_set_bold(bold);
  format_set_text_wrap(bold);
  for (const auto& sheet : sheets) {
    lxw_worksheet* worksheet = workbook_add_worksheet(workbook, sheet.name.c_str());
    if (worksheet)
      fill(worksheet, bold, sheet, check);
    else
      check(LXW_ERROR_SHEETNAME_ALREADY_USED);
  }
  check(workbook_close(workbook));
  if (check.first() != LXW_NO_ERROR)
    refuse(path, fmt::format("the workbook cannot be written: {}", lxw_strerror(check.first())),
           "choose a folder that is writable");
}

}  // namespace

void write_workbook(const fs::path& path, const std::vector<Sheet>& sheets) {
  for (const auto& sheet : sheets)
    if (sheet.rows.size() + 1 > kMostRows)
      refuse(path,
             fmt::format("the sheet '{}' would have {} rows, more than Excel's {}", sheet.name,
                         sheet.rows.size() + 1, kMostRows),
             "leave out the detail by pair and sector, or use results.nc");
  write_file_with(path, [&](const fs::path& temporary) { write_sheets(temporary, path, sheets); });
}

}  // namespace cobden::report
