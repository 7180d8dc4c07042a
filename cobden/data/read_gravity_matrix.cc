#include "cobden/data/read_gravity_matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/core/file.h"
#include "cobden/core/text.h"
#include "cobden/data/read_support.h"

namespace cobden::data {
namespace {

namespace fs = std::filesystem;

constexpr Sector kGoods{0};
constexpr double kElasticity = 4.0;  // trade elasticity (epsilon) of the study's baseline

CountryAxis read_labels(const fs::path& folder, ImportReport& report) {
  const CsvTable table = CsvTable::read(need_data_file(folder, "country_labels.csv"));
  account_for(report, table);
  const std::size_t name = table.column("CountryName");
  std::vector<std::string> labels;
  for (std::size_t r = 0; r < table.rows(); ++r) labels.emplace_back(table.text(r, name));
  return CountryAxis(codes_at(table, table.column("iso3")), labels);
}

void need_rows(const CsvTable& table, std::size_t rows, std::size_t columns) {
  if (table.rows() == rows && table.columns().size() == columns) return;
  throw UserError({.place = {.file = table.path().string(), .line = {}, .column = ""},
                   .value = fmt::format("{} x {}", table.rows(), table.columns().size()),
                   .problem = "the table does not fit country_labels.csv",
                   .expected = fmt::format("{} rows x {} columns", rows, columns),
                   .remedy = "the file may have been cut short"});
}

void read_trade(BenchmarkTables& t, const fs::path& folder, ImportReport& report) {
  const CsvTable table = CsvTable::read(need_data_file(folder, "trade_cepii.csv"));
  FileRows& account = account_for(report, table);
  const std::size_t N = t.countries.size();
  need_rows(table, N, N);
  t.flow = TradeCube(1, N, N);
  std::size_t blanks = 0;
  for (const Country o : t.countries.all())
    for (const Country d : t.countries.all()) {
      const auto row = static_cast<std::size_t>(o.value), column = static_cast<std::size_t>(d.value);
      if (table.blank(row, column))
        blanks += o != d;
      else
        t.flow(kGoods, d, o) = flow_at(table, row, column) * 1e-3;
      if (o == d && !table.blank(row, column))
        throw UserError({.place = table.place(row, column),
                         .value = std::string(table.text(row, column)),
                         .problem = "the diagonal of the trade matrix is not blank",
                         .expected = "no trade of a country with itself",
                         .remedy = ""});
    }
  account.notes.push_back(fmt::format("blank cells read as no flow: {}", blanks));
}

void read_gdp(BenchmarkTables& t, const fs::path& folder, ImportReport& report) {
  const CsvTable table = CsvTable::read(need_data_file(folder, "gdp.csv"));
  account_for(report, table);
  need_rows(table, t.countries.size(), 1);
  t.gdp = ByCountry(table.rows());
  for (std::size_t r = 0; r < table.rows(); ++r) t.gdp[Country(r)] = flow_at(table, r, 0) * 1e-6;
}

void add_domestic_sales(BenchmarkTables& t, FileRows& gdp_account) {
  const SectorCountry exports = output_of(t);
  std::vector<std::string> short_of_exports;
  for (const Country n : t.countries.all()) {
    if (t.gdp[n] < exports(kGoods, n)) short_of_exports.push_back(t.countries.code(n));
    t.flow(kGoods, n, n) = std::max(t.gdp[n] - exports(kGoods, n), 0.0);
  }
  if (short_of_exports.empty()) return;
  const std::string note =
      fmt::format("GDP below exports, domestic sales set to zero: {}", fmt::join(short_of_exports, ", "));
  gdp_account.notes.push_back(note);
  note_step(t, note);
}

/// The numbers of a MATLAB line such as "id_EU=[10 13 17];". UserError for what is not an index of the axis.
std::vector<std::string> index_list(const std::string& line, const fs::path& path, long line_number,
                                    const CountryAxis& countries) {
  const auto open = line.find('['), close = line.find(']');
  std::vector<std::string> codes;
  if (open == std::string::npos || close == std::string::npos || close < open) return codes;
  std::string list = line.substr(open + 1, close - open - 1);
  std::replace_if(
      list.begin(), list.end(), [](char c) { return c == '\t' || c == ','; }, ' ');
  for (const std::string& part : split(list, ' ')) {
    if (trim(part).empty()) continue;
    const auto index = parse_number(part);
    if (!index || *index < 1 || *index > static_cast<double>(countries.size()) ||
        *index != std::floor(*index))
      throw UserError({.place = {.file = path.string(), .line = line_number, .column = "id_EU"},
                       .value = part,
                       .problem = "is not the position of a country",
                       .expected = fmt::format("1 to {}", countries.size()),
                       .remedy = ""});
    codes.push_back(countries.codes()[static_cast<std::size_t>(*index) - 1]);
  }
  return codes;
}

void read_groups(BenchmarkTables& t, const fs::path& folder, ImportReport& report) {
  add_standard_groups(t);
  const auto path = find_data_file(folder, "ids.txt");
  if (!path) return;
  const std::string text = read_file(*path);
  FileRows account{path->string(), sha256_hex(text), 0, 0, {}, {}};
  for (const std::string& line : split(text, '\n')) {
    if (trim(line).empty()) continue;
    ++account.read;
    if (!line.starts_with("id_EU")) {
      ++account.dropped["not a group of countries"];
      continue;
    }
    ++account.used;
    // The study's analysis leaves out Czechia and Slovakia, which its list holds.
    for (const std::string& code : index_list(line, *path, account.read, t.countries))
      if (code != "CZE" && code != "SVK") t.country_groups["EU25"].push_back(code);
  }
  report.files.push_back(std::move(account));
}

void describe_source(BenchmarkTables& t) {
  t.name = "liberation-day-2023";
  t.year = 2023;
  t.provenance = {
      .title = "194 economies, one sector, 2023",
      .source = "BACI goods trade 2023; World Development Indicators GDP",
      .licence = "BACI Etalab 2.0, WDI CC BY 4.0; none stated for the compilation",
      .citation =
          "Ignatenko, Lashkaripour, Macedoni and Simonovska (2025), Journal of International Economics",
      .steps = {"read from the 194-country layout; money in million USD",
                "domestic sales are GDP less exports of goods; value added is output"}};
}

}  // namespace

bool is_gravity_matrix(const fs::path& folder) {
  return find_data_file(folder, "trade_cepii.csv") && find_data_file(folder, "gdp.csv");
}

BenchmarkTables read_gravity_matrix(const fs::path& folder, ImportReport& report) {
  BenchmarkTables t;
  describe_source(t);
  t.countries = read_labels(folder, report);
  t.sectors = SectorAxis({"ALL"}, {"All trade"});
  require_memory(t.countries.size(), 1);
  read_trade(t, folder, report);
  read_gdp(t, folder, report);
  add_domestic_sales(t, report.files.back());
  t.tariff = TradeCube(1, t.countries.size(), t.countries.size());
  close_industry_account(t);
  close_product_account(t);
  t.elasticities = {
      {"ILMS2025", "Ignatenko, Lashkaripour, Macedoni and Simonovska (2025)", BySector(1, kElasticity)}};
  read_groups(t, folder, report);
  t.sector_groups["goods"] = {"ALL"};
  return t;
}

ByCountry read_liberation_day_tariffs(const fs::path& folder, ImportReport& report) {
  const std::size_t N = read_labels(folder, report).size();
  const CsvTable table = CsvTable::read(need_data_file(folder, "tariffs.csv"));
  account_for(report, table);
  need_rows(table, N, 1);
  ByCountry tariffs(N);
  for (std::size_t r = 0; r < N; ++r) tariffs[Country(r)] = tariff_at(table, r, 0);
  return tariffs;
}

}  // namespace cobden::data
