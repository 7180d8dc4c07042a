#pragma once
// The JSON answer of `cobden talks`, and its manifest.
#include <string>

#include "cobden/scenario/talks_answer.h"

namespace cobden::report {

/// {schema, inputs, ..., results: {threat_points, deals, belief_threshold, equilibria, deadlock, inference,
/// ...}}. Money is in bn of the benchmark's currency a year unless a unit beside it says otherwise; absent
/// parts are left out. std::logic_error if the talks have no game (an interrupted answer).
std::string talks_json(const scenario::TalksAnswer& answer);
/// The deal table, the survival curve and the assumptions in long form: table, item, measure, unit, value.
std::string talks_csv(const scenario::TalksAnswer& answer);
/// What was asked, on what, with hashes of everything read.
std::string talks_manifest(const scenario::TalksAnswer& answer, const std::string& command_line);

}  // namespace cobden::report
