// Scenarios, their results and runs.
#include "cobden/report/answer_report.h"
#include "cobden/report/comparison.h"
#include "cobden/report/result_json.h"
#include "cobden/report/run_summary.h"
#include "python/src/bindings.h"
#include "python/src/convert.h"
#include "python/src/questions.h"

namespace cobden::python {
namespace {

using scenario::Answer;
using scenario::Scenario;
using scenario::StrategyAnswer;
using ResultPtr = std::shared_ptr<const Result>;
using AnswerPtr = std::shared_ptr<const Answer>;

py::list input_files(const std::vector<scenario::InputFile>& inputs) {
  py::list list;
  for (const auto& i : inputs) list.append(py::make_tuple(i.role, i.path, i.sha256));
  return list;
}

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
           [](const Answer& a, const std::vector<std::string>& measures, bool full,
              const StrategyAnswer* beside) {
             return report::run_json(a, {.bilateral_by_sector = full, .measures = measures}, beside);
           })
      .def("report",
           [](const Answer& a, const std::string& path, const StrategyAnswer* beside) {
             write_page(path, report::run_report(a, beside), report::run_origin(a, ""));
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

}  // namespace

void bind_scenarios(py::module_& m) {
  bind_scenario(m);
  bind_result(m);
  bind_answer(m);
}

}  // namespace cobden::python
