#include <fmt/format.h>

#include <iterator>

#include "cobden/core/version.h"
#include "cobden/report/number_text.h"
#include "cobden/report/result_files.h"

namespace cobden::report {
namespace {

std::string member(const char* key, const std::string& text) {
  return fmt::format("\"{}\": {}", key, json_text(text));
}

std::string list(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out += (out.empty() ? "" : ", ") + json_text(text);
  return "[" + out + "]";
}

std::string files_list(const std::vector<scenario::InputFile>& files) {
  std::string out;
  for (const auto& file : files)
    out += fmt::format("{}{{{}, {}, {}}}", out.empty() ? "" : ", ", member("role", file.role),
                       member("path", file.path), member("sha256", file.sha256));
  return "[" + out + "]";
}

std::string shock_list(const scenario::Scenario& s) {
  std::vector<std::string> texts;
  for (const auto& shock : s.shocks) texts.push_back(describe(shock));
  return list(texts);
}

/// Exact real income under each elasticity set, a row per country.
std::string range_member(const scenario::Answer& answer) {
  const auto& range = answer.range;
  std::string rows;
  for (std::size_t n = 0; n < range.by_country.size(); ++n) {
    const auto& span = range.by_country[n];
    rows += fmt::format(
        "{}\n    {{\"measure\": \"welfare_exact\", \"unit\": \"percent\", {}, \"low\": {}, \"high\": {}, {}, "
        "{}}}",
        n == 0 ? "" : ",", member("importer", answer.result.benchmark->countries().codes()[n]),
        json_number(span.low), json_number(span.high), member("low_set", span.low_set),
        member("high_set", span.high_set));
  }
  std::string solves;
  for (std::size_t k = 0; k < range.sets.size(); ++k)
    solves += fmt::format("{}{{{}, {}}}", k == 0 ? "" : ", ", member("elasticities", range.sets[k]),
                          member("status", to_string(range.solver[k].status)));
  return fmt::format("\"elasticity_range\": {{\"sets\": [{}], \"rows\": [{}]}}", solves, rows);
}

void append_row(std::string& out, const std::string& head, const Row& row) {
  auto at = std::back_inserter(out);
  fmt::format_to(at, "{}\n    {{{}, \"measure\": {}, \"unit\": {}", out.empty() ? "" : ",", head,
                 json_text(std::string(row.measure)), json_text(std::string(row.unit)));
  if (!row.exporter.empty()) fmt::format_to(at, ", \"exporter\": {}", json_text(std::string(row.exporter)));
  if (!row.importer.empty()) fmt::format_to(at, ", \"importer\": {}", json_text(std::string(row.importer)));
  if (!row.sector.empty()) fmt::format_to(at, ", \"sector\": {}", json_text(std::string(row.sector)));
  fmt::format_to(at, ", \"value\": {}, \"base\": {}, \"change\": {}}}", json_number(row.value),
                 json_number(row.base), json_number(row.change()));
}

}  // namespace

std::string solver_members(const economy::Result& result) {
  const auto& s = result.solver;
  return fmt::format(
      "{},\n  {},\n  \"solver\": {{{}, \"iterations\": {}, \"residual\": {}, \"seconds\": {}, "
      "\"setup_seconds\": {}, {}, {}}}",
      member("closure", result.closure), member("numeraire", result.numeraire),
      member("status", to_string(s.status)), s.iterations, json_number(s.residual), json_number(s.seconds),
      json_number(s.setup_seconds), member("method", s.method), member("message", s.message));
}

std::string inputs_member(const scenario::Answer& answer) {
  const auto& s = answer.run.scenario;
  const auto& r = answer.result;
  return fmt::format(
      "\"inputs\": {{{}, {}, {}, \"year\": {}, \"economies\": {}, \"sectors\": {}, \"model\": {{{}, {}, "
      "\"notes\": {}}}, {},\n"
      "    \"shocks\": {},\n    \"files\": {},\n    {}, {}}}",
      member("scenario", s.name), member("title", s.title), member("benchmark", r.benchmark->name()),
      r.benchmark->tables().year, r.benchmark->country_count(), r.benchmark->sector_count(),
      member("family", r.model.family), member("variant", r.model.variant), list(r.model.notes),
      member("elasticities", r.model.elasticities), shock_list(s), files_list(answer.run.inputs),
      member("version", version()), member("commit", commit()));
}

std::string to_json(const scenario::Answer& answer, const RowSelection& selection) {
  const std::string head = fmt::format("{}, {}", member("scenario", answer.run.scenario.name),
                                       member("model", model_name(answer.result.model)));
  std::string rows;
  for_each_row(answer.result, selection, [&](const Row& row) { append_row(rows, head, row); });
  std::string text = "{\n  \"schema\": {\"name\": \"cobden-run\", \"version\": 1},\n  " +
                     inputs_member(answer) + ",\n  " + solver_members(answer.result) + ",\n";
  if (!answer.range.empty()) text += "  " + range_member(answer) + ",\n";
  return text + "  \"results\": [" + rows + "\n  ]\n}\n";
}

}  // namespace cobden::report
