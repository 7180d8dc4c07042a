#include "cobden/talks/checks.h"

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "cobden/core/error.h"

namespace cobden::talks {
namespace {

void refuse(std::string_view name, double value, const std::string& expected, const std::string& remedy = "") {
  fail_at({.file = "", .line = {}, .column = std::string(name)}, fmt::format("{:g}", value),
          "is out of bounds", expected, remedy);
}

}  // namespace

void require_discount(std::string_view name, double value) {
  if (value == 1)
    refuse(name, value, "a discount factor of 0 or more and below 1",
           "at 1 the value of the future is infinite: shorten the period or give a time preference");
  if (!(value >= 0 && value < 1)) refuse(name, value, "a discount factor of 0 or more and below 1");
}

void require_inside(std::string_view name, double value, std::string_view why) {
  if (!(value > 0 && value < 1)) refuse(name, value, "a number above 0 and below 1", std::string(why));
}

void require_finite(std::string_view name, double value) {
  if (!std::isfinite(value)) refuse(name, value, "a finite number");
}

}  // namespace cobden::talks
