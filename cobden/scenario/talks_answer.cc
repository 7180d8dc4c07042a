#include "cobden/scenario/talks_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/core/file.h"
#include "cobden/core/parallel.h"

namespace cobden::scenario {
namespace {

using strategy::PayoffPair;
using strategy::SearchStatus;

/// One answer under construction, part by part.
class Talking {
 public:
  Talking(AssembledRun run, const RunContext& context) : context_(context), run_(std::move(run)) {
    answer_.ask = run_.scenario.talks.value_or(TalksAsk{});
    if (!run_.scenario.strategy) run_.scenario.strategy.emplace();
    refuse_other_threat(*run_.scenario.strategy);
  }

  TalksAnswer take() {
    solve_duties();
    if (going()) negotiate();
    if (going()) solve_points();
    if (going()) read_clocks();
    if (going()) read_exemptions();
    if (going()) value();
    if (going()) doubt();
    if (going()) foresee();
    for (const auto& input : names_ ? names_->run.inputs : run_.inputs) keep_input(input);
    return std::move(answer_);
  }

 private:
  bool going() {
    if (context_.cancelled() && answer_.search.converged())
      stop(SearchStatus::kInterrupted, "interrupted; the parts before are complete");
    return answer_.search.converged();
  }
  void stop(SearchStatus status, std::string message) {
    answer_.search.status = status;
    answer_.search.message = std::move(message);
  }
  void report(const char* part, double fraction) const {
    context_.report({.task = part, .fraction = fraction, .detail = {}});
  }
  void keep_input(const InputFile& input) {
    if (std::ranges::find(answer_.inputs, input.path, &InputFile::path) == answer_.inputs.end())
      answer_.inputs.push_back(input);
  }

  /// Gains are counted from the duties now: what comes back without a deal. Another threat point would
  /// silently be another question.
  void refuse_other_threat(const StrategyAsk& asked) const {
    if (asked.threat == "status-quo") return;
    const auto it = asked.places.find("threat");
    fail_at(it != asked.places.end() ? it->second
                                     : SourcePlace{run_.scenario.file.string(), {}, "strategy.threat"},
            asked.threat, "is not where talks fall back: they count from the scenario's duties", "status-quo",
            "cobden frontier takes other threat points");
  }

  /// A game of its own for the names of deals and scenarios: the answer's is finished.
  StrategyGame& names() {
    if (!names_) names_ = std::make_unique<StrategyGame>(make_game(run_, StrategyQuestion::kFrontier));
    return *names_;
  }

  const StrategyGame& game() const { return answer_.game(); }
  const TalksAsk& ask() const { return answer_.ask; }
  const TalksPoint& status_quo() const { return answer_.threats[0]; }

  void solve_duties() {
    report("what the duties do", 0);
    answer_.search.status = SearchStatus::kConverged;
    answer_.duties = answer(run_, true, context_.silent());
    if (!answer_.duties.result.solver.converged())
      stop(context_.cancelled() ? SearchStatus::kInterrupted : SearchStatus::kNoEquilibrium,
           "at the scenario's tariffs: " + answer_.duties.result.solver.message);
  }

  void negotiate() {
    report("what tariffs could be agreed on", 0.15);
    answer_.negotiation = answer_strategy(run_, StrategyQuestion::kFrontier, context_.silent());
    if (!answer_.negotiation.search.converged())
      stop(answer_.negotiation.search.status, "the frontier: " + answer_.negotiation.search.message);
  }

  void solve_points() {
    report("threat points and deals", 0.45);
    const auto& frontier = std::get<FrontierAnswer>(answer_.negotiation.detail).frontier;
    answer_.threats.push_back(
        talks_point(game(), "status quo", frontier.threat.tariff, nullptr, context_.silent()));
    answer_.nash =
        strategy::find_nash(game().policy(), game().players, game().start, game().search,
                            game().ask.certificate ? &game().certificate : nullptr, context_.silent());
    if (answer_.nash->search.converged()) add(answer_.threats, "Nash", answer_.nash->tariff);
    add(answer_.threats, "before the dispute", game().base);
    for (const auto& deal : ask().deals) {
      add(answer_.deals, deal.name, tariffs_of_deal(names(), deal));
      answer_.deals.back().source = deal.source;
      answer_.deals.back().concession = deal.concession;
      if (answer_.deals.back().gain.empty())
        return stop(SearchStatus::kNoEquilibrium, "the economy has no equilibrium under '" + deal.name + "'");
    }
  }

  void add(std::vector<TalksPoint>& points, const std::string& name, const TradeCube& tariff) {
    points.push_back(talks_point(game(), name, tariff, &status_quo(), context_.silent()));
  }

  void read_clocks() {
    answer_.pressure = press(game(), ask(), answer_.duties, context_.silent());
    if (!answer_.pressure) return;
    for (const char* name : {"series.csv", "weights.csv", "growth.csv"})
      if (const auto path = answer_.pressure->book.folder / name; std::filesystem::is_regular_file(path))
        keep_input({"domestic clocks", path.string(), sha256_hex(read_file(path))});
  }

  void read_exemptions() {
    for (const std::size_t side : {0, 1}) answer_.weights_before.push_back(weights_before(game(), side));
    if (ask().without_exemptions.empty()) return;
    report("what the exemptions reveal", 0.6);
    const auto without =
        tariffs_of_scenario(names(), ask().without_exemptions, ask().places.at("without_exemptions"));
    for (const std::size_t side : {0, 1})
      answer_.reveal.push_back(reveal(game(), side, without, ask().exempt_from, context_.silent()));
  }

  const TalksPoint* offered() const {
    const auto it = std::ranges::find(answer_.deals, ask().offer, &TalksPoint::name);
    return it == answer_.deals.end() ? nullptr : &*it;
  }

  void value() {
    if (!offered()) return;
    report("what the offer is worth", 0.7);
    precursor::Study study = run_.scenario.precursor.value_or(precursor::Study{});
    study.valuation.internalised_share = ask().assumptions.internalised_share.value;
    answer_.offer = value_offer(study, ask(), context_.silent());
    answer_.linkage = link(ask(), status_quo(), answer_.deals, frontier(), *answer_.offer, deviations());
  }

  const strategy::Frontier& frontier() const {
    return std::get<FrontierAnswer>(answer_.negotiation.detail).frontier;
  }

  /// Gains of both sides from breaking each trade point alone: back to their own duties of the status quo. In
  /// the order of LinkageProblem::trade; empty where the economy has no equilibrium at a breach, so that
  /// keeping is not judged.
  std::vector<PayoffPair> deviations() const {
    std::vector<const TradeCube*> points{&status_quo().tariff};
    for (const auto& deal : answer_.deals) points.push_back(&deal.tariff);
    for (const auto& point : frontier().points) points.push_back(&point.tariff);
    for (const auto& solution : frontier().solutions)
      if (solution.bargain.agreed()) points.push_back(&solution.point.tariff);
    std::vector<PayoffPair> gains(points.size());
    parallel_for(points.size(), [&](std::size_t k) {
      const auto breach = [&](std::size_t side) {
        return billions_at(game(), mixed_tariffs(game(), side, status_quo().tariff, *points[k]),
                           status_quo().equilibrium.get(), context_.silent());
      };
      gains[k] = {breach(0).first - status_quo().payoff[0].billion,
                  breach(1).second - status_quo().payoff[1].billion};
    });
    const auto solved = [](const PayoffPair& p) { return std::isfinite(p.first) && std::isfinite(p.second); };
    return std::ranges::all_of(gains, solved) ? gains : std::vector<PayoffPair>{};
  }

  /// What the first side's Nash bargain loses when relief is granted before talks are over: the threat point
  /// then is the relief, on the same frontier.
  double leverage_of(const TalksPoint& relief) const {
    std::vector<PayoffPair> curve;
    for (const auto& point : frontier().points) curve.push_back({point.first.billion, point.second.billion});
    if (curve.empty()) return 0;
    const strategy::BargainingTerms terms{.power = game().ask.power};
    const auto from = [&](const TalksPoint& threat) {
      return strategy::bargain(curve, {threat.payoff[0].billion, threat.payoff[1].billion},
                               strategy::BargainingRule::kNash, terms);
    };
    // Where nothing more can be agreed on from a threat point, its own payoff stands.
    return std::max(0.0, from(status_quo()).payoff.first - from(relief).payoff.first);
  }

  void doubt() {
    if (!offered() || !answer_.offer) return;
    report("how sure one must be", 0.8);
    const TalksPoint& offer = *offered();
    const OfferStakes stakes{.relief_first = offer.gain[0].billion,
                             .leverage = leverage_of(offer),
                             .relief_second = offer.gain[1].billion,
                             .cost_second = ask().assumptions.concession_cost.value * offer.concession,
                             .level = offer.concession};
    answer_.sincerity = doubt_offer(ask(), stakes, *answer_.offer);
    answer_.keeping = keep_deal(game(), ask(), status_quo(), offer, *answer_.sincerity, context_.silent());
  }

  /// Gains over the status quo along the frontier, bn a year.
  std::vector<PayoffPair> gains_along_frontier() const {
    std::vector<PayoffPair> gains;
    for (const auto& point : frontier().points)
      gains.push_back({point.first.billion - status_quo().payoff[0].billion,
                       point.second.billion - status_quo().payoff[1].billion});
    return gains;
  }

  /// The truce that is lived in while talks go on: the first deal without a concession; the status quo else.
  PayoffPair pause() const {
    for (const auto& deal : answer_.deals)
      if (deal.concession == 0) return {deal.gain[0].billion, deal.gain[1].billion};
    return {0, 0};
  }

  void foresee() {
    report("how long there may be no deal", 0.9);
    const TalksClocks clocks = answer_.pressure ? answer_.pressure->clocks : TalksClocks{};
    const auto by_power = answer_.by_power = gains_by_power(gains_along_frontier());
    answer_.deadlock = foresee_deadlock(ask(), by_power, clocks, context_);
    if (!answer_.sincerity) return;
    const auto& stakes = answer_.sincerity->stakes;
    const double whole = worth_at(answer_.offer->level, answer_.offer->mean[2], stakes.level);
    answer_.offer_worth = whole;
    if (ask().start && !by_power.empty()) {
      const auto& a = ask().assumptions;
      const double share = a.internalised_share.value;
      answer_.dynamics = foresee_phases(ask(),
                                        {.pause = pause(),
                                         .partial = {stakes.relief_first, stakes.relief_second},
                                         .deal = by_power[by_power.size() / 2].gain,
                                         .partial_worth = share * whole,
                                         .deal_worth = share * answer_.offer->mean[2].back(),
                                         .partial_cost = stakes.cost_second,
                                         .deal_cost = a.concession_cost.value},
                                        context_);
    }
    answer_.flips = find_flips(ask(), *answer_.sincerity, whole, by_power, clocks);
  }

  const RunContext& context_;
  AssembledRun run_;
  std::unique_ptr<StrategyGame> names_;
  TalksAnswer answer_;
};

}  // namespace

TalksAnswer answer_talks(AssembledRun run, const RunContext& context) {
  return Talking(std::move(run), context).take();
}

}  // namespace cobden::scenario
