#include "cobden/scenario/open_benchmarks.h"

#include <fmt/format.h>

#include <algorithm>
#include <list>
#include <mutex>

#include "cobden/core/file.h"
#include "cobden/core/file_stamp.h"
#include "cobden/data/builtin.h"

namespace cobden::scenario {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKept = 4;

/// What tells one state of the files from another; empty if there are none.
std::string fingerprint(const std::string& name_or_path) {
  if (name_or_path.find('/') == std::string::npos)
    if (const auto found = find_on_search_path(name_or_path + ".nc")) return file_stamp(*found);
  std::error_code failed;
  if (!fs::is_directory(name_or_path, failed)) return file_stamp(name_or_path);
  std::vector<std::string> stamps;
  for (const auto& entry : fs::recursive_directory_iterator(name_or_path, failed))
    if (entry.is_regular_file(failed)) stamps.push_back(file_stamp(entry.path()));
  std::sort(stamps.begin(), stamps.end());
  return fmt::format("{}", fmt::join(stamps, ""));
}

OpenedBenchmark read(const std::string& name_or_path) {
  auto opened = data::open_tables(name_or_path);
  OpenedBenchmark result;
  for (const auto& file : opened.report.files) result.inputs.push_back({"benchmark", file.file, file.sha256});
  result.path = opened.path;
  result.benchmark = std::make_shared<const data::Benchmark>(std::move(opened.tables));
  return result;
}

/// Most recently asked first.
class Shelf {
 public:
  OpenedBenchmark get(const std::string& name_or_path) {
    const std::string key = fingerprint(name_or_path);
    if (key.empty()) return read(name_or_path);  // says what is missing
    if (auto known = find(key)) return *known;
    const std::lock_guard one_at_a_time(opening_);  // who waits may find it opened by then
    if (auto known = find(key)) return *known;
    OpenedBenchmark opened = read(name_or_path);
    const std::lock_guard lock(mutex_);
    items_.emplace_front(key, opened);
    if (items_.size() > kKept) items_.pop_back();
    return opened;
  }

 private:
  std::optional<OpenedBenchmark> find(const std::string& key) {
    const std::lock_guard lock(mutex_);
    const auto it = std::find_if(items_.begin(), items_.end(), [&](const auto& i) { return i.first == key; });
    if (it == items_.end()) return std::nullopt;
    items_.splice(items_.begin(), items_, it);
    return it->second;
  }

  std::mutex opening_, mutex_;
  std::list<std::pair<std::string, OpenedBenchmark>> items_;
};

}  // namespace

OpenedBenchmark open_benchmark(const std::string& name_or_path) {
  static Shelf shelf;
  return shelf.get(name_or_path);
}

}  // namespace cobden::scenario
