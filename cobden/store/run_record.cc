#include "cobden/store/run_record.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "cobden/core/civil_time.h"
#include "cobden/core/error.h"
#include "cobden/core/file.h"
#include "cobden/core/gzip.h"
#include "cobden/core/text.h"

namespace cobden::store {
namespace {

constexpr std::array<const char*, 7> kNames{"queued", "running",   "done", "not_converged",
                                            "failed", "cancelled", "lost"};

}  // namespace

std::string to_string(RunState state) { return kNames[static_cast<std::size_t>(state)]; }

RunState parse_run_state(const std::string& text) {
  for (std::size_t k = 0; k < kNames.size(); ++k)
    if (text == kNames[k]) return static_cast<RunState>(k);
  fail_at({.file = "", .line = {}, .column = "state"}, text, "is not a state of a run",
          fmt::format("one of {}", fmt::join(kNames, ", ")));
}

std::optional<double> seconds_between(const std::string& from, const std::string& to) {
  const auto seconds = [](const std::string& text) -> std::optional<double> {
    const auto dot = text.find('.');
    const auto time = parse_civil_time(text.substr(0, dot));
    const auto part = dot == std::string::npos ? std::nullopt : parse_number(text.substr(dot, 4));
    if (!time || !time->time_of_day || !part) return std::nullopt;
    return static_cast<double>((time->day.time_since_epoch() + *time->time_of_day).count()) + *part;
  };
  const auto start = seconds(from), end = seconds(to);
  if (!start || !end) return std::nullopt;
  return std::round(1000 * (*end - *start)) / 1000;  // as exact as they are written
}

bool is_final(RunState state) { return state != RunState::kQueued && state != RunState::kRunning; }

std::string text_of(const Document& document) { return gzip_expanded(document.gzip); }

Document make_document(std::string_view text) {
  return {.gzip = gzip_compressed(text), .sha256 = sha256_hex(text), .size = text.size()};
}

}  // namespace cobden::store
