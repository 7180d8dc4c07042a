#include "cobden/talks/growth_outlook.h"

#include <fmt/format.h>

#include <cmath>

#include "cobden/core/error.h"
#include "cobden/data/csv.h"
#include "cobden/talks/checks.h"

namespace cobden::talks {
namespace {

/// The fields of one row.
class Row {
 public:
  Row(const data::CsvTable& table, std::size_t row) : table_(table), row_(row) {}
  SourcePlace place(const char* column) const { return table_.place(row_, table_.column(column)); }
  std::string text(const char* column) const {
    std::string found(table_.text(row_, table_.column(column)));
    if (found.empty()) fail_at(place(column), "", "is empty", "every field has a value");
    return found;
  }
  double number(const char* column, double low, double high, const char* expected) const {
    const double value = table_.number(row_, table_.column(column));
    if (!(value >= low && value <= high)) fail_at(place(column), text(column), "is out of bounds", expected);
    return value;
  }
  Day day(const char* column) const {
    const auto found = parse_day(text(column));
    if (!found) fail_at(place(column), text(column), "is not a day", "a day such as 2025-04-22");
    return *found;
  }

 private:
  const data::CsvTable& table_;
  std::size_t row_;
};

constexpr const char* kGrowth = "percent a year, -50 to 50";
constexpr const char* kSpread = "percentage points, above 0 and at most 50";

bool read_with_tariffs(const Row& row) {
  const std::string tariffs = row.text("tariffs");
  if (tariffs != "before" && tariffs != "inside")
    fail_at(row.place("tariffs"), tariffs, "unknown word", "before or inside");
  return tariffs == "inside";
}

GrowthOutlook read_outlook(const Row& row) {
  GrowthOutlook out;
  out.side = row.text("side");
  out.year = static_cast<int>(row.number("year", 1900, 2200, "a calendar year"));
  out.vintage = row.text("vintage"), out.known = row.day("known"), out.with_tariffs = read_with_tariffs(row);
  out.baseline = {.mode = row.number("mode", -50, 50, kGrowth),
                  .spread_below = row.number("spread_below", 1e-6, 50, kSpread),
                  .spread_above = row.number("spread_above", 1e-6, 50, kSpread),
                  .source = row.text("source")};
  out.threshold = row.number("threshold", -50, 50, kGrowth),
  out.threshold_source = row.text("threshold_source");
  out.share_in_year = row.number("share_in_year", 1e-6, 1, "a share above 0, at most 1");
  out.share_source = row.text("share_source");
  return out;
}

}  // namespace

std::vector<GrowthOutlook> read_growth_outlooks(const std::filesystem::path& path) {
  const auto table = data::CsvTable::read(path);
  std::vector<GrowthOutlook> outlooks;
  for (std::size_t row = 0; row < table.rows(); ++row) outlooks.push_back(read_outlook(Row(table, row)));
  return outlooks;
}

const GrowthOutlook& outlook_for(std::span<const GrowthOutlook> outlooks, std::string_view side, int year,
                                 std::optional<Day> known, bool with_tariffs) {
  const GrowthOutlook* latest = nullptr;
  for (const auto& o : outlooks) {
    const bool fits = o.side == side && o.year == year && o.with_tariffs == with_tariffs;
    if (fits && (!known || o.known <= *known) && (!latest || o.known > latest->known)) latest = &o;
  }
  if (latest) return *latest;
  throw UserError(
      fmt::format("there is no outlook of growth for {} in {} from {} the tariffs{}", side, year,
                  with_tariffs ? "after" : "before", known ? " that was public on " + to_string(*known) : ""),
      "add a row to growth.csv");
}

GrowthAtRisk growth_at_risk(const GrowthOutlook& outlook, std::span<const double> output_change) {
  std::vector<double> shocks;
  for (const double change : output_change) shocks.push_back(outlook.share_in_year * change);
  return growth_at_risk(outlook.baseline, outlook.threshold, shocks);
}

}  // namespace cobden::talks
