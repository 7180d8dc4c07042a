#pragma once
// Argument checks that every formula of the room shares: one sentence with the name, the value and the
// bounds.
#include <string_view>

namespace cobden::precursor {

/// UserError unless `value` is finite and within [low, high].
void require_within(std::string_view name, double value, double low, double high);
/// UserError unless `value` is within [0, 1].
void require_share(std::string_view name, double value);
/// UserError unless `value` is finite and above zero.
void require_positive(std::string_view name, double value);
/// UserError unless `value` is finite and zero or above.
void require_not_negative(std::string_view name, double value);

}  // namespace cobden::precursor
