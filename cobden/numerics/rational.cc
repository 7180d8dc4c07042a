#include "cobden/numerics/rational.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "cobden/core/error.h"

namespace cobden::numerics {
namespace {

constexpr long kLargestExponent = 400;
constexpr std::size_t kLongest = 2000;

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

mpz_class power_of_ten(long exponent) {
  mpz_class power;
  mpz_ui_pow_ui(power.get_mpz_t(), 10, static_cast<unsigned long>(exponent));
  return power;
}

/// "e-12" after the digits; nullopt if it spells no small integer.
std::optional<long> parse_exponent(std::string_view text) {
  if (text.empty()) return 0;
  text.remove_prefix(1);
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  long value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc{} || end != text.data() + text.size() || std::abs(value) > kLargestExponent)
    return std::nullopt;
  return value;
}

/// Unsigned "12", "0.25", ".5", "5." with an exponent or not.
std::optional<Rational> parse_decimal(std::string_view text) {
  const auto mark = std::min(text.find_first_of("eE"), text.size());
  const auto exponent = parse_exponent(text.substr(mark));
  const std::string_view body = text.substr(0, mark);
  const auto point = std::min(body.find('.'), body.size());
  const std::string_view whole = body.substr(0, point);
  const std::string_view part = point < body.size() ? body.substr(point + 1) : std::string_view{};
  const std::string digits = std::string(whole) + std::string(part);
  if (!exponent || !is_digits(digits)) return std::nullopt;
  const long shift = *exponent - static_cast<long>(part.size());
  Rational value(mpz_class(digits, 10));
  if (shift >= 0) return value * Rational(power_of_ten(shift));
  return value / Rational(power_of_ten(-shift));
}

void require_finite(double value) {
  if (!std::isfinite(value)) throw UserError(fmt::format("{} is not a finite number", value));
}

}  // namespace

Rational fraction(long p, long q) {
  invariant(q != 0, "the denominator of a fraction is not zero");
  Rational value(p, 1);
  return value / Rational(q, 1);
}

Rational exact(double value) {
  require_finite(value);
  return Rational(value);
}

Rational decimal(double value) {
  require_finite(value);
  return *parse_rational(fmt::format("{}", value));
}

std::optional<Rational> parse_rational(std::string_view text) {
  if (text.size() > kLongest) return std::nullopt;
  const bool negative = !text.empty() && text.front() == '-';
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  std::optional<Rational> value;
  if (const auto slash = text.find('/'); slash != std::string_view::npos) {
    const auto above = text.substr(0, slash), below = text.substr(slash + 1);
    if (!is_digits(above) || !is_digits(below)) return std::nullopt;
    const mpz_class denominator(std::string(below), 10);
    if (denominator == 0) return std::nullopt;
    value = Rational(mpz_class(std::string(above), 10)) / Rational(denominator);
  } else {
    value = parse_decimal(text);
  }
  if (value && negative) *value = -*value;
  return value;
}

std::string to_text(const Rational& value) { return value.get_str(); }

}  // namespace cobden::numerics
