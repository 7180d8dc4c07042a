#pragma once
// The chapters of the Harmonised System by name, for tables that people read.
#include <string>

namespace cobden::schedule {

/// A short title of chapter 1 to 99 ("Electrical machinery, electronics"); empty for a number that is none.
std::string hs_chapter_title(int chapter);

}  // namespace cobden::schedule
