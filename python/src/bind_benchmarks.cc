// Benchmarks: opened, made of arrays, their tables as views.
#include "cobden/data/builtin.h"
#include "python/src/bindings.h"
#include "python/src/convert.h"
#include "python/src/questions.h"

namespace cobden::python {
namespace {

using data::BenchmarkTables;

py::dict to_dict(const data::Provenance& p) {
  py::dict d;
  d["title"] = p.title, d["source"] = p.source, d["licence"] = p.licence;
  d["citation"] = p.citation, d["steps"] = p.steps;
  return d;
}

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

}  // namespace

void bind_benchmarks(py::module_& m) { bind_benchmark(m); }

}  // namespace cobden::python
