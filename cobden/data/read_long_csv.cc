#include "cobden/data/read_long_csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>

#include "cobden/core/text.h"
#include "cobden/data/read_support.h"

namespace cobden::data {
namespace {

namespace fs = std::filesystem;

/// One folder being read: the description, the tables filled so far and the report.
class LongCsvReader {
 public:
  LongCsvReader(const fs::path& folder, const LongCsvLayout& layout, ImportReport& report,
                const LongCsvOptions& options)
      : folder_(folder), layout_(layout), report_(report), options_(options) {}

  BenchmarkTables read() {
    start();
    read_about();
    const CsvTable flows = CsvTable::read(need_data_file(folder_, layout_.flows.file));
    read_countries(flows);
    read_sectors();
    require_memory(t_.countries.size(), t_.sectors.size());
    read_flows(flows);
    untax_services();
    if (const auto path = inputs_path()) read_inputs(*path);
    if (!layout_.country_sector.file.empty()) read_country_sector();
    if (layout_.inputs.valuation == LongCsvLayout::InputValuation::kInputShares) spread_inputs();
    close_accounts();
    if (!native()) add_standard_groups(t_);
    return std::move(t_);
  }

 private:
  void start() {
    t_.name = layout_.benchmark_name;
    t_.year = layout_.year;
    t_.provenance = layout_.provenance;
    absent_flows_zero_ = layout_.flows.absent_is_zero;
    absent_inputs_zero_ = layout_.inputs.absent_is_zero;
    if (!native()) step(fmt::format("read from long CSV, layout {}", layout_.name));
  }

  /// The native layout gives back exactly what was written: no step and no group is added.
  bool native() const { return layout_.name == "cobden"; }
  void step(std::string text) { t_.provenance.steps.push_back(std::move(text)); }

  // about.csv
  // -----------------------------------------------------------------------------------------------------

  void read_about() {
    if (const auto path = find_data_file(folder_, "about.csv"); path && native()) {
      const CsvTable table = CsvTable::read(*path);
      const std::size_t key = table.column("key"), value = table.column("value");
      FileRows& account = account_for(report_, table);
      std::vector<std::string> steps;
      for (std::size_t r = 0; r < table.rows(); ++r) {
        const std::string_view k = table.text(r, key);
        if (k.starts_with("step."))
          steps.emplace_back(table.text(r, value));
        else if (!take_about(table, r, k, value))
          --account.used, ++account.dropped["unknown key"];
      }
      t_.provenance.steps.insert(t_.provenance.steps.begin(), steps.begin(), steps.end());
    }
    if (!options_.absent_flows.empty()) absent_flows_zero_ = options_.absent_flows == "zero";
    if (!options_.absent_intermediate.empty()) absent_inputs_zero_ = options_.absent_intermediate == "zero";
  }

  bool take_about(const CsvTable& table, std::size_t row, std::string_view key, std::size_t column) {
    const std::string value(table.text(row, column));
    if (key == "name")
      t_.name = value;
    else if (key == "year")
      t_.year = year_at(table, row, column);
    else if (key == "unit")
      t_.unit = value;
    else if (key == "title")
      t_.provenance.title = value;
    else if (key == "source")
      t_.provenance.source = value;
    else if (key == "licence")
      t_.provenance.licence = value;
    else if (key == "citation")
      t_.provenance.citation = value;
    else if (key == "absent_flows")
      absent_flows_zero_ = absent_policy(table, row, column);
    else if (key == "absent_intermediate")
      absent_inputs_zero_ = absent_policy(table, row, column);
    else if (key.starts_with("elasticity_source."))
      theta_source_[std::string(key.substr(18))] = value;
    else
      return false;
    return true;
  }

  static int year_at(const CsvTable& table, std::size_t row, std::size_t column) {
    const double year = table.number(row, column);
    if (year == std::floor(year) && std::abs(year) < 1e6) return static_cast<int>(year);
    throw UserError({.place = table.place(row, column),
                     .value = std::string(table.text(row, column)),
                     .problem = "is not a year",
                     .expected = "a whole number such as 2022",
                     .remedy = ""});
  }

  static bool absent_policy(const CsvTable& table, std::size_t row, std::size_t column) {
    const std::string_view value = table.text(row, column);
    if (value != "zero" && value != "error")
      throw UserError({.place = table.place(row, column),
                       .value = std::string(value),
                       .problem = "is not a policy for absent cells",
                       .expected = "zero or error",
                       .remedy = ""});
    return value == "zero";
  }

  // axes
  // ----------------------------------------------------------------------------------------------------------

  /// From the countries file, or in order of first appearance among the exporters.
  void read_countries(const CsvTable& flows) {
    if (!layout_.countries.file.empty()) return read_countries_file();
    std::vector<std::string> codes;
    std::unordered_set<std::string> seen;
    const std::size_t column = flows.column(layout_.flows.exporter);
    for (std::size_t r = 0; r < flows.rows(); ++r)
      if (std::string code(flows.text(r, column)); seen.insert(code).second) codes.push_back(std::move(code));
    t_.countries = CountryAxis(std::move(codes));
  }

  void read_countries_file() {
    const auto& roles = layout_.countries;
    const CsvTable table = CsvTable::read(need_data_file(folder_, roles.file));
    FileRows& account = account_for(report_, table);
    const auto codes = codes_at(table, table.column(roles.code));
    t_.countries = CountryAxis(codes, labels_at(table, roles.name, codes));
    read_groups(table, roles.groups, codes, t_.country_groups);
    if (!has(table, roles.gdp)) return;
    const std::size_t gdp = table.column(roles.gdp);
    std::size_t blanks = 0;
    for (std::size_t r = 0; r < table.rows(); ++r) blanks += table.blank(r, gdp);
    if (blanks > 0) {
      if (blanks < table.rows())
        account.notes.push_back(
            fmt::format("column {} not used: blank for {} of {} countries", roles.gdp, blanks, table.rows()));
      return;
    }
    t_.gdp = ByCountry(table.rows());
    for (std::size_t r = 0; r < table.rows(); ++r) t_.gdp[Country(r)] = table.number(r, gdp);
  }

  static bool has(const CsvTable& table, const std::string& column) {
    return !column.empty() && table.has_column(column);
  }

  static std::vector<std::string> labels_at(const CsvTable& table, const std::string& column,
                                            const std::vector<std::string>& codes) {
    if (!has(table, column)) return codes;
    std::vector<std::string> labels;
    const std::size_t c = table.column(column);
    for (std::size_t r = 0; r < table.rows(); ++r)
      labels.emplace_back(table.blank(r, c) ? codes[r] : table.text(r, c));
    return labels;
  }

  /// Names that are codes themselves (the group "ROW" of a table with a country ROW) are left out: a code
  /// wins.
  static void read_groups(const CsvTable& table, const std::string& column,
                          const std::vector<std::string>& codes,
                          std::map<std::string, std::vector<std::string>>& groups) {
    if (!has(table, column)) return;
    const std::size_t c = table.column(column);
    for (std::size_t r = 0; r < table.rows(); ++r)
      for (const std::string& part : split(table.text(r, c), ';')) {
        const std::string name(trim(part));
        if (!name.empty() && std::find(codes.begin(), codes.end(), name) == codes.end())
          groups[name].push_back(codes[r]);
      }
  }

  /// The code on the axis for a code in the files.
  std::string sector_code(std::string_view code) const {
    const auto it = layout_.sector_codes.find(std::string(code));
    return it == layout_.sector_codes.end() ? std::string(code) : it->second;
  }

  void read_sectors() {
    const auto& roles = layout_.sectors;
    const CsvTable table = CsvTable::read(need_data_file(folder_, roles.file));
    account_for(report_, table);
    const auto given = codes_at(table, table.column(roles.code));
    std::vector<std::string> codes;
    for (const auto& code : given) codes.push_back(sector_code(code));
    t_.sectors = SectorAxis(codes, labels_at(table, roles.name, given));
    read_groups(table, roles.groups, codes, t_.sector_groups);
    if (!roles.traded.empty()) {
      const std::size_t column = table.column(roles.traded);
      for (std::size_t r = 0; r < table.rows(); ++r)
        t_.sector_groups[table.number(r, column) != 0 ? "goods" : "services"].push_back(codes[r]);
    }
    for (const auto& [pattern, name] : roles.theta) read_elasticity_columns(table, pattern, name);
  }

  void read_elasticity_columns(const CsvTable& table, const std::string& pattern, const std::string& name) {
    if (pattern.back() != '*') return read_elasticities(table, table.column(pattern), name);
    const std::string prefix = pattern.substr(0, pattern.size() - 1);
    for (std::size_t c = 0; c < table.columns().size(); ++c)
      if (const std::string& column = table.columns()[c]; column.starts_with(prefix))
        read_elasticities(table, c, column.substr(prefix.size()));
  }

  void read_elasticities(const CsvTable& table, std::size_t column, const std::string& name) {
    ElasticitySet set{.name = name, .source = theta_source_[name], .theta = BySector(table.rows())};
    if (set.source.empty()) set.source = elasticity_source(name);
    for (std::size_t r = 0; r < table.rows(); ++r) {
      const double value = elasticity_at(table, r, column) - layout_.sectors.theta_less;
      if (value <= 0)
        throw UserError({.place = table.place(r, column),
                         .value = std::string(table.text(r, column)),
                         .problem = "the elasticity of substitution is 1 or below",
                         .expected = "a value above 1",
                         .remedy = ""});
      set.theta[Sector(r)] = value;
    }
    t_.elasticities.push_back(std::move(set));
  }

  // cells
  // ---------------------------------------------------------------------------------------------------------

  Sector sector_at(const CsvTable& table, std::size_t row, std::size_t column) const {
    return t_.sectors.at(sector_code(table.text(row, column)), table.place(row, column));
  }
  Country country_at(const CsvTable& table, std::size_t row, std::size_t column) const {
    const std::string_view code = table.text(row, column);
    if (const auto found = t_.countries.find(code)) return *found;
    return t_.countries.at(code, table.place(row, column));
  }

  void read_flows(const CsvTable& table) {
    const auto& roles = layout_.flows;
    account_for(report_, table);
    const std::size_t N = t_.countries.size(), S = t_.sectors.size();
    const std::size_t o_at = table.column(roles.exporter), d_at = table.column(roles.importer),
                      s_at = table.column(roles.sector), x_at = table.column(roles.value),
                      t_at = table.column(roles.tariff);
    t_.flow = TradeCube(S, N, N);
    t_.tariff = TradeCube(S, N, N);
    CellLedger ledger(S * N * N);
    for (std::size_t r = 0; r < table.rows(); ++r) {
      const Country o = country_at(table, r, o_at), d = country_at(table, r, d_at);
      const Sector s = sector_at(table, r, s_at);
      ledger.claim(position(s.value, d.value, o.value, N), table, r, x_at, "flow");
      const double tariff = tariff_at(table, r, t_at), value = flow_at(table, r, x_at);
      t_.flow(s, d, o) = roles.value_includes_tariff ? value / (1 + tariff) : value;
      t_.tariff(s, d, o) = tariff;
      if (o == d && tariff != 0)
        throw UserError({.place = table.place(r, t_at),
                         .value = std::string(table.text(r, t_at)),
                         .problem = "a country taxes its own sales",
                         .expected = "0 where exporter and importer are the same",
                         .remedy = ""});
    }
    settle_absent(ledger, absent_flows_zero_, table, "absent_flows", [&](std::size_t cell) {
      return fmt::format("exporter {}, importer {}, sector {}", t_.countries.codes()[cell % N],
                         t_.countries.codes()[cell / N % N], t_.sectors.codes()[cell / N / N]);
    });
  }

  static std::size_t position(int i, int j, int k, std::size_t nk, std::size_t nj) {
    return (static_cast<std::size_t>(i) * nj + static_cast<std::size_t>(j)) * nk +
           static_cast<std::size_t>(k);
  }
  static std::size_t position(int i, int j, int k, std::size_t n) { return position(i, j, k, n, n); }

  template <class Describe>
  void settle_absent(const CellLedger& ledger, bool zero, const CsvTable& table, const std::string& setting,
                     const Describe& describe) {
    const auto first = ledger.first_missing();
    if (!first) return;
    const std::size_t missing = ledger.missing();
    if (!zero)
      throw UserError(
          {.place = {.file = table.path().string(), .line = {}, .column = ""},
           .value = "",
           .problem = fmt::format("{} cell(s) have no row; the first is {}", missing, describe(*first)),
           .expected = "one row for each cell",
           .remedy = "complete the file, or declare absent cells zero (" + setting + " = zero)"});
    account_of(table).notes.push_back(fmt::format("{} cells without a row read as zero", missing));
  }

  FileRows& account_of(const CsvTable& table) {
    for (auto& account : report_.files)
      if (account.file == table.path().string()) return account;
    return account_for(report_, table);
  }

  void untax_services() {
    if (options_.tariffs_on_services) return;
    std::size_t changed = 0;
    for (const std::string& code : t_.sector_groups["services"])
      for (const Country d : t_.countries.all())
        for (double& tariff : t_.tariff.row(t_.sectors.at(code), d)) changed += tariff != 0, tariff = 0;
    step(fmt::format("tariffs on services set to zero in {} cells", changed));
  }

  std::optional<fs::path> inputs_path() const {
    if (layout_.inputs.file.empty()) return std::nullopt;
    if (native()) return find_data_file(folder_, layout_.inputs.file);
    return need_data_file(folder_, layout_.inputs.file);
  }

  void read_inputs(const fs::path& path) {
    const auto& roles = layout_.inputs;
    const CsvTable table = CsvTable::read(path);
    account_for(report_, table);
    const std::size_t N = t_.countries.size(), S = t_.sectors.size();
    const std::size_t n_at = table.column(roles.country), k_at = table.column(roles.input_sector),
                      j_at = table.column(roles.using_sector);
    std::vector<std::size_t> values;
    for (const auto& name : roles.values) values.push_back(table.column(name));
    t_.intermediate = InputOutputCube(S, S, N);
    CellLedger ledger(S * S * N);
    for (std::size_t r = 0; r < table.rows(); ++r) {
      const Sector k = sector_at(table, r, k_at), j = sector_at(table, r, j_at);
      const Country n = country_at(table, r, n_at);
      ledger.claim(position(k.value, j.value, n.value, N, S), table, r, values.front(), "input-output cell");
      for (const std::size_t v : values) t_.intermediate(k, j, n) += flow_at(table, r, v);
    }
    settle_absent(ledger, absent_inputs_zero_, table, "absent_intermediate", [&](std::size_t cell) {
      return fmt::format("country {}, input {}, using {}", t_.countries.codes()[cell % N],
                         t_.sectors.codes()[cell / N / S], t_.sectors.codes()[cell / N % S]);
    });
  }

  void read_country_sector() {
    const auto& roles = layout_.country_sector;
    const CsvTable table = CsvTable::read(need_data_file(folder_, roles.file));
    account_for(report_, table);
    const std::size_t N = t_.countries.size(), S = t_.sectors.size();
    const std::size_t n_at = table.column(roles.country), s_at = table.column(roles.sector);
    CellLedger ledger(S * N);
    const auto fill = [&](SectorCountry& target, const std::string& column, Sector s, Country n,
                          std::size_t row) {
      if (column.empty()) return;
      if (target.empty()) target = SectorCountry(S, N);
      target(s, n) = table.number(row, table.column(column));
    };
    for (std::size_t r = 0; r < table.rows(); ++r) {
      const Country n = country_at(table, r, n_at);
      const Sector s = sector_at(table, r, s_at);
      ledger.claim(position(0, s.value, n.value, N, S), table, r, s_at, "country and sector");
      fill(t_.final_use, roles.final_use, s, n, r);
      fill(t_.value_added, roles.value_added, s, n, r);
      fill(value_added_share_, roles.value_added_share, s, n, r);
      check_share(table, r, s, n);
    }
    settle_absent(ledger, false, table, "", [&](std::size_t cell) {
      return fmt::format("country {}, sector {}", t_.countries.codes()[cell % N],
                         t_.sectors.codes()[cell / N]);
    });
  }

  /// Shares below the floor, negative ones too, are raised to it later and counted.
  void check_share(const CsvTable& table, std::size_t row, Sector s, Country n) const {
    if (value_added_share_.empty() || value_added_share_(s, n) <= 1) return;
    const std::size_t column = table.column(layout_.country_sector.value_added_share);
    throw UserError({.place = table.place(row, column),
                     .value = std::string(table.text(row, column)),
                     .problem = "the value-added share is above 1",
                     .expected = "a share of output",
                     .remedy = ""});
  }

  // accounts
  // ------------------------------------------------------------------------------------------------------

  /// Spreads output x (1 - value-added share) over inputs by the mix of the input-output file. The file may
  /// be on another output level (before negative inventories were purged): only its mix is used.
  void spread_inputs() {
    const SectorCountry output = output_of(t_);
    std::size_t floored = 0;
    for (const Sector j : t_.sectors.all())
      for (const Country n : t_.countries.all()) {
        double total = 0;
        for (const Sector k : t_.sectors.all()) total += t_.intermediate(k, j, n);
        const double share = value_added_share_(j, n);
        floored += total > 0 && share < options_.value_added_floor;
        const double inputs = (1 - std::max(share, options_.value_added_floor)) * output(j, n);
        for (const Sector k : t_.sectors.all()) t_.intermediate(k, j, n) *= total > 0 ? inputs / total : 0.0;
      }
    step(
        "intermediate use = output x (1 - value-added share), spread by the input mix of the national "
        "tables, taken as "
        "purchaser values");
    step(fmt::format("value-added shares raised to {:g} in {} cells", options_.value_added_floor, floored));
  }

  void close_accounts() {
    if (t_.value_added.empty()) {
      close_industry_account(t_);
      step("value added is the residual of the industry account (output less inputs)");
    }
    if (t_.final_use.empty()) {
      close_product_account(t_);
      step("final use is the residual of the product account (absorption less intermediate use)");
    }
    if (layout_.flows.value_includes_tariff)
      step("flows divided by 1 + tariff: the source counts them with the tariff");
  }

  const fs::path& folder_;
  const LongCsvLayout& layout_;
  ImportReport& report_;
  const LongCsvOptions& options_;
  BenchmarkTables t_;
  SectorCountry value_added_share_;
  std::map<std::string, std::string> theta_source_;
  bool absent_flows_zero_ = false, absent_inputs_zero_ = false;
};

}  // namespace

BenchmarkTables read_long_csv(const fs::path& folder, const LongCsvLayout& layout, ImportReport& report,
                              const LongCsvOptions& options) {
  return LongCsvReader(folder, layout, report, options).read();
}

BenchmarkTables read_long_csv(const fs::path& folder, ImportReport& report, const LongCsvOptions& options) {
  return read_long_csv(folder, find_long_csv_layout(folder, options.layout), report, options);
}

}  // namespace cobden::data
