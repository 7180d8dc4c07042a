#include "cobden/report/numbers.h"

#include <fmt/format.h>

#include <cmath>

namespace cobden::report {

std::string signed_fixed(double value, int decimals) {
  if (!std::isfinite(value)) return "n/a";
  std::string text = fmt::format("{:+.{}f}", value, decimals);
  // A value that rounds to zero carries no sign.
  if (text.find_first_of("123456789") == std::string::npos) text.erase(0, 1);
  return text;
}

std::string thousands(double value, int decimals) {
  if (!std::isfinite(value)) return "n/a";
  std::string text = fmt::format("{:.{}f}", std::abs(value), decimals);
  std::size_t point = text.find('.');
  if (point == std::string::npos) point = text.size();
  for (std::size_t i = point; i > 3; i -= 3) text.insert(i - 3, ",");
  return (value < 0 && text.find_first_of("123456789") != std::string::npos ? "-" : "") + text;
}

std::string shortest(double value) { return std::isfinite(value) ? fmt::format("{}", value) : std::string(); }

}  // namespace cobden::report
