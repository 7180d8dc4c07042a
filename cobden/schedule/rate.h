#pragma once
// A rate of duty as a law writes it: ad valorem, specific, compound, a total that the base is topped up to, a
// rate in place of the base, a quota, a control without a rate, or nothing.
#include <string>
#include <string_view>
#include <vector>

#include "cobden/core/error.h"

namespace cobden::schedule {

/// A duty by quantity: 0.44 USD a kilogram.
struct SpecificDuty {
  double amount = 0;     ///< in `currency` per `unit`
  std::string currency;  ///< "USD"
  std::string unit;      ///< "kg"
  bool operator==(const SpecificDuty&) const = default;
};

struct Rate {
  enum class Kind {
    kDuty,       ///< adds to the base
    kTotal,      ///< tops the base up to this rate
    kReplace,    ///< takes the place of the base
    kOff,        ///< ended, revoked
    kSuspended,  ///< printed, not in force
    kQuota,      ///< in-quota or out-of-quota rate of the measure
    kLicence,    ///< allowed with a licence
    kBan,        ///< forbidden
  };
  Kind kind = Kind::kOff;
  double ad_valorem = 0;  ///< fraction of the customs value
  std::vector<SpecificDuty> specific = {};
  std::string text;  ///< as written

  bool in_force() const { return kind != Kind::kOff && kind != Kind::kSuspended; }
  bool is_control() const { return kind == Kind::kLicence || kind == Kind::kBan; }
  /// Whether anything at all is charged at this rate.
  bool positive() const { return ad_valorem > 0 || !specific.empty(); }
};

/// "25%", "0.44 USD/kg", "4.4% + 0.02 USD/kg", "total 15%", "replace 35%", "off", "suspended", "quota",
/// "licence", "ban". UserError at `place` for anything else and for negative amounts.
Rate parse_rate(std::string_view text, const SourcePlace& place);

}  // namespace cobden::schedule
