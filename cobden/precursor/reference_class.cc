#include "cobden/precursor/reference_class.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "cobden/core/file.h"
#include "cobden/precursor/checks.h"
#include "cobden/precursor/csv_rows.h"
#include "cobden/precursor/places.h"

namespace cobden::precursor {
namespace {

double within(const CsvRows& table, std::size_t row, const char* column, double low, double high) {
  const double value = table.number(row, column);
  if (value < low || value > high)
    fail_at(table.place(row, column), table.text(row, column), "is out of bounds",
            fmt::format("{:g} to {:g}", low, high));
  return value;
}

void read_review(const CsvRows& table, std::size_t row, ReferenceClass& into) {
  if (into.interventions > 0)
    fail_at(table.place(row, "kind"), "review", "stands twice", "one row of kind review");
  into.interventions = static_cast<int>(within(table, row, "interventions", 1, 1e6));
  into.effective = static_cast<int>(within(table, row, "effective", 0, into.interventions));
  into.fall_low = within(table, row, "fall_low_pct", 0, 100) / 100;
  into.fall_high = within(table, row, "fall_high_pct", 100 * into.fall_low, 100) / 100;
  into.basis = table.text(row, "basis"), into.source = table.text(row, "source");
}

Analogue read_analogue(const CsvRows& table, std::size_t row) {
  Analogue a;
  a.name = table.text(row, "case"), a.year = table.text(row, "year"), a.place = table.text(row, "place");
  a.half_life_low = within(table, row, "half_life_low_months", 0.01, 1200);
  a.half_life_high = within(table, row, "half_life_high_months", a.half_life_low, 1200);
  a.basis = table.text(row, "basis"), a.source = table.text(row, "source");
  return a;
}

std::optional<double> share_if(const CsvRows& table, std::size_t row, const char* column, double low) {
  if (!table.number_if(row, column)) return {};
  return within(table, row, column, low, 100) / 100;
}

ReferenceCase read_case(const CsvRows& table, std::size_t row, ReferenceCase::Use use) {
  ReferenceCase c;
  c.use = use;
  c.name = table.text(row, "case"), c.year = table.text(row, "year"), c.place = table.text(row, "place");
  if (table.has("indicator")) c.indicator = table.text(row, "indicator");
  c.fall_low = share_if(table, row, "fall_low_pct", 0);
  c.fall_high = share_if(table, row, "fall_high_pct", 100 * c.fall_low.value_or(0));
  c.half_life_low = table.number_if(row, "half_life_low_months");
  c.half_life_high = table.number_if(row, "half_life_high_months");
  c.basis = table.text(row, "basis"), c.source = table.text(row, "source");
  return c;
}

}  // namespace

std::string to_string(ReferenceCase::Use use) {
  if (use == ReferenceCase::Use::kReview) return "falls";
  return use == ReferenceCase::Use::kHalfLife ? "half-lives" : "shown only";
}

ReferenceClass read_reference_class(const std::filesystem::path& path) {
  const CsvRows table(path);
  ReferenceClass out;
  for (std::size_t row = 0; row < table.size(); ++row) {
    require_country_level(table.text(row, "place"), table.place(row, "place"));
    const std::string& kind = table.text(row, "kind");
    using Use = ReferenceCase::Use;
    if (kind == "review")
      read_review(table, row, out);
    else if (kind == "analogue")
      out.analogues.push_back(read_analogue(table, row));
    else if (kind != "episode")
      fail_at(table.place(row, "kind"), kind, "is not a kind of row", "review, analogue or episode");
    out.cases.push_back(read_case(
        table, row, kind == "review" ? Use::kReview : (kind == "analogue" ? Use::kHalfLife : Use::kShown)));
  }
  if (out.interventions == 0 || out.analogues.empty())
    fail_at({.file = path.string(), .line = {}, .column = "kind"}, "", "lacks a review or an analogue",
            "one row of kind review and at least one of kind analogue");
  return out;
}

std::filesystem::path find_reference_class() {
  const std::filesystem::path name = "precursor/reference-class.csv";
  if (const auto found = find_on_search_path(name)) return *found;
  throw UserError("the table of evaluated controls, " + name.string() + ", is not on the data search path",
                  "set COBDEN_DATA to the data folder");
}

double remaining_effect(double half_life, double month) {
  require_positive("half_life", half_life);
  if (month <= 0) return 0;
  const double rate = std::numbers::ln2 / half_life, from = month > 1 ? month - 1 : 0;
  return std::exp(-rate * from) * -std::expm1(-rate * (month - from)) / rate;
}

}  // namespace cobden::precursor
