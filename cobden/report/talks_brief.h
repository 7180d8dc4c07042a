#pragma once
// The answer about talks as a person reads it: two pages that walk through the whole situation, every figure
// with its unit and where it is from, or the word judgement.
#include "cobden/report/brief.h"
#include "cobden/scenario/talks_answer.h"

namespace cobden::report {

enum class BriefDetail {
  kTwoPages,
  kFull,  ///< with the tables behind it: all equilibria, monitoring, phases, corners, assumptions
};

/// std::logic_error if the talks have no game (an answer interrupted before it).
Brief talks_brief(const scenario::TalksAnswer& answer, BriefDetail detail = BriefDetail::kTwoPages);

}  // namespace cobden::report
