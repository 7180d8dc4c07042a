#pragma once
// What there is to ask about: questions, benchmarks, scenarios, schedules.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>

namespace cobden::server {

/// The questions with their options; `info` of the API.
boost::json::array questions_json();
boost::json::array benchmarks_json();
boost::json::array scenarios_json();
boost::json::array schedules_json();
/// Nullopt: no ready scenario of that name.
std::optional<boost::json::object> scenario_json(const std::string& name);
/// Nullopt: no built-in benchmark of that name.
std::optional<boost::json::object> benchmark_json(const std::string& name);

}  // namespace cobden::server
