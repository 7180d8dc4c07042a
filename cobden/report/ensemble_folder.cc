#include "cobden/report/ensemble_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/core/file.h"
#include "cobden/core/version.h"
#include "cobden/data/netcdf_file.h"
#include "cobden/report/ensemble_json.h"
#include "cobden/report/ensemble_tables.h"
#include "cobden/report/interval_chart.h"
#include "cobden/report/text_table.h"
#include "cobden/report/tornado_chart.h"

namespace cobden::report {
namespace {

using ensemble::EnsembleAnswer;
using ensemble::Outcome;

/// Outcomes that share measure and axes: one variable of the file.
struct Group {
  std::string name;
  std::vector<std::string> countries, sectors;  ///< in order; empty = no such axis
  std::vector<std::size_t> outcomes;            ///< sector by sector, then country
};

std::vector<Group> groups_of(const EnsembleAnswer& a) {
  std::vector<Group> groups;
  for (std::size_t k = 0; k < a.outcomes().size(); ++k) {
    const Outcome& o = a.outcomes()[k];
    const std::string name = o.measure + (o.sector.empty() ? "" : "_by_sector");
    auto it = std::ranges::find(groups, name, &Group::name);
    if (it == groups.end()) it = groups.insert(groups.end(), Group{name, {}, {}, {}});
    const auto add = [](const std::string& code, std::vector<std::string>& list) {
      if (!code.empty() && std::ranges::find(list, code) == list.end()) list.push_back(code);
    };
    add(o.country, it->countries), add(o.sector, it->sectors);
    it->outcomes.push_back(k);
  }
  return groups;
}

void write_inputs(data::NetcdfWriter& file, const EnsembleAnswer& a) {
  const auto& plan = a.plan();
  std::vector<std::string> names;
  for (const auto& input : plan.inputs)
    for (const auto& label : input.labels)
      names.push_back(input.size > 1 ? input.ask.name + ": " + label : input.ask.name);
  std::vector<double> drawn;
  for (std::size_t d = 0; d < a.draws.size(); ++d) {
    const auto values = values_at(plan, a.ensemble.points->uniforms(d * a.ensemble.points->per_draw()));
    drawn.insert(drawn.end(), values.begin(), values.end());
  }
  file.dimension("number", plan.dimensions);
  file.strings("number", {"number"}, {"", "input, and its sector"}, names);
  file.doubles("input", {"draw", "number"},
               {"as drawn", "drawn numbers: factors or values, choices by position from 0"}, drawn);
}

/// Names of axes by their codes: outcomes of the same economies share one.
class Axes {
 public:
  explicit Axes(data::NetcdfWriter& file) : file_(file) {}
  std::string name_of(const std::string& axis, const std::string& group,
                      const std::vector<std::string>& codes) {
    for (const auto& [name, known] : known_)
      if (known == codes && name.starts_with(axis)) return name;
    const bool first = std::ranges::none_of(known_, [&](const auto& k) { return k.first == axis; });
    const std::string name = first ? axis : axis + "_of_" + group;
    file_.dimension(name, codes.size());
    file_.strings(name, {name}, {"", axis}, codes);
    known_.emplace_back(name, codes);
    return name;
  }

 private:
  data::NetcdfWriter& file_;
  std::vector<std::pair<std::string, std::vector<std::string>>> known_;
};

void write_outcomes(data::NetcdfWriter& file, const EnsembleAnswer& a) {
  Axes known(file);
  for (const auto& group : groups_of(a)) {
    std::vector<std::string> axes{"draw"};
    if (!group.sectors.empty()) axes.push_back(known.name_of("sector", group.name, group.sectors));
    if (!group.countries.empty()) axes.push_back(known.name_of("country", group.name, group.countries));
    std::vector<double> values;
    for (const auto& draw : a.draws)
      for (const std::size_t k : group.outcomes) values.push_back(draw.figures[k]);
    const Outcome& first = a.outcomes()[group.outcomes.front()];
    file.doubles(group.name, axes, {first.unit, first.label}, values);
  }
}

OutputFile text_file(std::string name, std::string text) {
  return {std::move(name),
          [text = std::move(text)](const std::filesystem::path& path) { write_file(path, text); }};
}

std::string chart_footer(const EnsembleAnswer& a) {
  const auto& m = a.ensemble.solver->model();
  return fmt::format("{}; {}. {}{}{}, closure {}, {}. Cobden {}", draws_text(a), failed_text(a), m.family,
                     m.variant.empty() ? "" : "/", m.variant, m.closure, a.plan().run.benchmark->name(),
                     version());
}

std::string title_of_run(const EnsembleAnswer& a) {
  const auto& s = a.plan().run.scenario;
  return s.title.empty() ? s.name : s.title;
}

}  // namespace

void write_draws_netcdf(const std::filesystem::path& path, const EnsembleAnswer& a) {
  write_file_with(path, [&](const std::filesystem::path& temporary) {
    data::NetcdfWriter file(temporary);
    file.dimension("draw", a.draws.size());
    write_inputs(file, a);
    write_outcomes(file, a);
    std::vector<std::string> reasons;
    for (const auto& draw : a.draws) reasons.push_back(draw.reason);
    file.strings("failure", {"draw"}, {"", "why the draw has no answer; empty where it has"}, reasons);
    file.attribute("title", title_of_run(a));
    file.attribute("scenario", a.plan().run.scenario.name);
    file.attribute("sampling", to_string(a.plan().ask.sampling));
    file.attribute("seed", fmt::format("{}", a.plan().ask.seed));
    file.attribute("program", "cobden " + version() + " " + commit());
    file.close();
  });
}

std::string intervals_svg(const EnsembleAnswer& a) {
  const Outcome& first = headline_outcome(a);
  IntervalChart chart{
      .title = title_of_run(a),
      .subtitle = first.label +
                  ": 5% to 95% of draws (light), the middle half (dark), the median (white line) and "
                  "the centre (point)",
      .axis = first.country.empty() ? "outcome" : first.label + ", " + first.unit,
      .footer = chart_footer(a)};
  const auto& central = a.ensemble.solver->central();
  const auto& countries = a.plan().run.benchmark->countries();
  for (std::size_t k = 0; k < a.outcomes().size(); ++k) {
    const Outcome& o = a.outcomes()[k];
    if (o.measure != first.measure || !o.sector.empty()) continue;
    const auto& q = a.quantiles[k];
    std::string label = o.country.empty() ? o.label : countries.label(countries.at(o.country, {}));
    if (label.size() > 22 && !o.country.empty()) label = o.country;
    chart.rows.push_back(
        {label, q.p05, q.p25, q.p50, q.p75, q.p95, central.solved ? central.figures[k] : std::nan("")});
  }
  std::ranges::stable_sort(chart.rows, std::less{},
                           [](const IntervalRow& r) { return std::isfinite(r.p50) ? r.p50 : 1e300; });
  return to_svg(chart);
}

std::string tornado_svg(const EnsembleAnswer& a) {
  const auto& central = a.ensemble.solver->central();
  if (!central.solved || !std::isfinite(central.figures[0])) return "";
  const Outcome& first = headline_outcome(a);
  TornadoChart chart{.title = title_of_run(a),
                     .subtitle = title_of(first) +
                                 ": one input at a time from its 5th to its 95th percentile, or over "
                                 "its choices, the others at their centre",
                     .axis = first.label + ", " + first.unit,
                     .footer = chart_footer(a),
                     .centre = central.figures[0]};
  for (std::size_t k = 0; k < a.tornado.size(); ++k) {
    const Swing s = swing_of(a, k, 0);
    if (!(std::abs(s.at_high - s.at_low) > 0)) continue;
    const auto& input = a.plan().inputs[k].ask;
    const auto text = [&](const std::string& label, double value) {
      return input.categorical() ? shortened(label, 12)
                                 : fmt::format("{}{:.3g}", input.factor ? "×" : "", value);
    };
    chart.rows.push_back({.label = shortened(input.name, 24),
                          .low = s.low_value,
                          .high = s.high_value,
                          .at_low = s.at_low,
                          .at_high = s.at_high,
                          .low_text = text(s.low_label, s.low_value),
                          .high_text = text(s.high_label, s.high_value)});
  }
  std::ranges::stable_sort(chart.rows, std::greater{},
                           [](const TornadoRow& r) { return std::abs(r.at_high - r.at_low); });
  return chart.rows.empty() ? "" : to_svg(chart);
}

std::vector<OutputFile> ensemble_files(const EnsembleAnswer& a, const std::string& command_line) {
  std::vector<OutputFile> files{
      text_file("quantiles.csv", ensemble_csv(a)),
      {"draws.nc", [&a](const std::filesystem::path& path) { write_draws_netcdf(path, a); }},
      text_file("ensemble.json", ensemble_json(a)),
      text_file("summary.txt", ensemble_summary(a)),
      text_file("intervals.svg", intervals_svg(a))};
  if (auto tornado = tornado_svg(a); !tornado.empty())
    files.push_back(text_file("tornado.svg", std::move(tornado)));
  files.push_back(text_file("manifest.json", ensemble_manifest(a, command_line)));
  return files;
}

}  // namespace cobden::report
