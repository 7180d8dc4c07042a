#pragma once
// Sector codes that spell divisions of ISIC Rev. 4 (UN Statistics Division, 2008), as input-output tables use
// them: "C26", "C13T15", "C10-C12", "B05_06", "C302T309", "A"; and the two halves that the OECD makes of
// basic metals, C24A (iron and steel) and C24B (other metals).
#include <optional>
#include <string_view>
#include <vector>

namespace cobden::schedule {

/// Classes [first, last) of ISIC as numbers of four digits: division 26 is [2600, 2700).
struct IsicSpan {
  int first = 0, last = 0;
};
using IsicSpans = std::vector<IsicSpan>;

/// The classes that a code means; nullopt if it does not look like ISIC.
std::optional<IsicSpans> isic_spans(std::string_view code);
/// How many classes two sets share.
int shared_classes(const IsicSpans& a, const IsicSpans& b);
/// The classes in both.
IsicSpans intersection(const IsicSpans& a, const IsicSpans& b);

}  // namespace cobden::schedule
