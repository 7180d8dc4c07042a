#include "cobden/data/read_icio.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <optional>
#include <unordered_set>

#include "cobden/core/file.h"
#include "cobden/data/read_support.h"

namespace cobden::data {
namespace {

namespace fs = std::filesystem;

struct Code {
  std::string country, item;  ///< item: a sector or a final-use category
};

/// "CHN_A01_02" -> CHN, A01_02. Regions of one country become the country.
std::optional<Code> parse_code(std::string_view text) {
  const auto at = text.find('_');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return std::nullopt;
  std::string country(text.substr(0, at));
  if (country == "CN1" || country == "CN2") country = "CHN";
  if (country == "MX1" || country == "MX2") country = "MEX";
  return Code{country, std::string(text.substr(at + 1))};
}

bool one_of(std::string_view text, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), text) != names.end();
}
bool is_total(std::string_view code) { return one_of(code, {"OUT", "OUTPUT", "TOTAL"}); }
bool is_value_added(std::string_view code) { return one_of(code, {"VA", "VALU"}); }
bool is_tax(std::string_view code) {
  // Older editions have one tax row for each importing country: USA_TAXSUB.
  return one_of(code, {"TLS", "TAXSUB"}) || code.ends_with("_TAXSUB") || code.ends_with("_TLS");
}
bool is_final(const std::string& item) {
  const auto& known = icio_final_categories();
  return std::find(known.begin(), known.end(), item) != known.end();
}

void append_new(std::vector<std::string>& list, const std::string& code) {
  if (std::find(list.begin(), list.end(), code) == list.end()) list.push_back(code);
}

/// What a row or column of the file is.
struct Role {
  enum class Kind { kSector, kFinal, kOutput, kValueAdded, kTax } kind = Kind::kSector;
  std::size_t position = 0;  ///< in the collapsed table
};

/// The file and the axes found in it.
class IcioFile {
 public:
  explicit IcioFile(const CsvTable& csv) : csv_(csv) { find_axes(); }

  InterCountryTable read() {
    InterCountryTable table{.countries = CountryAxis(countries_),
                            .sectors = SectorAxis(sectors_),
                            .final_categories = categories_,
                            .inter = {},
                            .final = {},
                            .output = {}};
    require_table_memory(countries_.size(), sectors_.size(), categories_.size());
    const std::size_t rows = table.cells();
    table.inter.assign(rows * rows, 0.0);
    table.final.assign(rows * countries_.size() * categories_.size(), 0.0);
    table.output.assign(rows, 0.0);
    const std::vector<Role> column_roles = roles_of_columns(table);
    std::vector<char> seen(rows, 0);
    for (std::size_t r = 0; r < csv_.rows(); ++r) read_row(r, column_roles, table, seen);
    need_all(seen, table, "row");
    return table;
  }

  std::size_t merged_rows() const { return merged_rows_; }
  std::size_t other_rows() const { return other_rows_; }

 private:
  [[noreturn]] void bad_row(std::size_t row, const std::string& problem, const std::string& expected) const {
    throw UserError({.place = csv_.place(row, 0),
                     .value = std::string(csv_.text(row, 0)),
                     .problem = problem,
                     .expected = expected,
                     .remedy = ""});
  }
  [[noreturn]] void bad_column(std::size_t column, const std::string& problem,
                               const std::string& expected) const {
    throw UserError({.place = {.file = csv_.path().string(), .line = 1, .column = csv_.columns()[column]},
                     .value = "",
                     .problem = problem,
                     .expected = expected,
                     .remedy = ""});
  }

  void find_axes() {
    for (std::size_t r = 0; r < csv_.rows(); ++r) {
      const std::string_view text = csv_.text(r, 0);
      if (is_total(text) || is_value_added(text) || is_tax(text)) continue;
      const auto code = parse_code(text);
      if (!code) bad_row(r, "is not a row code", "COUNTRY_SECTOR such as CHN_C26, or TLS, VA, OUT");
      append_new(countries_, code->country);
      append_new(sectors_, code->item);
    }
    for (const std::string& category : icio_final_categories())
      for (std::size_t c = 1; c < csv_.columns().size(); ++c)
        if (const auto code = parse_code(csv_.columns()[c]); code && code->item == category) {
          categories_.push_back(category);
          break;
        }
    if (countries_.empty() || categories_.empty())
      throw UserError({.place = {.file = csv_.path().string(), .line = {}, .column = ""},
                       .value = "",
                       .problem = "holds no inter-country table",
                       .expected = "rows such as CHN_C26 and columns such as USA_HFCE",
                       .remedy = ""});
  }

  std::size_t cell(const InterCountryTable& table, const Code& code, const SourcePlace& place) const {
    const Country n = table.countries.at(code.country, place);
    const Sector s = table.sectors.at(code.item, place);
    return static_cast<std::size_t>(n.value) * sectors_.size() + static_cast<std::size_t>(s.value);
  }

  std::vector<Role> roles_of_columns(const InterCountryTable& table) const {
    std::vector<Role> roles(csv_.columns().size());
    std::vector<char> seen(table.cells(), 0);
    for (std::size_t c = 1; c < roles.size(); ++c) {
      const std::string& text = csv_.columns()[c];
      if (is_total(text)) {
        roles[c].kind = Role::Kind::kOutput;
        continue;
      }
      const auto code = parse_code(text);
      if (!code) bad_column(c, "is not a column code", "COUNTRY_SECTOR, COUNTRY_CATEGORY or OUT");
      const SourcePlace place{.file = csv_.path().string(), .line = 1, .column = text};
      if (is_final(code->item)) {
        const auto category =
            std::find(categories_.begin(), categories_.end(), code->item) - categories_.begin();
        const auto n = static_cast<std::size_t>(table.countries.at(code->country, place).value);
        roles[c] = {Role::Kind::kFinal, n * categories_.size() + static_cast<std::size_t>(category)};
      } else {
        roles[c].position = cell(table, *code, place);
        seen[roles[c].position] = 1;
      }
    }
    need_all(seen, table, "column");
    return roles;
  }

  void need_all(const std::vector<char>& seen, const InterCountryTable& table, const char* what) const {
    const auto it = std::find(seen.begin(), seen.end(), 0);
    if (it == seen.end()) return;
    const auto at = static_cast<std::size_t>(it - seen.begin());
    throw UserError({.place = {.file = csv_.path().string(), .line = {}, .column = ""},
                     .value = table.countries.codes()[at / sectors_.size()] + "_" +
                              table.sectors.codes()[at % sectors_.size()],
                     .problem = fmt::format("the table has no such {}", what),
                     .expected = "every country with every sector",
                     .remedy = "the file may have been cut short"});
  }

  void read_row(std::size_t r, const std::vector<Role>& roles, InterCountryTable& table,
                std::vector<char>& seen) {
    const std::string_view text = csv_.text(r, 0);
    if (is_total(text) || is_value_added(text) || is_tax(text)) {
      ++other_rows_;
      return;
    }
    const std::size_t row = cell(table, *parse_code(text), csv_.place(r, 0));
    // Regions of one country meet in one row; the same code twice is a mistake.
    if (!row_codes_.emplace(text).second) bad_row(r, "the row stands twice", "each row once");
    merged_rows_ += seen[row];
    seen[row] = 1;
    const std::size_t finals = countries_.size() * categories_.size();
    for (std::size_t c = 1; c < roles.size(); ++c) {
      if (roles[c].kind == Role::Kind::kSector)
        table.inter_at(row, roles[c].position) += flow_at(csv_, r, c);
      else if (roles[c].kind == Role::Kind::kFinal)
        table.final[row * finals + roles[c].position] += csv_.number(r, c);
      else
        table.output[row] += csv_.number(r, c);
    }
  }

  const CsvTable& csv_;
  std::vector<std::string> countries_, sectors_, categories_;
  std::unordered_set<std::string> row_codes_;
  std::size_t merged_rows_ = 0, other_rows_ = 0;
};

int year_in_name(const fs::path& file) {
  const std::string name = file.filename().string();
  for (std::size_t i = 0; i + 4 <= name.size(); ++i)
    if ((name.compare(i, 2, "19") == 0 || name.compare(i, 2, "20") == 0) &&
        std::isdigit(static_cast<unsigned char>(name[i + 2])) &&
        std::isdigit(static_cast<unsigned char>(name[i + 3])))
      return std::stoi(name.substr(i, 4));
  return 0;
}

bool has_total(const CsvTable& csv) {
  return std::any_of(csv.columns().begin(), csv.columns().end(),
                     [](const std::string& c) { return is_total(c); });
}

void read_sector_list(const fs::path& path, BenchmarkTables& t, ImportReport& report) {
  const CsvTable table = CsvTable::read(path);
  account_for(report, table);
  if (codes_at(table, table.column("code")) != t.sectors.codes())
    throw UserError({.place = {.file = path.string(), .line = {}, .column = "code"},
                     .value = "",
                     .problem = "the sectors differ from those of the table",
                     .expected = fmt::format("{}", fmt::join(t.sectors.codes(), ", ")),
                     .remedy = "list them in the same order"});
  add_elasticity_columns(table, t);
}

}  // namespace

const std::vector<std::string>& icio_final_categories() {
  static const std::vector<std::string> kCategories = {"HFCE",  "NPISH",    "GGFC",   "GFCF", "INVNT",
                                                       "DPABR", "CONS_ABR", "NONRES", "P33",  "FD"};
  return kCategories;
}

bool is_icio(const fs::path& file) {
  const std::string text = read_file(file);
  const std::string header = text.substr(0, text.find('\n'));
  return header.find("_HFCE") != std::string::npos || header.find("_FD") != std::string::npos;
}

BenchmarkTables read_icio(const fs::path& file, ImportReport& report, const IcioOptions& options) {
  BenchmarkTables t;
  t.year = options.year != 0 ? options.year : year_in_name(file);
  t.name = t.year != 0 ? fmt::format("icio-{}", t.year) : "icio";
  t.provenance = {.title = fmt::format("OECD Inter-Country Input-Output table {}", t.year),
                  .source = "OECD Inter-Country Input-Output tables, " + file.filename().string(),
                  .licence = "CC BY 4.0",
                  .citation = "OECD, Inter-Country Input-Output tables",
                  .steps = {"read from the inter-country table"}};
  InterCountryTable table;
  {
    const CsvTable csv = CsvTable::read(file);
    FileRows& account = account_for(report, csv);
    IcioFile icio(csv);
    table = icio.read();
    if (icio.other_rows() > 0)
      account.dropped["totals, taxes and value added, which follow from the accounts"] =
          static_cast<long>(icio.other_rows());
    account.used = account.read - static_cast<long>(icio.other_rows());
    if (icio.merged_rows() > 0)
      account.notes.push_back(
          fmt::format("rows of regions merged into their country: {}", icio.merged_rows()));
    if (icio.merged_rows() > 0) note_step(t, "regions CN1, CN2 merged into CHN, MX1, MX2 into MEX");
    if (has_total(csv)) check_row_sums(table, file.string(), account);
  }
  t.countries = table.countries;
  t.sectors = table.sectors;
  t.tariff = TradeCube(t.sectors.size(), t.countries.size(), t.countries.size());
  if (!options.tariffs.empty()) read_tariff_list(options.tariffs, t, report);
  if (!options.sectors.empty()) read_sector_list(options.sectors, t, report);
  collapse(std::move(table), options.collapse, t);
  add_standard_groups(t);
  return t;
}

}  // namespace cobden::data
