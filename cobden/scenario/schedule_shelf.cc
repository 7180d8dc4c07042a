#include "cobden/scenario/schedule_shelf.h"

#include <fmt/format.h>

#include <algorithm>
#include <list>
#include <mutex>

#include "cobden/core/file_stamp.h"

namespace cobden::scenario {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKept = 32;

std::string text_of(const CivilTime& t) {
  return fmt::format("{},{},{};", t.day.time_since_epoch().count(),
                     t.time_of_day ? std::to_string(t.time_of_day->count()) : "-",
                     t.offset ? std::to_string(t.offset->count()) : "-");
}

/// All that a shock asks of its schedule. Its exporters and sectors are not part of it: they choose among the
/// rates.
std::string text_of(const ScheduleAsk& ask, const fs::path& schedule, const fs::path& folder) {
  // Only a map of one's own is sought beside the scenario; the schedule has been found already.
  const std::string map = ask.concordance.empty() ? "" : (folder / ask.concordance).string();
  std::string text =
      fmt::format("{}|{}|{}|{}|", schedule.string(), map, static_cast<int>(ask.use), ask.claim_adjusted);
  for (const auto& time : ask.on) text += text_of(time);
  text += "|" + text_of(ask.since);
  text += ask.known ? std::to_string(ask.known->time_since_epoch().count()) : "-";
  for (const auto& without : ask.without) text += "|" + without;
  return text;
}

std::string stamps_of(const std::vector<InputFile>& inputs) {
  std::string stamps;
  for (const auto& input : inputs) stamps += file_stamp(input.path);
  return stamps;
}

/// One evaluation. The benchmark is held, so that no other can come to stand at its address.
struct Kept {
  std::string asked;
  economy::BenchmarkPtr benchmark;
  std::string stamps;
  EvaluatedShock evaluated;
};

/// Most recently asked first.
class Shelf {
 public:
  std::optional<EvaluatedShock> find(const std::string& asked, const economy::BenchmarkPtr& benchmark) {
    const std::lock_guard lock(mutex_);
    const auto it = std::find_if(items_.begin(), items_.end(),
                                 [&](const Kept& k) { return k.benchmark == benchmark && k.asked == asked; });
    if (it == items_.end()) return std::nullopt;
    if (it->stamps != stamps_of(it->evaluated.inputs)) {
      items_.erase(it);
      return std::nullopt;
    }
    items_.splice(items_.begin(), items_, it);
    return it->evaluated;
  }

  void keep(Kept kept) {
    const std::lock_guard lock(mutex_);
    items_.push_front(std::move(kept));
    if (items_.size() > kKept) items_.pop_back();
  }

 private:
  std::mutex mutex_;
  std::list<Kept> items_;
};

Shelf& shelf() {
  static Shelf one;
  return one;
}

}  // namespace

std::optional<EvaluatedShock> find_evaluated(const ScheduleAsk& ask, const fs::path& schedule,
                                             const fs::path& folder, const economy::BenchmarkPtr& benchmark) {
  return shelf().find(text_of(ask, schedule, folder), benchmark);
}

void keep_evaluated(const ScheduleAsk& ask, const fs::path& schedule, const fs::path& folder,
                    const economy::BenchmarkPtr& benchmark, const EvaluatedShock& evaluated) {
  shelf().keep({.asked = text_of(ask, schedule, folder),
                .benchmark = benchmark,
                .stamps = stamps_of(evaluated.inputs),
                .evaluated = evaluated});
}

}  // namespace cobden::scenario
