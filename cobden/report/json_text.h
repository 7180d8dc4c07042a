#pragma once
// JSON documents as text: Boost.JSON holds them, numbers are written as the shortest decimal that reads back
// (its own writer prints 1.45E0), values that are not numbers as null.
#include <boost/json/fwd.hpp>
#include <string>

namespace cobden::report {

/// Two-space indented; arrays of scalars and objects inside `rows` arrays stand on one line each.
std::string to_json_text(const boost::json::value& value);

}  // namespace cobden::report
