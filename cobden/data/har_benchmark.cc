#include "cobden/data/har_benchmark.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <map>
#include <set>

#include "cobden/core/file.h"
#include "cobden/core/text.h"
#include "cobden/data/har_headers.h"
#include "cobden/data/read_support.h"

namespace cobden::data {
namespace {

namespace fs = std::filesystem;
using Groups = std::map<std::string, std::vector<std::string>>;
using Type = HeaderArray::Type;
using Codes = std::vector<std::string>;

constexpr std::size_t kAboutWidth = 76;  // what a viewer shows without scrolling

bool is_element(const std::string& code) {
  return !code.empty() && code.size() <= 12 && std::isalpha(static_cast<unsigned char>(code[0])) &&
         std::all_of(code.begin(), code.end(),
                     [](unsigned char c) { return (std::isalnum(c) && c < 0x80) || c == '_' || c == '@'; });
}

void require_elements(const Codes& codes, const std::string& what) {
  std::set<std::string> seen;
  for (const auto& code : codes) {
    std::string lower = code;
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (is_element(code) && seen.insert(lower).second) continue;
    throw UserError({.place = {.file = "", .line = {}, .column = what},
                     .value = code,
                     .problem = is_element(code) ? "differs from another code in case alone"
                                                 : "is not the name of an element in a GEMPACK file",
                     .expected = "up to 12 letters, digits and _, the first a letter",
                     .remedy = "rename it with cobden data aggregate --map; nothing was written"});
  }
}

/// Cuts "key=value" into lines; those after the first begin with '>'. No line ends in a blank or within a
/// character, which a reader would lose.
void add_wrapped(std::string line, Codes& lines) {
  while (line.size() > kAboutWidth) {
    std::size_t at = kAboutWidth;
    while (at > 2 && (line[at - 1] == ' ' || (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80)) --at;
    lines.push_back(line.substr(0, at));
    line = ">" + line.substr(at);
  }
  lines.push_back(line);
}

Codes about_lines(const BenchmarkTables& t) {
  Codes lines;
  const auto entry = [&](const std::string& key, const std::string& value) {
    if (!value.empty()) add_wrapped(key + "=" + value, lines);
  };
  entry("name", t.name);
  entry("year", std::to_string(t.year));
  entry("unit", t.unit);
  entry("title", t.provenance.title);
  entry("source", t.provenance.source);
  entry("licence", t.provenance.licence);
  entry("citation", t.provenance.citation);
  for (const auto& step : t.provenance.steps) entry("step", step);
  for (const auto& set : t.elasticities) entry("elasticity_source." + set.name, set.source);
  for (const auto& [name, codes] : t.country_groups)
    entry("country_group." + name, fmt::format("{}", fmt::join(codes, ";")));
  for (const auto& [name, codes] : t.sector_groups)
    entry("sector_group." + name, fmt::format("{}", fmt::join(codes, ";")));
  return lines;
}

HeaderArray texts(const std::string& name, const std::string& description, Codes lines) {
  return {.name = name, .description = description, .texts = std::move(lines)};
}

/// Reals over sets; `value(i, j, k)` is asked for every position, the first fastest.
template <class Value>
HeaderArray reals(const std::string& name, const std::string& description, std::vector<HarDimension> over,
                  const Value& value) {
  HeaderArray array{.name = name, .description = description, .type = Type::kReals, .coefficient = name};
  std::size_t size[3] = {1, 1, 1};
  for (std::size_t i = 0; i < over.size(); ++i) array.shape.push_back(size[i] = over[i].elements.size());
  array.dimensions = std::move(over);
  array.reals.reserve(size[0] * size[1] * size[2]);
  for (std::size_t k = 0; k < size[2]; ++k)
    for (std::size_t j = 0; j < size[1]; ++j)
      for (std::size_t i = 0; i < size[0]; ++i) array.reals.push_back(static_cast<float>(value(i, j, k)));
  return array;
}

std::vector<HeaderArray> headers_of(const BenchmarkTables& t) {
  Codes names;
  for (const auto& set : t.elasticities) names.push_back(set.name);
  const HarDimension reg{.set = "REG", .elements = t.countries.codes()},
      sect{.set = "SECT", .elements = t.sectors.codes()}, eset{.set = "ESET", .elements = names};
  require_elements(reg.elements, "country");
  require_elements(sect.elements, "sector");
  require_elements(eset.elements, "elasticity set");
  std::vector<HeaderArray> headers = {
      texts("REG", "Set REG economies", reg.elements),
      texts("SECT", "Set SECT sectors", sect.elements),
      texts("ESET", "Set ESET sets of trade elasticities", eset.elements),
      texts("RNAM", "Names of the economies", t.countries.labels()),
      texts("SNAM", "Names of the sectors", t.sectors.labels()),
      texts("ABOU", "What the data are and where they are from", about_lines(t))};
  const auto S = [](std::size_t i) { return Sector(i); };
  const auto C = [](std::size_t i) { return Country(i); };
  headers.push_back(
      reals("FLOW", "Trade and home sales (sector, exporter, importer), basic prices, " + t.unit,
            {sect, reg, reg}, [&](auto s, auto o, auto d) { return t.flow(S(s), C(d), C(o)); }));
  headers.push_back(reals("RTMS", "Tariff (sector, exporter, importer), percent ad valorem", {sect, reg, reg},
                          [&](auto s, auto o, auto d) { return 100 * t.tariff(S(s), C(d), C(o)); }));
  if (!t.intermediate.empty())
    headers.push_back(reals("INTM", "Use (sector used, using sector, economy), purchaser prices",
                            {sect, sect, reg},
                            [&](auto k, auto j, auto n) { return t.intermediate(S(k), S(j), C(n)); }));
  headers.push_back(reals("FINU", "Final use, purchaser prices", {sect, reg},
                          [&](auto s, auto n, auto) { return t.final_use(S(s), C(n)); }));
  headers.push_back(reals("VADD", "Value added", {sect, reg},
                          [&](auto s, auto n, auto) { return t.value_added(S(s), C(n)); }));
  headers.push_back(reals("THET", "Trade elasticities", {sect, eset},
                          [&](auto s, auto e, auto) { return t.elasticities[e].theta[S(s)]; }));
  if (!t.gdp.empty())
    headers.push_back(
        reals("GDP", "Gross domestic product", {reg}, [&](auto n, auto, auto) { return t.gdp[C(n)]; }));
  for (auto& h : headers)
    if (h.description.size() > 70) h.description.resize(70);
  return headers;
}

void add_about(const std::string& key, const std::string& value, BenchmarkTables& t) {
  const auto rest = [&](std::string_view prefix) { return key.substr(prefix.size()); };
  auto& p = t.provenance;
  if (key == "name") t.name = value;
  if (key == "year") t.year = static_cast<int>(parse_number(value).value_or(0));
  if (key == "unit") t.unit = value;
  if (key == "title") p.title = value;
  if (key == "source") p.source = value;
  if (key == "licence") p.licence = value;
  if (key == "citation") p.citation = value;
  if (key == "step") p.steps.push_back(value);
  if (key.starts_with("country_group.")) t.country_groups[rest("country_group.")] = split(value, ';');
  if (key.starts_with("sector_group.")) t.sector_groups[rest("sector_group.")] = split(value, ';');
  for (auto& set : t.elasticities)
    if (key == "elasticity_source." + set.name) set.source = value;
}

void read_about(const HarHeaders& headers, BenchmarkTables& t) {
  if (!headers.find("ABOU")) return;
  Codes entries;
  for (const auto& line : headers.texts("ABOU"))
    if (line.starts_with('>') && !entries.empty())
      entries.back() += line.substr(1);
    else
      entries.push_back(line);
  for (const auto& entry : entries) {
    const auto equals = entry.find('=');
    if (equals == std::string::npos) headers.fail("ABOU", entry, "is not key=value", "name=my-world");
    const std::string key = entry.substr(0, equals), value = entry.substr(equals + 1);
    if (key == "year" && !(parse_number(value).value_or(-1) >= 0 && *parse_number(value) < 10000))
      headers.fail("ABOU", value, "is not a year", "a whole number such as 2022");
    add_about(key, value, t);
  }
}

/// Names where the file gives one for each code, else the codes.
Codes labels(const HarHeaders& headers, const std::string& name, const Codes& codes) {
  if (!headers.find(name)) return codes;
  Codes given = headers.texts(name);
  if (given.size() != codes.size())
    headers.fail(name, std::to_string(given.size()), "is not one name for each code",
                 std::to_string(codes.size()));
  return given;
}

void read_trade(const HarHeaders& headers, BenchmarkTables& t) {
  const Codes &reg = t.countries.codes(), &sect = t.sectors.codes();
  const auto& flow = headers.reals("FLOW", {&sect, &reg, &reg});
  const auto& rate = headers.reals("RTMS", {&sect, &reg, &reg});
  t.flow = t.tariff = TradeCube(sect.size(), reg.size(), reg.size());
  std::size_t at = 0;
  for (const Country d : t.countries.all())
    for (const Country o : t.countries.all())
      for (const Sector s : t.sectors.all()) {
        t.flow(s, d, o) = flow[at];
        t.tariff(s, d, o) = rate[at++] / 100.0;
      }
}

SectorCountry read_sector_country(const HarHeaders& headers, const std::string& name,
                                  const BenchmarkTables& t) {
  const auto& values = headers.reals(name, {&t.sectors.codes(), &t.countries.codes()});
  SectorCountry table(t.sectors.size(), t.countries.size());
  std::size_t at = 0;
  for (const Country n : t.countries.all())
    for (const Sector s : t.sectors.all()) table(s, n) = values[at++];
  return table;
}

void read_uses(const HarHeaders& headers, BenchmarkTables& t) {
  const Codes &reg = t.countries.codes(), &sect = t.sectors.codes();
  t.final_use = read_sector_country(headers, "FINU", t);
  t.value_added = read_sector_country(headers, "VADD", t);
  if (!headers.find("INTM")) return;
  const auto& values = headers.reals("INTM", {&sect, &sect, &reg});
  t.intermediate = InputOutputCube(sect.size(), sect.size(), reg.size());
  std::size_t at = 0;
  for (const Country n : t.countries.all())
    for (const Sector j : t.sectors.all())
      for (const Sector k : t.sectors.all()) t.intermediate(k, j, n) = values[at++];
}

void read_elasticities(const HarHeaders& headers, BenchmarkTables& t) {
  const Codes& names = headers.texts("ESET");
  const auto& theta = headers.reals("THET", {&t.sectors.codes(), &names});
  std::size_t at = 0;
  for (const auto& name : names) {
    ElasticitySet set{.name = name, .source = "", .theta = BySector(t.sectors.size())};
    for (const Sector s : t.sectors.all()) set.theta[s] = theta[at++];
    t.elasticities.push_back(std::move(set));
  }
}

}  // namespace

void write_har_benchmark(const fs::path& path, const BenchmarkTables& tables) {
  write_har(path, headers_of(tables));
}

BenchmarkTables read_har_benchmark(const fs::path& path, ImportReport& report) {
  return read_har_benchmark(HarHeaders(path), report);
}

BenchmarkTables read_har_benchmark(const HarHeaders& headers, ImportReport& report) {
  const fs::path& path = headers.path();
  BenchmarkTables t;
  t.name = path.stem().string();
  const Codes reg = headers.texts("REG"), sect = headers.texts("SECT");
  t.countries = CountryAxis(reg, labels(headers, "RNAM", reg));
  t.sectors = SectorAxis(sect, labels(headers, "SNAM", sect));
  read_trade(headers, t);
  read_uses(headers, t);
  read_elasticities(headers, t);
  if (headers.find("GDP")) {
    const auto& gdp = headers.reals("GDP", {&reg});
    t.gdp = ByCountry(std::vector<double>(gdp.begin(), gdp.end()));
  }
  read_about(headers, t);
  note_step(t, "read from a GEMPACK header array file, which holds seven digits");
  report.files.push_back({path.string(), sha256_of_file(path), headers.count(), headers.count(), {}, {}});
  return t;
}

bool is_har(const fs::path& file) {
  char start[12] = {};
  std::ifstream stream(file, std::ios::binary);
  stream.read(start, sizeof start);
  return looks_like_har({start, static_cast<std::size_t>(stream.gcount())});
}

}  // namespace cobden::data
