#include "cobden/schedule/partner_book.h"

#include <algorithm>

#include "cobden/core/table_reader.h"

namespace cobden::schedule {

void PartnerBook::define(const std::string& name, const std::vector<std::string>& members,
                         const SourcePlace& place) {
  if (is_partner_code(name) || name == "*")
    fail_at(place, name, "is the code of an economy", "another name for the group");
  groups_[name] = expand(members, place);
}

void PartnerBook::require_economy(const std::string& code, const SourcePlace& place) const {
  if (is_partner_code(code)) return;
  std::vector<std::string> known = partner_codes();
  for (const auto& [name, members] : groups_) known.push_back(name);
  fail_at(place, code, "is neither an economy nor a group of this file", "an ISO 3166 code of three letters",
          did_you_mean(code, known));
}

std::vector<std::string> PartnerBook::expand(const std::vector<std::string>& names,
                                             const SourcePlace& place) const {
  std::vector<std::string> codes;
  for (const auto& name : names) {
    if (const auto group = groups_.find(name); group != groups_.end()) {
      codes.insert(codes.end(), group->second.begin(), group->second.end());
      continue;
    }
    require_economy(name, place);
    codes.push_back(name);
  }
  return codes;
}

PartnerSet PartnerBook::resolve(const std::vector<std::string>& names, const SourcePlace& place) const {
  if (std::find(names.begin(), names.end(), "*") != names.end()) return {.all = true};
  return make_partner_set(expand(names, place));
}

}  // namespace cobden::schedule
