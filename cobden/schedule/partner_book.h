#pragma once
// The partners a schedule names: codes of economies, groups of the file, or "*".
#include <map>
#include <string>
#include <vector>

#include "cobden/core/error.h"
#include "cobden/schedule/partners.h"

namespace cobden::schedule {

class PartnerBook {
 public:
  /// Takes note of a group; it may hold groups defined before it. UserError at `place`: the name is the code
  /// of an economy, or a member is unknown.
  void define(const std::string& name, const std::vector<std::string>& members, const SourcePlace& place);
  /// The economies that `names` mean. UserError at `place` for an unknown name, with the nearest known one.
  PartnerSet resolve(const std::vector<std::string>& names, const SourcePlace& place) const;
  /// UserError at `place` unless `code` is an economy.
  void require_economy(const std::string& code, const SourcePlace& place) const;

 private:
  std::vector<std::string> expand(const std::vector<std::string>& names, const SourcePlace& place) const;
  std::map<std::string, std::vector<std::string>> groups_;
};

}  // namespace cobden::schedule
