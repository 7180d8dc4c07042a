#include "cobden/scenario/gravity_study.h"

#include <fmt/format.h>

#include <set>

namespace cobden::scenario {
namespace {

constexpr std::size_t kNoRow = static_cast<std::size_t>(-1);
constexpr int kStoredDecimals = 17;  // reference files hold doubles, not rounded tables

std::vector<std::size_t> rows_of_year(const data::CsvTable& table, int year) {
  std::vector<std::size_t> rows;
  for (std::size_t r = 0; r < table.rows(); ++r)
    if (year == 0 || table.number(r, table.column("year")) == year) rows.push_back(r);
  return rows;
}

}  // namespace

PairTable::PairTable(const std::filesystem::path& file, int year,
                     const std::map<std::string, std::string>& renamed)
    : table_(data::CsvTable::read(file)) {
  const std::size_t exporter = table_.column("exporter"), importer = table_.column("importer");
  const auto rows = rows_of_year(table_, year);
  const auto code = [&](std::size_t r, std::size_t column) {
    const std::string text(table_.text(r, column));
    const auto other = renamed.find(text);
    return other == renamed.end() ? text : other->second;
  };
  std::set<std::string> codes;
  for (const std::size_t r : rows) codes.insert(code(r, exporter));
  countries_ = CountryAxis({codes.begin(), codes.end()});
  const std::size_t n = countries_.size();
  row_.assign(n * n, kNoRow);
  for (const std::size_t r : rows) {
    const Country i = countries_.at(code(r, exporter), table_.place(r, exporter));
    const Country j = countries_.at(code(r, importer), table_.place(r, importer));
    std::size_t& cell = row_[static_cast<std::size_t>(j.value) * n + static_cast<std::size_t>(i.value)];
    if (cell != kNoRow)
      throw UserError({.place = table_.place(r, exporter),
                       .value = countries_.code(i) + ", " + countries_.code(j),
                       .problem = "the pair of exporter and importer stands twice",
                       .expected = "one row per pair",
                       .remedy = ""});
    cell = r;
  }
  for (const Country j : countries_.all())
    for (const Country i : countries_.all())
      if (row(j, i) == kNoRow)
        throw UserError(fmt::format("{}: no row for exporter {} and importer {}", file.string(),
                                    countries_.code(i), countries_.code(j)));
}

economy::BilateralMatrix PairTable::matrix(const std::string& column) const {
  const std::size_t at = table_.column(column);
  economy::BilateralMatrix m(countries_.size(), countries_.size());
  for (const Country j : countries_.all())
    for (const Country i : countries_.all()) m(j, i) = table_.number(row(j, i), at);
  return m;
}

ByCountry PairTable::of_exporter(const std::string& column) const {
  ByCountry v(countries_.size());
  for (const Country i : countries_.all()) v[i] = table_.number(row(Country(0), i), table_.column(column));
  return v;
}

ByCountry PairTable::of_importer(const std::string& column) const {
  ByCountry v(countries_.size());
  for (const Country j : countries_.all()) v[j] = table_.number(row(j, Country(0)), table_.column(column));
  return v;
}

double CountryTable::at(const std::string& country, const std::string& column) const {
  const std::size_t code = table_.column("country");
  for (std::size_t r = 0; r < table_.rows(); ++r)
    if (table_.text(r, code) == country) return table_.number(r, table_.column(column));
  throw UserError(table_.path().string() + ": no row for country " + country);
}

void add_column(Replication& out, const CountryTable& stored, const CountryAxis& countries,
                const std::string& column, const std::string& scenario, const std::string& unit,
                const std::function<double(Country)>& ours) {
  for (const Country i : countries.all())
    out.rows.push_back({.table = "reference",
                        .entity = countries.code(i),
                        .measure = column,
                        .scenario = scenario,
                        .unit = unit,
                        .paper = stored.at(countries.code(i), column),
                        .paper_decimals = kStoredDecimals,
                        .ours = ours(i)});
}

void keep_worst(economy::SolverSummary& worst, const economy::SolverSummary& next) {
  const bool first = worst.method.empty();
  const bool worse =
      worst.converged() == next.converged() ? next.residual >= worst.residual : worst.converged();
  if (first || worse) worst = next;
}

}  // namespace cobden::scenario
