#include "cobden/core/confined_reading.h"
#include "cobden/talks/clock_book.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "cobden/core/error.h"
#include "cobden/core/file.h"
#include "cobden/core/table_reader.h"
#include "cobden/data/csv.h"
#include "cobden/talks/checks.h"

namespace cobden::talks {
namespace {

using data::CsvTable;

constexpr std::string_view kBase = "base";
constexpr const char* kWeights = "prices, employment, impatience or sector";

std::vector<std::string> names_of(const std::vector<DatedSeries>& series) {
  std::vector<std::string> names;
  for (const auto& s : series) names.push_back(s.name());
  return names;
}

const DatedSeries* find_series(const std::vector<DatedSeries>& series, std::string_view name) {
  const auto found =
      std::find_if(series.begin(), series.end(), [&](const auto& s) { return s.name() == name; });
  return found == series.end() ? nullptr : &*found;
}

void replace_series(std::vector<DatedSeries>& series, const std::string& name, double value) {
  const DatedSeries* known = find_series(series, name);
  if (!known)
    throw UserError(fmt::format("clocks: there is no series '{}'", name),
                    did_you_mean(name, names_of(series)));
  const Day first = known->points().front().day;
  const auto at = static_cast<std::size_t>(known - series.data());
  series[at] = DatedSeries(name, known->unit(), "given", SeriesKind::kStep, {{.day = first, .value = value}});
}

/// What was public on the day; the names of the rest go to `unknown`.
std::vector<DatedSeries> known_series(const std::vector<DatedSeries>& all, Day day,
                                      std::vector<std::string>& unknown) {
  std::vector<DatedSeries> known;
  for (const auto& series : all)
    if (auto part = series.known_on(day))
      known.push_back(std::move(*part));
    else
      unknown.push_back(series.name());
  return known;
}

/// Reads weights.csv over the series that are known.
class WeightReader {
 public:
  WeightReader(const CsvTable& table, const std::vector<DatedSeries>& all, ClockBook& book)
      : table_(table), all_(all), book_(book) {}

  void read_row(std::size_t row) {
    Clock& clock = clock_of(row);
    const std::string term = text(row, "term");
    for (const auto& [other_clock, other_term] : seen_)
      if (other_clock == clock.name && other_term == term)
        fail_at(place(row, "term"), term, "stands twice in the clock " + clock.name, "one row");
    seen_.emplace_back(clock.name, term);
    if (term == kBase) {
      clock.base = scale(row), clock.base_source = source(row);
      return;
    }
    if (!find_series(all_, term))
      fail_at(place(row, "term"), term, "is no series of series.csv", "a series, or base",
              did_you_mean(term, names_of(all_)));
    if (const DatedSeries* series = find_series(book_.series, term))
      clock.terms.push_back(
          {*series, scale(row), source(row), table_.number_or(row, table_.column("neutral"), 0)});
  }

 private:
  std::string text(std::size_t row, const char* column) const {
    return std::string(table_.text(row, table_.column(column)));
  }
  SourcePlace place(std::size_t row, const char* column) const {
    return table_.place(row, table_.column(column));
  }
  double scale(std::size_t row) const { return table_.number(row, table_.column("scale")); }
  std::string source(std::size_t row) const {
    if (text(row, "source").empty())
      fail_at(place(row, "source"), "", "the number has no source", "a source, or judgement");
    return text(row, "source");
  }

  SideClocks& side_of(std::size_t row) {
    const std::string side = text(row, "side");
    const bool code = side.size() == 3 &&
                      std::all_of(side.begin(), side.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!code)
      fail_at(place(row, "side"), side, "is not an economy", "an ISO 3166-1 alpha-3 code such as USA");
    for (auto& known : book_.sides)
      if (known.side == side) return known;
    const auto named = [&](const char* what) { return Clock{.name = side + " " + what}; };
    return book_.sides.emplace_back(
        SideClocks{side, named("prices"), named("employment"), named("impatience"), {}});
  }

  Clock& clock_of(std::size_t row) {
    SideClocks& side = side_of(row);
    const std::string weight = text(row, "weight"), sector = text(row, "sector");
    if ((weight == "sector") == sector.empty())
      fail_at(place(row, "sector"), sector,
              sector.empty() ? "the weight of a sector names none" : "only a weight of kind sector has one",
              "a sector or group of the benchmark beside the weight 'sector'");
    for (const auto& [name, clock] : {std::pair{"prices", &side.prices},
                                      {"employment", &side.employment},
                                      {"impatience", &side.impatience}})
      if (weight == name) return *clock;
    if (weight != "sector") fail_at(place(row, "weight"), weight, "unknown weight", kWeights);
    for (auto& known : side.sectors)
      if (known.sector == sector) return known.weight;
    const std::string name = fmt::format("{} weight of {}", side.side, sector);
    return side.sectors.emplace_back(SectorClock{sector, Clock{.name = name, .base = 1}}).weight;
  }

  const CsvTable& table_;
  const std::vector<DatedSeries>& all_;
  ClockBook& book_;
  std::vector<std::pair<std::string, std::string>> seen_;
};

void append(std::vector<std::string>& to, const std::vector<std::string>& lines) {
  to.insert(to.end(), lines.begin(), lines.end());
}

std::vector<std::string> shipped_clocks() {
  std::vector<std::string> names;
  for (const auto& folder : data_search_path()) {
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder / "clocks", none))
      if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

DayWeights weights_on(const SideClocks& clocks, Day day) {
  DayWeights out{clocks.prices.at(day), clocks.employment.at(day), clocks.impatience.at(day), {}};
  for (const auto& sector : clocks.sectors) out.sectors.emplace_back(sector.sector, sector.weight.at(day));
  return out;
}

bool ClockBook::has(std::string_view side) const {
  return std::any_of(sides.begin(), sides.end(), [&](const auto& s) { return s.side == side; });
}

const SideClocks& ClockBook::of(std::string_view side) const {
  std::vector<std::string> known;
  for (const auto& candidate : sides) {
    if (candidate.side == side) return candidate;
    known.push_back(candidate.side);
  }
  throw UserError(fmt::format("clocks: '{}' has no clocks in {}", side, folder.string()),
                  fmt::format("there are some for {}", fmt::join(known, ", ")));
}

std::vector<ClockDeadline> ClockBook::deadlines(Day from, Day to) const {
  std::vector<ClockDeadline> out;
  for (const auto& s : series)
    if (s.kind() == SeriesKind::kDeadline)
      for (const auto& point : s.points())
        if (point.day > from && point.day <= to) out.push_back({s.name(), point.day, s.source()});
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.day < b.day; });
  return out;
}

std::vector<std::string> ClockBook::provenance(std::string_view side) const {
  const SideClocks& clocks = of(side);
  std::vector<std::string> lines;
  for (const Clock* clock : {&clocks.prices, &clocks.employment, &clocks.impatience})
    append(lines, clock->provenance());
  for (const auto& sector : clocks.sectors) append(lines, sector.weight.provenance());
  return lines;
}

std::filesystem::path find_clocks(const std::string& name) {
  if (is_readable_folder(name)) return name;
  if (const auto found = find_on_search_path(std::filesystem::path("clocks") / name / "series.csv"))
    return found->parent_path();
  const auto known = shipped_clocks();
  throw UserError(fmt::format("there is no folder of clocks '{}'", name),
                  known.empty() ? "set COBDEN_DATA to the data folder"
                                : fmt::format("a path, or one of {}", fmt::join(known, ", ")));
}

ClockBook read_clock_book(const std::filesystem::path& folder, const ClockSettings& settings) {
  ClockBook book;
  book.folder = folder;
  std::vector<DatedSeries> all = read_dated_series(folder / "series.csv");
  for (const auto& [name, value] : settings.replaced) replace_series(all, name, value);
  book.series = settings.known ? known_series(all, *settings.known, book.unknown) : all;
  const CsvTable table = CsvTable::read(folder / "weights.csv");
  WeightReader reader(table, all, book);
  for (std::size_t row = 0; row < table.rows(); ++row) reader.read_row(row);
  return book;
}

}  // namespace cobden::talks
