#pragma once
// The JSON answers of `cobden run`, `cobden compare` and `cobden replicate`, and the manifest of an output
// folder.
#include <string>

#include "cobden/report/result_rows.h"
#include "cobden/scenario/replication.h"
#include "cobden/scenario/strategy_answer.h"

namespace cobden::report {

/// {schema, inputs, closure, numeraire, model, solver, elasticity_range, results: [rows]}.
/// `strategy`: the answer to the scenario's [strategy] question, as `strategy`.
std::string run_json(const scenario::Answer& answer, const RowChoice& choice,
                     const scenario::StrategyAnswer* strategy = nullptr);
/// What was run, on what, with which result: version, inputs with hashes, closure, numeraire, elasticities,
/// solver summary.
std::string manifest_json(const scenario::Answer& answer, const std::string& command_line);
/// {schema, inputs, closure, numeraire, solver, results: [{table, scenario, entity, measure, unit, paper,
/// ours, difference}]}.
std::string replication_json(const scenario::Replication& replication, const std::string& data_folder);

}  // namespace cobden::report
