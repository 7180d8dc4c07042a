#include "cobden/data/read_caliendo_parro.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/core/file.h"
#include "cobden/core/text.h"
#include "cobden/data/read_support.h"

namespace cobden::data {
namespace {

namespace fs = std::filesystem;

constexpr double kThetaWithoutTrade =
    8.22;  // Caliendo and Parro (2015), footnote to Table 1: sectors without an estimate
constexpr double kShareTolerance = 1e-4;  // the published shares are rounded to 1e-7 and miss 1 by up to 2e-6

const std::map<std::string, std::string>& iso_codes() {
  static const std::map<std::string, std::string> kCodes = {
      {"Argentina", "ARG"},   {"Australia", "AUS"},  {"Austria", "AUT"},   {"Brazil", "BRA"},
      {"Canada", "CAN"},      {"Chile", "CHL"},      {"China", "CHN"},     {"Denmark", "DNK"},
      {"Finland", "FIN"},     {"France", "FRA"},     {"Germany", "DEU"},   {"Greece", "GRC"},
      {"Hungary", "HUN"},     {"India", "IND"},      {"Indonesia", "IDN"}, {"Ireland", "IRL"},
      {"Italy", "ITA"},       {"Japan", "JPN"},      {"Korea", "KOR"},     {"Mexico", "MEX"},
      {"Netherlands", "NLD"}, {"NewZealand", "NZL"}, {"Norway", "NOR"},    {"Portugal", "PRT"},
      {"SouthAfrica", "ZAF"}, {"Spain", "ESP"},      {"Sweden", "SWE"},    {"Turkey", "TUR"},
      {"UK", "GBR"},          {"USA", "USA"},        {"ROW", "ROW"}};
  return kCodes;
}

/// Sector names of the paper's appendix, in the order of the data.
const std::vector<std::string>& sector_names() {
  static const std::vector<std::string> kNames = {"Agriculture",
                                                  "Mining",
                                                  "Food",
                                                  "Textile",
                                                  "Wood",
                                                  "Paper",
                                                  "Petroleum",
                                                  "Chemicals",
                                                  "Plastic",
                                                  "Minerals",
                                                  "Basic metals",
                                                  "Metal products",
                                                  "Machinery n.e.c.",
                                                  "Office",
                                                  "Electrical",
                                                  "Communication",
                                                  "Medical",
                                                  "Auto",
                                                  "Other transport",
                                                  "Other",
                                                  "Electricity",
                                                  "Construction",
                                                  "Retail",
                                                  "Hotels",
                                                  "Land transport",
                                                  "Water transport",
                                                  "Air transport",
                                                  "Auxiliary transport",
                                                  "Post",
                                                  "Finance",
                                                  "Real estate",
                                                  "Renting of machinery",
                                                  "Computer",
                                                  "R&D",
                                                  "Other business",
                                                  "Public",
                                                  "Education",
                                                  "Health",
                                                  "Other services",
                                                  "Private"};
  return kNames;
}

CsvTable read_matrix(const fs::path& folder, const std::string& name, ImportReport& report) {
  const CsvTable table = CsvTable::read_headless(need_data_file(folder, name + ".txt"), '\t');
  account_for(report, table);
  return table;
}

void need_size(const CsvTable& table, std::size_t rows, std::size_t columns) {
  if (table.rows() == rows && table.columns().size() == columns) return;
  throw UserError({.place = {.file = table.path().string(), .line = {}, .column = ""},
                   .value = fmt::format("{} x {}", table.rows(), table.columns().size()),
                   .problem = "the matrix has the wrong size",
                   .expected = fmt::format("{} rows x {} columns", rows, columns),
                   .remedy = "the file may have been cut short"});
}

std::vector<std::string> country_names(const fs::path& folder, ImportReport& report) {
  const CsvTable table = CsvTable::read_headless(need_data_file(folder, "countries.txt"), '\t');
  account_for(report, table);
  return codes_at(table, 0);
}

CountryAxis country_axis(const std::vector<std::string>& names) {
  std::vector<std::string> codes;
  for (const auto& name : names) {
    const auto it = iso_codes().find(name);
    codes.push_back(it == iso_codes().end() ? name : it->second);
  }
  return CountryAxis(codes, names);
}

SectorAxis sector_axis(std::size_t count) {
  std::vector<std::string> codes;
  for (std::size_t s = 0; s < count; ++s) codes.push_back(fmt::format("CP{:02}", s + 1));
  // The paper's names hold only for its own list of 40.
  return count == sector_names().size() ? SectorAxis(codes, sector_names()) : SectorAxis(codes);
}

/// Per sector, rows importer and columns exporter: [sector][importer][exporter].
template <class Value>
TradeCube stacked_cube(const CsvTable& table, std::size_t sectors, std::size_t traded, std::size_t countries,
                       const Value& value) {
  need_size(table, traded * countries, countries);
  TradeCube cube(sectors, countries, countries);
  for (const Sector s : indices<Sector>(traded))
    for (const Country d : indices<Country>(countries))
      for (const Country o : indices<Country>(countries))
        cube(s, d, o) =
            value(static_cast<std::size_t>(s.value) * countries + static_cast<std::size_t>(d.value),
                  static_cast<std::size_t>(o.value));
  return cube;
}

TradeCube tariff_cube(const fs::path& folder, int year, std::size_t sectors, std::size_t traded,
                      std::size_t countries, ImportReport& report) {
  const CsvTable table = read_matrix(folder, fmt::format("tariffs{}", year), report);
  return stacked_cube(table, sectors, traded, countries,
                      [&](std::size_t r, std::size_t c) { return tariff_at(table, r, c, 0.01); });
}

/// Fills the diagonal so that sales equal the larger of gross output and exports.
std::size_t add_domestic_sales(BenchmarkTables& t, const CsvTable& gross_output) {
  const SectorCountry exports = output_of(t);
  std::size_t raised = 0;
  for (const Sector s : t.sectors.all())
    for (const Country n : t.countries.all()) {
      const double stated =
          flow_at(gross_output, static_cast<std::size_t>(s.value), static_cast<std::size_t>(n.value)) * 1e-6;
      raised += stated < exports(s, n);
      t.flow(s, n, n) = std::max(stated - exports(s, n), 0.0);
    }
  return raised;
}

double share_at(const CsvTable& table, Sector s, Country n) {
  const auto row = static_cast<std::size_t>(s.value), column = static_cast<std::size_t>(n.value);
  const double share = table.number(row, column);
  if (share >= 0 && share <= 1) return share;
  throw UserError({.place = table.place(row, column),
                   .value = std::string(table.text(row, column)),
                   .problem = "the value-added share is outside 0 to 1",
                   .expected = "a share of output",
                   .remedy = ""});
}

double sum_column(const CsvTable& io, std::size_t first_row, std::size_t sectors, std::size_t column) {
  double sum = 0;
  for (std::size_t k = 0; k < sectors; ++k) sum += io.number(first_row + k, column);
  return sum;
}

void add_inputs(BenchmarkTables& t, const CsvTable& io, const CsvTable& shares, FileRows& account) {
  const std::size_t S = t.sectors.size();
  const SectorCountry output = output_of(t);
  t.intermediate = InputOutputCube(S, S, t.countries.size());
  t.value_added = SectorCountry(S, t.countries.size());
  std::size_t negative = 0;
  for (const Country n : t.countries.all())
    for (const Sector j : t.sectors.all()) {
      const double share = share_at(shares, j, n);
      t.value_added(j, n) = share * output(j, n);
      if (share == 1) continue;  // no inputs: the column is blank or immaterial
      const std::size_t first = static_cast<std::size_t>(n.value) * S,
                        column = static_cast<std::size_t>(j.value);
      const double sum = sum_column(io, first, S, column);
      if (std::abs(sum - 1) > kShareTolerance)
        throw UserError({.place = io.place(first, column),
                         .value = fmt::format("{:.7g}", sum),
                         .problem = fmt::format("the input shares of sector {} in {} do not sum to 1",
                                                t.sectors.code(j), t.countries.code(n)),
                         .expected = fmt::format("1 within {:g}", kShareTolerance),
                         .remedy = "correct the column"});
      for (const Sector k : t.sectors.all()) {
        const double input = io.number(first + static_cast<std::size_t>(k.value), column);
        negative += input < 0;
        t.intermediate(k, j, n) = input / sum * (1 - share) * output(j, n);
      }
    }
  if (negative > 0)
    account.notes.push_back(fmt::format("negative input shares, kept as published: {}", negative));
  note_step(t,
            fmt::format("input shares scaled to sum exactly to 1 ({} negative kept as published)", negative));
}

void add_elasticities(BenchmarkTables& t, const CsvTable& theta) {
  ElasticitySet set{.name = "CP",
                    .source = elasticity_source("CP"),
                    .theta = BySector(t.sectors.size(), kThetaWithoutTrade)};
  for (std::size_t s = 0; s < theta.rows(); ++s) set.theta[Sector(s)] = elasticity_at(theta, s, 0);
  t.elasticities = {std::move(set)};
}

void add_groups(BenchmarkTables& t, std::size_t traded) {
  add_standard_groups(t);
  if (t.countries.find("MEX") && t.countries.find("CAN") && t.countries.find("USA"))
    t.country_groups["NAFTA"] = {"MEX", "CAN", "USA"};
  for (const Sector s : t.sectors.all()) {
    const bool is_traded = static_cast<std::size_t>(s.value) < traded;
    if (is_traded) t.sector_groups["tradables"].push_back(t.sectors.code(s));
    t.sector_groups[is_traded ? "goods" : "services"].push_back(t.sectors.code(s));
  }
}

void describe_source(BenchmarkTables& t) {
  t.name = "cp2015-1993";
  t.year = 1993;
  t.provenance = {.title = "Caliendo and Parro (2015): world economy of 1993, before NAFTA",
                  .source = "supplementary data of Caliendo and Parro (2015)",
                  .licence = "none stated",
                  .citation = "Caliendo and Parro (2015), Review of Economic Studies 82(1), 1-44",
                  .steps = {"read from the authors' text layout; money in million USD"}};
}

}  // namespace

bool is_caliendo_parro(const fs::path& folder) {
  return find_data_file(folder, "IO.txt") && find_data_file(folder, "GO.txt") &&
         find_data_file(folder, "B.txt");
}

BenchmarkTables read_caliendo_parro(const fs::path& folder, ImportReport& report) {
  BenchmarkTables t;
  describe_source(t);
  t.countries = country_axis(country_names(folder, report));
  const CsvTable gross_output = read_matrix(folder, "GO", report), shares = read_matrix(folder, "B", report),
                 theta = read_matrix(folder, "T", report);
  const std::size_t N = t.countries.size(), S = gross_output.rows(), traded = theta.rows();
  need_size(gross_output, S, N);
  need_size(shares, S, N);
  need_size(theta, std::min(traded, S), 1);
  t.sectors = sector_axis(S);
  require_memory(N, S);

  const CsvTable trade = read_matrix(folder, "xbilat1993", report);
  t.flow = stacked_cube(trade, S, traded, N,
                        [&](std::size_t r, std::size_t c) { return flow_at(trade, r, c) * 1e-3; });
  t.tariff = tariff_cube(folder, 1993, S, traded, N, report);
  const std::size_t raised = add_domestic_sales(t, gross_output);
  note_step(t, fmt::format("output raised to exports in {} cells where the source states less", raised));
  const CsvTable io = read_matrix(folder, "IO", report);
  need_size(io, N * S, S);
  add_inputs(t, io, shares, report.files.back());
  close_product_account(t);
  note_step(t, "final use is the residual of the product account (absorption less intermediate use)");
  add_elasticities(t, theta);
  add_groups(t, traded);
  return t;
}

TradeCube read_caliendo_parro_tariffs(const fs::path& folder, int year, ImportReport& report) {
  const std::size_t N = country_names(folder, report).size();
  const std::size_t S = read_matrix(folder, "GO", report).rows(),
                    traded = read_matrix(folder, "T", report).rows();
  return tariff_cube(folder, year, S, traded, N, report);
}

}  // namespace cobden::data
