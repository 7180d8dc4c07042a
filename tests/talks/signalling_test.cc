#include "cobden/talks/signalling.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>

#include "cobden/core/error.h"
#include "cobden/talks/gambit_files.h"
#include "cobden/talks/nash_enumeration.h"
#include "shared_data.h"
#include "talks/games.h"

namespace cobden::talks {
namespace {

using numerics::fraction;
using testing::beer_quiche;

// Reference case T20.
TEST(Signalling, BeerQuicheHasTwoPoolsAndTheIntuitiveCriterionKeepsBeer) {
  const auto found = signalling_equilibria(beer_quiche());
  ASSERT_EQ(found.size(), 2u);
  const auto& beer = found[0].on_path[0] ? found[0] : found[1];
  const auto& quiche = found[0].on_path[0] ? found[1] : found[0];
  for (const auto& e : found) {
    EXPECT_EQ(e.kind, SignallingKind::kPooling);
    EXPECT_EQ(e.deviation_gain, 0);
  }
  EXPECT_EQ(beer.payoff, (std::vector<Rational>{2, 3}));
  EXPECT_EQ(beer.receiver_payoff, fraction(9, 10));
  EXPECT_EQ(beer.intuitive.verdict, Verdict::kSurvives);
  EXPECT_EQ(beer.d1.verdict, Verdict::kSurvives);
  // Quiche must be believed to be from the weak with probability 1/2 at least.
  ASSERT_EQ(beer.sustaining[1].size(), 1u);
  EXPECT_EQ(beer.sustaining[1][0].lower[0], fraction(1, 2));
  EXPECT_EQ(beer.sustaining[1][0].upper[0], 1);
  EXPECT_EQ(quiche.intuitive.verdict, Verdict::kFails);
  EXPECT_EQ(quiche.intuitive.reason, "'weak' would never send 'beer', so 'strong' gains by it");
  EXPECT_EQ(quiche.d1.verdict, Verdict::kFails);
}

TEST(Signalling, BeerQuicheWithManyWeakTypesIsHybrid) {
  // With weak types in the majority the receiver duels a pool; strong drinks beer, the weak mix so that beer
  // is half from the weak, and half of the beers are duelled.
  SenderReceiver game = beer_quiche();
  game.prior = {fraction(6, 10), fraction(4, 10)};
  const auto found = signalling_equilibria(game);
  const auto hybrid = std::find_if(found.begin(), found.end(),
                                   [](const auto& e) { return e.kind == SignallingKind::kHybrid; });
  ASSERT_NE(hybrid, found.end());
  EXPECT_EQ(hybrid->sender[0][0], fraction(2, 3));
  EXPECT_EQ(hybrid->sender[1][0], 1);
  EXPECT_EQ(hybrid->receiver[0][0], fraction(1, 2));
  EXPECT_EQ(hybrid->belief[0][0], fraction(1, 2));
  EXPECT_EQ(hybrid->belief[1][0], 1);
}

// Reference case T22: the signal is too cheap to tell types apart and too dear to be worth sending.
TEST(Signalling, CheapIcebreakerEndsInNoSignalAndNoRelief) {
  Icebreaker terms;
  terms.prior = 0.25, terms.compliance_cost = 0.4;
  const SenderReceiver game = icebreaker_game(terms);
  EXPECT_EQ(game.sender_payoff[0][0][0], fraction(3, 5));
  const auto found = signalling_equilibria(game);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].kind, SignallingKind::kPooling);
  EXPECT_FALSE(found[0].on_path[0]);
  EXPECT_EQ(found[0].receiver[1][1], 1) << "hold";
  EXPECT_EQ(found[0].payoff, (std::vector<Rational>{0, 0}));
}

TEST(Signalling, ADearEnoughSignalForTheInsincereSeparates) {
  Icebreaker terms;
  terms.signal_cost_insincere = 2.5;
  const auto found = signalling_equilibria(icebreaker_game(terms));
  const auto separating = std::find_if(found.begin(), found.end(),
                                       [](const auto& e) { return e.kind == SignallingKind::kSeparating; });
  ASSERT_NE(separating, found.end());
  EXPECT_EQ(separating->payoff, (std::vector<Rational>{fraction(3, 5), 0}));
  EXPECT_EQ(separating->intuitive.verdict, Verdict::kSurvives);
  // No signal, no relief is an equilibrium still, but not an intuitive one: only the sincere could gain.
  const auto pool = std::find_if(found.begin(), found.end(),
                                 [](const auto& e) { return e.kind == SignallingKind::kPooling; });
  ASSERT_NE(pool, found.end());
  EXPECT_EQ(pool->intuitive.verdict, Verdict::kFails);
}

// D1 is stronger than the intuitive criterion: with three types in the manner of Cho and Kreps (1987, section
// IV.3) no type is dominated, yet one wants the deviation more than the others.
TEST(Signalling, D1PrunesWhereTheIntuitiveCriterionCannot) {
  SenderReceiver game;
  game.types = {"low", "high"};
  game.signals = {"stay", "move"};
  game.actions = {{"only"}, {"harsh", "mild", "kind"}};
  game.prior = {fraction(1, 2), fraction(1, 2)};
  // Both gain by moving if met kindly; high already if met mildly.
  game.sender_payoff = {{{0}, {-2, -1, 1}}, {{0}, {-2, 1, 2}}};
  // Harsh is best against low, kind against high, mild between.
  game.receiver_payoff = {{{0}, {3, 2, 0}}, {{0}, {0, 2, 3}}};
  const auto found = signalling_equilibria(game);
  const auto pool = std::find_if(found.begin(), found.end(), [](const auto& e) { return !e.on_path[1]; });
  ASSERT_NE(pool, found.end());
  EXPECT_EQ(pool->intuitive.verdict, Verdict::kSurvives);
  EXPECT_EQ(pool->d1.verdict, Verdict::kFails);
}

TEST(Signalling, CheapTalkThatNobodyHeedsIsFoundWithItsContinuum) {
  // Payoffs do not depend on the signal and interests are opposed: babbling, in every mixture.
  SenderReceiver game;
  game.types = {"a", "b"};
  game.signals = {"x", "y"};
  game.actions = {{"l", "r"}, {"l", "r"}};
  game.prior = {fraction(1, 3), fraction(2, 3)};
  game.sender_payoff = {{{0, 1}, {0, 1}}, {{0, 1}, {0, 1}}};
  game.receiver_payoff = {{{1, 0}, {1, 0}}, {{0, 1}, {0, 1}}};
  for (const auto& e : signalling_equilibria(game)) {
    EXPECT_EQ(e.payoff, (std::vector<Rational>{1, 1})) << to_string(e.kind);
    EXPECT_EQ(e.deviation_gain, 0);
  }
}

SenderReceiver random_game(std::mt19937& random, int types, int signals, int actions, int spread) {
  const auto draw = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  SenderReceiver game;
  long sum = 0;
  std::vector<long> weight;
  for (int t = 0; t < types; ++t) {
    game.types.push_back("t" + std::to_string(t));
    weight.push_back(1 + draw(5));
    sum += weight.back();
  }
  for (const long w : weight) game.prior.push_back(fraction(w, sum));
  for (int m = 0; m < signals; ++m) {
    game.signals.push_back("m" + std::to_string(m));
    auto& list = game.actions.emplace_back();
    for (int a = 0; a < actions; ++a) list.push_back("a" + std::to_string(a));
  }
  for (auto* payoffs : {&game.sender_payoff, &game.receiver_payoff}) {
    payoffs->assign(static_cast<std::size_t>(types), {});
    for (auto& by_signal : *payoffs) {
      by_signal.assign(static_cast<std::size_t>(signals), {});
      for (auto& by_action : by_signal)
        for (int a = 0; a < actions; ++a) by_action.push_back(draw(spread));
    }
  }
  return game;
}

RC_GTEST_PROP(SignallingProperties, EveryEquilibriumPassesItsTestAndOneAlwaysExists, ()) {
  std::mt19937 random(*rc::gen::arbitrary<unsigned>());
  const int types = 2 + static_cast<int>(random() % 2);
  const SenderReceiver game = random_game(random, types, 2, 2, 7);
  const auto found = signalling_equilibria(game);
  RC_ASSERT(!found.empty());  // a sequential equilibrium exists (Kreps and Wilson 1982)
  bool some_survive = false;
  for (const auto& e : found) {
    RC_ASSERT(signalling_deviation_gain(game, e) == 0);
    some_survive = some_survive || e.intuitive.verdict != Verdict::kFails;
    // Survivors of D1 are not all: but whatever the intuitive criterion rejects D1 rejects (Cho and Kreps
    // 1987).
    if (e.intuitive.verdict == Verdict::kFails) RC_ASSERT(e.d1.verdict != Verdict::kSurvives);
    for (std::size_t t = 0; t < game.types.size(); ++t)
      RC_ASSERT(e.payoff_lower[t] <= e.payoff[t] && e.payoff[t] <= e.payoff_upper[t]);
  }
  RC_ASSERT(some_survive);
  RC_ASSERT(*recognise(to_tree(game)).game == game);
}

RC_GTEST_PROP(SignallingProperties, PurePerfectBayesianEquilibriaAreAmongTheNashEquilibria, ()) {
  // An independent list: pure Nash equilibria of the strategic form. Every pure PBE must be one of them, and
  // every one of them with all signals used must be a PBE.
  std::mt19937 random(*rc::gen::arbitrary<unsigned>());
  const SenderReceiver game = random_game(random, 2, 2, 2, 9);
  const StrategicGame table = strategic_form(to_tree(game));
  const auto nash = pure_equilibria(table);
  std::size_t revealing = 0;
  for (const auto& profile : nash) revealing += profile[0] == 1 || profile[0] == 2 ? 1 : 0;
  std::size_t pure_separating = 0;
  for (const auto& e : signalling_equilibria(game)) {
    const auto is_pure = [](const auto& rows) {
      return std::all_of(rows.begin(), rows.end(), [](const auto& row) {
        return std::count(row.begin(), row.end(), Rational(1)) == 1;
      });
    };
    if (!is_pure(e.sender) || !is_pure(e.receiver)) continue;
    const auto pick = [](const auto& row) { return row[1] == 1 ? std::size_t{1} : std::size_t{0}; };
    const PureProfile profile = {2 * pick(e.sender[0]) + pick(e.sender[1]),
                                 2 * pick(e.receiver[0]) + pick(e.receiver[1])};
    RC_ASSERT(std::count(nash.begin(), nash.end(), profile) == 1);
    if (e.kind == SignallingKind::kSeparating) ++pure_separating;
  }
  // Where the receiver is indifferent at a belief of one, several Nash profiles share supports with mixtures.
  RC_ASSERT(pure_separating <= revealing);
}

TEST(Signalling, StructureIsRecognisedOrRefusedWithAReason) {
  const auto tree = to_tree(beer_quiche());
  EXPECT_EQ(*recognise(tree).game, beer_quiche());
  GameTree blind = tree;  // the sender does not see its type
  for (auto& node : blind.nodes)
    if (node.set == 4) node.set = 1;
  EXPECT_EQ(recognise(blind).why_not, "the sender does not see its type");
  GameTree seen = to_tree(beer_quiche());  // the receiver sees the type
  const int extra = seen.add_set(1, {"duel", "not"}, "saw all");
  for (auto& node : seen.nodes)
    if (node.set == 2) {
      node.set = extra;
      break;
    }
  EXPECT_FALSE(recognise(seen).game);
  EXPECT_EQ(recognise(seen).why_not, "the receiver's information depends on the type");
  const GameTree simple = parse_efg("EFG 2 R \"\" { \"a\" \"b\" }\np \"\" 1 1 \"\" { \"x\" } 0\nt \"\" 0\n");
  EXPECT_EQ(recognise(simple).why_not, "chance does not move first");
}

TEST(Signalling, BadInputIsOneClearSentence) {
  SenderReceiver game = beer_quiche();
  game.prior = {fraction(-1, 10), fraction(11, 10)};
  EXPECT_THROW(signalling_equilibria(game), UserError);
  game.prior = {fraction(1, 10), fraction(8, 10)};
  EXPECT_THROW(signalling_equilibria(game), UserError);
  game = beer_quiche();
  game.prior = {0, 1};
  EXPECT_THROW(signalling_equilibria(game), UserError);
  game = beer_quiche();
  game.sender_payoff[0].pop_back();
  EXPECT_THROW(signalling_equilibria(game), UserError);
  EXPECT_THROW(signalling_equilibria(beer_quiche(), {.most_cases = 10}), UserError);
  Icebreaker terms;
  terms.prior = 1.5;
  EXPECT_THROW(icebreaker_game(terms), UserError);
}

}  // namespace
}  // namespace cobden::talks
