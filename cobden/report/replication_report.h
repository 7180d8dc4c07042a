#pragma once
// A replication as a table of paper, ours and difference; as JSON and CSV with the same columns.
#include <string>

#include "cobden/scenario/replication.h"

namespace cobden::report {

/// Tables with more than `most` rows show the rows that differ most, and say so.
std::string replication_text(const scenario::Replication& replication, std::size_t most = 60);
/// Rows {table, scenario, entity, measure, unit, paper, ours, difference}; paper and difference are null
/// where not printed.
std::string replication_json(const scenario::Replication& replication);
std::string replication_csv(const scenario::Replication& replication);

}  // namespace cobden::report
