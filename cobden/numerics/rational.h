#pragma once
// Exact rational numbers, for the answers that a rounding error would change: whether a system of equalities
// and inequalities has a solution at all, which is what the enumeration of equilibria asks at every step.
// GNU MP does the arithmetic (Granlund et al., gmplib.org).
#include <gmpxx.h>

#include <optional>
#include <string>
#include <string_view>

namespace cobden::numerics {

/// Always in lowest terms; dividing by zero is undefined, so ask first.
using Rational = mpq_class;

/// p/q in lowest terms. std::logic_error: q is zero.
Rational fraction(long p, long q);
/// The exact value of a double: 0.1 becomes 3602879701896397/36028797018963968, not 1/10. UserError: not a
/// finite number.
Rational exact(double value);
/// The decimal nearest to `value` that needs at most 17 digits: 0.1 becomes 1/10. For numbers that people
/// typed, where 0.9 + 0.1 should be one. UserError: not a finite number.
Rational decimal(double value);
/// What "3", "-1/4", "0.25", ".5" or "2.5e-3" spell in full, else nullopt. Exponents beyond 400 and numbers
/// of more than 2000 characters are not numbers here.
std::optional<Rational> parse_rational(std::string_view text);
/// "3" or "-1/4": what parse_rational reads back.
std::string to_text(const Rational& value);

}  // namespace cobden::numerics
