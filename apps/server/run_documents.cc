#include "apps/server/run_documents.h"

#include <algorithm>
#include <boost/json.hpp>

#include "cobden/core/error.h"
#include "cobden/core/text.h"
#include "cobden/report/json_text.h"
#include "cobden/report/number_text.h"
#include "cobden/store/run_json.h"

namespace cobden::server {
namespace {

namespace json = boost::json;

json::value progress_json(const std::optional<ProgressEvent>& p) {
  if (!p) return nullptr;
  return json::object{{"task", p->task},
                      {"fraction", p->fraction < 0 ? json::value(nullptr) : json::value(p->fraction)},
                      {"detail", p->detail}};
}

std::vector<std::string> codes(const std::map<std::string, std::string>& query, const char* key) {
  const auto it = query.find(key);
  if (it == query.end() || it->second.empty()) return {};
  return split(it->second, ',');
}

bool fits(const json::object& row, const char* axis, const std::vector<std::string>& wanted) {
  if (wanted.empty()) return true;
  const auto* value = row.if_contains(axis);
  return value && value->is_string() &&
         std::find(wanted.begin(), wanted.end(), std::string_view(value->as_string())) != wanted.end();
}

bool fits(const json::value& row, const RowFilter& f) {
  if (!row.is_object()) return false;
  const auto& o = row.as_object();
  return fits(o, "measure", f.measures) && fits(o, "exporter", f.exporters) &&
         fits(o, "importer", f.importers) && fits(o, "sector", f.sectors);
}

json::array* rows_of(json::value& document) {
  if (!document.is_object()) return nullptr;
  auto* results = document.as_object().if_contains("results");
  return results && results->is_array() ? &results->as_array() : nullptr;
}

std::string cell_text(const json::value* value) {
  if (!value || value->is_null()) return "";
  if (value->is_string()) return report::csv_text(std::string(value->as_string()));
  if (value->is_double()) return report::csv_number(value->as_double());
  return json::serialize(*value);
}

}  // namespace

json::object run_json(const store::RunRecord& run, const std::optional<ProgressEvent>& progress) {
  auto object = store::run_json(run);
  object["progress"] = progress_json(progress);
  return object;
}

RowFilter row_filter(const std::map<std::string, std::string>& query) {
  return {.measures = codes(query, "measures"),
          .exporters = codes(query, "exporter"),
          .importers = codes(query, "importer"),
          .sectors = codes(query, "sector")};
}

std::string filtered(const std::string& document, const RowFilter& filter) {
  json::value value = json::parse(document);
  json::array* rows = rows_of(value);
  if (!rows) throw UserError("the results of this answer are no list of rows", "ask for it without filters");
  json::array kept;
  for (auto& row : *rows)
    if (fits(row, filter)) kept.push_back(std::move(row));
  *rows = std::move(kept);
  return report::to_json_text(value);
}

std::string rows_csv(const std::string& document) {
  json::value value = json::parse(document);
  const json::array* rows = rows_of(value);
  if (!rows) throw UserError("the results of this answer are no list of rows", "ask for it as JSON");
  std::vector<std::string> columns;
  for (const auto& row : *rows)
    for (const auto& [key, cell] : row.as_object())
      if (std::find(columns.begin(), columns.end(), key) == columns.end()) columns.emplace_back(key);
  std::string text;
  for (const auto& column : columns) text += (text.empty() ? "" : ",") + report::csv_text(column);
  text += "\n";
  for (const auto& row : *rows) {
    std::string line;
    for (std::size_t k = 0; k < columns.size(); ++k)
      line += (k > 0 ? "," : "") + cell_text(row.as_object().if_contains(columns[k]));
    text += line + "\n";
  }
  return text;
}

}  // namespace cobden::server
