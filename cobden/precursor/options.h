#pragma once
// The [precursor] table of a file, described once (core/options.h): a scenario can carry it, and
// `cobden precursor` reads it alone. The control itself may come from a schedule of border measures, which a
// higher room looks up (scenario/schedule_control.h).
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cobden/core/options.h"
#include "cobden/core/toml.h"
#include "cobden/precursor/study.h"

namespace cobden::precursor {

/// Every key of [precursor] and [[precursor.route]].
const std::vector<OptionRecord>& precursor_options();
/// The keys for a terminal, and as a Markdown page for docs/.
std::string precursor_reference_text();
std::string precursor_reference_markdown();

/// Which measure of which schedule, in force when, as known when.
struct ControlQuestion {
  std::string schedule, measure;
  Day on;
  std::optional<Day> known = {};
  SourcePlace place = {};  ///< of the key `schedule`
};
/// A control as a schedule states it, with the parameters of the model that it speaks of.
struct ScheduledControl {
  Control control;
  std::optional<double> enforcement = {}, class_coverage = {}, ramp_months = {};
};
/// Looks a control up. UserError at the place if it is not there or not in force.
using ControlFinder = std::function<ScheduledControl(const ControlQuestion&)>;

/// The study of a [precursor] table; keys left out have their defaults, which are the worked case. `file`
/// names it in errors. With `schedule` the control is what `find` says, and the keys that stand beside it go
/// over it. UserError at the line of the mistake; also where `schedule` stands and there is no `find`.
Study read_study(const TomlValue& table, const std::string& file, const ControlFinder& find = {});
/// The study of a TOML document that holds [precursor]; its other tables are left to their readers. UserError
/// if there is none.
Study read_study_text(std::string_view text, const std::string& file, const ControlFinder& find = {});

/// Applies "key=value" settings over the [precursor] table of `text` (which may be empty), then reads it.
/// UserError for a setting that is not key=value, an unknown key or a value out of bounds.
Study read_study_text(std::string_view text, const std::string& file,
                      const std::vector<std::string>& settings, const ControlFinder& find = {});

}  // namespace cobden::precursor
