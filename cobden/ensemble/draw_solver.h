#pragma once
// One draw after another, or several at once: the question of an ensemble answered at drawn numbers. A draw
// that has no answer is a record with its reason, never an exception and never left out.
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cobden/core/run_context.h"
#include "cobden/ensemble/outcome.h"
#include "cobden/ensemble/plan.h"

namespace cobden::ensemble {

/// What one evaluation came to.
struct Record {
  bool solved = false;
  std::string reason;           ///< why it was not, "kind: details"; empty if it was
  int iterations = 0;           ///< passes of the solver
  double residual = 0;          ///< largest relative excess demand
  std::vector<double> figures;  ///< by outcome; NaN where there is none
};

/// Answers the question of a plan at drawn numbers. Immutable: threads share it.
class DrawSolver {
 public:
  virtual ~DrawSolver() = default;
  const std::vector<Outcome>& outcomes() const { return outcomes_; }
  const Record& central() const { return central_; }  ///< at `central_values`
  /// One record for each vector of numbers, in their order; in parallel. A cancelled context leaves records
  /// unsolved: the caller must not keep them.
  virtual std::vector<Record> solve(std::span<const std::vector<double>> values,
                                    const RunContext& context) const = 0;
  /// "one model and one solve for each draw", ...
  virtual std::string method() const = 0;
  /// What a reader must know of the question itself.
  const std::vector<std::string>& notes() const { return notes_; }
  /// "caliendo-parro/input-output", the numeraire, ...
  struct Model {
    std::string family, variant, closure, numeraire, elasticities;
  };
  const Model& model() const { return model_; }

 protected:
  std::vector<Outcome> outcomes_;
  Record central_;
  std::vector<std::string> notes_;
  Model model_;
};

/// The solver for the plan's question and model; it answers the centre first. UserError if the scenario
/// itself is bad input. Throws Interrupted if cancelled.
std::unique_ptr<DrawSolver> make_draw_solver(const Plan& plan, const RunContext& context);

}  // namespace cobden::ensemble
