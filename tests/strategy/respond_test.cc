#include "cobden/strategy/respond.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <set>

#include "cobden/core/parallel.h"
#include "cobden/strategy/nash.h"
#include "strategy/hat_world.h"
#include "strategy/players.h"

namespace cobden::strategy {
namespace {

using cobden::testing::HatWorld;
using cobden::testing::player_of;

RespondSide side(const HatWorld& world, int own, int other, std::vector<MoveRule> moves) {
  InstrumentSpec spec;
  spec.partners = {Country(other)};
  return {player_of(world, own, spec), std::move(moves)};
}

const std::vector<MoveRule> kAll = {{MoveKind::kHold},      {MoveKind::kBestResponse}, {MoveKind::kMatch},
                                    {MoveKind::kAddPoints}, {MoveKind::kExempt},       {MoveKind::kCutHalf},
                                    {MoveKind::kCutToBase}};

TradeCube both_at(const HatWorld& world, double rate) {
  TradeCube tariff = world.base()->tariff;
  for (const Sector s : world.sectors().all())
    tariff(s, Country(0), Country(1)) = tariff(s, Country(1), Country(0)) = rate;
  return tariff;
}

TEST(Respond, BestRepliesLeadToNash) {
  const HatWorld world = cobden::testing::small_world(4, 6);
  const std::vector<MoveRule> moves = {{MoveKind::kHold}, {MoveKind::kBestResponse}};
  const auto first = side(world, 0, 1, moves), second = side(world, 1, 0, moves);
  RespondOptions options;
  options.depth = 0;
  const auto play = play_responses(world, first, second, both_at(world, 1.3), {}, options);
  EXPECT_EQ(play.myopic.end, PathEnd::kFixedPoint) << play.myopic.steps.size();
  const auto nash = find_nash(world, {first.player, second.player}, world.base()->tariff);
  for (const Sector s : world.sectors().all()) {
    EXPECT_NEAR(play.myopic.tariff(s, Country(0), Country(1)), nash.tariff(s, Country(0), Country(1)), 1e-3);
    EXPECT_NEAR(play.myopic.tariff(s, Country(1), Country(0)), nash.tariff(s, Country(1), Country(0)), 1e-3);
  }
}

TEST(Respond, PathsEndAsTheyAreCalled) {
  const HatWorld world = cobden::testing::mirror_world(0.7, 3);
  const auto cutting = side(world, 0, 1, {{MoveKind::kCutToBase}});
  const auto matching = side(world, 1, 0, {{MoveKind::kMatch}});
  RespondOptions options;
  options.depth = 0;
  const auto match = play_responses(world, cutting, matching, both_at(world, 0.5), {}, options);
  EXPECT_EQ(match.myopic.end, PathEnd::kFixedPoint) << "free trade, matched";
  EXPECT_EQ(match.myopic.tariff, world.base()->tariff);
  // A side that may not hold adds 50 points as long as that beats free trade, and then goes back.
  const auto restless = side(world, 0, 1, {{MoveKind::kAddPoints, 0.5}, {MoveKind::kCutToBase}});
  const auto holding = side(world, 1, 0, {{MoveKind::kHold}});
  const auto cycle = play_responses(world, restless, holding, both_at(world, 0.0), {}, options);
  EXPECT_EQ(cycle.myopic.end, PathEnd::kCycle);
  const auto alone = [&](double rate) {
    TradeCube tariff = world.base()->tariff;
    tariff(Sector(0), Country(0), Country(1)) = rate;
    return world.value(*world.solve(tariff, nullptr, {}, {}), restless.player.objective);
  };
  int moves = 1;  // of the restless side: additions, then the cut
  for (; alone(0.5 * moves) > alone(0); ++moves) continue;
  EXPECT_EQ(cycle.myopic.cycle_length, 2 * moves);
  EXPECT_GT(moves, 1);
  // Made to add ten points each time, matched each time.
  options.path_length = 3;
  const auto adding = side(world, 0, 1, {{MoveKind::kAddPoints}});
  const auto limit = play_responses(world, adding, matching, both_at(world, 0.0), {}, options);
  EXPECT_EQ(limit.myopic.end, PathEnd::kLimit);
  EXPECT_EQ(limit.myopic.steps.size(), 4u);
  EXPECT_NEAR(limit.myopic.tariff(Sector(0), Country(0), Country(1)), 0.2, 1e-12);
}

/// Backward induction by plain recursion over the moves.
double by_recursion(const Respond& r, std::size_t node, double discount, int side_asked) {
  const auto& here = r.tree[node];
  const double own = side_asked == 0 ? here.first.percent : here.second.percent;
  double best = -1e300, continuation = 0;
  bool any = false;
  for (std::size_t k = node + 1; k < r.tree.size(); ++k) {
    if (r.tree[k].parent != static_cast<int>(node)) continue;
    const double movers = by_recursion(r, k, discount, r.tree[k].mover);
    if (movers > best + 1e-7)
      best = movers, continuation = by_recursion(r, k, discount, side_asked), any = true;
  }
  return own + (any ? discount * continuation : 0.0);
}

TEST(Respond, TreeIsSolvedBackwards) {
  const HatWorld world = cobden::testing::small_world(4, 6);
  const auto first = side(world, 0, 1, kAll), second = side(world, 1, 0, kAll);
  RespondOptions options;
  options.depth = 3, options.discount = 0.9;
  const auto play = play_responses(world, first, second, both_at(world, 0.8), {}, options);
  ASSERT_TRUE(play.tree_complete);
  ASSERT_TRUE(play.search.converged());
  ASSERT_EQ(play.path.size(), 4u);
  EXPECT_EQ(play.path.front(), 0);
  for (std::size_t k = 1; k < play.path.size(); ++k)
    EXPECT_EQ(play.tree[static_cast<std::size_t>(play.path[k])].parent, play.path[k - 1]);
  EXPECT_NEAR(play.tree[0].first_total, by_recursion(play, 0, 0.9, 0), 1e-9);
  EXPECT_NEAR(play.tree[0].second_total, by_recursion(play, 0, 0.9, 1), 1e-9);
  EXPECT_LT(play.states, static_cast<long>(play.tree.size())) << "states that return are solved once";
  std::set<std::pair<int, std::string>> seen;
  for (const auto& n : play.tree) EXPECT_TRUE(seen.emplace(n.parent, n.move).second);
}

TEST(Respond, SameBitsForAnyNumberOfThreads) {
  const HatWorld world = cobden::testing::small_world(4, 6);
  const auto first = side(world, 0, 1, kAll), second = side(world, 1, 0, kAll);
  set_thread_limit(1);
  const auto one = play_responses(world, first, second, both_at(world, 0.8), {}, {.depth = 2});
  set_thread_limit(2);
  const auto two = play_responses(world, first, second, both_at(world, 0.8), {}, {.depth = 2});
  set_thread_limit(0);
  ASSERT_EQ(one.tree.size(), two.tree.size());
  for (std::size_t k = 0; k < one.tree.size(); ++k) {
    EXPECT_EQ(one.tree[k].move, two.tree[k].move);
    EXPECT_EQ(one.tree[k].first.value, two.tree[k].first.value);
  }
  EXPECT_EQ(one.myopic.tariff, two.myopic.tariff);
}

TEST(Respond, LimitsSaySo) {
  const HatWorld world = cobden::testing::small_world(4, 6);
  const auto first = side(world, 0, 1, kAll), second = side(world, 1, 0, kAll);
  RespondOptions options;
  options.max_nodes = 10;
  const auto small = play_responses(world, first, second, both_at(world, 0.8), {}, options);
  EXPECT_FALSE(small.tree_complete);
  EXPECT_TRUE(small.path.empty());
  EXPECT_EQ(small.search.status, SearchStatus::kNotConverged);
  options = {};
  options.search.seconds = 0;
  EXPECT_EQ(play_responses(world, first, second, both_at(world, 0.8), {}, options).search.status,
            SearchStatus::kTimeLimit);
  std::atomic<bool> cancelled = true;
  EXPECT_EQ(play_responses(world, first, second, both_at(world, 0.8), {}, {}, RunContext({}, &cancelled))
                .search.status,
            SearchStatus::kInterrupted);
}

TEST(Respond, MistakesAreUserErrors) {
  const HatWorld world = cobden::testing::small_world();
  const auto first = side(world, 0, 1, kAll), second = side(world, 1, 0, kAll);
  const TradeCube& base = world.base()->tariff;
  EXPECT_THROW(play_responses(world, first, first, base), UserError);
  EXPECT_THROW(play_responses(world, first, side(world, 1, 0, {}), base), UserError);
  EXPECT_THROW(play_responses(world, first, second, base, {}, {.discount = 0}), UserError);
  EXPECT_THROW(play_responses(world, first, second, base, {}, {.first_mover = 2}), UserError);
  EXPECT_THROW(parse_move_kind("excempt"), UserError);
  EXPECT_EQ(parse_move_kind("cut-half"), MoveKind::kCutHalf);
  EXPECT_EQ((MoveRule{.kind = MoveKind::kAddPoints, .points = 0.25}).name(), "add 25 points");
}

}  // namespace
}  // namespace cobden::strategy
