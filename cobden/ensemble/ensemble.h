#pragma once
// An ensemble from end to end: prepared once, its chunks evaluated anywhere and in any order, and summarised
// when all are there. The serial program (run_ensemble) and the one under MPI differ only in who does which
// chunk, so their answers are the same bits.
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cobden/ensemble/chunk_store.h"
#include "cobden/ensemble/draw_solver.h"
#include "cobden/ensemble/points.h"
#include "cobden/ensemble/statistics.h"

namespace cobden::ensemble {

/// Everything that draws share.
struct Ensemble {
  std::unique_ptr<const Plan> plan;  ///< solver and points refer to it
  std::unique_ptr<const DrawSolver> solver;
  std::unique_ptr<const Points> points;
  std::string fingerprint;  ///< SHA-256 of the question; not of the number of draws
  std::size_t draws = 0;    ///< wanted
  std::size_t draws_per_chunk = 1;

  std::size_t chunk_count() const { return (draws + draws_per_chunk - 1) / draws_per_chunk; }
  std::size_t evaluations() const { return draws * points->per_draw(); }
  /// Evaluations of a chunk, the last one's as many as there are.
  std::size_t size_of(std::size_t chunk) const;
};
/// Names resolved and the centre answered. UserError as make_plan and make_draw_solver.
Ensemble prepare(scenario::AssembledRun run, const RunContext& context = {});

/// The records of one chunk, in order. Records are unsolved if the context is cancelled.
std::vector<Record> evaluate(const Ensemble& ensemble, std::size_t chunk, const RunContext& context);

/// Why draws failed: one row for each kind of reason.
struct Failure {
  std::string kind;  ///< "no-equilibrium", "not-converged", "numbers refused"
  std::size_t count = 0;
  std::size_t draw = 0;  ///< the first of them
  std::string example;   ///< its reason in full
};

/// One input moved alone, all others at their centre.
struct TornadoPoint {
  std::string label;  ///< "5%", "95%", or the choice
  double value = 0;   ///< of the input's first number, or the position of the choice
  Record record;
};

struct EnsembleAnswer {
  Ensemble ensemble;
  std::vector<Record> draws;         ///< point A of each draw
  std::vector<Quantiles> quantiles;  ///< by outcome
  std::vector<Statement> statements;
  std::vector<Share> shares;      ///< by statement, of the draws that have the figure
  std::size_t failed = 0;         ///< draws without an answer
  std::vector<Failure> failures;  ///< over all evaluations, commonest first
  std::size_t failed_evaluations = 0;
  std::vector<std::vector<TornadoPoint>> tornado;  ///< by input
  std::vector<std::vector<SobolIndex>> indices;    ///< [outcome][input]; empty if not asked for
  std::size_t index_draws = 0;                     ///< draws whose points were all solved
  double worst_residual = 0;
  std::size_t iterations = 0;  ///< over all evaluations
  double seconds = 0;          ///< of this process, from start to end
  std::size_t done_here = 0;   ///< evaluations of this process; the rest were read

  const Plan& plan() const { return *ensemble.plan; }
  const std::vector<Outcome>& outcomes() const { return ensemble.solver->outcomes(); }
};

/// All chunks put together. `chunks` must hold every chunk.
EnsembleAnswer summarise(Ensemble ensemble, const Chunks& chunks, const RunContext& context = {});

struct EnsembleOptions {
  std::filesystem::path chunks;  ///< folder of finished draws; empty = kept in memory only
  bool resume = false;           ///< go on with the draws of that folder
};
/// The store of an ensemble for one process. UserError: a folder with draws and no `resume`.
ChunkStore open_store(const Ensemble& ensemble, const EnsembleOptions& options, int rank = 0);
/// Chunks of the store that are whole and of the right size: the last one of fewer draws is done again. UserError:
/// draws of another question.
Chunks saved_chunks(const Ensemble& ensemble, const ChunkStore& store);
/// The serial program. UserError as open_store and saved_chunks. Throws Interrupted, which says what is saved.
EnsembleAnswer run_ensemble(scenario::AssembledRun run, const EnsembleOptions& options = {},
                            const RunContext& context = {});

/// "768 of 10000 draws, 3 failed, 41.2 draws/s, 3:44 left".
std::string progress_text(std::size_t done, std::size_t of, std::size_t failed, double per_second);

}  // namespace cobden::ensemble
