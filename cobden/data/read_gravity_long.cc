#include "cobden/data/read_gravity_long.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "cobden/core/file.h"
#include "cobden/data/read_support.h"
#include "cobden/data/statistical_file.h"

namespace cobden::data {
namespace {

namespace fs = std::filesystem;

constexpr Sector kAll{0};

/// The rows of the wanted year.
std::vector<std::size_t> rows_of_year(const CsvTable& table, const GravityColumns& columns,
                                      std::optional<int>& year, FileRows& account) {
  std::vector<std::size_t> rows;
  if (!table.has_column(columns.year)) {
    for (std::size_t r = 0; r < table.rows(); ++r) rows.push_back(r);
    return rows;
  }
  const std::size_t at = table.column(columns.year);
  std::set<double> years;
  for (std::size_t r = 0; r < table.rows(); ++r) years.insert(table.number(r, at));
  if (!year && years.size() == 1 && std::abs(*years.begin()) < 1e6) year = static_cast<int>(*years.begin());
  if (!year || !years.contains(*year))
    throw UserError({.place = {.file = table.path().string(), .line = {}, .column = columns.year},
                     .value = year ? std::to_string(*year) : "",
                     .problem = year ? "the file has no such year" : "the file has several years",
                     .expected = fmt::format("one of {}", fmt::join(years, ", ")),
                     .remedy = "choose one with the setting year"});
  for (std::size_t r = 0; r < table.rows(); ++r)
    if (table.number(r, at) == *year) rows.push_back(r);
  account.used = static_cast<long>(rows.size());
  if (account.used < account.read)
    account.dropped[fmt::format("year is not {}", *year)] = account.read - account.used;
  return rows;
}

CountryAxis countries_of(const CsvTable& table, const std::vector<std::size_t>& rows,
                         const GravityColumns& columns) {
  std::set<std::string> codes;
  for (const std::string& name : {columns.exporter, columns.importer}) {
    const std::size_t at = table.column(name);
    for (const std::size_t r : rows) codes.emplace(table.text(r, at));
  }
  return CountryAxis(std::vector<std::string>(codes.begin(), codes.end()));
}

void read_flows(BenchmarkTables& t, const CsvTable& table, const std::vector<std::size_t>& rows,
                const GravityColumns& columns) {
  const std::size_t N = t.countries.size();
  const std::size_t o_at = table.column(columns.exporter), d_at = table.column(columns.importer),
                    x_at = table.column(columns.trade);
  t.flow = TradeCube(1, N, N);
  CellLedger ledger(N * N);
  for (const std::size_t r : rows) {
    const Country o = t.countries.at(table.text(r, o_at), table.place(r, o_at));
    const Country d = t.countries.at(table.text(r, d_at), table.place(r, d_at));
    ledger.claim(static_cast<std::size_t>(d.value) * N + static_cast<std::size_t>(o.value), table, r, x_at,
                 "pair");
    t.flow(kAll, d, o) = flow_at(table, r, x_at);
  }
  if (const auto first = ledger.first_missing())
    throw UserError({.place = {.file = table.path().string(), .line = {}, .column = ""},
                     .value = "",
                     .problem = fmt::format("{} pair(s) have no row; the first is exporter {}, importer {}",
                                            ledger.missing(), t.countries.codes()[*first % N],
                                            t.countries.codes()[*first / N]),
                     .expected = "one row for each pair, domestic sales included",
                     .remedy = ""});
}

/// A column that repeats one value of a country on all its rows; empty if the file has no such column.
ByCountry repeated_value(const BenchmarkTables& t, const CsvTable& table,
                         const std::vector<std::size_t>& rows, const std::string& side,
                         const std::string& column) {
  if (!table.has_column(column)) return {};
  const std::size_t at = table.column(column), side_at = table.column(side);
  ByCountry values(t.countries.size(), -1);
  for (const std::size_t r : rows) {
    const Country n = t.countries.at(table.text(r, side_at), table.place(r, side_at));
    const double value = flow_at(table, r, at);
    if (values[n] >= 0 && std::abs(values[n] - value) > 1e-9 * std::max(values[n], value))
      throw UserError({.place = table.place(r, at),
                       .value = std::string(table.text(r, at)),
                       .problem = fmt::format("differs from the value {} of {} on an earlier row", values[n],
                                              t.countries.code(n)),
                       .expected = "the same value on every row of a country",
                       .remedy = ""});
    values[n] = value;
  }
  return values;
}

}  // namespace

bool is_gravity_long(const fs::path& file) {
  const std::string text = is_statistical_file(file) ? statistical_file_as_csv(file) : read_file(file);
  const CsvTable header =
      CsvTable::parse(text.substr(0, text.find('\n')), file, ',', CsvTable::Header::kFirstRow);
  const GravityColumns columns;
  return header.has_column(columns.exporter) && header.has_column(columns.importer) &&
         header.has_column(columns.trade);
}

GravityLong read_gravity_long(const fs::path& file, ImportReport& report, const GravityColumns& columns,
                              std::optional<int> year, double theta) {
  const CsvTable table = CsvTable::read(file);
  FileRows& account = account_for(report, table);
  const auto rows = rows_of_year(table, columns, year, account);
  GravityLong result;
  BenchmarkTables& t = result.tables;
  t.name = file.stem().stem().string();
  t.year = year.value_or(0);
  t.unit = "as in the file";
  t.countries = countries_of(table, rows, columns);
  t.sectors = SectorAxis({"ALL"}, {"All trade"});
  require_memory(t.countries.size(), 1);
  read_flows(t, table, rows, columns);
  result.output = repeated_value(t, table, rows, columns.exporter, columns.output);
  result.expenditure = repeated_value(t, table, rows, columns.importer, columns.expenditure);
  t.tariff = TradeCube(1, t.countries.size(), t.countries.size());
  close_industry_account(t);
  close_product_account(t);
  if (theta <= 0) throw UserError("the trade elasticity theta must be above 0");
  t.elasticities = {{"given", "as given by the user", BySector(1, theta)}};
  t.provenance = {.title = "One sector of bilateral trade from " + file.filename().string(),
                  .source = "",
                  .licence = "",
                  .citation = "",
                  .steps = {"read from a long gravity file; value added is sales, final use is purchases"}};
  add_standard_groups(t);
  t.sector_groups["goods"] = {"ALL"};
  return result;
}

}  // namespace cobden::data
