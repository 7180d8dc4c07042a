#include "cobden/data/read_support.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "cobden/core/text.h"

namespace cobden::data {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void bad_setting(const std::string& key, const std::string& value, const std::string& problem,
                              const std::string& expected, const std::string& remedy = "") {
  throw UserError({.place = {.file = "", .line = {}, .column = "setting " + key},
                   .value = value,
                   .problem = problem,
                   .expected = expected,
                   .remedy = remedy});
}

[[noreturn]] void bad_value(const CsvTable& table, std::size_t row, std::size_t column,
                            const std::string& problem, const std::string& expected) {
  throw UserError({.place = table.place(row, column),
                   .value = std::string(table.text(row, column)),
                   .problem = problem,
                   .expected = expected,
                   .remedy = "correct the source table"});
}

}  // namespace

std::optional<std::string> Settings::take(const std::string& key) {
  known_.push_back(key);
  const auto it = given_.find(key);
  if (it == given_.end()) return std::nullopt;
  return it->second;
}

std::string Settings::text(const std::string& key, const std::string& standard) {
  return take(key).value_or(standard);
}

double Settings::number(const std::string& key, double standard) {
  const auto given = take(key);
  if (!given) return standard;
  if (const auto value = parse_number(*given)) return *value;
  bad_setting(key, *given, "is not a number", "a number");
}

std::string Settings::choice(const std::string& key, const std::vector<std::string>& choices) {
  const std::string value = text(key, choices.front());
  if (std::find(choices.begin(), choices.end(), value) == choices.end())
    bad_setting(key, value, "is not a choice", fmt::format("one of {}", fmt::join(choices, ", ")));
  return value;
}

void Settings::finish() const {
  for (const auto& [key, value] : given_)
    if (std::find(known_.begin(), known_.end(), key) == known_.end()) {
      const std::string near = nearest_name(key, known_);
      bad_setting(key, value, "this layout has no such setting",
                  known_.empty() ? "none" : fmt::format("one of {}", fmt::join(known_, ", ")),
                  near.empty() ? "" : "did you mean '" + near + "'?");
    }
}

std::optional<fs::path> find_data_file(const fs::path& folder, const std::string& name) {
  for (const char* packing : {"", ".xz", ".gz"})
    if (const fs::path path = folder / (name + packing); fs::is_regular_file(path)) return path;
  if (fs::path path = folder / name; path.extension() == ".csv")
    for (const char* form : {".dta", ".sav"})
      if (fs::is_regular_file(path.replace_extension(form))) return path;
  return std::nullopt;
}

fs::path need_data_file(const fs::path& folder, const std::string& name) {
  if (const auto found = find_data_file(folder, name)) return *found;
  throw UserError(
      {.place = {.file = (folder / name).string(), .line = {}, .column = ""},
       .value = "",
       .problem = "the file is missing (also looked for .xz and .gz, and for .dta and .sav in place of .csv)",
       .expected = "",
       .remedy = "check the folder, or give its layout with --format"});
}

FileRows& account_for(ImportReport& report, const CsvTable& table) {
  const auto rows = static_cast<long>(table.rows());
  report.files.push_back({table.path().string(), table.sha256(), rows, rows, {}, {}});
  return report.files.back();
}

void CellLedger::claim(std::size_t cell, const CsvTable& table, std::size_t row, std::size_t column,
                       std::string_view what) {
  if (line_[cell] != 0)
    throw UserError({.place = table.place(row, column),
                     .value = std::string(table.text(row, column)),
                     .problem = fmt::format("this {} was given before, in line {}", what, line_[cell]),
                     .expected = "each cell once",
                     .remedy = "remove one of the two rows"});
  line_[cell] = static_cast<std::int32_t>(*table.place(row, column).line);
}

std::size_t CellLedger::missing() const {
  return static_cast<std::size_t>(std::count(line_.begin(), line_.end(), 0));
}

std::optional<std::size_t> CellLedger::first_missing() const {
  const auto it = std::find(line_.begin(), line_.end(), 0);
  if (it == line_.end()) return std::nullopt;
  return static_cast<std::size_t>(it - line_.begin());
}

double flow_at(const CsvTable& table, std::size_t row, std::size_t column) {
  const double value = table.number(row, column);
  if (value < 0) bad_value(table, row, column, "the flow is negative", "a value of 0 or more");
  return value;
}

double tariff_at(const CsvTable& table, std::size_t row, std::size_t column, double scale) {
  const double value = scale * table.number(row, column);
  if (value <= -1)
    bad_value(table, row, column, "the tariff is -100% or below", "an ad valorem rate above -100%");
  return value;
}

double elasticity_at(const CsvTable& table, std::size_t row, std::size_t column) {
  const double value = table.number(row, column);
  if (value <= 0)
    bad_value(table, row, column, "the trade elasticity is zero or negative", "a value above 0");
  return value;
}

std::vector<std::string> codes_at(const CsvTable& table, std::size_t column) {
  std::vector<std::string> codes;
  std::unordered_map<std::string, std::size_t> seen;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    codes.emplace_back(table.text(row, column));
    if (codes.back().empty()) bad_value(table, row, column, "the code is blank", "a code");
    if (!seen.emplace(codes.back(), row).second)
      bad_value(table, row, column, "the code stands twice", "each code once");
  }
  return codes;
}

SectorCountry output_of(const BenchmarkTables& t) {
  SectorCountry output(t.sectors.size(), t.countries.size());
  for (const Sector s : t.sectors.all())
    for (const Country d : t.countries.all())
      for (const Country o : t.countries.all()) output(s, o) += t.flow(s, d, o);
  return output;
}

SectorCountry absorption_of(const BenchmarkTables& t) {
  SectorCountry absorption(t.sectors.size(), t.countries.size());
  for (const Sector s : t.sectors.all())
    for (const Country d : t.countries.all())
      for (const Country o : t.countries.all()) absorption(s, d) += t.flow(s, d, o) * (1 + t.tariff(s, d, o));
  return absorption;
}

void close_industry_account(BenchmarkTables& t) {
  t.value_added = output_of(t);
  if (t.intermediate.empty()) return;
  for (const Sector k : t.sectors.all())
    for (const Sector j : t.sectors.all())
      for (const Country n : t.countries.all()) t.value_added(j, n) -= t.intermediate(k, j, n);
}

void close_product_account(BenchmarkTables& t) {
  t.final_use = absorption_of(t);
  if (t.intermediate.empty()) return;
  for (const Sector k : t.sectors.all())
    for (const Sector j : t.sectors.all())
      for (const Country n : t.countries.all()) t.final_use(k, n) -= t.intermediate(k, j, n);
}

void note_step(BenchmarkTables& t, std::string_view step) { t.provenance.steps.emplace_back(step); }

void read_tariff_list(const fs::path& file, BenchmarkTables& t, ImportReport& report) {
  const CsvTable table = CsvTable::read(file);
  FileRows& account = account_for(report, table);
  const std::size_t N = t.countries.size();
  const std::size_t d_at = table.column("importer"), o_at = table.column("exporter"),
                    s_at = table.column("sector"), t_at = table.column("tariff");
  CellLedger ledger(t.sectors.size() * N * N);
  for (std::size_t r = 0; r < table.rows(); ++r) {
    const Country d = t.countries.at(table.text(r, d_at), table.place(r, d_at));
    const Country o = t.countries.at(table.text(r, o_at), table.place(r, o_at));
    const Sector s = t.sectors.at(table.text(r, s_at), table.place(r, s_at));
    const auto cell = (static_cast<std::size_t>(s.value) * N + static_cast<std::size_t>(d.value)) * N;
    ledger.claim(cell + static_cast<std::size_t>(o.value), table, r, t_at, "tariff");
    t.tariff(s, d, o) = tariff_at(table, r, t_at);
    if (o == d && t.tariff(s, d, o) != 0) bad_value(table, r, t_at, "a country taxes its own sales", "0");
  }
  if (const std::size_t missing = ledger.missing())
    account.notes.push_back(fmt::format("{} cells without a row carry no tariff", missing));
}

void add_elasticity_columns(const CsvTable& table, BenchmarkTables& t) {
  for (std::size_t c = 0; c < table.columns().size(); ++c) {
    const std::string& column = table.columns()[c];
    if (!column.starts_with("theta_") && !column.starts_with("eps_")) continue;
    std::string name = column.substr(column.find('_') + 1);
    if (name == "cp2015") name = "CP";
    if (name == "ll2023") name = "LL";
    ElasticitySet set{.name = name, .source = elasticity_source(name), .theta = BySector(table.rows())};
    for (std::size_t r = 0; r < table.rows(); ++r) set.theta[Sector(r)] = elasticity_at(table, r, c);
    t.elasticities.push_back(std::move(set));
  }
}

void add_standard_groups(BenchmarkTables& t) {
  static const std::map<std::string, std::vector<std::string>> kGroups = {
      {"EU27",
       {"AUT", "BEL", "BGR", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GRC", "HRV", "HUN",
        "IRL", "ITA", "LTU", "LUX", "LVA", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN", "SWE"}},
      {"USMCA", {"CAN", "MEX", "USA"}},
      {"ASEAN", {"BRN", "IDN", "KHM", "LAO", "MMR", "MYS", "PHL", "SGP", "THA", "VNM"}},
      {"G7", {"CAN", "DEU", "FRA", "GBR", "ITA", "JPN", "USA"}}};
  for (const auto& [group, members] : kGroups) {
    if (t.countries.find(group) || t.country_groups.contains(group)) continue;
    std::vector<std::string> present;
    std::copy_if(members.begin(), members.end(), std::back_inserter(present),
                 [&](const std::string& code) { return t.countries.find(code).has_value(); });
    if (present.size() > 1) t.country_groups[group] = present;
  }
}

std::string elasticity_source(std::string_view set_name) {
  static constexpr std::array<std::array<std::string_view, 2>, 8> kSources = {{
      {"IS", "Lashkaripour, tariffwar package (in-sample estimate)"},
      {"U4", "uniform 4 (assumption)"},
      {"CP", "Caliendo and Parro (2015)"},
      {"BSY", "Bagwell, Staiger and Yurukoglu (2021)"},
      {"GYY", "Giri, Yi and Yilmazkuday (2021)"},
      {"Shap", "Shapiro (2016)"},
      {"FGO", "Fontagne, Guimbard and Orefice (2022)"},
      {"LL", "Lashkaripour and Lugovskyy (2023)"},
  }};
  for (const auto& [name, source] : kSources)
    if (name == set_name) return std::string(source);
  return "";
}

}  // namespace cobden::data
