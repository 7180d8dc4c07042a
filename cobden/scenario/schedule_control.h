#pragma once
// An export control of a schedule as the control of a precursor study: what the law says (who, which
// headings, from when to when) and what it is taken to deny (schedule::ControlTerms), in the words of the
// room precursor.
#include "cobden/precursor/options.h"

namespace cobden::scenario {

/// The measure as in force at the end of the day asked, as known then. It begins with the first and ends with
/// the last of the adjoining steps that are in force. UserError at the question's place: no such schedule or
/// measure, no control of exports, not in force, or a label that the boundary of the precursor module
/// refuses.
precursor::ScheduledControl control_from_schedule(const precursor::ControlQuestion& question);

}  // namespace cobden::scenario
