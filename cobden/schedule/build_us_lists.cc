#include "cobden/schedule/build_us_lists.h"

#include <set>

#include "cobden/core/civil_time.h"
#include "cobden/core/error.h"
#include "cobden/data/csv.h"
#include "cobden/schedule/product_code.h"

namespace cobden::schedule {
namespace {

using data::CsvTable;

/// A public list with its columns found by name.
class SourceList {
 public:
  SourceList(const std::filesystem::path& folder, const std::string& name)
      : table_(CsvTable::read(folder / name)) {}

  std::size_t rows() const { return table_.rows(); }
  std::string text(std::size_t row, std::string_view column) const {
    return std::string(table_.text(row, table_.column(column)));
  }
  ProductCode code(std::size_t row, std::string_view column) const {
    const std::string value = text(row, column);
    if (const auto code = ProductCode::parse(value)) return *code;
    throw error(row, column, "is not a product code", "digits, with or without dots");
  }
  /// The day in the column; nullopt where it is blank.
  std::optional<Day> day(std::size_t row, std::string_view column) const {
    const std::string value = text(row, column);
    if (value.empty()) return std::nullopt;
    if (const auto day = parse_day(value)) return day;
    throw error(row, column, "is not a day", "a date such as 2025-04-05");
  }
  UserError error(std::size_t row, std::string_view column, std::string problem, std::string expected) const {
    const std::size_t c = table_.column(column);
    return UserError({table_.place(row, c), std::string(table_.text(row, c)), std::move(problem),
                      std::move(expected), "the folder must be us_china_schedule as it was published"});
  }

 private:
  CsvTable table_;
};

/// A list being written: lines sorted by code, then by the rest; equal lines once.
class ListFile {
 public:
  ListFile(std::string name, std::string further_columns)
      : name_(std::move(name)), header_("code" + std::move(further_columns)) {}

  void add(const ProductCode& code, const std::string& rest = "") { lines_.insert({code, rest}); }
  BuiltFile finish() const {
    std::string content = header_ + "\n";
    for (const auto& [code, rest] : lines_) content += code.text() + rest + "\n";
    return {"lists/us/" + name_ + ".csv", content};
  }

 private:
  std::string name_, header_;
  std::set<std::pair<ProductCode, std::string>> lines_;
};

std::string field(std::string_view text) { return "," + std::string(text); }
std::string field(const std::optional<Day>& day) { return "," + (day ? to_string(*day) : std::string()); }

/// "2025-03", the wave in which a code came into a list.
std::string month_of(Day day) { return to_string(day).substr(0, 7); }

bool starts_with(const ProductCode& code, std::string_view prefix) {
  return code.text().compare(0, prefix.size(), prefix) == 0;
}

/// The sources write "aluminum"; measures and lists here write "aluminium".
std::string metal_of(const SourceList& list, std::size_t row, std::string_view column) {
  const std::string metal = list.text(row, column);
  if (metal == "aluminum") return "aluminium";
  if (metal == "steel" || metal == "copper") return metal;
  throw list.error(row, column, "is not a metal of Section 232", "steel, aluminum or copper");
}

/// Whether some heading of `list` covers `code`.
bool covered(const std::set<ProductCode>& list, const ProductCode& code) {
  for (int digits = 2; digits <= code.digits(); ++digits) {
    if (list.contains(code.first(digits))) return true;
  }
  return false;
}

std::set<ProductCode> codes_of(const SourceList& list, std::string_view column) {
  std::set<ProductCode> codes;
  for (std::size_t i = 0; i < list.rows(); ++i) codes.insert(list.code(i, column));
  return codes;
}

// ---------------------------------------------------------------- Section 301 and the reciprocal duty

BuiltFile section301_china(const std::filesystem::path& folder) {
  const SourceList source(folder, "us_section301_china_hts8.csv");
  ListFile out("section301-china", ",heading");
  for (std::size_t i = 0; i < source.rows(); ++i) {
    out.add(source.code(i, "hts8"), field(source.text(i, "heading")));
  }
  return out.finish();
}

/// The part of Annex II a code belongs to, by when it came and when and why it left.
std::string annex2_part(const SourceList& source, std::size_t row, Day from, std::optional<Day> to) {
  const std::string begin = to_string(from);
  const std::string end = to ? to_string(*to) : "";
  if (begin == "2025-04-05") {
    if (end.empty()) return "original";
    if (end == "2025-08-01") return "copper";
    if (end == "2025-09-08") return "dropped";
    if (end == "2025-10-14") return "timber";
  }
  if (begin == "2025-09-08" && end.empty()) return "september";
  if (begin == "2025-11-13" && end.empty()) return "agriculture";
  throw source.error(row, "from", "is not a date on which Annex II changed",
                     "2025-04-05, 2025-09-08 or 2025-11-13 with the ends of EO 14346 and the 232 actions");
}

BuiltFile annex2(const std::filesystem::path& folder) {
  const SourceList source(folder, "us_ieepa_reciprocal_annexII_exempt.csv");
  ListFile out("annex2", ",part,from,to");
  for (std::size_t i = 0; i < source.rows(); ++i) {
    const auto from = source.day(i, "from");
    if (!from) throw source.error(i, "from", "is blank", "the first day of the exemption");
    auto to = source.day(i, "to_inclusive");
    if (to) *to += std::chrono::days(1);
    out.add(source.code(i, "prefix"), field(annex2_part(source, i, *from, to)) + field(from) + field(to));
  }
  return out.finish();
}

BuiltFile electronics(const std::filesystem::path& folder) {
  const SourceList source(folder, "us_apr11_electronics_exempt.csv");
  ListFile out("electronics-2025-04-11", "");
  for (const ProductCode& code : codes_of(source, "prefix")) out.add(code);
  return out.finish();
}

BuiltFile canada_mexico_reduced(const std::filesystem::path& folder) {
  const SourceList source(folder, "us_ieepa_canada_mexico_reduced_rate.csv");
  ListFile out("canada-mexico-reduced", ",part,heading");
  for (std::size_t i = 0; i < source.rows(); ++i) {
    const std::string category = source.text(i, "category");
    if (category != "energy_ca" && category != "potash_ca" && category != "potash_mx") {
      throw source.error(i, "category", "is no reduced rate", "energy_ca, potash_ca or potash_mx");
    }
    const std::string part = category.substr(0, 6) + (category.ends_with("_ca") ? "-canada" : "-mexico");
    out.add(source.code(i, "hts8"), field(part) + field(source.text(i, "heading")));
  }
  return out.finish();
}

// ---------------------------------------------------------------- Section 232

BuiltFile steel_aluminium(const SourceList& source) {
  ListFile out("steel-aluminium", ",part,from");
  for (std::size_t i = 0; i < source.rows(); ++i) {
    const auto from = source.day(i, "from");
    if (!from) throw source.error(i, "from", "is blank", "the first day of the duty");
    const std::string part = metal_of(source, i, "metal") + "-" + month_of(*from);
    out.add(source.code(i, "prefix"), field(part) + field(from));
  }
  return out.finish();
}

/// Derivatives charged on their metal content. Chapters 72, 73 and 76 are left out: the law charges those on
/// the whole value (notes 16(m), 19(i) and 19(j)) and the list of steel and aluminium articles has them.
BuiltFile metal_derivatives(const std::filesystem::path& folder) {
  const SourceList source(folder, "us_s232_derivatives_metal_content.csv");
  ListFile out("metal-derivatives", ",part,from");
  for (std::size_t i = 0; i < source.rows(); ++i) {
    const ProductCode code = source.code(i, "prefix");
    if (starts_with(code, "72") || starts_with(code, "73") || starts_with(code, "76")) continue;
    const auto from = source.day(i, "from");
    if (!from) throw source.error(i, "from", "is blank", "the first day of the duty");
    const std::string part = metal_of(source, i, "metal") + "-" + month_of(*from);
    out.add(code, field(part) + field(from));
  }
  return out.finish();
}

BuiltFile autos(const std::filesystem::path& folder) {
  const SourceList source(folder, "us_s232_autos.csv");
  ListFile out("autos", ",part,from,share");
  for (std::size_t i = 0; i < source.rows(); ++i) {
    const ProductCode code = source.code(i, "prefix");
    std::string part = source.text(i, "part");
    if (part == "vehicle") {
      part = starts_with(code, "8704") ? "light-truck" : "car";
    } else if (part != "part") {
      throw source.error(i, "part", "is neither", "vehicle or part");
    }
    // A heading that note 33(g) names for a few vehicle parts only has share 0 ("8471").
    const std::string share = source.text(i, "applicability_share");
    out.add(code, field(part) + field(source.day(i, "from")) + field(share == "0.0" ? "0" : share));
  }
  return out.finish();
}

BuiltFile copper(const std::filesystem::path& folder) {
  const SourceList source(folder, "us_s232_copper.csv");
  ListFile out("copper", "");
  for (const ProductCode& code : codes_of(source, "prefix")) out.add(code);
  return out.finish();
}

/// Tiers of the metals annexes of 6 April 2026 and of their changes by Proclamation 11032 on 8 June 2026. The
/// longest entry of the whole annex decides the tier of a product; sub-lists are read one by one, so a part
/// has a line that is over before the duty begins for every code below it that another tier has taken out.
class MetalsAnnex {
 public:
  explicit MetalsAnnex(const std::filesystem::path& folder) : source_(folder, "us_s232_annex_products.csv") {
    for (std::size_t i = 0; i < source_.rows(); ++i) collect(i);
  }
  BuiltFile write() const {
    ListFile out("metals-annex", ",part,to");
    for (const auto& [code, entry] : entries_) {
      const std::string label = label_of(code);
      add_parts(out, code, label, entry.metals, "");
      for (int digits = 2; digits < code.digits(); ++digits) {
        const auto above = entries_.find(code.first(digits));
        if (above == entries_.end()) continue;
        const std::string other = label_of(above->first);
        if (other != label) add_parts(out, code, other, above->second.metals, "2026-04-06");
      }
    }
    return out.finish();
  }

 private:
  struct Entry {
    std::optional<std::string> april, june;  ///< tier in force from that change on, where the code is named
    std::set<std::string> metals;
  };

  void collect(std::size_t row) {
    const std::string tier = source_.text(row, "annex");
    if (!std::set<std::string>{"1a", "1b", "1c", "2", "3"}.contains(tier)) {
      throw source_.error(row, "annex", "is not an annex", "1a, 1b, 1c, 2 or 3");
    }
    // Annexes I-B, II and III name eight- and ten-digit codes only. Their shorter headings in the public list
    // ("8471") are its shorthand for some of those; taken as entries they would charge all computers.
    const ProductCode code = source_.code(row, "hts_prefix");
    if (code.digits() < 8 && tier != "1a") return;
    Entry& entry = entries_[code];
    // The public list calls some aluminium of chapter 76 steel; the chapter knows.
    const std::string metal = metal_of(source_, row, "metal_type");
    entry.metals.insert(starts_with(code, "76") ? "aluminium" : metal);
    const std::string begin = source_.text(row, "effective_date");
    if (begin != "2026-04-06" && begin != "2026-06-08") {
      throw source_.error(row, "effective_date", "is not a date of the annexes", "2026-04-06 or 2026-06-08");
    }
    (begin == "2026-04-06" ? entry.april : entry.june) = tier;
  }

  std::string tier(const ProductCode& code, bool june) const {
    for (int digits = code.digits(); digits >= 2; --digits) {
      const auto found = entries_.find(code.first(digits));
      if (found == entries_.end()) continue;
      const Entry& entry = found->second;
      if (june && entry.june) return *entry.june;
      if (entry.april) return *entry.april;
    }
    return "none";
  }
  /// "1b", or "1b-to-3" for a code that changed on 8 June.
  std::string label_of(const ProductCode& code) const {
    const std::string april = tier(code, false);
    const std::string june = tier(code, true);
    return april == june ? april : april + "-to-" + june;
  }
  /// Annex II and codes outside any annex owe nothing and need no line.
  static void add_parts(ListFile& out, const ProductCode& code, const std::string& label,
                        const std::set<std::string>& metals, std::string_view to) {
    if (label == "2" || label == "none" || label == "none-to-2") return;
    for (const std::string& metal : metals) out.add(code, field(label + "-" + metal) + field(to));
  }

  SourceList source_;
  std::map<ProductCode, Entry> entries_;
};

// ---------------------------------------------------------------- exemptions of the later measures

/// Civil aircraft and their parts, as General Note 6 and the notes that follow it list them. In chapter 88
/// and the aircraft engines the classification says it all; in the other headings (computers, seats, wiring)
/// only goods for use in civil aircraft are exempt.
class AircraftList {
 public:
  AircraftList(const SourceList& floor, const std::set<ProductCode>& unconditional)
      : unconditional_(unconditional) {
    for (std::size_t i = 0; i < floor.rows(); ++i) {
      if (floor.text(i, "category") == "civil_aircraft") codes_.insert(floor.code(i, "hts8"));
    }
  }
  /// "aircraft", "aircraft-use", or "product" for a code that is exempt whatever its use.
  std::string part(const ProductCode& code) const {
    if (!codes_.contains(code) || covered(unconditional_, code)) return "product";
    return by_classification(code) ? "aircraft" : "aircraft-use";
  }
  static std::string use_of(const ProductCode& code) {
    return by_classification(code) ? "aircraft" : "aircraft-use";
  }

 private:
  static bool by_classification(const ProductCode& code) {
    for (const char* heading : {"88", "840710", "840910", "8411"}) {
      if (starts_with(code, heading)) return true;
    }
    return false;
  }
  std::set<ProductCode> codes_;
  std::set<ProductCode> unconditional_;
};

/// What the European Union, Switzerland with Liechtenstein, and South Korea are spared of the total of 15%.
BuiltFile floor_exempt(const SourceList& source) {
  // Three partners share the aircraft list and two the pharmaceutical one; a code they share is written once.
  std::map<std::pair<ProductCode, std::string>, std::set<std::string>> partners;
  for (std::size_t i = 0; i < source.rows(); ++i) {
    const std::string group = source.text(i, "country_group");
    if (group != "eu" && group != "swiss" && group != "korea") {
      throw source.error(i, "country_group", "is no partner with a total of 15%", "eu, swiss or korea");
    }
    partners[{source.code(i, "hts8"), source.text(i, "category")}].insert(group);
  }
  ListFile out("floor-exempt", ",part");
  for (const auto& [key, groups] : partners) {
    const auto& [code, category] = key;
    for (const std::string& group : groups) {
      if (category == "ptaap") out.add(code, field(group + "-materials"));
      if (category == "particular") out.add(code, field(group + "-materials"));
    }
    if (category == "pharma") out.add(code, field("pharma-use"));
    if (category == "civil_aircraft") {
      const bool korea_only = groups == std::set<std::string>{"korea"};
      out.add(code, field((korea_only ? "korea-" : "") + AircraftList::use_of(code)));
    }
  }
  return out.finish();
}

/// A list of exempt codes in which the aircraft codes stand apart.
BuiltFile exempt_list(const SourceList& source, const std::string& name, const AircraftList& aircraft) {
  ListFile out(name, ",part");
  for (const ProductCode& code : codes_of(source, "hts8")) out.add(code, field(aircraft.part(code)));
  return out.finish();
}

BuiltFile brazil_ieepa_exempt(const SourceList& source, const AircraftList& aircraft) {
  ListFile out("brazil-ieepa-exempt", ",part,from");
  for (std::size_t i = 0; i < source.rows(); ++i) {
    const ProductCode code = source.code(i, "hts10");
    const auto from = source.day(i, "effective_date_start");
    const std::string begin = from ? to_string(*from) : "";
    if (begin != "2025-08-06" && begin != "2025-11-13") {
      throw source.error(i, "effective_date_start", "is not a date of EO 14323", "2025-08-06 or 2025-11-13");
    }
    out.add(code, field(begin == "2025-11-13" ? "food" : aircraft.part(code)) + field(from));
  }
  return out.finish();
}

}  // namespace

std::vector<BuiltFile> build_us_lists(const std::filesystem::path& source) {
  const std::filesystem::path folder = source / "product_lists";
  const SourceList floor(folder, "us_floor_exempt_products.csv");
  // Semiconductors, computers and Annex II materials are exempt whatever their use, also where General Note 6
  // names them for aircraft.
  std::set<ProductCode> unconditional =
      codes_of(SourceList(folder, "us_ieepa_reciprocal_annexII_exempt.csv"), "prefix");
  unconditional.merge(codes_of(SourceList(folder, "us_apr11_electronics_exempt.csv"), "prefix"));
  const AircraftList aircraft(floor, unconditional);
  // The list of the order against Brazil names the aircraft codes apart from its Annex II materials.
  const AircraftList brazil_aircraft(floor, {});

  return {
      section301_china(folder),
      annex2(folder),
      electronics(folder),
      canada_mexico_reduced(folder),
      steel_aluminium(SourceList(folder, "us_s232_steel_aluminium.csv")),
      metal_derivatives(folder),
      autos(folder),
      copper(folder),
      MetalsAnnex(folder).write(),
      floor_exempt(floor),
      exempt_list(SourceList(folder, "us_s122_exempt.csv"), "section122-exempt", aircraft),
      exempt_list(SourceList(folder, "us_s301_brazil_exempt_products.csv"), "brazil-301-exempt", aircraft),
      exempt_list(SourceList(folder, "us_s301fl_exempt_products.csv"), "forced-labour-exempt", aircraft),
      brazil_ieepa_exempt(SourceList(folder, "us_country_eo_exempt_products.csv"), brazil_aircraft)};
}

}  // namespace cobden::schedule
