#include "cobden/strategy/carveouts.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <atomic>
#include <cmath>
#include <random>

#include "cobden/core/parallel.h"
#include "cobden/strategy/carveout_surrogate.h"
#include "strategy/hat_world.h"

namespace cobden::strategy {
namespace {

using cobden::testing::HatWorld;

/// Two countries and a third, `sectors` sectors of random sizes and elasticities, trade balanced by symmetry.
HatWorld wide_world(std::size_t sectors, unsigned seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> u(0, 1);
  TradeCube flow(sectors, 3, 3);
  std::vector<double> theta;
  for (std::size_t s = 0; s < sectors; ++s) {
    theta.push_back(2 + 8 * u(random));
    for (int d = 0; d < 3; ++d)
      for (int o = d; o < 3; ++o) {
        const double size = d == o ? 300 + 300 * u(random) : 10 + 60 * u(random);
        flow(Sector(s), Country(d), Country(o)) = flow(Sector(s), Country(o), Country(d)) = size;
      }
  }
  return HatWorld(std::move(flow), std::move(theta));
}

constexpr Country kOwn{0}, kRival{1};

TradeCube war(const HatWorld& world) {
  TradeCube tariff = world.base()->tariff;
  for (const Sector s : world.sectors().all()) tariff(s, kOwn, kRival) = 1.45, tariff(s, kRival, kOwn) = 1.25;
  return tariff;
}

CarveOutGame war_game(const HatWorld& world) {
  CarveOutGame game;
  game.own.country = kOwn, game.rival.country = kRival;
  game.current = war(world);
  game.items = sector_items(world, game.current, world.base()->tariff, kOwn, kRival);
  return game;
}

double own_gain(const HatWorld& world, const CarveOutGame& game, const std::vector<std::size_t>& items) {
  TradeCube tariff = game.current;
  for (const std::size_t i : items) tariff(game.items[i].cells[0].sector, kOwn, kRival) = 0;
  const double now = world.value(*world.solve(game.current, nullptr, {}, {}), game.own);
  return 100 * (world.value(*world.solve(tariff, nullptr, {}, {}), game.own) - now) /
         world.value(*world.base(), game.own);
}

TEST(CarveOuts, RankingIsWhatSolvingEachSays) {
  const HatWorld world = wide_world(6, 1);
  const auto game = war_game(world);
  ASSERT_EQ(game.items.size(), 6u);
  const auto ranking = rank_carveouts(world, game);
  ASSERT_TRUE(ranking.search.converged());
  double before = std::numeric_limits<double>::infinity();
  for (const auto& e : ranking.single) {
    ASSERT_EQ(e.items.size(), 1u);
    EXPECT_NEAR(e.own.percent, own_gain(world, game, e.items), 1e-9);
    EXPECT_LE(e.own.percent, before);
    before = e.own.percent;
    const Sector s = game.items[e.items[0]].cells[0].sector;
    EXPECT_EQ(e.trade_exempted, world.base_flow()(s, kOwn, kRival));
    const auto there = world.solve(game.current, nullptr, {}, {});
    EXPECT_NEAR(e.revenue_given_up, 1.45 * world.flow(*there)(s, kOwn, kRival), 1e-9);
    EXPECT_NEAR(e.own_welfare_percent, e.own.percent, 1e-12) << "the objective is welfare here";
    EXPECT_GT(e.rival.percent, 0) << "the rival gains when it is spared";
  }
}

TEST(CarveOuts, FirstOrderEstimatesHoldForSmallCuts) {
  const HatWorld world = wide_world(4, 2);
  auto game = war_game(world);
  for (auto& item : game.items) item.cells[0].exempt_tariff = 1.45 - 1e-4;
  const auto ranking = rank_carveouts(world, game);
  for (const auto& e : ranking.single) {
    EXPECT_NEAR(e.own_first_order_percent, e.own.percent, 1e-3 * std::abs(e.own.percent) + 1e-10);
    EXPECT_NEAR(e.rival_first_order_percent, e.rival.percent, 1e-3 * std::abs(e.rival.percent) + 1e-10);
  }
  EXPECT_TRUE(ranking.estimates_agree);
  const auto quick = rank_carveouts(world, game, false);
  EXPECT_EQ(quick.single[0].items, ranking.single[0].items);
  EXPECT_FALSE(quick.single[0].solved);
}

TEST(CarveOuts, GroupsOfASectorAddUp) {
  const HatWorld world = wide_world(3, 4);
  const TradeCube now = war(world), base = world.base()->tariff;
  const Sector s(1);
  CarveOutGame game = war_game(world);
  game.items = group_items(
      world, now, base, kOwn, kRival,
      {{"phones", "phones", s, 0.3}, {"other", "other goods", s, 0.7}, {"x", "x", Sector(0), 0.5}});
  EXPECT_NEAR(game.items[0].cells[0].exempt_tariff, 0.7 * 1.45, 1e-12);
  CarveOutSearchOptions options;
  options.max_enumerated = 1000;
  const auto all = choose_carveouts(world, game, {3}, options);
  const auto both =
      rank_carveouts(world, {game.own, game.rival, now, sector_items(world, now, base, kOwn, kRival, {s})});
  // Both groups of sector 1 together are the whole sector.
  game.items.resize(2);
  game.items[1].cells.push_back(game.items[0].cells[0]);  // one item that spares both
  const auto whole = rank_carveouts(world, game);
  const auto item = std::ranges::find_if(whole.single, [](const auto& e) { return e.items[0] == 1; });
  EXPECT_NEAR(item->own.percent, both.single[0].own.percent, 1e-9);
  EXPECT_NEAR(item->trade_exempted, both.single[0].trade_exempted, 1e-9);
  EXPECT_TRUE(all.search.converged());
  EXPECT_THROW(group_items(world, now, base, kOwn, kRival, {{"a", "a", s, 0.7}, {"b", "b", s, 0.4}}),
               UserError);
  EXPECT_THROW(group_items(world, now, base, kOwn, kRival, {{"a", "a", s, 1.7}}), UserError);
}

TEST(CarveOuts, GoodsOfTwoItemsAreSparedOnce) {
  const HatWorld world = wide_world(2, 4);
  CarveOutGame game = war_game(world);
  // One sector in three pieces of 0.5, 0.3 and 0.2 of the duty; the items share the second piece.
  const auto piece = [&](double share, std::size_t goods) {
    return CarveOutCell{Sector(0), kOwn, kRival, 1.45 * (1 - share), share, goods};
  };
  game.items = {{"a", "", {piece(0.5, 1), piece(0.3, 2)}}, {"b", "", {piece(0.3, 2), piece(0.2, 3)}}};
  EXPECT_NEAR(spare(game, {0})(Sector(0), kOwn, kRival), 1.45 * 0.2, 1e-12);
  EXPECT_NEAR(spare(game, {0, 1})(Sector(0), kOwn, kRival), 0, 1e-12);
  EXPECT_EQ(spare(game, {0, 1})(Sector(1), kOwn, kRival), 1.45);
  CarveOutSearchOptions for_rival;  // who gains from whatever is spared
  for_rival.own_weight = 0, for_rival.rival_weight = 1;
  const auto both = choose_carveouts(world, game, {2}, for_rival).choices[0];
  ASSERT_EQ(both.effect.items.size(), 2u);
  CarveOutGame whole = war_game(world);
  const auto sector = rank_carveouts(world, {whole.own, whole.rival, whole.current, {whole.items[0]}});
  EXPECT_NEAR(both.effect.own.percent, sector.single[0].own.percent, 1e-9);
  EXPECT_NEAR(both.effect.trade_exempted, sector.single[0].trade_exempted, 1e-9);
  EXPECT_NEAR(both.effect.revenue_given_up, sector.single[0].revenue_given_up, 1e-6);
  EXPECT_NEAR(both.effect.own_first_order_percent, sector.single[0].own_first_order_percent, 1e-12)
      << "the steps of one tariff are taken together";
}

TEST(CarveOuts, EnumerationFindsTheBestTriple) {
  const HatWorld world = wide_world(7, 5);
  const auto game = war_game(world);
  const auto curve = choose_carveouts(world, game, {1, 2, 3});
  ASSERT_EQ(curve.choices.size(), 3u);
  EXPECT_EQ(curve.choices[2].proof, CarveOutProof::kEnumerated);
  double best = 0;
  for (std::size_t a = 0; a < 7; ++a)
    for (std::size_t b = a + 1; b < 7; ++b)
      for (std::size_t c = b + 1; c < 7; ++c) best = std::max(best, own_gain(world, game, {a, b, c}));
  EXPECT_NEAR(curve.choices[2].gain_percent, best, 1e-9);
  EXPECT_EQ(curve.choices[2].solved, 1 + 7 + 21 + 35);
}

TEST(CarveOuts, BranchAndBoundAgreesWithEnumeration) {
  for (const unsigned seed : {1u, 2u, 3u, 4u}) {
    const HatWorld world = wide_world(8, seed);
    const auto game = war_game(world);
    for (const auto kind : {BudgetKind::kItems, BudgetKind::kTrade, BudgetKind::kRevenue}) {
      const auto budgets = whole_curve(world, game, kind, 6);
      CarveOutSearchOptions options;
      options.kind = kind;
      const auto exact = choose_carveouts(world, game, budgets, options);
      options.max_enumerated = 0;
      const auto quick = choose_carveouts(world, game, budgets, options);
      ASSERT_EQ(exact.choices.size(), budgets.size());
      double before = 0;
      for (std::size_t k = 0; k < budgets.size(); ++k) {
        EXPECT_EQ(exact.choices[k].proof, CarveOutProof::kEnumerated);
        EXPECT_EQ(quick.choices[k].proof, CarveOutProof::kSurrogate);
        EXPECT_NEAR(quick.choices[k].gain_percent, exact.choices[k].gain_percent, 1e-9)
            << "seed " << seed << " " << to_string(kind) << " " << budgets[k];
        EXPECT_LE(exact.choices[k].used, budgets[k] * (1 + 1e-8));
        EXPECT_GE(exact.choices[k].gain_percent, before) << "a larger budget never does worse";
        before = exact.choices[k].gain_percent;
      }
    }
  }
}

RC_GTEST_PROP(CarveOuts, SurrogatesBestListsAreItsBest, (unsigned seed)) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> u(-1, 1);
  const int n = 3 + static_cast<int>(seed % 9);
  Surrogate s{Eigen::VectorXd(n), Eigen::MatrixXd::Zero(n, n)};
  std::vector<double> use;
  for (int i = 0; i < n; ++i) {
    s.single(i) = u(random);
    use.push_back(std::max(0.0, u(random)));
    for (int j = 0; j < i; ++j) s.interaction(i, j) = s.interaction(j, i) = 0.5 * u(random);
  }
  const double budget = 0.3 * n * (1 + u(random)) / 2;
  std::vector<double> values;
  for (ItemMask list = 0; list < ItemMask{1} << n; ++list) {
    double used = 0;
    for (int i = 0; i < n; ++i) used += list >> i & 1 ? use[static_cast<std::size_t>(i)] : 0;
    if (used <= budget) values.push_back(s.value(list));
  }
  std::ranges::sort(values, std::greater{});
  const HatWorld world = cobden::testing::small_world();
  const SearchOptions options;
  const RunContext context;
  const SearchRun run(world, options, context);
  const auto best = best_lists(s, use, budget, 5, 1'000'000, run);
  RC_ASSERT(best.complete);
  RC_ASSERT(best.lists.size() == std::min<std::size_t>(5, values.size()));
  for (std::size_t k = 0; k < best.lists.size(); ++k) {
    RC_ASSERT(std::abs(best.lists[k].value - values[k]) < 1e-9);
    RC_ASSERT(std::abs(s.value(best.lists[k].list) - best.lists[k].value) < 1e-9);
  }
}

TEST(CarveOuts, SparingNothingIsAlwaysPossible) {
  const HatWorld world = wide_world(4, 6);
  auto game = war_game(world);
  CarveOutSearchOptions options;
  options.own_weight = 0, options.rival_weight = -1;  // spite: every item spared helps the rival
  const auto curve = choose_carveouts(world, game, {0, 2}, options);
  for (const auto& choice : curve.choices) {
    EXPECT_EQ(choice.gain_percent, 0);
    EXPECT_TRUE(choice.effect.items.empty());
  }
}

TEST(CarveOuts, SameBitsForAnyNumberOfThreads) {
  const HatWorld world = wide_world(6, 7);
  const auto game = war_game(world);
  set_thread_limit(1);
  const auto one = rank_carveouts(world, game);
  set_thread_limit(2);
  const auto two = rank_carveouts(world, game);
  set_thread_limit(0);
  for (std::size_t k = 0; k < one.single.size(); ++k) {
    EXPECT_EQ(one.single[k].items, two.single[k].items);
    EXPECT_EQ(one.single[k].own.value, two.single[k].own.value);
  }
}

TEST(CarveOuts, LimitsSaySo) {
  const HatWorld world = wide_world(6, 8);
  const auto game = war_game(world);
  std::atomic<bool> cancelled = true;
  const auto cut = rank_carveouts(world, game, true, {}, RunContext({}, &cancelled));
  EXPECT_EQ(cut.search.status, SearchStatus::kInterrupted);
  for (const auto& e : cut.single) EXPECT_FALSE(e.solved);
  CarveOutSearchOptions options;
  options.search.seconds = 0;
  const auto late = choose_carveouts(world, game, {2}, options);
  EXPECT_EQ(late.search.status, SearchStatus::kTimeLimit);
  EXPECT_EQ(late.choices[0].proof, CarveOutProof::kNone);
}

TEST(CarveOuts, MistakesAreUserErrors) {
  const HatWorld world = wide_world(3, 9);
  auto game = war_game(world);
  EXPECT_THROW(choose_carveouts(world, game, {-1}), UserError);
  EXPECT_THROW(choose_carveouts(world, game, {}), UserError);
  EXPECT_THROW(parse_budget_kind("itms"), UserError);
  EXPECT_EQ(parse_budget_kind("revenue"), BudgetKind::kRevenue);
  game.items[0].cells[0].exporter = kOwn;
  EXPECT_THROW(rank_carveouts(world, game), UserError);
  game.items.clear();
  EXPECT_THROW(rank_carveouts(world, game), UserError);
}

}  // namespace
}  // namespace cobden::strategy
