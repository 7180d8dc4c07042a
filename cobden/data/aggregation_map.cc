// Reading the mapping file of an aggregation.
#include <fmt/format.h>

#include "cobden/data/aggregate.h"
#include "cobden/data/csv.h"

namespace cobden::data {
namespace {

/// Gathers the rows of one axis and refuses what would split or lose a code.
template <class A, class I>
class AxisMapping {
 public:
  AxisMapping(const A& source, std::string what)
      : source_(source), what_(std::move(what)), target_(source.size(), -1) {}

  void add(const SourcePlace& place, const std::string& from, const std::string& to,
           const std::string& label) {
    const auto i = static_cast<std::size_t>(source_.at(from, place).value);
    if (to.empty()) fail(place, from, "is mapped to nothing", "a code in column 'to'", "");
    const int target = target_position(place, to, label);
    if (target_[i] >= 0 && target_[i] != target)
      fail(place, from,
           fmt::format("is mapped to both '{}' and '{}': disaggregation is refused", codes_[target_[i]], to),
           "", "the benchmark does not say how to split a code; map each to one target");
    if (target_[i] >= 0) fail(place, from, "is mapped twice", "each code once", "remove one of the rows");
    target_[i] = target;
  }

  /// The target axis and, in `map`, the target of each source code; an axis without rows stays as it is.
  A finish(const std::string& file, std::vector<I>& map) const {
    std::vector<std::string> missing;
    for (std::size_t i = 0; i < target_.size(); ++i) {
      map.push_back(codes_.empty() ? I(i) : I(target_[i]));
      if (target_[i] < 0) missing.push_back(source_.codes()[i]);
    }
    if (codes_.empty()) return source_;
    if (!missing.empty())
      fail({.file = file, .line = {}, .column = "from"}, "",
           fmt::format("{} {} code(s) are not mapped: {}", missing.size(), what_, fmt::join(missing, ", ")),
           "every code of the benchmark once", "add a row for each");
    std::vector<std::string> labels = labels_;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const auto same = source_.find(codes_[i]);
      if (labels[i].empty()) labels[i] = same ? source_.label(*same) : codes_[i];
    }
    return A(codes_, labels);
  }

 private:
  [[noreturn]] static void fail(const SourcePlace& place, const std::string& value,
                                const std::string& problem, const std::string& expected,
                                const std::string& remedy) {
    throw UserError(
        {.place = place, .value = value, .problem = problem, .expected = expected, .remedy = remedy});
  }

  int target_position(const SourcePlace& place, const std::string& to, const std::string& label) {
    const auto [found, fresh] = position_.emplace(to, static_cast<int>(codes_.size()));
    if (fresh) codes_.push_back(to), labels_.emplace_back();
    std::string& known = labels_[static_cast<std::size_t>(found->second)];
    if (!label.empty() && !known.empty() && label != known)
      fail(place, label, fmt::format("is a second label for '{}', which is '{}'", to, known),
           "one label per target", "");
    if (known.empty()) known = label;
    return found->second;
  }

  const A& source_;
  std::string what_;
  std::vector<int> target_;
  std::vector<std::string> codes_, labels_;
  std::map<std::string, int> position_;
};

}  // namespace

AggregationMap read_aggregation_map(const std::filesystem::path& path, const CountryAxis& countries,
                                    const SectorAxis& sectors) {
  const CsvTable table = CsvTable::read(path);
  const std::size_t axis = table.column("axis"), from = table.column("from"), to = table.column("to");
  const bool labelled = table.has_column("label");
  AxisMapping<CountryAxis, Country> country_map(countries, "country");
  AxisMapping<SectorAxis, Sector> sector_map(sectors, "sector");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string which(table.text(row, axis)), source(table.text(row, from)),
        target(table.text(row, to));
    const std::string label(labelled ? table.text(row, table.column("label")) : std::string_view());
    if (which == "country")
      country_map.add(table.place(row, from), source, target, label);
    else if (which == "sector")
      sector_map.add(table.place(row, from), source, target, label);
    else
      throw UserError({.place = table.place(row, axis),
                       .value = which,
                       .problem = "is not an axis",
                       .expected = "country or sector",
                       .remedy = ""});
  }
  AggregationMap map;
  map.name = path.filename().string();
  map.countries = country_map.finish(path.string(), map.country_to);
  map.sectors = sector_map.finish(path.string(), map.sector_to);
  return map;
}

}  // namespace cobden::data
