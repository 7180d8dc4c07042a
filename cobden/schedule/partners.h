#pragma once
// Trading partners: ISO 3166-1 alpha-3 codes, the European Union as one, and sets of them.
#include <string>
#include <string_view>
#include <vector>

namespace cobden::schedule {

/// The code under which trade statistics give the European Union as one partner (World Bank usage).
inline constexpr std::string_view kEuropeanUnion = "EUU";

/// Every code that may name a partner: ISO 3166-1 alpha-3 as of 2025, XKX (Kosovo), EUU and EU27.
const std::vector<std::string>& partner_codes();
bool is_partner_code(std::string_view code);
/// The 27 members of the European Union since 2020.
const std::vector<std::string>& european_union();

/// Some economies, or all.
struct PartnerSet {
  bool all = false;
  std::vector<std::string> codes = {};  ///< sorted, each once
  /// Whether goods of `partner` are meant. A member of the European Union is meant where the Union is; the
  /// Union is meant where all its members are.
  bool contains(std::string_view partner) const;
};
PartnerSet make_partner_set(std::vector<std::string> codes);

}  // namespace cobden::schedule
