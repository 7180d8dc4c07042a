#include "cobden/store/compare_answers.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cmath>

#include "cobden/core/error.h"

namespace cobden::store {
namespace {

namespace json = boost::json;

const std::vector<std::string> kHeadline{"welfare_exact", "real_wage", "price_index",
                                         "exports",       "imports",   "tariff_revenue"};

std::string text_at(const json::object& row, const char* key) {
  const auto* value = row.if_contains(key);
  return value && value->is_string() ? std::string(value->as_string()) : "";
}

double number_at(const json::object& row, const char* key) {
  const auto* value = row.if_contains(key);
  return value && value->is_number() ? value->to_number<double>() : NAN;
}

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

void add(const json::object& row, report::ResultFigures& all) {
  const report::ResultFigures::Key key{text_at(row, "measure"), text_at(row, "unit"),
                                       text_at(row, "exporter"), text_at(row, "importer"),
                                       text_at(row, "sector")};
  if (!key[2].empty() && !key[3].empty() && !key[4].empty()) return;
  all.figures[key] = {number_at(row, "value"), number_at(row, "base")};
}

}  // namespace

report::ResultFigures answer_figures(const std::string& document, const std::string& name,
                                     const std::vector<std::string>& measures) {
  const json::value value = json::parse(document);
  const auto* results = value.is_object() ? value.as_object().if_contains("results") : nullptr;
  report::ResultFigures all;
  all.name = name;
  if (results && results->is_array())
    for (const auto& row : results->as_array())
      if (row.is_object() && row.as_object().contains("measure") && row.as_object().contains("value"))
        add(row.as_object(), all);
  if (all.figures.empty())
    throw UserError("the answer of " + name + " has no rows to compare", "compare runs of `cobden run`");
  const bool headline = std::any_of(all.figures.begin(), all.figures.end(),
                                    [](const auto& f) { return contains(kHeadline, f.first[0]); });
  if (measures.empty() && !headline) return all;
  const auto& wanted = measures.empty() ? kHeadline : measures;
  std::erase_if(all.figures, [&](const auto& f) { return !contains(wanted, f.first[0]); });
  return all;
}

}  // namespace cobden::store
