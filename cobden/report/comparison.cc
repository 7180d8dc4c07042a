#include "cobden/report/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <limits>
#include <set>

#include "cobden/core/axis.h"
#include "cobden/core/file.h"
#include "cobden/data/csv.h"

namespace cobden::report {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using Key = ComparedRun::Key;

void read_figures(const fs::path& path, ComparedRun& run) {
  const auto table = data::CsvTable::read(path);
  const std::size_t scenario = table.column("scenario"), model = table.column("model"),
                    measure = table.column("measure"), unit = table.column("unit"),
                    exporter = table.column("exporter"), importer = table.column("importer"),
                    sector = table.column("sector"), value = table.column("value");
  for (std::size_t r = 0; r < table.rows(); ++r) {
    const auto text = [&](std::size_t column) { return std::string(table.text(r, column)); };
    if (r == 0) run.scenario = text(scenario), run.model = text(model);
    const Key key{text(measure), text(unit), text(exporter), text(importer), text(sector)};
    if (!key.exporter.empty() && !key.importer.empty() && !key.sector.empty()) continue;
    run.value[key] = table.number_or(r, value, std::numeric_limits<double>::quiet_NaN());
  }
}

void read_manifest(const fs::path& path, ComparedRun& run) {
  try {
    const json::value document = json::parse(read_file(path));
    const auto text = [](const json::value& v) { return std::string(v.as_string()); };
    run.benchmark = text(document.at("inputs").at("benchmark"));
    run.closure = text(document.at("closure"));
    run.numeraire = text(document.at("numeraire"));
    run.elasticities = text(document.at("elasticities"));
    const auto& solver = document.at("solver");
    run.status = text(solver.at("status"));
    run.iterations = solver.at("iterations").to_number<int>();
    run.residual = solver.at("residual").is_null() ? std::nan("") : solver.at("residual").to_number<double>();
    run.seconds = solver.at("seconds").to_number<double>();
  } catch (const UserError&) {
    throw;
  } catch (const std::exception& e) {
    throw UserError({.place = {.file = path.string(), .line = {}, .column = ""},
                     .value = "",
                     .problem = std::string("is not a manifest written by cobden: ") + e.what(),
                     .expected = "",
                     .remedy = "write the folder again with cobden run --out"});
  }
}

void require_known(const Comparison& c, const std::vector<std::string>& measures) {
  std::set<std::string> known;
  for (const auto* run : {&c.a, &c.b})
    for (const auto& [key, value] : run->value) known.insert(key.measure);
  for (const auto& name : measures) {
    if (known.contains(name)) continue;
    const std::string near = nearest_name(name, {known.begin(), known.end()});
    throw UserError({.place = {.file = "", .line = {}, .column = "measures"},
                     .value = name,
                     .problem = "neither run has such a measure",
                     .expected = "",
                     .remedy = near.empty() ? "" : "did you mean '" + near + "'?"});
  }
}

}  // namespace

ComparedRun compared_run(const scenario::Answer& answer) {
  const auto& r = answer.result;
  ComparedRun run{.scenario = answer.run.scenario.name,
                  .model = model_name(r.model),
                  .benchmark = r.benchmark->name(),
                  .closure = r.closure,
                  .numeraire = r.numeraire,
                  .elasticities = r.model.elasticities,
                  .status = to_string(r.solver.status),
                  .iterations = r.solver.iterations,
                  .residual = r.solver.residual,
                  .seconds = r.solver.seconds,
                  .value = {}};
  for_each_row(r, {}, [&](const Row& row) {
    run.value[{std::string(row.measure), std::string(row.unit), std::string(row.exporter),
               std::string(row.importer), std::string(row.sector)}] = row.value;
  });
  return run;
}

ComparedRun read_run_folder(const fs::path& folder) {
  ComparedRun run;
  read_manifest(folder / "manifest.json", run);
  read_figures(folder / "results.csv", run);
  return run;
}

Comparison compare_runs(ComparedRun a, ComparedRun b, const std::vector<std::string>& measures) {
  Comparison c{.a = std::move(a), .b = std::move(b), .rows = {}};
  require_known(c, measures);
  const auto wanted = [&](const Key& key) {
    return measures.empty() || std::find(measures.begin(), measures.end(), key.measure) != measures.end();
  };
  for (const auto& [key, value] : c.a.value) {
    if (!wanted(key)) continue;
    const auto other = c.b.value.find(key);
    if (other == c.b.value.end())
      ++c.only_a;
    else
      c.rows.push_back({key, value, other->second});
  }
  for (const auto& [key, value] : c.b.value) c.only_b += wanted(key) && !c.a.value.contains(key);
  return c;
}

}  // namespace cobden::report
