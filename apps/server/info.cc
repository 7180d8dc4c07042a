#include "apps/server/info.h"

#include <algorithm>
#include <boost/json.hpp>

#include "apps/cli/ask.h"
#include "cobden/core/file.h"
#include "cobden/data/builtin.h"
#include "cobden/economy/caliendo_parro.h"
#include "cobden/scenario/open_benchmarks.h"
#include "cobden/scenario/options.h"
#include "cobden/schedule/schedule_file.h"

namespace cobden::server {
namespace {

namespace json = boost::json;

json::array texts(const std::vector<std::string>& list) { return json::array(list.begin(), list.end()); }

template <class AxisType>
json::array axis_json(const AxisType& axis) {
  json::array list;
  for (const auto i : axis.all())
    list.push_back(json::object{{"code", axis.code(i)}, {"label", axis.label(i)}});
  return list;
}

json::object groups_json(const std::map<std::string, std::vector<std::string>>& groups) {
  json::object object;
  for (const auto& [name, codes] : groups) object[name] = texts(codes);
  return object;
}

/// Value added, GDP where the source gives it, and trade across borders before tariffs, by country.
json::array totals_json(const data::Benchmark& b) {
  const auto& t = b.tables();
  const ByCountry added = b.value_added();
  ByCountry exports(b.country_count()), imports(b.country_count());
  for (const Sector s : b.sectors().all())
    for (const Country d : b.countries().all())
      for (const Country o : b.countries().all())
        if (d != o) imports[d] += t.flow(s, d, o), exports[o] += t.flow(s, d, o);
  json::array list;
  for (const Country n : b.countries().all())
    list.push_back(json::object{{"country", b.countries().code(n)},
                                {"value_added", added[n]},
                                {"gdp", t.gdp.empty() ? json::value(nullptr) : json::value(t.gdp[n])},
                                {"exports", exports[n]},
                                {"imports", imports[n]}});
  return list;
}

json::array sets_json(const data::Benchmark& b) {
  json::array list;
  for (const auto& set : b.tables().elasticities)
    list.push_back(json::object{{"name", set.name}, {"source", set.source}});
  return list;
}

json::array variants_json(const data::Benchmark& b) {
  using Variant = economy::CaliendoParroSpec::Variant;
  json::array list;
  for (const Variant v :
       {Variant::kInputOutput, Variant::kOwnSector, Variant::kNoMaterials, Variant::kOneSector})
    if (v != Variant::kInputOutput || b.has_input_output())
      list.push_back(json::string(economy::to_string(v)));
  return list;
}

json::array closures_json() {
  using economy::Closure;
  json::array list;
  for (const Closure c : {Closure::kZero, Closure::kFixed, Closure::kWorldShare, Closure::kIncome})
    list.push_back(json::string(economy::to_string(c)));
  return list;
}

std::optional<scenario::OpenedBenchmark> open_builtin(const std::string& name) {
  const auto known = data::builtin_benchmarks();
  if (std::find(known.begin(), known.end(), name) == known.end()) return std::nullopt;
  return scenario::open_benchmark(name);
}

}  // namespace

json::array questions_json() {
  json::array list;
  for (const auto& q : cli::offered_questions()) {
    json::array options;
    for (const auto& o : q.options) {
      json::object option{{"name", o.name}, {"type", o.type}, {"help", o.help}, {"required", o.required}};
      if (!o.choices.empty()) option["choices"] = texts(o.choices);
      options.push_back(std::move(option));
    }
    list.push_back(json::object{{"name", q.name},
                                {"help", q.help},
                                {"options", std::move(options)},
                                {"takes_scenario", q.takes_scenario},
                                {"needs_scenario", q.needs_scenario},
                                {"quick", q.quick}});
  }
  return list;
}

json::array benchmarks_json() {
  json::array list;
  for (const auto& name : data::builtin_benchmarks()) {
    try {
      const auto b = scenario::open_benchmark(name).benchmark;
      list.push_back(json::object{{"name", name},
                                  {"title", b->tables().provenance.title},
                                  {"year", b->tables().year},
                                  {"countries", b->country_count()},
                                  {"sectors", b->sector_count()}});
    } catch (const UserError&) {
      // COBDEN_DATA may hold other NetCDF files; asking for one by name explains what is wrong with it.
    }
  }
  return list;
}

json::array scenarios_json() {
  json::array list;
  for (const auto& s : scenario::list_scenarios())
    list.push_back(
        json::object{{"name", s.name}, {"title", s.title}, {"benchmark", s.benchmark}, {"family", s.family}});
  return list;
}

json::array schedules_json() {
  json::array list;
  for (const auto& s : schedule::list_schedules())
    list.push_back(json::object{{"id", s.id}, {"importer", s.importer}, {"title", s.title}});
  return list;
}

std::optional<json::object> scenario_json(const std::string& name) {
  for (const auto& s : scenario::list_scenarios())
    if (s.name == name)
      return json::object{{"name", s.name},
                          {"title", s.title},
                          {"benchmark", s.benchmark},
                          {"family", s.family},
                          {"text", read_file(s.file)}};
  return std::nullopt;
}

std::optional<json::object> benchmark_json(const std::string& name) {
  const auto opened = open_builtin(name);
  if (!opened) return std::nullopt;
  const auto& b = *opened->benchmark;
  const auto& t = b.tables();
  return json::object{{"name", name},
                      {"title", t.provenance.title},
                      {"year", t.year},
                      {"unit", t.unit},
                      {"source", t.provenance.source},
                      {"licence", t.provenance.licence},
                      {"citation", t.provenance.citation},
                      {"countries", axis_json(b.countries())},
                      {"sectors", axis_json(b.sectors())},
                      {"country_groups", groups_json(t.country_groups)},
                      {"sector_groups", groups_json(t.sector_groups)},
                      {"elasticity_sets", sets_json(b)},
                      {"families", texts(scenario::model_families())},
                      {"variants", variants_json(b)},
                      {"closures", closures_json()},
                      {"totals", totals_json(b)}};
}

}  // namespace cobden::server
