#pragma once
// What Python asks the engine, in plain C++: the same steps as the commands take (apps/cli), with the answer
// kept as a value instead of being printed.
#include <memory>
#include <string>
#include <vector>

#include "cobden/core/run_context.h"
#include "cobden/data/benchmark.h"
#include "cobden/ensemble/ensemble.h"
#include "cobden/report/result_rows.h"
#include "cobden/scenario/assemble.h"
#include "cobden/scenario/strategy_answer.h"
#include "cobden/scenario/talks_answer.h"
#include "python/src/settings.h"

namespace cobden::python {

/// A benchmark by built-in name or path, its accounts checked.
economy::BenchmarkPtr open_benchmark(const std::string& name_or_path);
/// Writes FILE.nc, FILE.har, or a folder of long CSV, as `cobden data export`.
void save_benchmark(const data::Benchmark& benchmark, const std::string& path);
/// Fewer economies and sectors by a mapping file, as `cobden data aggregate`.
economy::BenchmarkPtr aggregate(const data::Benchmark& benchmark, const std::string& map,
                                const std::string& name);

/// The scenario with the settings of override_options() ("closure", "on", ...) over it.
scenario::Scenario with_overrides(scenario::Scenario scenario, const Settings& settings);

/// A solved scenario. The result lives in the answer and keeps it alive.
std::shared_ptr<const scenario::Answer> run(scenario::Scenario scenario,
                                            const economy::BenchmarkPtr& benchmark, bool with_range,
                                            const RunContext& context);

/// The tariffs a scenario leads to, without solving anything.
economy::Counterfactual shocks_of(scenario::Scenario scenario, const economy::BenchmarkPtr& benchmark);

/// `question` is "optimum", "nash", "cooperate", "frontier", "carveouts" or "respond"; `settings` are the
/// options of that command.
std::shared_ptr<const scenario::StrategyAnswer> ask_strategy(const std::string& question,
                                                             scenario::Scenario scenario,
                                                             const economy::BenchmarkPtr& benchmark,
                                                             const Settings& settings,
                                                             const RunContext& context);

/// `players` may be empty; `settings` are "prior=0.4" or "prior=0.2,0.4,0.6".
std::shared_ptr<const scenario::TalksAnswer> ask_talks(scenario::Scenario scenario,
                                                       const economy::BenchmarkPtr& benchmark,
                                                       const std::vector<std::string>& players,
                                                       const std::vector<std::string>& settings,
                                                       const RunContext& context);

/// `settings` are the options of `cobden ensemble`; with "out" the finished draws are kept in its folder
/// `chunks`, and with "resume" those that are there are gone on with.
std::shared_ptr<const ensemble::EnsembleAnswer> ask_ensemble(scenario::Scenario scenario,
                                                             const economy::BenchmarkPtr& benchmark,
                                                             const Settings& settings,
                                                             const RunContext& context);

/// Duties of every product, partner and date.
struct RateCube {
  std::vector<double> base, statutory, effective;  ///< [product][partner][date], percent of customs value
  std::vector<bool> unconverted;                   ///< a duty by quantity is missing in the figure
  std::vector<bool> unmatched;                     ///< the base duty is not in the file and counts as 0
};

/// A schedule that stays open between questions. Settings are those of `cobden schedule rates`: "known",
/// "without", "fill", "price", "unpublished".
class OpenSchedule {
 public:
  /// `name`: an id or file; empty: the ready schedule of `importer`.
  OpenSchedule(const std::string& name, const std::string& importer, const Settings& settings);
  ~OpenSchedule();
  OpenSchedule(const OpenSchedule&) = delete;
  OpenSchedule& operator=(const OpenSchedule&) = delete;

  std::string id() const;
  std::string importer() const;
  std::string title() const;
  std::string note() const;
  std::string file() const;
  /// As `cobden schedule rates`: statutory, and claim-adjusted as `effective`. UserError: no code, no date.
  RateCube rates(const std::vector<std::string>& products, const std::vector<std::string>& partners,
                 const std::vector<std::string>& dates, const RunContext& context) const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace cobden::python
