#include "cobden/scenario/strategy_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "cobden/core/text.h"

namespace cobden::scenario {
namespace {

using economy::Objective;
using Question = StrategyQuestion;
using strategy::SearchStatus;
using strategy::SearchSummary;

constexpr double kThousand = 1000;

/// One answer under construction.
class Asking {
 public:
  Asking(AssembledRun run, Question question, const RunContext& context)
      : context_(context), game_(std::make_shared<StrategyGame>(make_game(std::move(run), question))) {
    answer_.question = question;
  }

  StrategyAnswer take() {
    solve_start();
    if (answer_.start) ask();
    if (answer_.start && !answer_.tariffs.empty()) {
      measure_effects();
      solve_in_full();
    }
    answer_.game = std::move(game_);
    return std::move(answer_);
  }

 private:
  using Clock = std::chrono::steady_clock;
  const economy::PolicyModel& model() const { return game_->policy(); }
  const std::vector<strategy::Player>& players() const { return game_->players; }
  const StrategyAsk& asked() const { return game_->ask; }

  /// The search options with what is left of the time.
  strategy::SearchOptions options() const {
    auto options = game_->search;
    options.seconds -= std::chrono::duration<double>(Clock::now() - begin_).count();
    options.seconds = std::max(0.0, options.seconds);
    return options;
  }

  void solve_start() {
    auto start = model().solve(game_->start, nullptr, game_->search.solve, context_);
    if (start->summary.converged()) {
      answer_.start = std::move(start);
      return;
    }
    answer_.search.status = start->summary.status == economy::SolveStatus::kInterrupted
                                ? SearchStatus::kInterrupted
                                : SearchStatus::kNoEquilibrium;
    std::string why = start->summary.message;
    if (const auto status = to_string(answer_.search.status) + ": "; why.starts_with(status))
      why.erase(0, status.size());
    answer_.search.message = "at the scenario's tariffs: " + why;
    answer_.search.solves = 1;
  }

  void ask() {
    switch (answer_.question) {
      case Question::kOptimum:
        return ask_optimum();
      case Question::kNash:
        return ask_nash();
      case Question::kCooperate:
        return ask_cooperate();
      case Question::kFrontier:
        return ask_frontier();
      case Question::kCarveouts:
        return ask_carveouts();
      case Question::kRespond:
        return ask_respond();
    }
  }

  void keep(std::string name, TradeCube tariff, economy::EquilibriumPtr equilibrium) {
    answer_.tariffs.push_back({std::move(name), std::move(tariff), std::move(equilibrium)});
  }

  void ask_optimum() {
    auto found =
        strategy::find_optimum(model(), players()[0], game_->start, options(), context_, answer_.start.get());
    answer_.search = found.search;
    keep("optimum", found.tariff, found.equilibrium);
    answer_.detail = std::move(found);
  }

  void ask_nash() {
    auto certificate = game_->certificate;
    certificate.seconds = options().seconds;
    auto found = strategy::find_nash(model(), players(), game_->start, options(),
                                     asked().certificate ? &certificate : nullptr, context_);
    answer_.search = found.search;
    keep("nash", found.tariff, found.equilibrium);
    answer_.detail = std::move(found);
    diagnose();
  }

  SourcePlace place(const std::string& key) const {
    const auto it = asked().places.find(key);
    return it != asked().places.end() ? it->second
                                      : SourcePlace{game_->run.scenario.file.string(), {}, "strategy." + key};
  }

  /// Position among the players.
  std::size_t player_at(const std::string& code, const char* key) const {
    const auto& texts = game_->texts;
    const auto it = std::ranges::find(texts, code, &PlayerText::code);
    if (it != texts.end()) return static_cast<std::size_t>(it - texts.begin());
    std::vector<std::string> codes;
    for (const auto& t : texts) codes.push_back(t.code);
    fail_at(place(key), code, "is not among the players", fmt::format("one of: {}", fmt::join(codes, ", ")));
  }

  /// Where the players stand without a deal.
  strategy::ThreatPoint threat() {
    const std::string& name = asked().threat;
    TradeCube tariff = game_->start;
    if (name == "base") {
      tariff = game_->base;
    } else if (name == "free-trade") {
      for (const auto& player : players()) {
        std::vector<double> h(player.instruments.size());
        for (std::size_t k = 0; k < h.size(); ++k)
          h[k] = std::clamp(0.0, player.instruments.lower[k], player.instruments.upper[k]);
        player.instruments.write(h, tariff);
      }
    } else if (name == "nash") {
      auto nash = strategy::find_nash(model(), players(), game_->start, options(), nullptr, context_);
      if (!nash.search.converged()) {
        answer_.search = nash.search;
        answer_.search.message = "the Nash equilibrium of the threat point: " + nash.search.message;
      }
      tariff = std::move(nash.tariff);
    } else if (name != "status-quo") {
      tariff = tariffs_of_scenario(*game_, name, place("threat"));
    }
    auto point = strategy::threat_at(model(), players(), threat_name(name), tariff, options(), context_);
    if (!point.equilibrium && answer_.search.message.empty()) {
      answer_.search.status =
          context_.cancelled() ? SearchStatus::kInterrupted : SearchStatus::kNoEquilibrium;
      answer_.search.message = "the economy has no equilibrium at the threat point '" + point.name + "'";
    }
    return point;
  }

  void ask_cooperate() {
    CooperateAnswer made;
    made.threat = threat();
    if (answer_.search.message.empty() && asked().bilateral) {
      made.deals = strategy::nash_in_nash(model(), players(), deals(), made.threat.tariff,
                                          {.search = options()}, context_);
      answer_.search = made.deals->search;
      keep("deals", made.deals->tariff, made.deals->equilibrium);
    } else if (answer_.search.message.empty()) {
      made.agreement = strategy::cooperate(model(), players(), made.threat.tariff, options(), context_);
      answer_.search = made.agreement->search;
      keep("cooperation", made.agreement->tariff, made.agreement->equilibrium);
    }
    answer_.detail = std::move(made);
  }

  std::vector<strategy::BilateralDeal> deals() const {
    std::vector<strategy::BilateralDeal> list;
    for (const auto& text : asked().deals) {
      const auto codes = split(text, ':');
      if (codes.size() != 2) fail_at(place("deals"), text, "is not a pair of players", "\"USA:CHN\"");
      list.push_back({player_at(codes[0], "deals"), player_at(codes[1], "deals"), asked().power});
    }
    if (!list.empty()) return list;
    for (std::size_t i = 0; i < players().size(); ++i)
      for (std::size_t j = i + 1; j < players().size(); ++j) list.push_back({i, j, asked().power});
    return list;
  }

  void ask_frontier() {
    FrontierAnswer made;
    made.threat = asked().threat;
    auto point = threat();
    if (!answer_.search.message.empty()) {
      made.frontier.threat = std::move(point);
      answer_.detail = std::move(made);
      return;
    }
    strategy::FrontierOptions o;
    o.points = asked().points;
    o.terms.power = asked().power;
    o.equal_percent = asked().equal_percent;
    o.search = options();
    made.frontier = strategy::trace_frontier(model(), players(), point, o, context_);
    answer_.search = made.frontier.search;
    for (const auto& solution : made.frontier.solutions)
      if (solution.bargain.agreed() && solution.point.equilibrium)
        keep(to_string(solution.bargain.rule), solution.point.tariff, solution.point.equilibrium);
    answer_.detail = std::move(made);
    diagnose();
  }

  void ask_carveouts() {
    CarveoutAnswer made;
    if (!asked().owner.empty()) made.owner = player_at(asked().owner, "owner");
    made.rival = 1 - made.owner;
    made.groups = carveout_items(*game_, made.owner, made.rival, context_);
    made.game = {.own = players()[made.owner].objective,
                 .rival = players()[made.rival].objective,
                 .current = game_->start,
                 .items = made.groups.items};
    made.ranking = strategy::rank_carveouts(model(), made.game, true, options(), context_);
    answer_.search = made.ranking.search;
    if (!context_.cancelled()) choose(made);
    answer_.detail = std::move(made);
  }

  void choose(CarveoutAnswer& made) {
    const bool counted = asked().budget == strategy::BudgetKind::kItems;
    std::vector<double> budgets;
    for (const double amount : asked().amounts) budgets.push_back(counted ? amount : kThousand * amount);
    if (budgets.empty()) budgets = strategy::whole_curve(model(), made.game, asked().budget);
    made.curve = strategy::choose_carveouts(model(), made.game, budgets,
                                            {.kind = asked().budget,
                                             .own_weight = asked().own_weight,
                                             .rival_weight = asked().rival_weight,
                                             .search = options()},
                                            context_);
    const auto& part = made.curve.search;
    answer_.search.solves += part.solves;
    answer_.search.gradients += part.gradients;
    answer_.search.seconds += part.seconds;
    if (answer_.search.converged() && !part.converged())
      answer_.search.status = part.status, answer_.search.message = part.message;
    keep_best_list(made);
  }

  /// The tariffs with the list of the largest budget spared.
  void keep_best_list(const CarveoutAnswer& made) {
    if (made.curve.choices.empty()) return;
    TradeCube tariff = strategy::spare(made.game, made.curve.choices.back().effect.items);
    auto equilibrium = model().solve(tariff, answer_.start.get(), game_->search.solve, context_);
    if (equilibrium->summary.converged()) keep("best list", std::move(tariff), std::move(equilibrium));
  }

  std::vector<strategy::MoveRule> moves(std::size_t player) const {
    const auto& own = asked().players[player].moves;
    auto texts = own.empty() ? asked().all.moves : own;
    if (texts.empty()) texts = {"hold", "best-response", "cut-half", "cut-to-base"};
    std::vector<strategy::MoveRule> rules;
    for (const auto& text : texts) rules.push_back(parse_move(text, place("moves")));
    return rules;
  }

  void ask_respond() {
    RespondAnswer made;
    if (!asked().first.empty()) made.first = player_at(asked().first, "first");
    made.second = 1 - made.first;
    std::vector<strategy::RespondSide> sides;
    for (const std::size_t p : {made.first, made.second}) {
      sides.push_back({.player = players()[p], .moves = moves(p)});
      made.moves.emplace_back();
      for (const auto& rule : sides.back().moves) made.moves.back().push_back(rule.name());
    }
    strategy::RespondOptions o;
    o.depth = asked().depth;
    o.discount = asked().discount;
    o.path_length = asked().path_length;
    o.search = options();
    made.respond =
        strategy::play_responses(model(), sides[0], sides[1], game_->start, game_->base, o, context_);
    answer_.search = made.respond.search;
    const TradeCube& end = made.respond.tree_complete ? made.respond.path_tariff : made.respond.myopic.tariff;
    if (!end.empty()) {
      auto equilibrium = model().solve(end, answer_.start.get(), game_->search.solve, context_);
      if (equilibrium->summary.converged())
        keep(made.respond.tree_complete ? "end of the solved path" : "end of the short-sighted path", end,
             std::move(equilibrium));
    }
    answer_.detail = std::move(made);
    diagnose();
  }

  /// Whether a war is in the interest of two players, where the scenario makes one.
  void diagnose() {
    if (players().size() != 2 || context_.cancelled() || game_->start == game_->base) return;
    if (options().seconds <= 0) return;
    answer_.war = strategy::diagnose_war(model(), players(), game_->start, game_->base, options(), context_);
  }

  /// An objective of one term alone.
  static Objective term(Country country, std::size_t sectors, double revenue, double price) {
    Objective o;
    o.country = country;
    o.sector_weight = BySector(sectors, 0.0);
    o.revenue_weight = revenue;
    o.price_weight = price;
    return o;
  }

  void measure_effects() {
    const auto& now = answer_.tariffs.front().equilibrium;
    if (!now) return;
    const auto& start = *answer_.start;
    const auto& base = *model().base();
    answer_.start_payoff = strategy::payoffs_at(model(), players(), start);
    answer_.payoff = strategy::payoffs_at(model(), players(), *now);
    const std::size_t S = model().sectors().size();
    for (const Country c : model().countries().all()) {
      const Objective income{.country = c}, revenue = term(c, S, 1, 0), price = term(c, S, 0, 1);
      const double at_base = model().value(base, income), at_start = model().value(start, income),
                   at_new = model().value(*now, income);
      // The price term is -I_base (P_hat - 1).
      const double price_start = 1 - model().value(start, price) / at_base,
                   price_new = 1 - model().value(*now, price) / at_base;
      answer_.effects.push_back({.country = c,
                                 .start_percent = 100 * (at_start / at_base - 1),
                                 .new_percent = 100 * (at_new / at_base - 1),
                                 .change_billion = (at_new - at_start) / kThousand,
                                 .price_percent = 100 * (price_new / price_start - 1),
                                 .revenue_start = model().value(start, revenue) / kThousand,
                                 .revenue_new = model().value(*now, revenue) / kThousand});
    }
  }

  void solve_in_full() {
    if (!answer_.tariffs.front().equilibrium) return;
    economy::Counterfactual counterfactual;
    counterfactual.tariff_new = on_benchmark_sectors(*game_, answer_.tariffs.front().tariff);
    answer_.result = game_->model->solve(counterfactual, game_->search.solve, context_.silent());
  }

  const RunContext& context_;
  std::shared_ptr<StrategyGame> game_;
  Clock::time_point begin_ = Clock::now();
  StrategyAnswer answer_;
};

}  // namespace

StrategyAnswer answer_strategy(AssembledRun run, StrategyQuestion question, const RunContext& context) {
  return Asking(std::move(run), question, context).take();
}

}  // namespace cobden::scenario
