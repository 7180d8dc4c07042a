#include "cobden/report/result_json.h"

#include <boost/json.hpp>
#include <cmath>

#include "cobden/core/version.h"
#include "cobden/report/json_text.h"
#include "cobden/report/strategy_json.h"

namespace cobden::report {
namespace {

namespace json = boost::json;

json::object solver_object(const economy::SolverSummary& s) {
  return {{"status", economy::to_string(s.status)},
          {"method", s.method},
          {"message", s.message},
          {"iterations", s.iterations},
          {"residual", s.residual},
          {"seconds", s.seconds},
          {"setup_seconds", s.setup_seconds}};
}

json::array inputs_array(const std::vector<scenario::InputFile>& inputs) {
  json::array list;
  for (const auto& i : inputs)
    list.push_back(json::object{{"role", i.role}, {"path", i.path}, {"sha256", i.sha256}});
  return list;
}

json::array text_array(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

json::object model_object(const economy::ModelDescription& m) {
  return {{"family", m.family},
          {"variant", m.variant},
          {"elasticities", m.elasticities},
          {"citation", m.citation},
          {"notes", text_array(m.notes)}};
}

json::array range_array(const scenario::Answer& answer) {
  json::array list;
  const auto& codes = answer.run.benchmark->countries().codes();
  for (std::size_t n = 0; n < answer.range.by_country.size(); ++n) {
    const auto& span = answer.range.by_country[n];
    list.push_back(json::object{{"importer", codes[n]},
                                {"measure", "welfare_exact"},
                                {"unit", "percent"},
                                {"low", span.low},
                                {"low_set", span.low_set},
                                {"high", span.high},
                                {"high_set", span.high_set}});
  }
  return list;
}

json::array result_rows(const scenario::Answer& answer, const RowChoice& choice) {
  json::array rows;
  const std::string model = model_name(answer.result);
  for_each_row(answer.result, choice, [&](const ResultRow& r) {
    json::object row{
        {"scenario", answer.run.scenario.name}, {"model", model}, {"measure", r.measure}, {"unit", r.unit}};
    if (!r.exporter.empty()) row["exporter"] = r.exporter;
    if (!r.importer.empty()) row["importer"] = r.importer;
    if (!r.sector.empty()) row["sector"] = r.sector;
    row["value"] = r.value;
    row["base"] = r.base;
    row["change"] = r.change();
    rows.push_back(std::move(row));
  });
  return rows;
}

/// What schedule shocks came to, by exporter.
json::array schedules_array(const scenario::Answer& answer) {
  json::array list;
  for (const auto& effect : answer.run.schedules) {
    const auto& m = effect.on;
    json::array rates;
    for (const auto& r : exporter_rates(effect, answer.run.scenario, *answer.run.benchmark))
      rates.push_back(json::object{{"exporter", r.exporter}, {"value", r.percent}, {"weight", r.flow}});
    const auto& shock = answer.run.scenario.shocks[effect.shock];
    list.push_back(json::object{{"schedule", m.schedule},
                                {"importer", m.importer},
                                {"what", scenario::describe(shock)},
                                {"unit", effect.since ? "percentage points" : "percent"},
                                {"concordance", m.concordance},
                                {"weights", m.weights_file},
                                {"weights_year", m.weights_year},
                                {"weights_estimate", m.weights_estimate},
                                {"exporters", std::move(rates)}});
  }
  return list;
}

json::object common(const scenario::Answer& answer, const char* schema) {
  json::object root{
      {"schema", {{"name", schema}, {"version", 1}}}, {"scenario", answer.run.scenario.name},
      {"inputs", inputs_array(answer.run.inputs)},    {"closure", answer.result.closure},
      {"numeraire", answer.result.numeraire},         {"model", model_object(answer.result.model)},
      {"solver", solver_object(answer.result.solver)}};
  if (!answer.run.schedules.empty()) root["schedules"] = schedules_array(answer);
  if (!answer.run.notes.empty()) root["notes"] = text_array(answer.run.notes);
  return root;
}

}  // namespace

std::string run_json(const scenario::Answer& answer, const RowChoice& choice,
                     const scenario::StrategyAnswer* strategy) {
  json::object root = common(answer, "cobden.run");
  root["elasticity_range"] = range_array(answer);
  root["results"] = result_rows(answer, choice);
  if (strategy) root["strategy"] = strategy_object(*strategy);
  return to_json_text(root);
}

std::string manifest_json(const scenario::Answer& answer, const std::string& command_line) {
  json::object root = common(answer, "cobden.manifest");
  root["program"] = json::object{
      {"name", "cobden"}, {"version", version()}, {"commit", commit()}, {"build_type", build_type()}};
  root["command"] = command_line;
  const auto& t = answer.run.benchmark->tables();
  root["benchmark"] = json::object{{"name", t.name},
                                   {"year", t.year},
                                   {"unit", t.unit},
                                   {"countries", t.countries.size()},
                                   {"sectors", t.sectors.size()},
                                   {"source", t.provenance.source},
                                   {"licence", t.provenance.licence}};
  json::array sets;
  for (std::size_t k = 0; k < answer.range.sets.size(); ++k)
    sets.push_back(json::object{{"set", answer.range.sets[k]},
                                {"status", economy::to_string(answer.range.solver[k].status)},
                                {"residual", answer.range.solver[k].residual}});
  root["elasticity_sets"] = std::move(sets);
  return to_json_text(root);
}

std::string replication_json(const scenario::Replication& r, const std::string& data_folder) {
  json::array rows;
  for (const auto& row : r.rows) {
    json::object o{{"table", row.table},
                   {"scenario", row.scenario},
                   {"entity", row.entity},
                   {"measure", row.measure},
                   {"unit", row.unit}};
    o["paper"] = row.paper ? json::value(*row.paper) : json::value(nullptr);
    o["ours"] = row.ours;
    o["difference"] = row.paper ? json::value(row.ours - *row.paper) : json::value(nullptr);
    rows.push_back(std::move(o));
  }
  const json::object root{{"schema", {{"name", "cobden.replicate"}, {"version", 1}}},
                          {"name", r.name},
                          {"variant", r.variant},
                          {"citation", r.citation},
                          {"inputs", json::array{json::object{{"role", "data"}, {"path", data_folder}}}},
                          {"closure", r.closure},
                          {"numeraire", r.numeraire},
                          {"solver", solver_object(r.solver)},
                          {"notes", text_array(r.notes)},
                          {"results", std::move(rows)}};
  return to_json_text(root);
}

}  // namespace cobden::report
