#pragma once
// The parts of the extension, each bound in a file of its own.
#include <pybind11/pybind11.h>

namespace cobden::python {

void bind_benchmarks(pybind11::module_& m);  ///< bind_benchmarks.cc
void bind_scenarios(pybind11::module_& m);   ///< bind_results.cc: scenarios, results, runs
void bind_models(pybind11::module_& m);      ///< bind_models.cc: models, equilibria, gravity
void bind_answers(pybind11::module_& m);     ///< bind_answers.cc: strategy, talks, schedules, other commands

}  // namespace cobden::python
