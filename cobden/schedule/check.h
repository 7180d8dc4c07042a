#pragma once
// Whether a schedule that can be read also makes sense: steps that overlap, lists and exemptions that reach
// nothing, rules that never bite, gaps in time.
#include <string>
#include <vector>

#include "cobden/core/run_context.h"
#include "cobden/schedule/schedule.h"

namespace cobden::schedule {

struct Finding {
  enum class Severity { kError, kWarning, kNote };
  Severity severity = Severity::kWarning;
  SourcePlace place;
  std::string subject;  ///< the measure, list, exemption or rule
  std::string problem, remedy;
};

std::string severity_name(Finding::Severity severity);  ///< "error", "warning", "note"

struct CheckReport {
  std::vector<Finding> findings;  ///< errors, warnings, notes, each kind in the order of the file
  std::size_t measures = 0, rows = 0, steps = 0, lists = 0, entries = 0, exemptions = 0, rules = 0;
  std::size_t controls = 0;  ///< licences and bans on exports
  std::size_t products = 0;  ///< known products that lists were tried on
  bool sound() const;        ///< no errors
};

/// UserError if a table the schedule names cannot be read.
CheckReport check(const Schedule& schedule, const RunContext& context = {});

}  // namespace cobden::schedule
