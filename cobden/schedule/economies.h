#pragma once
// The economies of customs statistics: codes of the US Census Bureau ("5700"), ISO 3166-1 alpha-3 codes
// ("CHN"; XKX for Kosovo, EUU for the European Union) and names.
#include <string>
#include <string_view>
#include <vector>

#include "cobden/core/error.h"

namespace cobden::schedule {

struct CensusCode {
  std::string census, iso3;
};

/// All of them, in order of the Census code. Gaza and the West Bank are both PSE.
const std::vector<CensusCode>& census_codes();

/// "5700" -> "CHN". UserError at `place` for a code that is not known.
std::string iso3_of_census(std::string_view census, const SourcePlace& place);

/// A short English name: `census_name` without its explanations, mended where that would mislead.
std::string economy_name(std::string_view iso3, std::string_view census_name);

}  // namespace cobden::schedule
