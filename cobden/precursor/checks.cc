#include "cobden/precursor/checks.h"

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "cobden/core/error.h"

namespace cobden::precursor {
namespace {

void require(bool holds, std::string_view name, double value, const std::string& expected) {
  if (!holds)
    fail_at({.file = "", .line = {}, .column = std::string(name)}, fmt::format("{:g}", value),
            "is out of bounds", expected);
}

}  // namespace

void require_within(std::string_view name, double value, double low, double high) {
  require(std::isfinite(value) && value >= low && value <= high, name, value,
          fmt::format("{:g} to {:g}", low, high));
}

void require_share(std::string_view name, double value) { require_within(name, value, 0, 1); }

void require_positive(std::string_view name, double value) {
  require(std::isfinite(value) && value > 0, name, value, "a number above 0");
}

void require_not_negative(std::string_view name, double value) {
  require(std::isfinite(value) && value >= 0, name, value, "0 or more");
}

}  // namespace cobden::precursor
