// The extension `cobden._cobden`: the engine as Python sees it. What needs no Python is in questions.h,
// settings.h and polling.h; what needs pandas or xarray in python/cobden.
#include "cobden/core/file.h"
#include "cobden/core/parallel.h"
#include "cobden/core/version.h"
#include "cobden/data/netcdf_file.h"
#include "python/src/bindings.h"
#include "python/src/convert.h"

namespace cobden::python {
namespace {

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
  bind_benchmarks(m);
  bind_scenarios(m);
  bind_models(m);
  bind_answers(m);
}

}  // namespace cobden::python
