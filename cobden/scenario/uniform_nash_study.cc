#include "cobden/scenario/uniform_nash_study.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstring>

#include "cobden/core/file.h"
#include "cobden/data/csv.h"

namespace cobden::scenario {
namespace {

namespace json = boost::json;
using data::BenchmarkTables;

/// A world without input-output links: what a country buys is final use, what it sells is value added.
economy::BenchmarkPtr close_accounts(BenchmarkTables t) {
  const std::size_t S = t.sectors.size(), N = t.countries.size();
  t.final_use = t.value_added = SectorCountry(S, N);
  for (const Sector s : t.sectors.all())
    for (const Country d : t.countries.all())
      for (const Country o : t.countries.all()) {
        t.final_use(s, d) += t.flow(s, d, o) * (1 + t.tariff(s, d, o));
        t.value_added(s, o) += t.flow(s, d, o);
      }
  return std::make_shared<const data::Benchmark>(std::move(t));
}

std::vector<std::string> texts(const json::value& list) {
  std::vector<std::string> found;
  for (const auto& item : list.as_array()) found.emplace_back(item.as_string());
  return found;
}

/// Little-endian doubles, exporter fastest, then importer, then sector: the layout of a TradeCube.
TradeCube read_cube(const std::filesystem::path& path, std::size_t S, std::size_t N) {
  const std::string bytes = read_file(path);
  TradeCube cube(S, N, N);
  if (bytes.size() != cube.flat().size_bytes())
    throw UserError({.place = {.file = path.string(), .line = {}, .column = ""},
                     .value = fmt::format("{} bytes", bytes.size()),
                     .problem = "the matrix does not have the size that WIOD2014.json gives",
                     .expected = fmt::format("{} bytes", cube.flat().size_bytes()),
                     .remedy = "copy the file again"});
  std::memcpy(cube.flat().data(), bytes.data(), bytes.size());
  return cube;
}

void take_tariff_out(BenchmarkTables& t) {
  for (std::size_t c = 0; c < t.flow.flat().size(); ++c) t.flow.flat()[c] /= 1 + t.tariff.flat()[c];
}

void fill_wiod(const json::value& description, const std::filesystem::path& folder, BenchmarkTables& t) {
  const auto& head = description.as_object();
  t.countries = CountryAxis(texts(head.at("countries")));
  const auto names = texts(head.at("sectors"));
  std::vector<std::string> codes;
  for (std::size_t s = 0; s < names.size(); ++s) codes.push_back(fmt::format("S{:02}", s + 1));
  t.sectors = SectorAxis(codes, names);
  t.flow = read_cube(folder / "WIOD2014_flows.f64", codes.size(), t.countries.size());
  t.tariff = read_cube(folder / "WIOD2014_tariffs.f64", codes.size(), t.countries.size());
  for (const auto& [name, values] : head.at("trade_elasticity_eps").as_object()) {
    BySector theta(codes.size());
    for (std::size_t s = 0; s < codes.size(); ++s)
      theta[Sector(s)] = values.as_array().at(s).to_number<double>();
    t.elasticities.push_back({std::string(name), "as compiled by Lashkaripour (2021)", theta});
  }
}

/// Codes in the order of their first appearance in a column.
std::vector<std::string> codes_of(const data::CsvTable& table, std::size_t column) {
  std::vector<std::string> codes;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    const std::string code(table.text(r, column));
    if (std::find(codes.begin(), codes.end(), code) == codes.end()) codes.push_back(code);
  }
  return codes;
}

}  // namespace

economy::BenchmarkPtr read_wiod2014_world(const std::filesystem::path& folder) {
  const auto path = folder / "WIOD2014.json";
  BenchmarkTables t;
  t.name = "wiod2014_44x16", t.year = 2014;
  t.provenance = {.title = "WIOD 2014, 44 economies x 16 sectors, flows gross of tariffs",
                  .source = "Lashkaripour (2021), replication data",
                  .licence = "none stated",
                  .citation = "Lashkaripour (2021)",
                  .steps = {}};
  const std::string text = read_file(path);
  try {
    fill_wiod(json::parse(text), folder, t);
  } catch (const UserError&) {
    throw;
  } catch (const std::exception& e) {  // Boost.JSON: not JSON, a missing key, another type
    throw UserError({.place = {.file = path.string(), .line = {}, .column = ""},
                     .value = e.what(),
                     .problem = "the description of the data cannot be read",
                     .expected = "countries, sectors and trade_elasticity_eps",
                     .remedy = "copy the file again"});
  }
  take_tariff_out(t);
  return close_accounts(std::move(t));
}

economy::BenchmarkPtr read_icio2022_world(const std::filesystem::path& folder) {
  const auto trade = data::CsvTable::read(folder / "trade.csv.xz"),
             sectors = data::CsvTable::read(folder / "sectors.csv");
  const std::size_t exporter = trade.column("exporter"), importer = trade.column("importer"),
                    sector = trade.column("sector"), flow = trade.column("flow_basic_musd"),
                    tariff = trade.column("tariff_teti");
  BenchmarkTables t;
  t.name = "icio2022_81x28", t.year = 2022;
  t.countries = CountryAxis(codes_of(trade, exporter));
  t.sectors = SectorAxis(codes_of(sectors, sectors.column("code")));
  t.provenance = {.title = "OECD ICIO 2022, 81 economies x 28 sectors, flows taken as gross of tariffs",
                  .source = "OECD ICIO and Teti (2024), as compiled by Lashkaripour",
                  .licence = "CC BY 4.0 (OECD)",
                  .citation = "Lashkaripour (2021)",
                  .steps = {"one million USD added to every domestic flow"}};
  const std::size_t S = t.sectors.size(), N = t.countries.size();
  t.flow = t.tariff = TradeCube(S, N, N);
  for (std::size_t r = 0; r < trade.rows(); ++r) {
    const Sector s = t.sectors.at(trade.text(r, sector), trade.place(r, sector));
    const Country d = t.countries.at(trade.text(r, importer), trade.place(r, importer)),
                  o = t.countries.at(trade.text(r, exporter), trade.place(r, exporter));
    t.flow(s, d, o) = trade.number(r, flow) + (d == o ? 1 : 0);
    t.tariff(s, d, o) = trade.number(r, tariff);
  }
  const std::string prefix = "theta_";
  for (std::size_t c = 0; c < sectors.columns().size(); ++c) {
    const std::string& name = sectors.columns()[c];
    if (!name.starts_with(prefix)) continue;
    BySector theta(S);
    for (std::size_t r = 0; r < S; ++r) theta[Sector(r)] = sectors.number(r, c);
    t.elasticities.push_back({name.substr(prefix.size()), "as compiled by Lashkaripour (2021)", theta});
  }
  take_tariff_out(t);
  return close_accounts(std::move(t));
}

}  // namespace cobden::scenario
