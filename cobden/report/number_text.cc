#include "cobden/report/number_text.h"

#include <fmt/format.h>

#include <cmath>

namespace cobden::report {
namespace {

std::string without_negative_zero(std::string text) {
  if (text.find_first_of("123456789") == std::string::npos && !text.empty() &&
      (text[0] == '-' || text[0] == '+'))
    text.erase(0, 1);
  return text;
}

std::string grouped(std::string text) {
  const auto first = text.find_first_of("0123456789");
  auto end = text.find('.');
  if (end == std::string::npos) end = text.size();
  for (std::size_t at = end; at > first + 3;) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

template <class Escape>
std::string escaped(const std::string& text, const Escape& escape) {
  std::string out;
  for (const char c : text) out += escape(c);
  return out;
}

}  // namespace

std::string signed_number(double value, int decimals) {
  return std::isnan(value) ? "n/a" : without_negative_zero(fmt::format("{:+.{}f}", value, decimals));
}

std::string grouped_number(double value, int decimals) {
  return std::isnan(value) ? "n/a" : grouped(without_negative_zero(fmt::format("{:.{}f}", value, decimals)));
}

std::string signed_grouped_number(double value, int decimals) {
  return std::isnan(value) ? "n/a" : grouped(signed_number(value, decimals));
}

std::string csv_number(double value) { return std::isfinite(value) ? fmt::format("{}", value) : ""; }

std::string json_number(double value) { return std::isfinite(value) ? fmt::format("{}", value) : "null"; }

std::string json_text(const std::string& text) {
  return '"' +
         escaped(text,
                 [](char c) -> std::string {
                   if (c == '"') return "\\\"";
                   if (c == '\\') return "\\\\";
                   if (c == '\n') return "\\n";
                   if (c == '\t') return "\\t";
                   if (static_cast<unsigned char>(c) < 0x20)
                     return fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
                   return {c};
                 }) +
         '"';
}

std::string csv_text(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  return '"' + escaped(text, [](char c) { return c == '"' ? std::string("\"\"") : std::string{c}; }) + '"';
}

std::string xml_text(const std::string& text) {
  return escaped(text, [](char c) -> std::string {
    switch (c) {
      case '&':
        return "&amp;";
      case '<':
        return "&lt;";
      case '>':
        return "&gt;";
      case '"':
        return "&quot;";
      // Control characters have no place in XML 1.0, escaped or not.
      default:
        return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? " " : std::string{c};
    }
  });
}

}  // namespace cobden::report
