#include "cobden/data/netcdf_benchmark.h"

#include <fmt/format.h>

#include <algorithm>

#include "cobden/core/file.h"
#include "cobden/core/text.h"
#include "cobden/core/version.h"
#include "cobden/data/netcdf_file.h"

namespace cobden::data {
namespace {

namespace fs = std::filesystem;
using Groups = std::map<std::string, std::vector<std::string>>;
using Dimensions = std::vector<std::string>;

constexpr const char* kSchema = "cobden-benchmark";
constexpr int kSchemaVersion = 1;
const Dimensions kTrade = {"sector", "importer", "exporter"};
const Dimensions kInputOutput = {"input", "using", "country"};
const Dimensions kSectorCountry = {"sector", "country"};

/// "EU27=AUT;BEL;..." one text per group.
std::vector<std::string> pack(const Groups& groups) {
  std::vector<std::string> lines;
  for (const auto& [name, codes] : groups) {
    const auto reserved = [](const std::string& text) {
      return text.find_first_of("=;") != std::string::npos;
    };
    if (reserved(name) || std::any_of(codes.begin(), codes.end(), reserved))
      throw UserError(
          "group '" + name + "' has '=' or ';' in its name or codes, which the file format reserves",
          "rename it");
    lines.push_back(fmt::format("{}={}", name, fmt::join(codes, ";")));
  }
  return lines;
}

Groups unpack(const std::vector<std::string>& lines) {
  Groups groups;
  for (const auto& line : lines) {
    const auto equals = line.find('=');
    auto& codes = groups[line.substr(0, equals)];
    if (equals != std::string::npos && equals + 1 < line.size()) codes = split(line.substr(equals + 1), ';');
  }
  return groups;
}

void write_axes(NetcdfWriter& file, const BenchmarkTables& t) {
  const auto coordinate = [&](const std::string& name, const auto& axis, const std::string& meaning) {
    file.dimension(name, axis.size());
    file.strings(name, {name}, {"code", meaning}, axis.codes());
  };
  coordinate("sector", t.sectors, "sector code");
  coordinate("country", t.countries, "country code");
  coordinate("importer", t.countries, "country code of the buyer");
  coordinate("exporter", t.countries, "country code of the seller");
  file.strings("sector_label", {"sector"}, {"text", "sector name"}, t.sectors.labels());
  file.strings("country_label", {"country"}, {"text", "country name"}, t.countries.labels());
  if (t.intermediate.empty()) return;
  coordinate("input", t.sectors, "sector code of the good bought as input");
  coordinate("using", t.sectors, "sector code of the industry that uses the input");
}

void write_money(NetcdfWriter& file, const BenchmarkTables& t) {
  file.doubles("flow", kTrade,
               {t.unit, "trade flow at basic prices, before the importer's tariff; diagonal: domestic sales"},
               t.flow.flat());
  file.doubles("tariff", kTrade, {"1", "ad valorem tariff as a fraction: 0.25 is 25%"}, t.tariff.flat());
  if (!t.intermediate.empty())
    file.doubles("intermediate", kInputOutput,
                 {t.unit, "intermediate use at purchaser prices, tariffs included"}, t.intermediate.flat());
  file.doubles("final_use", kSectorCountry, {t.unit, "final use at purchaser prices"}, t.final_use.flat());
  file.doubles("value_added", kSectorCountry, {t.unit, "value added"}, t.value_added.flat());
  if (!t.gdp.empty())
    file.doubles("gdp", {"country"}, {t.unit, "gross domestic product as the source gives it"}, t.gdp.flat());
}

void write_elasticities(NetcdfWriter& file, const BenchmarkTables& t) {
  if (t.elasticities.empty()) return;
  std::vector<std::string> names, sources;
  std::vector<double> theta;
  for (const auto& set : t.elasticities) {
    names.push_back(set.name);
    sources.push_back(set.source);
    theta.insert(theta.end(), set.theta.flat().begin(), set.theta.flat().end());
  }
  file.dimension("elasticity_set", names.size());
  file.strings("elasticity_set", {"elasticity_set"}, {"name", "name of the elasticity set"}, names);
  file.strings("elasticity_source", {"elasticity_set"}, {"text", "where the elasticities are from"}, sources);
  file.doubles("theta", {"elasticity_set", "sector"},
               {"1", "trade elasticity: minus d ln trade / d ln trade cost"}, theta);
}

void write_attributes(NetcdfWriter& file, const BenchmarkTables& t) {
  file.attribute("schema", kSchema);
  file.attribute("schema_version", kSchemaVersion);
  file.attribute("written_by", "Cobden " + version());
  file.attribute("name", t.name);
  file.attribute("year", t.year);
  file.attribute("unit", t.unit);
  file.attribute("title", t.provenance.title);
  file.attribute("source", t.provenance.source);
  file.attribute("licence", t.provenance.licence);
  file.attribute("citation", t.provenance.citation);
  const auto list = [&](const std::string& name, const std::vector<std::string>& texts) {
    if (!texts.empty()) file.attribute(name, texts);
  };
  list("steps", t.provenance.steps);
  list("country_groups", pack(t.country_groups));
  list("sector_groups", pack(t.sector_groups));
}

/// The library copies as many values as the dimensions say: they must be there.
void require_shapes(const BenchmarkTables& t) {
  const std::size_t N = t.countries.size(), S = t.sectors.size();
  bool fits = N > 0 && S > 0 && t.flow.flat().size() == S * N * N && t.tariff.flat().size() == S * N * N &&
              t.final_use.flat().size() == S * N && t.value_added.flat().size() == S * N &&
              (t.intermediate.empty() || t.intermediate.flat().size() == S * S * N) &&
              (t.gdp.empty() || t.gdp.size() == N);
  for (const auto& set : t.elasticities) fits = fits && set.theta.size() == S;
  if (!fits) throw UserError("benchmark " + t.name + ": a table does not fit its axes");
}

template <class Cube>
Cube cube_of(const NetcdfReader& file, const std::string& name, const Dimensions& dimensions) {
  const auto values = file.doubles(name, dimensions);
  Cube cube(file.dimension(dimensions[0]), file.dimension(dimensions[1]), file.dimension(dimensions[2]));
  std::copy(values.begin(), values.end(), cube.flat().begin());
  return cube;
}

SectorCountry table_of(const NetcdfReader& file, const std::string& name) {
  const auto values = file.doubles(name, kSectorCountry);
  SectorCountry table(file.dimension("sector"), file.dimension("country"));
  std::copy(values.begin(), values.end(), table.flat().begin());
  return table;
}

void check_schema(const NetcdfReader& file, const fs::path& path) {
  const auto refuse = [&](const std::string& problem, const std::string& remedy) {
    throw UserError({.place = {.file = path.string(), .line = {}, .column = "schema"},
                     .value = "",
                     .problem = problem,
                     .expected = "",
                     .remedy = remedy});
  };
  if (file.text_attribute("schema") != kSchema)
    refuse("is a NetCDF file but not a benchmark",
           "give a file written by cobden data import, export or build");
  if (file.int_attribute("schema_version") > kSchemaVersion)
    refuse("was written by a newer version of Cobden", "update Cobden");
}

void read_axes(const NetcdfReader& file, const fs::path& path, BenchmarkTables& t) {
  t.countries = CountryAxis(file.strings("country", {"country"}), file.strings("country_label", {"country"}));
  t.sectors = SectorAxis(file.strings("sector", {"sector"}), file.strings("sector_label", {"sector"}));
  const auto same = [&](const std::string& name, const std::vector<std::string>& codes) {
    if (file.strings(name, {name}) != codes)
      throw UserError({.place = {.file = path.string(), .line = {}, .column = name},
                       .value = "",
                       .problem = "has other codes, or another order, than the axis it repeats",
                       .expected = "",
                       .remedy = "write the file again"});
  };
  same("importer", t.countries.codes());
  same("exporter", t.countries.codes());
  if (file.has_variable("intermediate")) same("input", t.sectors.codes()), same("using", t.sectors.codes());
}

void read_elasticities(const NetcdfReader& file, BenchmarkTables& t) {
  if (!file.has_variable("theta")) return;
  const auto names = file.strings("elasticity_set", {"elasticity_set"});
  const auto sources = file.strings("elasticity_source", {"elasticity_set"});
  const auto theta = file.doubles("theta", {"elasticity_set", "sector"});
  const std::size_t S = t.sectors.size();
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto first = theta.begin() + static_cast<std::ptrdiff_t>(i * S);
    t.elasticities.push_back(
        {names[i], sources[i], BySector(std::vector<double>(first, first + static_cast<std::ptrdiff_t>(S)))});
  }
}

void read_attributes(const NetcdfReader& file, BenchmarkTables& t) {
  t.name = file.text_attribute("name");
  t.year = file.int_attribute("year");
  t.unit = file.text_attribute("unit");
  t.provenance = {.title = file.text_attribute("title"),
                  .source = file.text_attribute("source"),
                  .licence = file.text_attribute("licence"),
                  .citation = file.text_attribute("citation"),
                  .steps = file.texts_attribute("steps")};
  t.country_groups = unpack(file.texts_attribute("country_groups"));
  t.sector_groups = unpack(file.texts_attribute("sector_groups"));
}

}  // namespace

void write_netcdf_benchmark(const fs::path& path, const BenchmarkTables& tables) {
  require_shapes(tables);
  write_file_with(path, [&](const fs::path& temporary) {
    NetcdfWriter file(temporary);
    write_attributes(file, tables);
    write_axes(file, tables);
    write_money(file, tables);
    write_elasticities(file, tables);
    file.close();
  });
}

BenchmarkTables read_netcdf_benchmark(const fs::path& path) {
  const NetcdfReader file(path);
  check_schema(file, path);
  require_memory(file.dimension("country"), file.dimension("sector"));
  BenchmarkTables t;
  read_axes(file, path, t);
  read_attributes(file, t);
  t.flow = cube_of<TradeCube>(file, "flow", kTrade);
  t.tariff = cube_of<TradeCube>(file, "tariff", kTrade);
  if (file.has_variable("intermediate"))
    t.intermediate = cube_of<InputOutputCube>(file, "intermediate", kInputOutput);
  t.final_use = table_of(file, "final_use");
  t.value_added = table_of(file, "value_added");
  if (file.has_variable("gdp")) t.gdp = ByCountry(file.doubles("gdp", {"country"}));
  read_elasticities(file, t);
  return t;
}

}  // namespace cobden::data
