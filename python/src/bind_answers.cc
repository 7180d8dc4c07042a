// What governments choose, talks, schedules, and the commands that answer in text.
#include <algorithm>
#include <cmath>

#include "cobden/report/answer_report.h"
#include "cobden/report/ensemble_folder.h"
#include "cobden/report/ensemble_json.h"
#include "cobden/report/ensemble_tables.h"
#include "cobden/report/strategy_folder.h"
#include "cobden/report/strategy_json.h"
#include "cobden/report/strategy_summary.h"
#include "cobden/report/talks_brief.h"
#include "cobden/report/talks_folder.h"
#include "cobden/report/talks_json.h"
#include "cobden/schedule/schedule_file.h"
#include "python/src/bindings.h"
#include "python/src/convert.h"
#include "python/src/questions.h"

namespace cobden::python {
namespace {

using ensemble::EnsembleAnswer;
using scenario::Scenario;
using scenario::StrategyAnswer;
using scenario::TalksAnswer;
using StrategyPtr = std::shared_ptr<const StrategyAnswer>;

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
      .def("report",
           [](const StrategyAnswer& a, const std::string& path) {
             write_page(path, report::strategy_report(a), report::strategy_origin(a, ""));
           })
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

/// What the command leaves out where the talks ended before their first point.
void require_points(const TalksAnswer& a) {
  if (a.negotiation.game && !a.threats.empty()) return;
  throw std::runtime_error("the talks ended before there was anything to tell: " + a.search.message);
}

std::string brief(const TalksAnswer& a, bool markdown, bool full) {
  require_points(a);
  const auto text =
      report::talks_brief(a, full ? report::BriefDetail::kFull : report::BriefDetail::kTwoPages);
  return markdown ? report::to_markdown(text) : report::to_terminal(text);
}

void bind_talks(py::module_& m) {
  py::class_<TalksAnswer, std::shared_ptr<TalksAnswer>>(m, "TalksAnswer")
      .def_property_readonly("converged", [](const TalksAnswer& a) { return a.search.converged(); })
      .def_property_readonly("solver", [](const TalksAnswer& a) { return to_dict(a.search); })
      .def("json", [](const TalksAnswer& a) { return report::talks_json(a); })
      .def("report",
           [](const TalksAnswer& a, const std::string& path) {
             require_points(a);
             write_page(path, report::talks_report(a), report::talks_origin(a, ""));
           })
      .def("csv", [](const TalksAnswer& a) { return report::talks_csv(a); })
      .def("brief", &brief)
      .def("save", [](const TalksAnswer& a, const std::string& folder) {
        require_points(a);
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

/// Figures of every draw [draw][outcome]; NaN where a draw failed.
py::array figures(const EnsembleAnswer& a) {
  const std::size_t outcomes = a.outcomes().size();
  std::vector<double> all(a.draws.size() * outcomes, NAN);
  for (std::size_t k = 0; k < a.draws.size(); ++k)
    if (a.draws[k].solved) std::ranges::copy(a.draws[k].figures, all.begin() + py::ssize_t(k * outcomes));
  return handed_over(std::move(all), shape_of({a.draws.size(), outcomes}));
}

py::list outcomes(const EnsembleAnswer& a) {
  py::list list;
  for (const auto& o : a.outcomes()) list.append(py::make_tuple(o.measure, o.unit, o.country, o.sector));
  return list;
}

void bind_ensemble(py::module_& m) {
  py::class_<EnsembleAnswer, std::shared_ptr<EnsembleAnswer>>(m, "EnsembleAnswer")
      .def_property_readonly("draws", [](const EnsembleAnswer& a) { return a.draws.size(); })
      .def_property_readonly("failed", [](const EnsembleAnswer& a) { return a.failed; })
      .def_property_readonly("done_here", [](const EnsembleAnswer& a) { return a.done_here; })
      .def_property_readonly("seconds", [](const EnsembleAnswer& a) { return a.seconds; })
      .def_property_readonly("outcomes", &outcomes)
      .def("figures", &figures)
      .def("json", [](const EnsembleAnswer& a) { return report::ensemble_json(a); })
      .def("csv", [](const EnsembleAnswer& a) { return report::ensemble_csv(a); })
      .def("summary", [](const EnsembleAnswer& a) { return report::ensemble_summary(a); })
      .def("failed_text", [](const EnsembleAnswer& a) { return report::failed_text(a); })
      .def("save", [](const EnsembleAnswer& a, const std::string& folder) {
        return written(folder, report::ensemble_files(a, "python"));
      });
  m.def("ensemble", [](const Scenario& s, const std::shared_ptr<Benchmark>& benchmark,
                       const Settings& settings, const py::object& progress) {
    return std::const_pointer_cast<EnsembleAnswer>(released(
        progress, [&](const RunContext& context) { return ask_ensemble(s, benchmark, settings, context); }));
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

}  // namespace

void bind_answers(py::module_& m) {
  bind_strategy(m);
  bind_talks(m);
  bind_ensemble(m);
  bind_schedule(m);
}

}  // namespace cobden::python
