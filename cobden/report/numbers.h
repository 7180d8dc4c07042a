#pragma once
// How figures are written for people (fixed digits, signs, thousands) and for machines (shortest text that reads back).
#include <string>

namespace cobden::report {

/// "+1.23", "-0.60", "0.00" without a sign; "n/a" for a value that is not a number.
std::string signed_fixed(double value, int decimals);
/// "1,234.5"; "n/a" for a value that is not a number.
std::string thousands(double value, int decimals = 0);
/// Shortest decimal text that reads back to the same double; empty for a value that is not a number.
std::string shortest(double value);

}  // namespace cobden::report
