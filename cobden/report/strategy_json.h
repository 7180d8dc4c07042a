#pragma once
// An answer about the choices of governments as data: one JSON object, and rows in long form for CSV.
#include <string>

#include "cobden/scenario/strategy_answer.h"

namespace boost::json {
class object;
}

namespace cobden::report {

/// {schema cobden.optimum (nash, ...), scenario, inputs, closure, numeraire, model, solver, players,
/// results}. `full`: every tariff of the players, else those that differ from the start.
std::string strategy_json(const scenario::StrategyAnswer& answer, bool full = false);
/// The same as an object, to stand in the answer of `cobden run`.
boost::json::object strategy_object(const scenario::StrategyAnswer& answer, bool full = false);
/// manifest.json of a folder.
std::string strategy_manifest(const scenario::StrategyAnswer& answer, const std::string& command_line);

/// The main table as CSV: long rows for optimum, nash and cooperate; points, ranking and steps for the
/// others.
std::string strategy_csv(const scenario::StrategyAnswer& answer, bool full = false);
/// importer, exporter, sector, unit, base, start, tariff: every cell of importers that play or whose tariffs
/// the scenario changes, on the benchmark's sectors, so that it is a `tariff_file` (unit = "percent").
std::string tariffs_csv(const scenario::StrategyAnswer& answer, const TradeCube& tariff);

}  // namespace cobden::report
