#include "cobden/data/read_ossa.h"

#include <fmt/format.h>

#include <array>

#include "cobden/core/text.h"
#include "cobden/data/read_support.h"

namespace cobden::data {
namespace {

namespace fs = std::filesystem;

constexpr std::array kSets{"sigma", "sigma-3.5", "sigma-5", "sigma-6.5", "uniform"};

/// Usual codes for the names of the archive; other names are their own codes.
std::string code_of(std::string_view name) {
  static constexpr std::array<std::array<std::string_view, 2>, 7> kCodes{{{"Brazil", "BRA"},
                                                                          {"China", "CHN"},
                                                                          {"EU", "EU"},
                                                                          {"India", "IND"},
                                                                          {"Japan", "JPN"},
                                                                          {"ROW", "ROW"},
                                                                          {"US", "USA"}}};
  for (const auto& [known, code] : kCodes)
    if (name == known) return std::string(code);
  return std::string(name);
}

[[noreturn]] void wrong_size(const CsvTable& table, const std::string& expected) {
  throw UserError({.place = {.file = table.path().string(), .line = {}, .column = ""},
                   .value = fmt::format("{} x {}", table.rows(), table.columns().size()),
                   .problem = "the table does not fit the countries and sectors",
                   .expected = expected,
                   .remedy = "the file may have been cut short"});
}

void need_size(const CsvTable& table, std::size_t rows, std::size_t columns) {
  if (table.rows() != rows || table.columns().size() != columns)
    wrong_size(table, fmt::format("{} rows x {} columns", rows, columns));
}

/// The first line of the label files names the same column twice, so they are read without a header.
CsvTable labels(const fs::path& folder, const char* name, std::size_t columns, ImportReport& report) {
  CsvTable table = CsvTable::read_headless(need_data_file(folder, name), ',');
  if (table.rows() < 2 || table.columns().size() != columns)
    wrong_size(table, fmt::format("a header and {} columns", columns));
  FileRows& account = account_for(report, table);
  --account.read, --account.used;
  return table;
}

CountryAxis read_regions(const fs::path& folder, ImportReport& report) {
  const CsvTable table = labels(folder, "regions.csv", 2, report);
  std::vector<std::string> codes, names;
  for (std::size_t r = 1; r < table.rows(); ++r) {
    names.emplace_back(table.text(r, 1));
    codes.push_back(code_of(table.text(r, 1)));
  }
  return CountryAxis(codes, names);
}

SectorAxis read_sectors(const fs::path& folder, std::size_t count, ImportReport& report) {
  const CsvTable table = labels(folder, "sectors.csv", 3, report);
  if (table.rows() < count + 1) wrong_size(table, fmt::format("a header and {} sectors", count));
  std::vector<std::string> codes, names;
  for (std::size_t r = 1; r <= count; ++r) {
    codes.emplace_back(table.text(r, 1));
    names.emplace_back(table.text(r, 2));
  }
  if (const auto beyond = static_cast<long>(table.rows() - 1 - count); beyond > 0) {
    report.files.back().used -= beyond;
    report.files.back().dropped["a sector without trade data"] = beyond;
  }
  return SectorAxis(codes, names);
}

/// How many matrices the stack holds.
std::size_t stack_height(const CsvTable& table, std::size_t countries) {
  if (table.rows() == 0 || table.rows() % countries != 0 || table.columns().size() != countries)
    wrong_size(table, fmt::format("{} columns and a multiple of {} rows", countries, countries));
  return table.rows() / countries;
}

/// Fills a cube from a stack by `value(table, row, column)`.
template <class F>
TradeCube unstack(const CsvTable& table, std::size_t countries, std::size_t sectors, const F& value) {
  TradeCube cube(sectors, countries, countries);
  for (const Sector s : indices<Sector>(sectors))
    for (const Country o : indices<Country>(countries))
      for (const Country d : indices<Country>(countries))
        cube(s, d, o) =
            value(table, static_cast<std::size_t>(s.value) * countries + static_cast<std::size_t>(o.value),
                  static_cast<std::size_t>(d.value));
  return cube;
}

void read_elasticities(BenchmarkTables& t, const fs::path& folder, ImportReport& report) {
  const CsvTable table = CsvTable::read_headless(need_data_file(folder, "sigma_s.csv"), ',');
  account_for(report, table);
  if (table.rows() != t.sectors.size() || table.columns().size() > kSets.size())
    wrong_size(table, fmt::format("{} rows and 1 to {} columns", t.sectors.size(), kSets.size()));
  for (std::size_t k = 0; k < table.columns().size(); ++k) {
    ElasticitySet set{kSets[k], "Ossa (2014), elasticity of substitution less one", BySector(table.rows())};
    for (const Sector s : t.sectors.all()) {
      const auto row = static_cast<std::size_t>(s.value);
      const double sigma = table.number(row, k);
      if (!(sigma > 1))
        throw UserError({.place = table.place(row, k),
                         .value = std::string(table.text(row, k)),
                         .problem = "elasticity of substitution is 1 or below",
                         .expected = "a value above 1",
                         .remedy = ""});
      set.theta[s] = sigma - 1;
    }
    t.elasticities.push_back(std::move(set));
  }
}

double weight_at(const CsvTable& table, std::size_t row, std::size_t column) {
  const double weight = table.number(row, column);
  if (weight < 0)
    throw UserError({.place = table.place(row, column),
                     .value = std::string(table.text(row, column)),
                     .problem = "a political weight is below zero",
                     .expected = "0 or more; 1 counts as much as real income",
                     .remedy = ""});
  return weight;
}

SectorCountry weights_by_name(const CsvTable& table, const CountryAxis& countries,
                              const SectorAxis& sectors) {
  SectorCountry weights(sectors.size(), countries.size(), -1);
  const std::size_t name = table.column("sector");
  for (std::size_t r = 0; r < table.rows(); ++r) {
    const Sector s = sectors.at(table.text(r, name), table.place(r, name));
    for (const Country n : countries.all()) {
      if (weights(s, n) >= 0)
        throw UserError({.place = table.place(r, name),
                         .value = std::string(table.text(r, name)),
                         .problem = "the sector stands twice",
                         .expected = "",
                         .remedy = "keep one row"});
      weights(s, n) = weight_at(table, r, table.column(countries.code(n)));
    }
  }
  for (const Sector s : sectors.all())
    if (weights(s, Country(0)) < 0)
      throw UserError({.place = {.file = table.path().string(), .line = {}, .column = "sector"},
                       .value = sectors.code(s),
                       .problem = "a sector of the benchmark has no row",
                       .expected = "",
                       .remedy = "give it the weight 1"});
  return weights;
}

}  // namespace

bool is_ossa(const fs::path& folder) {
  return find_data_file(folder, "trade_ijs.csv") && find_data_file(folder, "tariff_ijs.csv") &&
         find_data_file(folder, "sigma_s.csv");
}

TradeCube read_matrix_stack(const fs::path& file, const CountryAxis& countries, const SectorAxis& sectors,
                            ImportReport& report) {
  const CsvTable table = CsvTable::read_headless(file, ',');
  account_for(report, table);
  need_size(table, countries.size() * sectors.size(), countries.size());
  return unstack(table, countries.size(), sectors.size(),
                 [](const CsvTable& t, std::size_t r, std::size_t c) { return t.number(r, c); });
}

SectorCountry read_sector_weights(const fs::path& file, const CountryAxis& countries,
                                  const SectorAxis& sectors, ImportReport& report) {
  const CsvTable table = CsvTable::read_headless(file, ',');
  if (!parse_number(table.text(0, 0))) {
    const CsvTable named = CsvTable::read(file);
    account_for(report, named);
    return weights_by_name(named, countries, sectors);
  }
  account_for(report, table);
  need_size(table, countries.size(), sectors.size());
  SectorCountry weights(sectors.size(), countries.size());
  for (const Country n : countries.all())
    for (const Sector s : sectors.all())
      weights(s, n) = weight_at(table, static_cast<std::size_t>(n.value), static_cast<std::size_t>(s.value));
  return weights;
}

BenchmarkTables read_ossa(const fs::path& folder, ImportReport& report, const OssaOptions& options) {
  BenchmarkTables t;
  t.name = options.purged ? "ossa-2014-purged" : "ossa-2014";
  t.year = 2004;
  t.countries = read_regions(folder, report);
  const char* trade_file = options.purged ? "purged_trade_ijs.csv" : "trade_ijs.csv";
  const CsvTable trade = CsvTable::read_headless(need_data_file(folder, trade_file), ',');
  const std::size_t N = t.countries.size(), S = stack_height(trade, N);
  require_memory(N, S);
  t.sectors = read_sectors(folder, S, report);
  account_for(report, trade);
  t.flow = unstack(trade, N, S, flow_at);
  const CsvTable tariffs = CsvTable::read_headless(need_data_file(folder, "tariff_ijs.csv"), ',');
  account_for(report, tariffs);
  need_size(tariffs, N * S, N);
  t.tariff = unstack(tariffs, N, S,
                     [](const CsvTable& c, std::size_t r, std::size_t k) { return tariff_at(c, r, k); });
  close_industry_account(t);
  close_product_account(t);
  read_elasticities(t, folder, report);
  t.sector_groups["goods"] = t.sectors.codes();
  t.provenance = {.title = fmt::format("{} regions, {} industries of goods, 2004", N, S),
                  .source = "GTAP 7 trade and output, MAcMap tariffs, elasticities of Ossa (2014)",
                  .licence = "GTAP-derived aggregates; fetch from openICPSR E112717V1, not to be passed on",
                  .citation = "Ossa (2014), American Economic Review 104(12)",
                  .steps = {"read from stacked matrices; all output is value added"}};
  if (options.purged) note_step(t, "trade as purged of aggregate imbalances by the study");
  return t;
}

}  // namespace cobden::data
