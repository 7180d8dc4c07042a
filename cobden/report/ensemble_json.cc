#include "cobden/report/ensemble_json.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cmath>

#include "cobden/core/version.h"
#include "cobden/report/ensemble_tables.h"
#include "cobden/report/json_text.h"
#include "cobden/report/number_text.h"

namespace cobden::report {
namespace {

namespace json = boost::json;
using ensemble::EnsembleAnswer;
using ensemble::Outcome;

json::array text_array(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

std::string model_of(const EnsembleAnswer& a) {
  const auto& m = a.ensemble.solver->model();
  return m.variant.empty() ? m.family : m.family + "/" + m.variant;
}

json::object outcome_object(const Outcome& o) {
  json::object object{{"measure", o.measure}, {"unit", o.unit}};
  if (!o.country.empty()) object["country"] = o.country;
  if (!o.sector.empty()) object["sector"] = o.sector;
  return object;
}

json::array quantile_rows(const EnsembleAnswer& a) {
  json::array rows;
  const auto& central = a.ensemble.solver->central();
  for (std::size_t k = 0; k < a.outcomes().size(); ++k) {
    const auto& q = a.quantiles[k];
    json::object row{{"scenario", a.plan().run.scenario.name}, {"model", model_of(a)}};
    for (const auto& item : outcome_object(a.outcomes()[k])) row[item.key()] = item.value();
    row["centre"] = central.solved ? central.figures[k] : std::nan("");
    for (const auto& [name, value] : {std::pair{"p05", q.p05},
                                      {"p25", q.p25},
                                      {"p50", q.p50},
                                      {"p75", q.p75},
                                      {"p95", q.p95},
                                      {"mean", q.mean},
                                      {"standard_deviation", q.deviation}})
      row[name] = value;
    row["draws"] = q.count;
    row["without_figure"] = q.missing;
    rows.push_back(std::move(row));
  }
  return rows;
}

json::array probability_rows(const EnsembleAnswer& a) {
  json::array rows;
  for (std::size_t k = 0; k < a.statements.size(); ++k) {
    const auto& s = a.statements[k];
    auto row = outcome_object(a.outcomes()[s.outcome]);
    row["statement"] = s.text;
    row[s.below ? "below" : "above"] = s.bound;
    row["probability"] = a.shares[k].value;
    row["low"] = a.shares[k].low;
    row["high"] = a.shares[k].high;
    row["holds"] = a.shares[k].holds;
    row["draws"] = a.shares[k].count;
    row["without_figure"] = a.draws.size() - a.shares[k].count;
    rows.push_back(std::move(row));
  }
  return rows;
}

json::array failure_rows(const EnsembleAnswer& a) {
  json::array rows;
  for (const auto& f : a.failures)
    rows.push_back(
        json::object{{"kind", f.kind}, {"solves", f.count}, {"first_draw", f.draw}, {"example", f.example}});
  return rows;
}

/// What a row on an input and an outcome begins with.
json::object row_of(const EnsembleAnswer& a, std::size_t input, std::size_t outcome) {
  json::object row{{"input", a.plan().inputs[input].ask.name}};
  for (const auto& item : outcome_object(a.outcomes()[outcome])) row[item.key()] = item.value();
  return row;
}

json::array tornado_rows(const EnsembleAnswer& a) {
  json::array rows;
  for (std::size_t k = 0; k < a.tornado.size(); ++k)
    for (std::size_t o = 0; o < a.outcomes().size(); ++o) {
      const auto s = swing_of(a, k, o);
      json::object row = row_of(a, k, o);
      row["low"] = s.low_label, row["high"] = s.high_label;
      row["at_low"] = s.at_low, row["at_high"] = s.at_high;
      rows.push_back(std::move(row));
    }
  return rows;
}

json::array index_rows(const EnsembleAnswer& a) {
  json::array rows;
  for (std::size_t o = 0; o < a.indices.size(); ++o)
    for (std::size_t k = 0; k < a.indices[o].size(); ++k) {
      const auto& s = a.indices[o][k];
      json::object row = row_of(a, k, o);
      row["first"] = s.first, row["first_error"] = s.first_error;
      row["total"] = s.total, row["total_error"] = s.total_error;
      rows.push_back(std::move(row));
    }
  return rows;
}

json::array input_rows(const EnsembleAnswer& a) {
  json::array rows;
  for (const auto& input : a.plan().inputs)
    rows.push_back(json::object{{"name", input.ask.name},
                                {"draw", to_string(input.ask.kind)},
                                {"numbers", input.size},
                                {"distribution", ensemble::describe(input)}});
  return rows;
}

json::object common(const EnsembleAnswer& a, const char* schema) {
  const auto& m = a.ensemble.solver->model();
  json::array inputs;
  for (const auto& i : a.plan().run.inputs)
    inputs.push_back(json::object{{"role", i.role}, {"path", i.path}, {"sha256", i.sha256}});
  std::vector<std::string> notes;
  for (const auto& from : {a.plan().notes, a.ensemble.solver->notes(), a.plan().run.notes})
    notes.insert(notes.end(), from.begin(), from.end());
  return {{"schema", {{"name", schema}, {"version", 1}}},
          {"scenario", a.plan().run.scenario.name},
          {"inputs", std::move(inputs)},
          {"closure", m.closure},
          {"numeraire", m.numeraire},
          {"model", {{"family", m.family}, {"variant", m.variant}, {"elasticities", m.elasticities}}},
          {"solver",
           {{"status", a.failed == 0 ? "converged" : failed_text(a)},
            {"method", a.ensemble.solver->method()},
            {"iterations", a.iterations},
            {"residual", a.worst_residual},
            {"seconds", a.seconds}}},
          {"ensemble",
           {{"question", to_string(a.plan().ask.question)},
            {"draws", a.draws.size()},
            {"failed", a.failed},
            {"solves", a.ensemble.evaluations()},
            {"failed_solves", a.failed_evaluations},
            {"solved_here", a.done_here},
            {"sampling", to_string(a.plan().ask.sampling)},
            {"seed", a.plan().ask.seed},
            {"dimensions", a.plan().dimensions},
            {"fingerprint", a.ensemble.fingerprint},
            {"inputs", input_rows(a)}}},
          {"notes", text_array(notes)}};
}

void csv_row(const EnsembleAnswer& a, const Outcome& o, const std::string& statistic, double value,
             std::string& text) {
  text += fmt::format("{},{},{},{},{},{},{},{}\n", csv_text(a.plan().run.scenario.name),
                      csv_text(model_of(a)), csv_text(o.measure), csv_text(o.unit), csv_text(o.country),
                      csv_text(o.sector), csv_text(statistic), csv_number(value));
}

}  // namespace

std::string ensemble_json(const EnsembleAnswer& a) {
  json::object root = common(a, "cobden.ensemble");
  root["results"] = quantile_rows(a);
  root["probabilities"] = probability_rows(a);
  root["failures"] = failure_rows(a);
  root["tornado"] = tornado_rows(a);
  root["indices"] = index_rows(a);
  return to_json_text(root);
}

std::string ensemble_csv(const EnsembleAnswer& a) {
  std::string text = "scenario,model,measure,unit,country,sector,statistic,value\n";
  const auto& central = a.ensemble.solver->central();
  for (std::size_t k = 0; k < a.outcomes().size(); ++k) {
    const auto& o = a.outcomes()[k];
    const auto& q = a.quantiles[k];
    csv_row(a, o, "centre", central.solved ? central.figures[k] : std::nan(""), text);
    for (const auto& [name, value] : {std::pair{"p05", q.p05},
                                      {"p25", q.p25},
                                      {"p50", q.p50},
                                      {"p75", q.p75},
                                      {"p95", q.p95},
                                      {"mean", q.mean},
                                      {"standard_deviation", q.deviation}})
      csv_row(a, o, name, value, text);
    csv_row(a, o, "draws", static_cast<double>(q.count), text);
    for (std::size_t s = 0; s < a.statements.size(); ++s)
      if (a.statements[s].outcome == k)
        csv_row(a, o,
                fmt::format("P({} {:g})", a.statements[s].below ? "below" : "above", a.statements[s].bound),
                a.shares[s].value, text);
    if (a.indices.empty()) continue;
    for (std::size_t i = 0; i < a.plan().inputs.size(); ++i) {
      csv_row(a, o, "first:" + a.plan().inputs[i].ask.name, a.indices[k][i].first, text);
      csv_row(a, o, "total:" + a.plan().inputs[i].ask.name, a.indices[k][i].total, text);
    }
  }
  return text;
}

std::string ensemble_manifest(const EnsembleAnswer& a, const std::string& command_line) {
  json::object root = common(a, "cobden.manifest");
  root["program"] = json::object{
      {"name", "cobden"}, {"version", version()}, {"commit", commit()}, {"build_type", build_type()}};
  root["command"] = command_line;
  root["failures"] = failure_rows(a);
  return to_json_text(root);
}

}  // namespace cobden::report
