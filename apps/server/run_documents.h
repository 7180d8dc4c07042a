#pragma once
// Stored runs as the API shows them: the record, the answer with its rows filtered, two runs side by side.
#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cobden/core/run_context.h"
#include "cobden/store/catalogue.h"

namespace cobden::server {

boost::json::object run_json(const store::RunRecord& run, const std::optional<ProgressEvent>& progress);

/// Which rows of an answer are wanted; empty = all.
struct RowFilter {
  std::vector<std::string> measures, exporters, importers, sectors;
  bool empty() const { return measures.empty() && exporters.empty() && importers.empty() && sectors.empty(); }
};
/// From the query of a request: codes separated by commas.
RowFilter row_filter(const std::map<std::string, std::string>& query);

/// The answer document with only those rows of `results`. A row without a filtered axis is left out.
/// Documents whose results are no rows: UserError.
std::string filtered(const std::string& document, const RowFilter& filter);
/// The rows of `results` as CSV, with the columns they have.
std::string rows_csv(const std::string& document);

}  // namespace cobden::server
