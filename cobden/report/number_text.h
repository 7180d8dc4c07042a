#pragma once
// Numbers as a person reads them: fixed decimals, explicit signs, thousands separators; and as a program
// reads them: the shortest text that gives the same double back.
#include <string>

namespace cobden::report {

/// "+1.23", "-0.40", "0.00" (never "-0.00"); "n/a" for NaN.
std::string signed_number(double value, int decimals = 2);
/// "1,234.5"; "n/a" for NaN.
std::string grouped_number(double value, int decimals = 1);
/// "+1,234.5"; "n/a" for NaN.
std::string signed_grouped_number(double value, int decimals = 1);
/// The shortest text that parses back to the same bits; empty for NaN and infinities, as CSV readers expect.
std::string csv_number(double value);
/// The same for JSON: "null" for NaN and infinities.
std::string json_number(double value);
/// `text` in quotes with the escapes of JSON (RFC 8259).
std::string json_text(const std::string& text);
/// `text` as a CSV field, quoted where needed (RFC 4180).
std::string csv_text(const std::string& text);
/// `text` with the escapes of XML.
std::string xml_text(const std::string& text);

}  // namespace cobden::report
