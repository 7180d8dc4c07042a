#include "python/src/convert.h"

#include <algorithm>

#include "apps/cli/report_option.h"
#include "cobden/core/file.h"

namespace cobden::python {

py::array view(std::span<const double> values, const Shape& shape, const Owner& owner) {
  auto* kept = new Owner(owner);
  const py::capsule base(kept, [](void* p) { delete static_cast<Owner*>(p); });
  py::array array(py::dtype::of<double>(), shape, values.data(), base);
  array.attr("setflags")(py::arg("write") = false);
  return array;
}

py::array handed_over(std::vector<double> values, const Shape& shape) {
  const auto owner = std::make_shared<const std::vector<double>>(std::move(values));
  return view(*owner, shape, owner);
}

py::array handed_over(const TradeCube& cube) {
  const auto owner = std::make_shared<const TradeCube>(cube);
  return view(owner->flat(),
              {py::ssize_t(cube.size1()), py::ssize_t(cube.size2()), py::ssize_t(cube.size3())}, owner);
}

namespace {

std::string shape_text(std::span<const py::ssize_t> shape) {
  std::string text = "(";
  for (std::size_t k = 0; k < shape.size(); ++k) text += (k > 0 ? ", " : "") + std::to_string(shape[k]);
  return text + ")";
}

}  // namespace

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

Array2<Country, Country> matrix_of(const ArrayIn& array, std::size_t n, const char* name) {
  Array2<Country, Country> matrix(n, n);
  const auto values = checked(array, shape_of({n, n}), name);
  std::copy(values.begin(), values.end(), matrix.flat().begin());
  return matrix;
}

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

void write_page(const std::string& path, const report::Brief& brief, const report::ReportOrigin& origin) {
  if (path.empty()) throw UserError("the page has no name", "give a file that ends in .html");
  cli::require_report_path(path);
  write_file(path, report::html_report(brief, origin));
}

std::vector<std::string> written(const std::filesystem::path& folder,
                                 const std::vector<report::OutputFile>& files) {
  std::vector<std::string> paths;
  for (const auto& path : report::write_folder(folder, files)) paths.push_back(path.string());
  return paths;
}

}  // namespace cobden::python
