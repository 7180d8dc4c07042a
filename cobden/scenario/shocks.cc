#include "cobden/scenario/shocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <sstream>

#include "cobden/core/file.h"
#include "cobden/core/text.h"
#include "cobden/data/csv.h"
#include "cobden/scenario/gempack_shocks.h"

namespace cobden::scenario {
namespace {

using Action = Shock::Action;
using Unit = Shock::Unit;
using data::Benchmark;

/// The union of several selections in axis order: a cell named twice by one shock is still shocked once.
template <class I, class Select>
std::vector<I> resolve(const std::vector<std::string>& names, std::size_t size, const Select& select) {
  std::vector<bool> chosen(size);
  for (const auto& name : names)
    for (const I i : select(name)) chosen[static_cast<std::size_t>(i.value)] = true;
  std::vector<I> positions;
  for (const I i : indices<I>(size))
    if (chosen[static_cast<std::size_t>(i.value)]) positions.push_back(i);
  return positions;
}

std::vector<std::string> default_sectors(const Benchmark& benchmark) {
  return {benchmark.tables().sector_groups.contains("goods") ? "goods" : "all"};
}

SourcePlace with_key(SourcePlace place, const char* key) {
  place.column = std::string("shock.") + key;
  return place;
}

double per_one(Unit unit) { return unit == Unit::kPercent || unit == Unit::kPercentagePoints ? 0.01 : 1.0; }

/// The rate that a figure of the file spells, as a fraction.
double rate(double figure, Unit unit) { return unit == Unit::kPower ? figure - 1 : figure * per_one(unit); }

double shocked_tariff(double t, const Shock& shock) {
  switch (shock.action) {
    case Action::kAdd:
      return t + shock.amount * per_one(shock.unit);
    case Action::kSet:
      return rate(shock.amount, shock.unit);
    case Action::kScale:
      return shock.unit == Unit::kPower ? (1 + t) * shock.amount - 1 : t * shock.amount * per_one(shock.unit);
    default:
      return t;
  }
}

/// The counterfactual under construction.
class Application {
 public:
  Application(const Scenario& scenario, const Benchmark& benchmark)
      : scenario_(scenario), benchmark_(benchmark) {}

  void apply(const Shock& shock, const FileFinder& find_file, const ScheduleEffect* schedule) {
    if (shock.size == 1) return apply_whole(shock, find_file, schedule);
    const economy::Counterfactual before = made_;
    apply_whole(shock, find_file, schedule);
    take_part(shock, before.tariff_new.empty() ? benchmark_.tables().tariff : before.tariff_new,
              made_.tariff_new);
    take_part_of_costs(shock, before.trade_cost_hat);
  }
  economy::Counterfactual take() { return std::move(made_); }

 private:
  void apply_whole(const Shock& shock, const FileFinder& find_file, const ScheduleEffect* schedule) {
    const ShockCells cells = select_cells(shock, scenario_, benchmark_);
    if (shock.action == Action::kTradeCost) return change_costs(shock, cells);
    if (tariff().empty()) tariff() = benchmark_.tables().tariff;
    if (shock.action == Action::kTariffFile) return read_tariffs(shock, cells, find_file(shock.tariff_file));
    if (shock.action == Action::kGempackFile) return change_powers(find_file(shock.tariff_file));
    if (shock.action == Action::kSchedule) {
      invariant(schedule != nullptr, "a schedule shock is evaluated before it is applied");
      return take_schedule(shock, cells, *schedule);
    }
    for_each(cells, [&](Sector s, Country d, Country o) {
      set_tariff(shock.place, s, d, o, shocked_tariff(tariff()(s, d, o), shock));
    });
  }
  /// after = before + size (after - before), cell by cell, in the rate.
  void take_part(const Shock& shock, const TradeCube& before, TradeCube& after) {
    if (after.empty()) return;
    const TradeCube whole = after;
    for (const Sector s : benchmark_.sectors().all())
      for (const Country d : benchmark_.countries().all())
        for (const Country o : benchmark_.countries().all())
          if (whole(s, d, o) != before(s, d, o))
            set_tariff(shock.place, s, d, o,
                       before(s, d, o) + shock.size * (whole(s, d, o) - before(s, d, o)));
  }

  void take_part_of_costs(const Shock& shock, const TradeCube& before) {
    auto& after = made_.trade_cost_hat;
    if (after.empty()) return;
    const auto cells = after.flat();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const double from = before.empty() ? 1.0 : before.flat()[i];
      cells[i] = from + shock.size * (cells[i] - from);
      if (cells[i] <= 0)
        throw UserError({.place = shock.place,
                         .value = fmt::format("{:g}", shock.size),
                         .problem = "this part of the shock takes away the whole trade cost or more",
                         .expected = "",
                         .remedy = ""});
    }
  }

  TradeCube& tariff() { return made_.tariff_new; }

  template <class Body>
  static void for_each(const ShockCells& cells, const Body& body) {
    for (const Sector s : cells.sectors)
      for (const Country d : cells.importers)
        for (const Country o : cells.exporters)
          if (d != o) body(s, d, o);
  }

  void set_tariff(const SourcePlace& place, Sector s, Country d, Country o, double t) {
    if (!std::isfinite(t) || t <= -1)
      throw UserError({.place = place,
                       .value = fmt::format("{:g}%", 100 * t),
                       .problem = fmt::format("the tariff of {} on {} in sector {} would be -100% or below",
                                              benchmark_.countries().code(d), benchmark_.countries().code(o),
                                              benchmark_.sectors().code(s)),
                       .expected = "a tariff above -100%",
                       .remedy = fmt::format("it is {:g}% before this shock", 100 * tariff()(s, d, o))});
    tariff()(s, d, o) = t;
  }

  /// Cells for which the schedule gives no rate stay as they are. A duty that falls by more than the
  /// benchmark charges is gone, not a subsidy.
  void take_schedule(const Shock& shock, const ShockCells& cells, const ScheduleEffect& effect) {
    const bool level = shock.schedule->use == ScheduleAsk::Use::kLevel;
    for_each(cells, [&](Sector s, Country d, Country o) {
      if (!effect.gives_rate(s, o)) return;
      const double before = level ? 0 : tariff()(s, d, o);
      set_tariff(shock.place, s, d, o, std::max(before + effect.rate(s, o), std::min(before, 0.0)));
    });
  }

  void change_costs(const Shock& shock, const ShockCells& cells) {
    auto& cost = made_.trade_cost_hat;
    const std::size_t N = benchmark_.country_count();
    if (cost.empty()) cost = TradeCube(benchmark_.sector_count(), N, N, 1.0);
    for_each(cells, [&](Sector s, Country d, Country o) {
      cost(s, d, o) *= 1 + shock.amount * per_one(shock.unit);
    });
  }

  void change_powers(const std::filesystem::path& path) {
    apply_gempack_shocks(parse_gempack_shocks(read_file(path), path.string()), benchmark_, tariff());
  }

  void read_tariffs(const Shock& shock, const ShockCells& cells, const std::filesystem::path& path) {
    std::filesystem::path plain = path;
    if (plain.extension() == ".xz" || plain.extension() == ".gz") plain = plain.stem();
    plain.extension() == ".txt" ? read_stacked_matrices(shock, cells, path)
                                : read_tariff_csv(shock, cells, path);
  }

  void read_tariff_csv(const Shock& shock, const ShockCells& cells, const std::filesystem::path& path) {
    const auto table = data::CsvTable::read(path);
    const std::size_t exporter = table.column("exporter"), importer = table.column("importer"),
                      sector = table.column("sector"), column = table.column("tariff");
    const std::size_t N = benchmark_.country_count();
    Array3<Sector, Country, Country> seen(benchmark_.sector_count(), N, N);
    for (std::size_t r = 0; r < table.rows(); ++r) {
      const Country o = benchmark_.countries().at(table.text(r, exporter), table.place(r, exporter));
      const Country d = benchmark_.countries().at(table.text(r, importer), table.place(r, importer));
      const Sector s = benchmark_.sectors().at(table.text(r, sector), table.place(r, sector));
      const double t = rate(table.number(r, column), shock.unit);
      if (seen(s, d, o)++ > 0)
        refuse_row(table.place(r, column), "the cell stands twice", "one row for each cell");
      if (d == o && t != 0)
        refuse_row(table.place(r, column), "domestic sales carry a tariff", "0 or no row");
      if (d != o && holds(cells, s, d, o)) set_tariff(table.place(r, column), s, d, o, t);
    }
  }

  [[noreturn]] static void refuse_row(const SourcePlace& place, const std::string& problem,
                                      const std::string& expected) {
    throw UserError({.place = place, .value = "", .problem = problem, .expected = expected, .remedy = ""});
  }

  static bool holds(const ShockCells& cells, Sector s, Country d, Country o) {
    return std::binary_search(cells.sectors.begin(), cells.sectors.end(), s) &&
           std::binary_search(cells.importers.begin(), cells.importers.end(), d) &&
           std::binary_search(cells.exporters.begin(), cells.exporters.end(), o);
  }

  /// The text layout of Caliendo and Parro (2015): one importers x exporters block after another, for the
  /// first sectors.
  void read_stacked_matrices(const Shock& shock, const ShockCells& cells, const std::filesystem::path& path) {
    const std::size_t N = benchmark_.country_count(), S = benchmark_.sector_count();
    std::istringstream lines(read_file(path));
    std::size_t row = 0;
    long line = 0;
    for (std::string text; std::getline(lines, text);) {
      ++line;
      if (trim(text).empty()) continue;
      const SourcePlace place{.file = path.string(), .line = line, .column = ""};
      if (row >= S * N)
        refuse_row(place, "more rows than sectors times importers", fmt::format("at most {} rows", S * N));
      read_matrix_row(shock, cells, place, text, Sector(row / N), Country(row % N));
      ++row;
    }
    if (row == 0 || row % N != 0)
      refuse_row({.file = path.string(), .line = line, .column = ""}, fmt::format("{} rows", row),
                 fmt::format("a multiple of the {} importers", N));
  }

  void read_matrix_row(const Shock& shock, const ShockCells& cells, const SourcePlace& place,
                       const std::string& text, Sector s, Country d) {
    std::istringstream words(text);
    std::size_t o = 0;
    for (std::string word; words >> word; ++o) {
      const auto figure = parse_number(word);
      if (!figure || o >= benchmark_.country_count())
        refuse_row(place, figure ? "too many values" : "'" + word + "' is not a number",
                   fmt::format("{} numbers, one for each exporter", benchmark_.country_count()));
      if (const Country exporter(o); d != exporter && holds(cells, s, d, exporter))
        set_tariff(place, s, d, exporter, rate(*figure, shock.unit));
    }
    if (o != benchmark_.country_count())
      refuse_row(place, fmt::format("{} values", o),
                 fmt::format("{}, one for each exporter", benchmark_.country_count()));
  }

  const Scenario& scenario_;
  const Benchmark& benchmark_;
  economy::Counterfactual made_;
};

bool any_foreign_cell(const ShockCells& cells) {
  if (cells.sectors.empty()) return false;
  for (const Country d : cells.importers)
    for (const Country o : cells.exporters)
      if (d != o) return true;
  return false;
}

}  // namespace

std::vector<Country> select_countries(const std::string& name, const Scenario& scenario,
                                      const Benchmark& benchmark, const SourcePlace& place) {
  const auto group = scenario.country_groups.find(name);
  if (group == scenario.country_groups.end()) {
    try {
      return benchmark.country_selection(name, place);
    } catch (const UserError& e) {
      std::vector<std::string> own;
      for (const auto& [known, members] : scenario.country_groups) own.push_back(known);
      const std::string near = nearest_name(name, own);
      if (near.empty()) throw;
      auto detail = e.detail();
      detail.remedy = "did you mean '" + near + "'?";
      throw UserError(detail);
    }
  }
  std::vector<Country> chosen;
  for (const auto& member : group->second)
    for (const Country n : benchmark.country_selection(member, place)) chosen.push_back(n);
  return chosen;
}

std::vector<Sector> select_sectors(const std::string& name, const Scenario& scenario,
                                   const Benchmark& benchmark, const SourcePlace& place) {
  const auto group = scenario.sector_groups.find(name);
  if (group == scenario.sector_groups.end()) return benchmark.sector_selection(name, place);
  std::vector<Sector> chosen;
  for (const auto& member : group->second)
    for (const Sector s : benchmark.sector_selection(member, place)) chosen.push_back(s);
  return chosen;
}

ShockCells select_cells(const Shock& shock, const Scenario& scenario, const Benchmark& benchmark) {
  const auto countries = [&](const char* key, const std::vector<std::string>& names) {
    return resolve<Country>(names, benchmark.country_count(), [&](const auto& name) {
      return select_countries(name, scenario, benchmark, with_key(shock.place, key));
    });
  };
  const auto sectors = [&](const char* key, const std::vector<std::string>& names) {
    return resolve<Sector>(names, benchmark.sector_count(), [&](const auto& name) {
      return select_sectors(name, scenario, benchmark, with_key(shock.place, key));
    });
  };
  ShockCells cells{
      .importers = countries("importer", shock.importers),
      .exporters = countries("exporter", shock.exporters),
      .sectors = sectors("sector", shock.sectors.empty() ? default_sectors(benchmark) : shock.sectors)};
  const auto left_out = sectors("exclude", shock.exclude);
  std::erase_if(cells.sectors,
                [&](Sector s) { return std::binary_search(left_out.begin(), left_out.end(), s); });
  if (!any_foreign_cell(cells))
    throw UserError({.place = shock.place,
                     .value = "",
                     .problem = "the shock matches no cell (" + describe(shock) + ")",
                     .expected = "an importer and an exporter that differ, and a sector that is not excluded",
                     .remedy = ""});
  return cells;
}

economy::Counterfactual apply_shocks(const Scenario& scenario, const Benchmark& benchmark,
                                     const FileFinder& find_file,
                                     const std::vector<ScheduleEffect>& schedules) {
  Application application(scenario, benchmark);
  for (std::size_t i = 0; i < scenario.shocks.size(); ++i) {
    const auto effect =
        std::find_if(schedules.begin(), schedules.end(), [&](const auto& e) { return e.shock == i; });
    application.apply(scenario.shocks[i], find_file, effect == schedules.end() ? nullptr : &*effect);
  }
  return application.take();
}

Array2<Country, Country> tariff_change(const economy::Counterfactual& counterfactual,
                                       const Benchmark& benchmark) {
  const auto& t = benchmark.tables();
  Array2<Country, Country> change(benchmark.country_count(), benchmark.country_count());
  if (counterfactual.tariff_new.empty()) return change;
  for (const Country d : t.countries.all())
    for (const Country o : t.countries.all()) {
      double trade = 0, weighted = 0;
      for (const Sector s : t.sectors.all()) {
        trade += t.flow(s, d, o);
        weighted += t.flow(s, d, o) * (counterfactual.tariff_new(s, d, o) - t.tariff(s, d, o));
      }
      change(d, o) = trade > 0 ? 100 * weighted / trade : 0;
    }
  return change;
}

}  // namespace cobden::scenario
