#pragma once
// Between Python's values and the engine's, for the files that bind them. Three rules hold throughout:
//   arrays  what the engine owns is handed out as a read-only numpy view that keeps its owner alive, never
//   copied;
//           arrays that come in are copied once
//   GIL     released for everything that solves or reads; polling.h looks after signals meanwhile, so that
//   Ctrl-C
//           stops the work and becomes KeyboardInterrupt
//   errors  UserError becomes cobden.UserError with its parts as attributes; not converging is a status
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cobden/core/array.h"
#include "cobden/data/benchmark.h"
#include "cobden/economy/model.h"
#include "cobden/report/html_report.h"
#include "cobden/report/output_folder.h"
#include "cobden/strategy/search.h"
#include "python/src/polling.h"

namespace cobden::python {

namespace py = pybind11;
using data::Benchmark;
using economy::BenchmarkPtr;
using economy::Result;
using Owner = std::shared_ptr<const void>;
using Shape = std::vector<py::ssize_t>;
using ArrayIn = py::array_t<double, py::array::c_style | py::array::forcecast>;

/// A read-only view of `values` that keeps `owner` alive.
py::array view(std::span<const double> values, const Shape& shape, const Owner& owner);
/// The values moved into an owner of their own.
py::array handed_over(std::vector<double> values, const Shape& shape);
py::array handed_over(const TradeCube& cube);
Shape shape_of(std::initializer_list<std::size_t> sizes);

/// The numbers of an array of the shape wanted. UserError names both shapes.
std::span<const double> checked(const ArrayIn& array, const Shape& shape, const char* name);
/// The same copied to where the engine keeps them. UserError as above.
TradeCube cube_of(const ArrayIn& array, std::size_t sectors, std::size_t countries, const char* name);
SectorCountry table_of(const ArrayIn& array, std::size_t sectors, std::size_t countries, const char* name);
Array2<Country, Country> matrix_of(const ArrayIn& array, std::size_t n, const char* name);
std::vector<double> list_of(const ArrayIn& array, std::size_t size, const char* name);

py::dict to_dict(const economy::SolverSummary& s);
py::dict to_dict(const strategy::SearchSummary& s);
py::dict to_dict(const economy::ModelDescription& m);

/// Writes an answer as one HTML page to share, whole or not at all. UserError for a name that is no page's.
void write_page(const std::string& path, const report::Brief& brief, const report::ReportOrigin& origin);
/// Writes the files to a folder, all or nothing. Returns their paths.
std::vector<std::string> written(const std::filesystem::path& folder,
                                 const std::vector<report::OutputFile>& files);

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

}  // namespace cobden::python
