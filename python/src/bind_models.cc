// Models as objects: equilibria, objectives and their gradients; what gravity needs besides.
#include "cobden/economy/gravity_baseline.h"
#include "cobden/economy/policy_model.h"
#include "cobden/report/result_json.h"
#include "cobden/scenario/replication.h"
#include "python/src/bindings.h"
#include "python/src/convert.h"
#include "python/src/questions.h"

namespace cobden::python {
namespace {

using scenario::Scenario;

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

void bind_models(py::module_& m) {
  bind_equilibrium(m);
  bind_model(m);
  bind_gravity(m);
}

}  // namespace cobden::python
