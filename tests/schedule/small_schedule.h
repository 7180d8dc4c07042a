#pragma once
// A schedule written in a test as TOML text, with the files it names in a temporary folder.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cobden/schedule/evaluator.h"
#include "cobden/schedule/schedule_file.h"
#include "data/temporary_folder.h"

namespace cobden::schedule::testing {

using cobden::testing::TemporaryFolder;
using cobden::testing::user_error;

/// Stands before a text that has no [schedule] of its own.
inline constexpr const char* kHead =
    "[schedule]\nid = \"s\"\nimporter = \"USA\"\nday_starts = \"00:01 America/New_York\"\n";

using Files = std::vector<std::pair<std::string, std::string>>;

/// Serves the files of a folder, and says so where there is none.
inline FileFinder serve(const std::filesystem::path& folder) {
  return [folder](const std::string& name, const SourcePlace& place) {
    if (std::filesystem::exists(folder / name)) return folder / name;
    fail_at(place, name, "is not there", "a file of the test");
  };
}

class Written {
 public:
  explicit Written(const std::string& text, const Files& files = {}) {
    for (const auto& [name, content] : files) folder_.write(name, content);
    const bool whole = text.find("[schedule]") != std::string::npos;
    schedule_ = parse_schedule(whole ? text : kHead + text, "s.toml", serve(folder_.path()));
  }
  const Schedule& schedule() const { return schedule_; }
  const std::filesystem::path& folder() const { return folder_.path(); }

  /// A bare date is the end of that local day, as on the command line.
  Instant at(std::string_view on) const {
    const auto time = parse_civil_time(on);
    return time->time_of_day ? schedule_.clock.instant(*time) : schedule_.clock.end_of(time->day);
  }
  Assessment assess(std::string_view code, const std::string& partner, std::string_view on,
                    const EvaluatorOptions& options = {}, std::uint32_t claimed = 0) const {
    const Evaluator e(schedule_, options);
    Assessment out;
    e.assess(e.product(*ProductCode::parse(code)), e.partner(partner), e.grid().segment(at(on)), claimed,
             out);
    return out;
  }
  /// Total duty in percent of the customs value.
  double total(std::string_view code, const std::string& partner, std::string_view on,
               const EvaluatorOptions& options = {}, std::uint32_t claimed = 0) const {
    return 100 * assess(code, partner, on, options, claimed).total;
  }
  /// What one measure adds, in percent; NaN where it is not in force.
  double owed(const std::string& measure, std::string_view code, const std::string& partner,
              std::string_view on, const EvaluatorOptions& options = {}) const {
    for (const auto& part : assess(code, partner, on, options).parts)
      if (schedule_.measures[part.measure].id == measure) return 100 * part.owed;
    return std::numeric_limits<double>::quiet_NaN();
  }

 private:
  TemporaryFolder folder_;
  Schedule schedule_;
};

/// Asked with what was public on `day`.
inline EvaluatorOptions known_on(std::string_view day) { return {.known = parse_day(day)}; }

/// The message of the UserError that reading `text` with `files` throws.
inline std::string reading_error(const std::string& text, const Files& files = {}) {
  return user_error([&] { Written(text, files); });
}

}  // namespace cobden::schedule::testing
