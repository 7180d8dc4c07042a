// `cobden ensemble` under mpirun: the same program (cobden-mpi) with another runner for ensembles. Every rank
// prepares the same ensemble, takes the next chunk from a counter that all share, and appends what it has done to
// a file of its own in the chunks folder, which must be one that all ranks see. The first rank then reads all
// files and answers. Who does which chunk has no bearing on the bits; chunks of a rank that was killed are
// missing and are done by whoever resumes.
#include <fmt/format.h>
#include <mpi.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "apps/cli/ensemble_commands.h"
#include "cobden/core/parallel.h"

namespace cobden::cli {
namespace {

using ensemble::Chunks;
using ensemble::ChunkStore;
using ensemble::Ensemble;
using ensemble::EnsembleAnswer;
using ensemble::EnsembleOptions;

int rank() {
  int number = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &number);
  return number;
}

/// A counter on the first rank from which every rank takes numbers: one-sided fetch-and-add, so that the first
/// rank need not stop its own work to answer.
class SharedCounter {
 public:
  SharedCounter() {
    MPI_Win_allocate(rank() == 0 ? sizeof(long) : 0, sizeof(long), MPI_INFO_NULL, MPI_COMM_WORLD, &memory_, &window_);
    if (rank() == 0) *memory_ = 0;
    MPI_Barrier(MPI_COMM_WORLD);
    MPI_Win_lock_all(0, window_);
  }
  ~SharedCounter() {
    MPI_Win_unlock_all(window_);
    MPI_Win_free(&window_);
  }
  SharedCounter(const SharedCounter&) = delete;
  SharedCounter& operator=(const SharedCounter&) = delete;
  std::size_t take() {
    const long one = 1;
    long before = 0;
    MPI_Fetch_and_op(&one, &before, MPI_LONG, 0, 0, MPI_SUM, window_);
    MPI_Win_flush(0, window_);
    return static_cast<std::size_t>(before);
  }

 private:
  long* memory_ = nullptr;
  MPI_Win window_ = MPI_WIN_NULL;
};

std::vector<std::size_t> missing_chunks(const Ensemble& e, const Chunks& saved) {
  std::vector<std::size_t> missing;
  for (std::size_t chunk = 0; chunk < e.chunk_count(); ++chunk)
    if (!saved.contains(chunk)) missing.push_back(chunk);
  return missing;
}

/// Chunks until none is left; how many evaluations this rank did.
std::size_t work(const Ensemble& e, const std::vector<std::size_t>& missing, ChunkStore& store,
                 const RunContext& context) {
  SharedCounter counter;
  std::size_t done = 0;
  const auto begin = std::chrono::steady_clock::now();
  for (std::size_t next = counter.take(); next < missing.size() && !context.cancelled(); next = counter.take()) {
    const auto records = ensemble::evaluate(e, missing[next], context);
    if (context.cancelled()) break;
    store.save(missing[next], records);
    done += records.size();
    const double spent = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    const std::size_t draws = std::min((next + 1) * e.draws_per_chunk, missing.size() * e.draws_per_chunk);
    context.report({"ensemble", -1,
                    ensemble::progress_text(std::min(draws, e.draws), e.draws, 0, static_cast<double>(draws) / spent)});
  }
  MPI_Barrier(MPI_COMM_WORLD);
  return done;
}

/// Without a folder that all ranks see there is nothing to share.
void require_folder(const EnsembleOptions& options) {
  if (options.chunks.empty())
    throw UserError("ranks share their draws through a folder", "give --out DIR on a file system that all ranks see");
}

std::optional<EnsembleAnswer> shared_ensemble(scenario::AssembledRun run, const EnsembleOptions& options,
                                              const RunContext& context) {
  require_folder(options);
  const auto begin = std::chrono::steady_clock::now();
  Ensemble e = ensemble::prepare(std::move(run), context);
  // Everybody looks before anybody writes.
  ChunkStore store = ensemble::open_store(e, options, rank());
  const auto missing = missing_chunks(e, ensemble::saved_chunks(e, store));
  MPI_Barrier(MPI_COMM_WORLD);
  const std::size_t here = work(e, missing, store, context);
  int stop = context.cancelled() ? 1 : 0, any = 0;
  MPI_Allreduce(&stop, &any, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  if (any != 0)
    throw Interrupted("finished chunks are saved in " + options.chunks.string() + "; go on with --resume");
  unsigned long mine = here, all = 0;
  MPI_Reduce(&mine, &all, 1, MPI_UNSIGNED_LONG, MPI_SUM, 0, MPI_COMM_WORLD);
  if (rank() != 0) return std::nullopt;
  store.write_index(e.draws_per_chunk * e.points->per_draw());
  const auto chunks = ensemble::saved_chunks(e, store);
  EnsembleAnswer answer = ensemble::summarise(std::move(e), chunks, context);
  answer.done_here = all;
  answer.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return answer;
}

/// A rank that fails alone would leave the others waiting: all are ended. Bad input is the same on every rank
/// and is said once.
std::optional<EnsembleAnswer> run_on_rank(scenario::AssembledRun run, const EnsembleOptions& options,
                                          const RunContext& context) {
  try {
    return shared_ensemble(std::move(run), options, rank() == 0 ? context : context.silent());
  } catch (const Interrupted&) {
    if (rank() == 0) throw;
    std::exit(130);
  } catch (const UserError& error) {
    if (rank() == 0) std::fprintf(stderr, "cobden: %s\n", error.what());
    std::fflush(stderr);
    MPI_Abort(MPI_COMM_WORLD, 2);
    std::exit(2);
  }
}

/// MPI from the start of the program to its end; only the first rank prints results.
struct Session {
  Session() {
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
    std::atexit([] { MPI_Finalize(); });
    int ranks = 1;
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    if (rank() != 0 && std::freopen("/dev/null", "w", stdout) == nullptr) MPI_Abort(MPI_COMM_WORLD, 3);
    ensemble_runner() = run_on_rank;
  }
};
const Session session;

}  // namespace
}  // namespace cobden::cli
