#pragma once
// The sections of the brief about talks, one function each, in the order of the page.
#include <string>
#include <vector>

#include "cobden/report/talks_brief.h"

namespace cobden::report {

/// Names and figures as the sections write them.
std::string side_name(const scenario::TalksAnswer& answer, std::size_t side);  ///< "United States"
std::string capital(std::string text);                     ///< the first letter as at the start of a sentence
std::string money_text(double billion, int decimals = 1);  ///< "+13.4"
std::string share_text(double share);                      ///< "16%", "0.4%"
std::string assumption_text(const scenario::TalksAsk& ask, const std::string& key);  ///< "0.25 (0.1 to 0.5)"
/// The words for a judged number: its meaning, by key.
std::string assumption_meaning(const std::string& key);

BriefSection in_short(const scenario::TalksAnswer& answer);
BriefSection what_is_charged(const scenario::TalksAnswer& answer);
BriefSection what_each_would_do(const scenario::TalksAnswer& answer);
BriefSection what_exemptions_reveal(const scenario::TalksAnswer& answer, BriefDetail detail);
BriefSection what_the_offer_is_worth(const scenario::TalksAnswer& answer, BriefDetail detail);
BriefSection which_deals(const scenario::TalksAnswer& answer, BriefDetail detail);
BriefSection how_sure(const scenario::TalksAnswer& answer, BriefDetail detail);
BriefSection how_long(const scenario::TalksAnswer& answer, BriefDetail detail);
BriefSection what_would_flip(const scenario::TalksAnswer& answer, BriefDetail detail);
/// Every judged number with its range and source; a paragraph, or a table in full.
BriefSection what_is_judged(const scenario::TalksAnswer& answer, BriefDetail detail);

}  // namespace cobden::report
