#include "cobden/schedule/tables.h"

#include <fmt/format.h>

#include <algorithm>

#include "cobden/core/text.h"
#include "cobden/data/csv.h"

namespace cobden::schedule {
namespace {

using data::CsvTable;

ProductCode code_at(const CsvTable& csv, std::size_t row, std::size_t column) {
  const auto code = ProductCode::parse(csv.text(row, column));
  if (!code)
    fail_at(csv.place(row, column), std::string(csv.text(row, column)), "is not a product code", "digits");
  return *code;
}

/// The code column of a table: the one named, else "code", else "hts".
std::size_t code_column(const CsvTable& csv, const std::string& named) {
  if (!named.empty()) return csv.column(named);
  return csv.column(csv.has_column("code") || !csv.has_column("hts") ? "code" : "hts");
}

double share_at(const CsvTable& csv, std::size_t row, std::size_t column) {
  const double share = csv.number(row, column);
  // Published shares carry rounding noise beyond the ends; anything more is a mistake.
  if (share < -1e-6 || share > 1 + 1e-6)
    fail_at(csv.place(row, column), std::string(csv.text(row, column)), "is not a share", "0 to 1");
  return std::clamp(share, 0.0, 1.0);
}

double positive_at(const CsvTable& csv, std::size_t row, std::size_t column, double blank) {
  const double value = csv.number_or(row, column, blank);
  if (value < 0)
    fail_at(csv.place(row, column), std::string(csv.text(row, column)), "is negative", "0 or more");
  return value;
}

/// Two columns of duties in one file: "" and "col2_" stand before the names of the second.
struct DutyColumns {
  std::size_t kind, ad_valorem, text;
  std::optional<std::pair<std::size_t, std::size_t>> specific;  ///< amount, unit
  static DutyColumns of(const CsvTable& csv, const std::string& prefix, const char* text, const char* raw) {
    DutyColumns columns{csv.column(prefix + "kind"), csv.column(prefix + "ad_valorem"),
                        csv.column(csv.has_column(text) ? text : raw), std::nullopt};
    const std::string amount = prefix + "specific_usd", unit = prefix.empty() ? "specific_unit" : "col2_unit";
    if (csv.has_column(amount) && csv.has_column(unit))
      columns.specific = {csv.column(amount), csv.column(unit)};
    return columns;
  }
};

/// Tables that split "46.3c/kg + 14.9%" at the slash leave "kg + 14.9%" as the unit: its second part is ad
/// valorem. A second part of another kind stays in the unit, which then has no price.
void add_specific(double amount, std::string_view unit, BaseDuty& duty) {
  if (const auto plus = unit.find('+'); plus != std::string_view::npos) {
    const auto tail = trim(unit.substr(plus + 1));
    const auto percent = tail.ends_with('%') ? parse_number(tail.substr(0, tail.size() - 1)) : std::nullopt;
    if (percent && *percent >= 0) duty.rate += *percent / 100, unit = trim(unit.substr(0, plus));
  }
  duty.specific = SpecificDuty{amount, "USD", std::string(unit)};
}

BaseDuty duty_at(const CsvTable& csv, std::size_t row, const DutyColumns& columns) {
  const auto kind = csv.text(row, columns.kind);
  BaseDuty duty{.rate = positive_at(csv, row, columns.ad_valorem, 0),
                .matched = true,
                .unconverted = kind == "specific" || kind == "compound" || kind == "other",
                .equivalent = false,
                .text = std::string(csv.text(row, columns.text)),
                .specific = std::nullopt};
  if ((kind == "specific" || kind == "compound") && columns.specific)
    if (const double amount = positive_at(csv, row, columns.specific->first, 0); amount > 0)
      add_specific(amount, csv.text(row, columns.specific->second), duty);
  if (!duty.unconverted && kind != "free" && kind != "ad_valorem")
    fail_at(csv.place(row, columns.kind), std::string(kind), "is not a kind of duty",
            "free, ad_valorem, specific, compound or other");
  return duty;
}

}  // namespace

BaseDuties BaseDuties::read(const BaseFiles& files) {
  const auto csv = CsvTable::read(files.duties.path);
  const std::size_t code = code_column(csv, files.duties.code);
  const auto first = DutyColumns::of(csv, "", "general", "general_raw");
  const bool second = csv.has_column("col2_kind");
  const auto other = second ? DutyColumns::of(csv, "col2_", "column2", "col2_raw") : first;
  std::vector<Line> lines;
  for (std::size_t r = 0; r < csv.rows(); ++r)
    lines.push_back({code_at(csv, r, code), duty_at(csv, r, first), duty_at(csv, r, other)});
  BaseDuties duties;
  duties.lines_ = PrefixMap<Line>(std::move(lines));
  if (!files.equivalents) return duties;
  const auto ave = CsvTable::read(files.equivalents->path);
  const std::size_t ave_code = code_column(ave, ""), rate = ave.column("ave");
  std::vector<Equivalent> equivalents;
  for (std::size_t r = 0; r < ave.rows(); ++r)
    if (!ave.blank(r, rate)) equivalents.push_back({code_at(ave, r, ave_code), positive_at(ave, r, rate, 0)});
  duties.equivalents_ = PrefixMap<Equivalent>(std::move(equivalents));
  return duties;
}

BaseDuty BaseDuties::duty(const ProductCode& product, bool column2) const {
  const Line* line = lines_.find(product);
  if (!line) return {};
  BaseDuty duty = column2 ? line->column2 : line->column1;
  if (!duty.unconverted || column2) return duty;
  // An equivalent belongs to the line that is not ad valorem, not to a wider heading.
  const Equivalent* ave = equivalents_.find(product);
  if (!ave || ave->code.digits() < line->code.digits()) return duty;
  duty.rate = ave->rate, duty.unconverted = false, duty.equivalent = true;
  return duty;
}

std::vector<ProductCode> BaseDuties::codes() const {
  std::vector<ProductCode> codes;
  for (const auto& line : lines_.entries()) codes.push_back(line.code);
  return codes;
}

ContentShares ContentShares::read(const TableFile& file, const std::vector<std::string>& columns) {
  const auto csv = CsvTable::read(file.path);
  const std::size_t code = code_column(csv, file.code);
  std::vector<std::size_t> positions;
  for (const auto& name : columns) positions.push_back(csv.column(name));
  std::vector<Line> lines;
  for (std::size_t r = 0; r < csv.rows(); ++r) {
    Line line{code_at(csv, r, code), {}};
    // Shares from total requirements of an input-output table exceed 1 for primary metals: all of the value.
    for (const std::size_t c : positions) line.shares.push_back(std::min(1.0, positive_at(csv, r, c, 0)));
    lines.push_back(std::move(line));
  }
  ContentShares shares;
  shares.lines_ = PrefixMap<Line>(std::move(lines));
  return shares;
}

std::optional<double> ContentShares::share(const ProductCode& product, std::size_t column) const {
  const Line* line = lines_.find(product);
  return line ? std::optional(line->shares[column]) : std::nullopt;
}

UnitValues UnitValues::read(const TableFile& file) {
  const auto csv = CsvTable::read(file.path);
  const std::size_t code = code_column(csv, file.code), unit = csv.column(file.partner),
                    price = csv.column(file.value);
  std::vector<Line> lines;
  for (std::size_t r = 0; r < csv.rows(); ++r) {
    lines.push_back({code_at(csv, r, code), std::string(csv.text(r, unit)), csv.number(r, price)});
    if (lines.back().price <= 0)
      fail_at(csv.place(r, price), std::string(csv.text(r, price)), "is not a price", "a number above 0");
  }
  UnitValues values;
  values.lines_ = PrefixMap<Line>(std::move(lines));
  return values;
}

std::optional<double> UnitValues::price(const ProductCode& product, const std::string& unit) const {
  for (const auto& line : lines_.longest(product))
    if (line.unit == unit) return line.price;
  return std::nullopt;
}

ClaimShares ClaimShares::read(const TableFile& file) {
  const auto csv = CsvTable::read(file.path);
  const std::size_t code = code_column(csv, file.code), share = csv.column(file.value);
  const std::size_t partner = file.partner.empty() ? code : csv.column(file.partner);
  std::map<std::string, std::vector<Line>> lines;
  for (std::size_t r = 0; r < csv.rows(); ++r)
    lines[file.partner.empty() ? "*" : std::string(csv.text(r, partner))].push_back(
        {code_at(csv, r, code), share_at(csv, r, share)});
  ClaimShares shares;
  for (auto& [name, own] : lines) shares.partners_.emplace(name, Table(std::move(own)));
  return shares;
}

const ClaimShares::Table* ClaimShares::table(const std::string& partner) const {
  const auto& members = european_union();
  const bool member = std::find(members.begin(), members.end(), partner) != members.end();
  for (const std::string& name : {partner, std::string(member ? kEuropeanUnion : "*"), std::string("*")})
    if (const auto it = partners_.find(name); it != partners_.end()) return &it->second;
  return nullptr;
}

double Trade::total() const {
  double sum = 0;
  for (const auto& line : lines) sum += line.usd;
  return sum;
}

Trade Trade::read(const TableFile& file) {
  const auto csv = CsvTable::read(file.path);
  const std::size_t code = code_column(csv, file.code), partner = csv.column(file.partner),
                    value = csv.column(file.value);
  Trade trade;
  trade.year = file.year, trade.estimate = file.estimate, trade.source = file.source;
  trade.file = file.path.string();
  std::map<std::string, std::size_t, std::less<>> partners;
  for (std::size_t r = 0; r < csv.rows(); ++r) {
    const auto name = csv.text(r, partner);
    auto it = partners.find(name);
    if (it == partners.end()) {
      if (!is_partner_code(name))
        fail_at(csv.place(r, partner), std::string(name), "is not a partner code", "an ISO 3166 code");
      it = partners.emplace(name, trade.partners.size()).first;
      trade.partners.emplace_back(name);
    }
    trade.lines.push_back({code_at(csv, r, code), it->second, positive_at(csv, r, value, 0)});
  }
  const auto before = [](const Line& a, const Line& b) {
    return a.code != b.code ? a.code < b.code : a.partner < b.partner;
  };
  std::stable_sort(trade.lines.begin(), trade.lines.end(), before);
  for (std::size_t i = 1; i < trade.lines.size(); ++i)
    if (!before(trade.lines[i - 1], trade.lines[i]))
      fail_at({.file = trade.file, .line = {}, .column = ""}, trade.lines[i].code.text(),
              fmt::format("stands twice for partner {}", trade.partners[trade.lines[i].partner]),
              "one row for each product and partner");
  return trade;
}

}  // namespace cobden::schedule
