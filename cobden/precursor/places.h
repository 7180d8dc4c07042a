#pragma once
// The boundary of the module, in code: places are countries (or the aggregates below), goods are classes or
// headings of the Harmonised System. A label finer than a country, or the name of a substance, is a
// UserError, so no input can turn the policy model into one of ports, firms, persons or products.
#include <string>
#include <string_view>

#include "cobden/core/error.h"

namespace cobden::precursor {

/// Whether `code` is an ISO 3166-1 alpha-3 code (or XKX).
bool is_country(std::string_view code);
/// OTHER, ROW (rest of the world), SOURCES (all sources together), EUU, EU27, ASEAN, NAFTA.
bool is_aggregate(std::string_view label);

// Each throws a UserError at `place` with the value, what was expected and the remedy.

/// A country code or an aggregate.
void require_country_level(const std::string& label, const SourcePlace& place = {});
/// "direct" or "via-third-country": which third country is not asked.
void require_path(const std::string& path, const SourcePlace& place = {});
/// "finished-class", "precursor-class", "precursor-list" or "watch-list".
void require_class(const std::string& product_class, const SourcePlace& place = {});
/// A chapter, heading or subheading of the Harmonised System: 2, 4 or 6 digits.
void require_heading(const std::string& heading, const SourcePlace& place = {});

}  // namespace cobden::precursor
