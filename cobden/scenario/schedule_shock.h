#pragma once
// Schedule shocks: a [[shock]] that names a schedule of border measures takes its tariffs from the laws in
// force on a day. The benchmark's tariffs already hold the duties of an earlier day, so that by default only
// what changed since then is added to them.
#include <memory>
#include <string>
#include <vector>

#include "cobden/economy/model.h"
#include "cobden/scenario/input_file.h"
#include "cobden/scenario/scenario_file.h"
#include "cobden/schedule/product_groups.h"

namespace cobden::scenario {

/// What one schedule shock came to on a benchmark.
struct ScheduleEffect {
  std::size_t shock = 0;                        ///< position in Scenario::shocks
  schedule::SectorMatrix on;                    ///< rates asked for
  std::optional<schedule::SectorMatrix> since;  ///< of use = "change"
  SectorCountry rate;              ///< [sector][exporter], fraction: the change or the level, as asked
  std::vector<std::string> notes;  ///< sources, weights, estimates; one sentence each, without full stop

  /// False for services, for the importer itself and where nobody sends goods of the sector.
  bool gives_rate(Sector s, Country exporter) const {
    return on.weight(s, exporter) != schedule::WeightSource::kNone;
  }
};

/// Reads and evaluates every schedule shock, in parallel (what is kept in schedule_shelf.h is not read
/// again), writes the importers into the shocks and adds the files read to `inputs`. UserError at the shock:
/// an unknown schedule (with the nearest), an importer that the benchmark does not have, no map to its
/// sectors, a level of a schedule without base duties.
std::vector<ScheduleEffect> evaluate_schedules(Scenario& scenario, const economy::BenchmarkPtr& benchmark,
                                               std::vector<InputFile>& inputs);

/// What a schedule shock charges on the goods of one exporter, product by product, in the shock's sectors.
struct ScheduleGoods {
  std::unique_ptr<schedule::Schedule> law;         ///< behind `evaluator`
  std::unique_ptr<schedule::Evaluator> evaluator;  ///< as the shock asks it
  Instant at = kBeginningOfTime;                   ///< asked for; of a span of days the end
  std::string partner;                             ///< whose rules the exporter's goods are under
  /// Trade, and what the duty is above that at `since`, or, of a level, above the benchmark's tariff on the
  /// sector. Summed by sector over trade: what the shock adds to the tariff.
  std::vector<schedule::Goods> goods;
  std::vector<bool> borrowed;  ///< [sector]: the exporter sends none, and all partners' trade stands for it
  int year = 0;                ///< of the trade; 0 = not stated
  bool estimate = false;       ///< the trade is one
};
/// Reads the schedule of the shock behind `effect` again. UserError as evaluate_schedules.
ScheduleGoods schedule_goods(const Scenario& scenario, const ScheduleEffect& effect,
                             const data::Benchmark& benchmark, Country importer, Country exporter,
                             const RunContext& context = {});

/// What the shock does to one exporter's goods in the shock's sectors.
struct ExporterRate {
  std::string exporter;  ///< code, or EU27 for the members together
  double percent = 0;    ///< mean of ScheduleEffect::rate, points, weighted by the benchmark's flows
  double flow = 0;       ///< the weight, in the benchmark's unit
};
/// Exporters by flow, the largest first; members of EU27 together where the benchmark has the group.
std::vector<ExporterRate> exporter_rates(const ScheduleEffect& effect, const Scenario& scenario,
                                         const data::Benchmark& benchmark);
/// "us-2025 on 2025-05-02, change since 2025-01-01, claim-adjusted: +107.3 points on CHN, +9.1 on EU27, ...".
std::string describe(const ScheduleEffect& effect, const Scenario& scenario,
                     const data::Benchmark& benchmark);

}  // namespace cobden::scenario
