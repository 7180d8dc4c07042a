#pragma once
// Answers as documents to share: everything a summary says and every chart, in an order that can be read from
// top to bottom. html_report.h makes a page of them. How long an answer took is left out, so that the same
// answer gives the same document.
#include <string>

#include "cobden/report/html_report.h"
#include "cobden/scenario/assemble.h"
#include "cobden/scenario/strategy_answer.h"
#include "cobden/scenario/talks_answer.h"

namespace cobden::report {

/// A run: what changes and which tariffs, who gains and who loses (table, bars, map), what gains are made of,
/// trade, sectors; then the answer about the choices of governments where the scenario asks for one.
Brief run_report(const scenario::Answer& answer, const scenario::StrategyAnswer* strategy = nullptr);
Brief strategy_report(const scenario::StrategyAnswer& answer);
/// The brief in full, with its charts where the text speaks of them. std::logic_error as talks_brief.
Brief talks_report(const scenario::TalksAnswer& answer);

/// What was read, and the figures as long CSV.
ReportOrigin run_origin(const scenario::Answer& answer, const std::string& command_line);
ReportOrigin strategy_origin(const scenario::StrategyAnswer& answer, const std::string& command_line);
ReportOrigin talks_origin(const scenario::TalksAnswer& answer, const std::string& command_line);

}  // namespace cobden::report
