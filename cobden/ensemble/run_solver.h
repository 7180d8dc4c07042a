#pragma once
// The economy at drawn numbers. Draws of a Caliendo-Parro model are solved eight at a time
// (economy/cp_draws.h) where that answers the question; everything else has a model and a solve of its own.
#include <cmath>
#include <memory>
#include <vector>

#include "cobden/core/parallel.h"
#include "cobden/ensemble/draw_solver.h"

namespace cobden::ensemble {

std::unique_ptr<DrawSolver> make_run_solver(const Plan& plan, const RunContext& context);

/// Throws Interrupted if the context is cancelled.
void require_finished(const RunContext& context);

/// A record of `act`, whose failures by bad numbers are reasons.
template <class Act>
Record recorded(std::size_t outcomes, const Act& act) {
  Record record;
  try {
    record = act();
  } catch (const UserError& e) {
    record.reason = std::string("numbers refused: ") + e.what();
  }
  if (!record.solved) record.figures.assign(outcomes, std::nan(""));
  return record;
}

template <class Act>
std::vector<Record> each(std::span<const std::vector<double>> values, std::size_t outcomes,
                         const RunContext& context, const Act& act) {
  std::vector<Record> records(values.size());
  parallel_for(values.size(), [&](std::size_t i) {
    if (!context.cancelled()) records[i] = recorded(outcomes, [&] { return act(values[i]); });
  });
  return records;
}

}  // namespace cobden::ensemble
