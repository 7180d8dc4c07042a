// The extension `cobden._cobden`: the engine as Python sees it. The only file that includes pybind11, which
// is slow to compile; everything that needs no Python is in questions.h and settings.h, everything with
// pandas or xarray in python/cobden. Three rules hold throughout:
//   arrays  what the engine owns is handed out as a read-only numpy view that keeps its owner alive, never
//   copied;
//           arrays that come in are copied once
//   GIL     released for everything that solves or reads; polling.h looks after signals meanwhile, so that
//   Ctrl-C
//           stops the work and becomes KeyboardInterrupt
//   errors  UserError becomes cobden.UserError with its parts as attributes; not converging is a status
#include <pybind11/functional.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "cobden/core/file.h"
#include "cobden/core/parallel.h"
#include "cobden/core/version.h"
#include "cobden/data/builtin.h"
#include "cobden/data/netcdf_file.h"
#include "cobden/economy/gravity_baseline.h"
#include "cobden/economy/policy_model.h"
#include "cobden/report/comparison.h"
#include "cobden/report/output_folder.h"
#include "cobden/report/result_json.h"
#include "cobden/report/run_summary.h"
#include "cobden/report/strategy_folder.h"
#include "cobden/report/strategy_json.h"
#include "cobden/report/strategy_summary.h"
#include "cobden/report/talks_brief.h"
#include "cobden/report/talks_folder.h"
#include "cobden/report/talks_json.h"
#include "cobden/scenario/replication.h"
#include "cobden/schedule/schedule_file.h"
#include "python/src/polling.h"
#include "python/src/questions.h"

namespace cobden::python {
namespace {

namespace py = pybind11;
using data::Benchmark;
using data::BenchmarkTables;
using economy::BenchmarkPtr;
using economy::Result;
using scenario::Answer;
using scenario::Scenario;
using scenario::StrategyAnswer;
using scenario::TalksAnswer;
using Owner = std::shared_ptr<const void>;
using ResultPtr = std::shared_ptr<const Result>;
using AnswerPtr = std::shared_ptr<const Answer>;
using StrategyPtr = std::shared_ptr<const StrategyAnswer>;
using TalksPtr = std::shared_ptr<const TalksAnswer>;
using Shape = std::vector<py::ssize_t>;
using ArrayIn = py::array_t<double, py::array::c_style | py::array::forcecast>;

// --- arrays
// ------------------------------------------------------------------------------------------------------

/// A read-only view of `values` that keeps `owner` alive.
py::array view(std::span<const double> values, const Shape& shape, const Owner& owner) {
  auto* kept = new Owner(owner);
  const py::capsule base(kept, [](void* p) { delete static_cast<Owner*>(p); });
  py::array array(py::dtype::of<double>(), shape, values.data(), base);
  array.attr("setflags")(py::arg("write") = false);
  return array;
}

/// The values moved into an owner of their own.
py::array handed_over(std::vector<double> values, const Shape& shape) {
  const auto owner = std::make_shared<const std::vector<double>>(std::move(values));
  return view(*owner, shape, owner);
}

py::array handed_over(const TradeCube& cube) {
  const auto owner = std::make_shared<const TradeCube>(cube);
  return view(owner->flat(),
              {py::ssize_t(cube.size1()), py::ssize_t(cube.size2()), py::ssize_t(cube.size3())}, owner);
}

std::string shape_text(std::span<const py::ssize_t> shape) {
  std::string text = "(";
  for (std::size_t k = 0; k < shape.size(); ++k) text += (k > 0 ? ", " : "") + std::to_string(shape[k]);
  return text + ")";
}

/// The numbers of an array of the shape wanted. UserError names both shapes.
std::span<const double> checked(const ArrayIn& array, const Shape& shape, const char* name) {
  const std::span<const py::ssize_t> given(array.shape(), static_cast<std::size_t>(array.ndim()));
  if (!std::equal(given.begin(), given.end(), shape.begin(), shape.end()))
    fail_at({.file = "", .line = {}, .column = name}, shape_text(given), "has the wrong shape",
            shape_text(shape));
  return {array.data(), static_cast<std::size_t>(array.size())};
}

Shape shape_of(std::initializer_list<std::size_t> sizes) { return {sizes.begin(), sizes.end()}; }

TradeCube cube_of(const ArrayIn& array, std::size_t sectors, std::size_t countries, const char* name) {
  TradeCube cube(sectors, countries, countries);
  const auto values = checked(array, shape_of({sectors, countries, countries}), name);
  std::copy(values.begin(), values.end(), cube.flat().begin());
  return cube;
}

SectorCountry table_of(const ArrayIn& array, std::size_t sectors, std::size_t countries, const char* name) {
  SectorCountry table(sectors, countries);
  const auto values = checked(array, shape_of({sectors, countries}), name);
  std::copy(values.begin(), values.end(), table.flat().begin());
  return table;
}

std::vector<double> list_of(const ArrayIn& array, std::size_t size, const char* name) {
  const auto values = checked(array, shape_of({size}), name);
  return {values.begin(), values.end()};
}

// --- long work and errors
// ------------------------------------------------------------------------------------------

/// `work(context)` without the GIL. `progress` is None or is called with (task, fraction, detail) on this
/// thread.
template <class Work>
auto released(const py::object& progress, const Work& work) {
  using Value = decltype(work(RunContext{}));
  std::optional<Value> value;
  const auto poll = [&](const ProgressEvent* event) {
    const py::gil_scoped_acquire held;
    if (event && !progress.is_none()) progress(event->task, event->fraction, event->detail);
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
  };
  {
    const py::gil_scoped_release free;
    run_while_polling(!progress.is_none(), poll,
                      [&](const RunContext& context) { value.emplace(work(context)); });
  }
  return std::move(*value);
}

void raise_user_error(const UserError& e) {
  const auto& d = e.detail();
  const py::object type = py::module_::import("cobden._errors").attr("UserError");
  const py::object error =
      type(e.what(), py::arg("file") = d.place.file, py::arg("line") = d.place.line,
           py::arg("column") = d.place.column, py::arg("value") = d.value, py::arg("problem") = d.problem,
           py::arg("expected") = d.expected, py::arg("remedy") = d.remedy);
  PyErr_SetObject(type.ptr(), error.ptr());
}

void translate(std::exception_ptr failure) {
  try {
    if (failure) std::rethrow_exception(failure);
  } catch (const UserError& e) {
    raise_user_error(e);
  } catch (const Interrupted& e) {
    PyErr_SetString(PyExc_KeyboardInterrupt, e.what());
  }
}

// --- small values as dictionaries
// ------------------------------------------------------------------------------------

py::dict to_dict(const economy::SolverSummary& s) {
  py::dict d;
  d["status"] = economy::to_string(s.status), d["method"] = s.method, d["message"] = s.message;
  d["iterations"] = s.iterations, d["residual"] = s.residual;
  d["seconds"] = s.seconds, d["setup_seconds"] = s.setup_seconds;
  return d;
}

py::dict to_dict(const strategy::SearchSummary& s) {
  py::dict d;
  d["status"] = to_string(s.status), d["method"] = s.method, d["message"] = s.message;
  d["iterations"] = s.iterations, d["residual"] = s.first_order, d["seconds"] = s.seconds;
  d["solves"] = s.solves, d["gradients"] = s.gradients;
  return d;
}

py::dict to_dict(const economy::ModelDescription& m) {
  py::dict d;
  d["family"] = m.family, d["variant"] = m.variant, d["elasticities"] = m.elasticities;
  d["citation"] = m.citation, d["notes"] = m.notes;
  return d;
}

py::dict to_dict(const data::Provenance& p) {
  py::dict d;
  d["title"] = p.title, d["source"] = p.source, d["licence"] = p.licence;
  d["citation"] = p.citation, d["steps"] = p.steps;
  return d;
}

py::list input_files(const std::vector<scenario::InputFile>& inputs) {
  py::list list;
  for (const auto& i : inputs) list.append(py::make_tuple(i.role, i.path, i.sha256));
  return list;
}

std::vector<std::string> written(const std::filesystem::path& folder,
                                 const std::vector<report::OutputFile>& files) {
  std::vector<std::string> paths;
  for (const auto& path : report::write_folder(folder, files)) paths.push_back(path.string());
  return paths;
}

// --- benchmarks
// ------------------------------------------------------------------------------------------------------

/// One of the benchmark's tables as a view; None where the benchmark has none.
py::object benchmark_array(const BenchmarkPtr& b, const std::string& name) {
  const auto& t = b->tables();
  const std::size_t S = b->sector_count(), N = b->country_count();
  const auto at = [&](std::span<const double> values,
                      std::initializer_list<std::size_t> shape) -> py::object {
    return values.empty() ? py::object(py::none()) : view(values, shape_of(shape), b);
  };
  if (name == "flow") return at(t.flow.flat(), {S, N, N});
  if (name == "tariff") return at(t.tariff.flat(), {S, N, N});
  if (name == "intermediate") return at(t.intermediate.flat(), {S, S, N});
  if (name == "final_use") return at(t.final_use.flat(), {S, N});
  if (name == "value_added") return at(t.value_added.flat(), {S, N});
  if (name == "output") return at(b->output().flat(), {S, N});
  if (name == "absorption") return at(b->absorption().flat(), {S, N});
  if (name == "deficit") return at(b->deficit().flat(), {N});
  if (name == "gdp") return at(t.gdp.flat(), {N});
  throw py::key_error(name);
}

py::array elasticities(const BenchmarkPtr& b, const std::string& set) {
  return view(b->elasticities(set).theta.flat(), shape_of({b->sector_count()}), b);
}

/// Tables from arrays by name; the axes come first because the shapes follow from them.
BenchmarkTables tables_of(const py::dict& d) {
  BenchmarkTables t;
  t.name = py::cast<std::string>(d["name"]), t.year = py::cast<int>(d["year"]);
  t.unit = py::cast<std::string>(d["unit"]);
  t.countries = CountryAxis(py::cast<std::vector<std::string>>(d["countries"]),
                            py::cast<std::vector<std::string>>(d["country_labels"]));
  t.sectors = SectorAxis(py::cast<std::vector<std::string>>(d["sectors"]),
                         py::cast<std::vector<std::string>>(d["sector_labels"]));
  const std::size_t S = t.sectors.size(), N = t.countries.size();
  t.flow = cube_of(py::cast<ArrayIn>(d["flow"]), S, N, "flow");
  t.tariff = cube_of(py::cast<ArrayIn>(d["tariff"]), S, N, "tariff");
  t.final_use = table_of(py::cast<ArrayIn>(d["final_use"]), S, N, "final_use");
  t.value_added = table_of(py::cast<ArrayIn>(d["value_added"]), S, N, "value_added");
  if (!d["intermediate"].is_none()) {
    const auto array = py::cast<ArrayIn>(d["intermediate"]);
    const auto values = checked(array, shape_of({S, S, N}), "intermediate");
    t.intermediate = InputOutputCube(S, S, N);
    std::copy(values.begin(), values.end(), t.intermediate.flat().begin());
  }
  for (const auto& [name, theta] : py::cast<std::map<std::string, ArrayIn>>(d["elasticities"]))
    t.elasticities.push_back(
        {.name = name, .source = "given from Python", .theta = BySector(list_of(theta, S, name.c_str()))});
  t.country_groups = py::cast<decltype(t.country_groups)>(d["country_groups"]);
  t.sector_groups = py::cast<decltype(t.sector_groups)>(d["sector_groups"]);
  t.provenance.source = py::cast<std::string>(d["source"]);
  return t;
}

BenchmarkPtr benchmark_from(const py::dict& d) { return std::make_shared<const Benchmark>(tables_of(d)); }

py::dict accounting(const Benchmark& b) {
  py::dict d;
  d["imbalances"] = b.accounting().imbalances, d["worst_imbalance"] = b.accounting().worst_imbalance;
  std::vector<std::string> issues;
  for (const auto& issue : b.accounting().issues) issues.push_back(data::describe(issue, b.tables()));
  d["issues"] = issues;
  return d;
}

std::vector<std::pair<std::string, std::string>> elasticity_sets(const Benchmark& b) {
  std::vector<std::pair<std::string, std::string>> sets;
  for (const auto& set : b.tables().elasticities) sets.emplace_back(set.name, set.source);
  return sets;
}

void bind_benchmark(py::module_& m) {
  py::class_<Benchmark, std::shared_ptr<Benchmark>>(m, "Benchmark")
      .def_property_readonly("name", &Benchmark::name)
      .def_property_readonly("year", [](const Benchmark& b) { return b.tables().year; })
      .def_property_readonly("unit", [](const Benchmark& b) { return b.tables().unit; })
      .def_property_readonly("countries", [](const Benchmark& b) { return b.countries().codes(); })
      .def_property_readonly("country_labels", [](const Benchmark& b) { return b.countries().labels(); })
      .def_property_readonly("sectors", [](const Benchmark& b) { return b.sectors().codes(); })
      .def_property_readonly("sector_labels", [](const Benchmark& b) { return b.sectors().labels(); })
      .def_property_readonly("country_groups", [](const Benchmark& b) { return b.tables().country_groups; })
      .def_property_readonly("sector_groups", [](const Benchmark& b) { return b.tables().sector_groups; })
      .def_property_readonly("provenance", [](const Benchmark& b) { return to_dict(b.tables().provenance); })
      .def_property_readonly("elasticity_sets", &elasticity_sets)
      .def("accounting", &accounting)
      .def("tariff_revenue",
           [](const Benchmark& b) {
             const auto revenue = b.tariff_revenue();
             return handed_over({revenue.flat().begin(), revenue.flat().end()}, shape_of({revenue.size()}));
           })
      .def("array", [](const std::shared_ptr<Benchmark>& b,
                       const std::string& name) { return benchmark_array(b, name); })
      .def("elasticities",
           [](const std::shared_ptr<Benchmark>& b, const std::string& set) { return elasticities(b, set); })
      .def(
          "save", [](const Benchmark& b, const std::string& path) { save_benchmark(b, path); },
          py::call_guard<py::gil_scoped_release>())
      .def(
          "aggregate",
          [](const Benchmark& b, const std::string& map, const std::string& name) {
            return std::const_pointer_cast<Benchmark>(aggregate(b, map, name));
          },
          py::call_guard<py::gil_scoped_release>());
  m.def("benchmarks", &data::builtin_benchmarks);
  m.def(
      "open_benchmark",
      [](const std::string& name) { return std::const_pointer_cast<Benchmark>(open_benchmark(name)); },
      py::call_guard<py::gil_scoped_release>());
  m.def("benchmark_from",
        [](const py::dict& d) { return std::const_pointer_cast<Benchmark>(benchmark_from(d)); });
}

// --- scenarios and results
// ---------------------------------------------------------------------------------------------

py::dict scenario_facts(const Scenario& s) {
  py::dict d;
  d["name"] = s.name, d["title"] = s.title, d["description"] = s.description, d["benchmark"] = s.benchmark;
  d["family"] = s.model.family, d["variant"] = s.model.variant;
  d["closure"] = economy::to_string(s.model.closure), d["elasticities"] = s.model.elasticities;
  d["numeraire"] = economy::to_string(s.model.numeraire), d["file"] = s.file.string(), d["sha256"] = s.sha256;
  d["question"] = s.strategy && s.strategy->question ? py::object(py::str(to_string(*s.strategy->question)))
                                                     : py::object(py::none());
  d["talks"] = s.talks.has_value(), d["precursor"] = s.precursor.has_value();
  std::vector<std::string> shocks;
  for (const auto& shock : s.shocks) shocks.push_back(scenario::describe(shock));
  d["shocks"] = shocks;
  return d;
}

/// The new tariffs, or the new over base trade costs, of a scenario; None where it leaves them as they are.
py::object shocked(const TradeCube& cube) {
  return cube.empty() ? py::object(py::none()) : handed_over(cube);
}

void bind_scenario(py::module_& m) {
  py::class_<Scenario>(m, "Scenario")
      .def_property_readonly("facts", &scenario_facts)
      .def("with_overrides", &with_overrides)
      .def("with_solver",
           [](Scenario s, double tolerance, int max_iterations) {
             s.solver = {.tolerance = tolerance, .max_iterations = max_iterations};
             return s;
           })
      .def("shocks", [](const Scenario& s, const std::shared_ptr<Benchmark>& benchmark) {
        economy::Counterfactual made;
        {
          const py::gil_scoped_release free;
          made = shocks_of(s, benchmark);
        }
        return py::make_tuple(shocked(made.tariff_new), shocked(made.trade_cost_hat));
      });
  m.def("read_scenario",
        [](const std::string& name) { return scenario::read_scenario(scenario::find_scenario(name)); });
  m.def("parse_scenario", &scenario::parse_scenario);
  m.def("scenarios", [] {
    py::list list;
    for (const auto& s : scenario::list_scenarios())
      list.append(py::make_tuple(s.name, s.title, s.benchmark, s.family, s.file.string()));
    return list;
  });
}

std::vector<py::tuple> variables(const Result& r) {
  std::vector<py::tuple> list;
  for (const auto& v : r.outcomes.all())
    list.push_back(py::make_tuple(v.measure, v.label, v.unit, v.by_sector, v.by_importer, v.by_exporter,
                                  report::has_base(v), report::sector_codes(r, v)));
  return list;
}

py::array variable_array(const ResultPtr& r, std::size_t k, bool base) {
  const auto& v = r->outcomes.all().at(k);
  Shape shape;
  if (v.by_sector) shape.push_back(py::ssize_t(report::sector_codes(*r, v).size()));
  if (v.by_importer) shape.push_back(py::ssize_t(r->benchmark->country_count()));
  if (v.by_exporter) shape.push_back(py::ssize_t(r->benchmark->country_count()));
  return view(base ? v.base : v.value, shape, r);
}

void bind_result(py::module_& m) {
  py::class_<Result, std::shared_ptr<Result>>(m, "Result")
      .def_property_readonly("benchmark",
                             [](const Result& r) { return std::const_pointer_cast<Benchmark>(r.benchmark); })
      .def_property_readonly("model", [](const Result& r) { return to_dict(r.model); })
      .def_property_readonly("model_name", &report::model_name)
      .def_property_readonly("closure", [](const Result& r) { return r.closure; })
      .def_property_readonly("numeraire", [](const Result& r) { return r.numeraire; })
      .def_property_readonly("converged", [](const Result& r) { return r.solver.converged(); })
      .def_property_readonly("solver", [](const Result& r) { return to_dict(r.solver); })
      .def_property_readonly("history",
                             [](const std::shared_ptr<Result>& r) {
                               return view(r->solver.history, shape_of({r->solver.history.size()}), r);
                             })
      .def_property_readonly("variables", &variables)
      .def("value",
           [](const std::shared_ptr<Result>& r, std::size_t k) { return variable_array(r, k, false); })
      .def("base", [](const std::shared_ptr<Result>& r, std::size_t k) { return variable_array(r, k, true); })
      .def("csv", [](const Result& r, const std::string& scenario, const std::vector<std::string>& measures,
                     bool full) {
        return report::to_long_csv(scenario, r, {.bilateral_by_sector = full, .measures = measures});
      });
}

py::list range_rows(const Answer& a) {
  py::list list;
  const auto& codes = a.run.benchmark->countries().codes();
  for (std::size_t n = 0; n < a.range.by_country.size(); ++n) {
    const auto& s = a.range.by_country[n];
    list.append(py::make_tuple(codes[n], s.low, s.low_set, s.high, s.high_set));
  }
  return list;
}

/// The solved sets of the range: name, solver, welfare by country (a view).
py::list range_sets(const AnswerPtr& a) {
  py::list list;
  for (std::size_t k = 0; k < a->range.sets.size(); ++k) {
    const auto& welfare = a->range.welfare_percent[k];
    list.append(py::make_tuple(a->range.sets[k], to_dict(a->range.solver[k]),
                               view(welfare, shape_of({welfare.size()}), a)));
  }
  return list;
}

/// Rows of two results side by side.
py::list compared(const Result& first, const Result& second, const std::vector<std::string>& measures) {
  const report::RowChoice choice{.bilateral_by_sector = false, .measures = measures};
  const auto rows = report::compare(report::figures_of("first", first, choice),
                                    report::figures_of("second", second, choice));
  py::list list;
  for (const auto& r : rows)
    list.append(
        py::make_tuple(r.key[0], r.key[1], r.key[2], r.key[3], r.key[4], r.first, r.second, r.difference()));
  return list;
}

void bind_answer(py::module_& m) {
  py::class_<Answer, std::shared_ptr<Answer>>(m, "Answer")
      .def_property_readonly(
          "result", [](const std::shared_ptr<Answer>& a) { return std::shared_ptr<Result>(a, &a->result); })
      .def_property_readonly("scenario", [](const Answer& a) { return a.run.scenario; })
      .def_property_readonly("inputs", [](const Answer& a) { return input_files(a.run.inputs); })
      .def_property_readonly("notes", [](const Answer& a) { return a.run.notes; })
      .def_property_readonly("range", &range_rows)
      .def_property_readonly("range_sets", [](const std::shared_ptr<Answer>& a) { return range_sets(a); })
      .def("json",
           [](const Answer& a, const std::vector<std::string>& measures, bool full) {
             return report::run_json(a, {.bilateral_by_sector = full, .measures = measures});
           })
      .def("summary", [](const Answer& a) { return report::run_summary(a); })
      .def("save", [](const Answer& a, const std::string& folder, bool full) {
        return written(folder, report::run_files(a, "python", full));
      });
  m.def("run", [](const Scenario& s, const std::shared_ptr<Benchmark>& benchmark, bool with_range,
                  const py::object& progress) {
    return std::const_pointer_cast<Answer>(released(
        progress, [&](const RunContext& context) { return run(s, benchmark, with_range, context); }));
  });
  m.def("compare", &compared);
}

// --- models, equilibria and gradients
// ------------------------------------------------------------------------------------

/// A model with the equilibria that belong to it.
struct OpenModel {
  BenchmarkPtr benchmark;
  std::unique_ptr<economy::Model> model;

  const economy::PolicyModel& policy() const {
    if (const auto* policy = model->policy()) return *policy;
    throw UserError(
        "the family '" + model->description().family + "' has no gradients with respect to tariffs",
        "use caliendo-parro, single-sector or ossa");
  }
  TradeCube tariff(const ArrayIn& array) const {
    return cube_of(array, policy().sectors().size(), policy().countries().size(), "tariff");
  }
};
using ModelPtr = std::shared_ptr<OpenModel>;

struct OpenEquilibrium {
  ModelPtr model;
  economy::EquilibriumPtr at;
};
using OpenEquilibriumPtr = std::shared_ptr<OpenEquilibrium>;

ModelPtr open_model(const std::shared_ptr<Benchmark>& benchmark, const Scenario& spec) {
  auto open = std::make_shared<OpenModel>();
  open->benchmark = benchmark;
  open->model = scenario::make_model(benchmark, spec.model);
  return open;
}

std::shared_ptr<Result> solve(const ModelPtr& m, const py::object& tariff, const py::object& cost,
                              const economy::SolveOptions& options, const py::object& progress) {
  economy::Counterfactual what;
  const std::size_t S = m->benchmark->sector_count(), N = m->benchmark->country_count();
  if (!tariff.is_none()) what.tariff_new = cube_of(py::cast<ArrayIn>(tariff), S, N, "tariff");
  if (!cost.is_none()) what.trade_cost_hat = cube_of(py::cast<ArrayIn>(cost), S, N, "trade_cost_hat");
  return std::make_shared<Result>(
      released(progress, [&](const RunContext& context) { return m->model->solve(what, options, context); }));
}

OpenEquilibriumPtr equilibrium(const ModelPtr& m, const ArrayIn& tariff, const OpenEquilibriumPtr& start,
                               const economy::SolveOptions& options, const py::object& progress) {
  const TradeCube cube = m->tariff(tariff);
  const auto* from = start ? start->at.get() : nullptr;
  auto at = released(
      progress, [&](const RunContext& context) { return m->policy().solve(cube, from, options, context); });
  return std::make_shared<OpenEquilibrium>(OpenEquilibrium{m, std::move(at)});
}

/// (country position, sector weights or None, revenue, price, employment weight).
economy::Objective objective_of(const OpenModel& m, const py::tuple& t) {
  economy::Objective o{.country = Country(t[0].cast<int>())};
  if (!t[1].is_none())
    o.sector_weight = BySector(list_of(t[1].cast<ArrayIn>(), m.policy().sectors().size(), "sector_weight"));
  o.revenue_weight = t[2].cast<double>(), o.price_weight = t[3].cast<double>();
  o.employment_weight = t[4].cast<double>();
  return o;
}

/// d G / d ln(1 + t) [importer][sector][exporter] of a weighted sum of objectives, and whether the adjoint
/// converged.
py::tuple gradient(const OpenEquilibriumPtr& e, const std::vector<std::pair<double, py::tuple>>& terms,
                   const std::vector<int>& importers) {
  const auto& policy = e->model->policy();
  std::vector<economy::WeightedObjective> sum;
  for (const auto& [weight, objective] : terms) sum.push_back({weight, objective_of(*e->model, objective)});
  std::vector<Country> who;
  for (const int importer : importers) who.emplace_back(importer);
  std::vector<economy::ImporterGradient> found;
  {
    const py::gil_scoped_release free;
    found = policy.gradient(*e->at, sum, who);
  }
  std::vector<double> all;
  bool converged = true;
  for (const auto& g : found) {
    all.insert(all.end(), g.derivative.flat().begin(), g.derivative.flat().end());
    converged = converged && g.converged;
  }
  return py::make_tuple(
      handed_over(std::move(all), shape_of({who.size(), policy.sectors().size(), policy.countries().size()})),
      converged);
}

Shape policy_shape(const OpenModel& m) {
  const std::size_t N = m.policy().countries().size();
  return shape_of({m.policy().sectors().size(), N, N});
}

void bind_equilibrium(py::module_& m) {
  py::class_<OpenEquilibrium, OpenEquilibriumPtr>(m, "Equilibrium")
      .def_property_readonly("converged", [](const OpenEquilibrium& e) { return e.at->summary.converged(); })
      .def_property_readonly("solver", [](const OpenEquilibrium& e) { return to_dict(e.at->summary); })
      .def_property_readonly(
          "tariff",
          [](const OpenEquilibriumPtr& e) { return view(e->at->tariff.flat(), policy_shape(*e->model), e); })
      .def("flow", [](const OpenEquilibrium& e) { return handed_over(e.model->policy().flow(*e.at)); })
      .def("value",
           [](const OpenEquilibrium& e, const py::tuple& objective) {
             return e.model->policy().value(*e.at, objective_of(*e.model, objective));
           })
      .def("gradient", &gradient);
}

void bind_model(py::module_& m) {
  py::class_<OpenModel, ModelPtr>(m, "Model")
      .def(py::init(&open_model), py::call_guard<py::gil_scoped_release>())
      .def_property_readonly(
          "benchmark", [](const OpenModel& o) { return std::const_pointer_cast<Benchmark>(o.benchmark); })
      .def_property_readonly("description",
                             [](const OpenModel& o) { return to_dict(o.model->description()); })
      .def_property_readonly("has_policy", [](const OpenModel& o) { return o.model->policy() != nullptr; })
      .def_property_readonly("countries", [](const OpenModel& o) { return o.policy().countries().codes(); })
      .def_property_readonly("sectors", [](const OpenModel& o) { return o.policy().sectors().codes(); })
      .def_property_readonly(
          "base_tariff",
          [](const ModelPtr& o) { return view(o->policy().base()->tariff.flat(), policy_shape(*o), o); })
      .def_property_readonly(
          "base_flow",
          [](const ModelPtr& o) { return view(o->policy().base_flow().flat(), policy_shape(*o), o); })
      .def("solve",
           [](const ModelPtr& o, const py::object& tariff, const py::object& cost, double tolerance, int most,
              const py::object& progress) {
             return solve(o, tariff, cost, {.tolerance = tolerance, .max_iterations = most}, progress);
           })
      .def("base",
           [](const ModelPtr& o) {
             return std::make_shared<OpenEquilibrium>(OpenEquilibrium{o, o->policy().base()});
           })
      .def("equilibrium", [](const ModelPtr& o, const ArrayIn& tariff, const OpenEquilibriumPtr& start,
                             double tolerance, int most, const py::object& progress) {
        return equilibrium(o, tariff, start, {.tolerance = tolerance, .max_iterations = most}, progress);
      });
}

// --- strategy, talks, schedules and the other commands
// -------------------------------------------------------------------

py::array strategy_cube(const StrategyPtr& a, const TradeCube& cube) {
  return view(cube.flat(), shape_of({cube.size1(), cube.size2(), cube.size3()}), a);
}

py::object strategy_result(const StrategyPtr& a) {
  if (!a->result) return py::none();
  return py::cast(
      std::shared_ptr<Result>(std::const_pointer_cast<StrategyAnswer>(a), const_cast<Result*>(&*a->result)));
}

void bind_strategy(py::module_& m) {
  using Ptr = std::shared_ptr<StrategyAnswer>;
  py::class_<StrategyAnswer, Ptr>(m, "StrategyAnswer")
      .def_property_readonly("converged", [](const StrategyAnswer& a) { return a.search.converged(); })
      .def_property_readonly("solver", [](const StrategyAnswer& a) { return to_dict(a.search); })
      .def_property_readonly("countries",
                             [](const StrategyAnswer& a) { return a.game->policy().countries().codes(); })
      .def_property_readonly("sectors",
                             [](const StrategyAnswer& a) { return a.game->policy().sectors().codes(); })
      .def_property_readonly("tariff_names",
                             [](const StrategyAnswer& a) {
                               std::vector<std::string> names;
                               for (const auto& t : a.tariffs) names.push_back(t.name);
                               return names;
                             })
      .def("tariff", [](const Ptr& a, std::size_t k) { return strategy_cube(a, a->tariffs.at(k).tariff); })
      .def_property_readonly("base_tariff", [](const Ptr& a) { return strategy_cube(a, a->game->base); })
      .def_property_readonly("start_tariff", [](const Ptr& a) { return strategy_cube(a, a->game->start); })
      .def_property_readonly("result", [](const Ptr& a) { return strategy_result(a); })
      .def("json", [](const StrategyAnswer& a, bool full) { return report::strategy_json(a, full); })
      .def("csv", [](const StrategyAnswer& a, bool full) { return report::strategy_csv(a, full); })
      .def("summary", [](const StrategyAnswer& a) { return report::strategy_summary(a); })
      .def("save", [](const StrategyAnswer& a, const std::string& folder, bool full) {
        return written(folder, report::strategy_files(a, "python", full));
      });
  m.def("strategy",
        [](const std::string& question, const Scenario& s, const std::shared_ptr<Benchmark>& benchmark,
           const Settings& settings, const py::object& progress) {
          return std::const_pointer_cast<StrategyAnswer>(released(progress, [&](const RunContext& context) {
            return ask_strategy(question, s, benchmark, settings, context);
          }));
        });
}

std::string brief(const TalksAnswer& a, bool markdown, bool full) {
  const auto text =
      report::talks_brief(a, full ? report::BriefDetail::kFull : report::BriefDetail::kTwoPages);
  return markdown ? report::to_markdown(text) : report::to_terminal(text);
}

void bind_talks(py::module_& m) {
  py::class_<TalksAnswer, std::shared_ptr<TalksAnswer>>(m, "TalksAnswer")
      .def_property_readonly("converged", [](const TalksAnswer& a) { return a.search.converged(); })
      .def_property_readonly("solver", [](const TalksAnswer& a) { return to_dict(a.search); })
      .def("json", [](const TalksAnswer& a) { return report::talks_json(a); })
      .def("csv", [](const TalksAnswer& a) { return report::talks_csv(a); })
      .def("brief", &brief)
      .def("save", [](const TalksAnswer& a, const std::string& folder) {
        return written(folder, report::talks_files(a, "python"));
      });
  m.def("talks", [](const Scenario& s, const std::shared_ptr<Benchmark>& benchmark,
                    const std::vector<std::string>& players, const std::vector<std::string>& settings,
                    const py::object& progress) {
    return std::const_pointer_cast<TalksAnswer>(released(progress, [&](const RunContext& context) {
      return ask_talks(s, benchmark, players, settings, context);
    }));
  });
}

py::dict rates(const OpenSchedule& s, const std::vector<std::string>& products,
               const std::vector<std::string>& partners, const std::vector<std::string>& dates) {
  auto cube = released(
      py::none(), [&](const RunContext& context) { return s.rates(products, partners, dates, context); });
  const Shape shape = shape_of({products.size(), partners.size(), dates.size()});
  py::dict d;
  d["base"] = handed_over(std::move(cube.base), shape);
  d["statutory"] = handed_over(std::move(cube.statutory), shape);
  d["effective"] = handed_over(std::move(cube.effective), shape);
  d["unconverted"] = py::array(py::cast(cube.unconverted)).attr("reshape")(shape);
  d["unmatched"] = py::array(py::cast(cube.unmatched)).attr("reshape")(shape);
  return d;
}

void bind_schedule(py::module_& m) {
  py::class_<OpenSchedule>(m, "Schedule")
      .def(py::init<const std::string&, const std::string&, const Settings&>(),
           py::call_guard<py::gil_scoped_release>())
      .def_property_readonly("id", &OpenSchedule::id)
      .def_property_readonly("importer", &OpenSchedule::importer)
      .def_property_readonly("title", &OpenSchedule::title)
      .def_property_readonly("note", &OpenSchedule::note)
      .def_property_readonly("file", &OpenSchedule::file)
      .def("rates", &rates);
  m.def("schedules", [] {
    py::list list;
    for (const auto& s : schedule::list_schedules())
      list.append(py::make_tuple(s.id, s.importer, s.title, s.file.string()));
    return list;
  });
  m.def("command", [](const std::string& name, const std::string& subcommand, const Settings& settings,
                      const std::string& format, const py::object& progress) {
    const auto text = released(progress, [&](const RunContext& context) {
      return run_text_command(name, subcommand, settings, format, context);
    });
    return py::make_tuple(text.exit_code, text.out, text.err);
  });
}

// --- gravity, replications and the module itself
// ----------------------------------------------------------------------

economy::BilateralMatrix matrix_of(const ArrayIn& array, std::size_t n, const char* name) {
  economy::BilateralMatrix matrix(n, n);
  const auto values = checked(array, shape_of({n, n}), name);
  std::copy(values.begin(), values.end(), matrix.flat().begin());
  return matrix;
}

py::tuple fit_gravity(const ArrayIn& cost_power, const ArrayIn& output, const ArrayIn& spending,
                      int reference, const std::vector<std::string>& names, double tolerance, int most) {
  const std::size_t n = names.size();
  const auto cost = matrix_of(cost_power, n, "cost_power");
  const ByCountry y(list_of(output, n, "output")), e(list_of(spending, n, "spending"));
  economy::GravityFit fit;
  {
    const py::gil_scoped_release free;
    fit = economy::fit_gravity_flows(cost, y, e, Country(reference), names,
                                     {.tolerance = tolerance, .max_iterations = most});
  }
  const auto copied = [](std::span<const double> values) {
    return std::vector<double>(values.begin(), values.end());
  };
  return py::make_tuple(handed_over(copied(fit.flow.flat()), shape_of({n, n})),
                        handed_over(copied(fit.exporter_effect.flat()), shape_of({n})),
                        handed_over(copied(fit.importer_effect.flat()), shape_of({n})), to_dict(fit.solver));
}

void bind_gravity(py::module_& m) {
  m.def("fit_gravity_flows", &fit_gravity);
  m.def("one_sector_benchmark", [](const std::string& name, int year, const std::string& unit,
                                   const std::vector<std::string>& countries, const ArrayIn& flow) {
    return std::const_pointer_cast<Benchmark>(economy::one_sector_benchmark(
        name, year, unit, CountryAxis(countries), matrix_of(flow, countries.size(), "flow")));
  });
  m.def("replication_names", &scenario::replication_names);
  m.def("replication_variants", &scenario::replication_variants);
  m.def("replicate", [](const std::string& name, const std::string& data, const std::string& variant,
                        const py::object& progress) {
    return released(progress, [&](const RunContext& context) {
      return report::replication_json(scenario::replicate(name, data, variant, context), data);
    });
  });
}

}  // namespace

PYBIND11_MODULE(_cobden, m) {
  m.doc() = "The Cobden engine; import cobden, which documents and wraps it.";
  py::register_exception_translator(&translate);
  data::silence_hdf5();  // else what xarray reads in this thread after a solve would print HDF5's messages
  m.attr("version") = version();
  m.attr("commit") = commit();
  m.attr("build_type") = build_type();
  m.def("set_threads", &set_thread_limit);
  m.def("set_share_folder", [](const std::string& folder) { set_share_folder(folder); });
  m.def("data_folders", [] {
    std::vector<std::string> folders;
    for (const auto& folder : data_search_path()) folders.push_back(folder.string());
    return folders;
  });
  bind_benchmark(m);
  bind_scenario(m);
  bind_result(m);
  bind_answer(m);
  bind_equilibrium(m);
  bind_model(m);
  bind_strategy(m);
  bind_talks(m);
  bind_schedule(m);
  bind_gravity(m);
}

}  // namespace cobden::python
