#pragma once
// Argument checks that every layer of the room shares, each one sentence with the name, the value and the
// bounds.
#include <string_view>

#include "cobden/precursor/checks.h"

namespace cobden::talks {

using precursor::require_not_negative;
using precursor::require_positive;
using precursor::require_share;
using precursor::require_within;

/// UserError unless `value` is in [0, 1): at one the future is never discounted and sums over it diverge.
void require_discount(std::string_view name, double value);
/// UserError unless `value` is in (0, 1): `why` says what fails at the ends.
void require_inside(std::string_view name, double value, std::string_view why);
/// UserError unless `value` is a finite number.
void require_finite(std::string_view name, double value);

}  // namespace cobden::talks
