// From a scenario to an answer, on a world made by hand.
#include "cobden/scenario/assemble.h"

#include <gtest/gtest.h>

#include <atomic>

#include "scenario/small_world.h"

namespace cobden::scenario {
namespace {

using testing::small_world;

constexpr const char* kWar = R"(benchmark = "small"
[model]
variant = "no-materials"
[[shock]]
importer = "AAA"
exporter = "BBB"
add = 20
unit = "percentage points"
)";

Scenario war(const Overrides& overrides = {}) {
  Scenario s = parse_scenario(kWar, "war.toml");
  apply_overrides(overrides, s);
  return s;
}

void expect_refused(const std::function<void()>& act, const std::vector<std::string>& told) {
  try {
    act();
    ADD_FAILURE() << "accepted";
  } catch (const UserError& e) {
    for (const auto& part : told) EXPECT_NE(std::string(e.what()).find(part), std::string::npos) << e.what();
  }
}

TEST(Assemble, AnswersWithARangeThatHoldsTheHeadline) {
  const Answer a = answer(assemble(war(), small_world()), true);
  ASSERT_TRUE(a.result.solver.converged());
  EXPECT_EQ(a.result.model.elasticities, "GYY");
  ASSERT_EQ(a.range.sets.size(), 3u);
  const auto* welfare = a.result.outcomes.find("welfare_exact");
  ASSERT_NE(welfare, nullptr);
  for (std::size_t n = 0; n < 3; ++n) {
    EXPECT_LE(a.range.by_country[n].low, welfare->value[n]);
    EXPECT_GE(a.range.by_country[n].high, welfare->value[n]);
    EXPECT_LT(a.range.by_country[n].low, a.range.by_country[n].high);
  }
  EXPECT_TRUE(answer(assemble(war(), small_world()), false).range.empty());
}

TEST(Assemble, TheHeadlineOfAnotherSetIsAnEndOfTheRange) {
  const Answer high = answer(assemble(war({.benchmark = "",
                                           .family = "",
                                           .variant = "",
                                           .closure = "",
                                           .elasticities = "high",
                                           .numeraire = ""}),
                                      small_world()),
                             false);
  const Answer all = answer(assemble(war(), small_world()), true);
  EXPECT_EQ(high.result.outcomes.find("welfare_exact")->value, all.range.welfare_percent[2]);
}

TEST(Assemble, NoShockChangesNothing) {
  const Answer a = answer(
      assemble(parse_scenario("[model]\nvariant = \"no-materials\"\n", "quiet.toml"), small_world()), false);
  ASSERT_TRUE(a.result.solver.converged());
  for (const double w : a.result.outcomes.find("welfare_exact")->value) EXPECT_NEAR(w, 0, 1e-7);
}

/// The paper's convention: trade is purged of deficits unless a closure is asked for.
TEST(Assemble, TheFamilyOssaPurgesDeficitsUnlessAsked) {
  const auto closure = [](const std::string& model) {
    return answer(assemble(parse_scenario("[model]\nfamily = \"ossa\"\n" + model, "war.toml"), small_world()),
                  false)
        .result.closure;
  };
  EXPECT_EQ(closure(""), "zero");
  EXPECT_EQ(closure("closure = \"fixed\"\n"), "fixed");
  EXPECT_EQ(closure("closure = \"world-share\"\n"), "world-share");
  EXPECT_THROW(closure("variant = \"no-materials\"\n"), UserError);
  const Answer a =
      answer(assemble(parse_scenario("[model]\nfamily = \"ossa\"\n[[shock]]\nimporter = \"AAA\"\nexporter = "
                                     "\"BBB\"\nadd = 20\nunit = \"percentage points\"\n",
                                     "war.toml"),
                      small_world()),
             true);
  EXPECT_TRUE(a.result.solver.converged());
  EXPECT_EQ(a.result.model.elasticities, "GYY");
  EXPECT_EQ(a.range.sets.size(), 3u);
}

TEST(Assemble, OverridesWinOverTheFile) {
  Scenario s = war({.benchmark = "other",
                    .family = "gravity",
                    .variant = "one-sector",
                    .closure = "zero",
                    .elasticities = "low",
                    .numeraire = "wage:BBB"});
  EXPECT_EQ(s.benchmark, "other");
  EXPECT_EQ(s.model.family, "gravity");
  EXPECT_EQ(s.model.variant, "one-sector");
  EXPECT_EQ(s.model.closure, economy::Closure::kZero);
  EXPECT_EQ(s.model.elasticities, "low");
  EXPECT_EQ(to_string(s.model.numeraire), "wage:BBB");
  expect_refused(
      [] {
        war({.benchmark = "",
             .family = "",
             .variant = "",
             .closure = "fxed",
             .elasticities = "",
             .numeraire = ""});
      },
      {"--closure", "'fixed'"});
}

TEST(Assemble, MistakesOfTheModelAreNamed) {
  const auto solve = [](const std::string& model) {
    const Scenario s = parse_scenario("[model]\n" + model + "\n", "m.toml");
    answer(assemble(s, small_world()), false);
  };
  expect_refused([&] { solve("variant = \"no-material\""); }, {"m.toml:2", "'no-materials'"});
  expect_refused([&] { solve("variant = \"no-materials\"\nelasticities = \"GYX\""); },
                 {"'GYX'", "low, GYY, high"});
  expect_refused([&] { solve("variant = \"input-output\""); }, {"input"});
  expect_refused([&] { solve("family = \"gravity\""); }, {"m.toml:2", "one sector", "aggregate"});
  expect_refused([&] { solve("family = \"single-sector\"\nvariant = \"x\""); },
                 {"m.toml:3", "has no variant"});
}

TEST(Assemble, AMissingBenchmarkNamesTheScenarioAndTheRemedy) {
  for (const std::string name : {"cp1999", "liberation_1776"}) {
    Scenario s = war();
    s.benchmark = name;
    expect_refused([&] { assemble(s); }, {"war", name, "COBDEN_DATA", "--benchmark"});
  }
}

TEST(Assemble, ACancelledRunIsAStatus) {
  const std::atomic<bool> stop{true};
  const Answer a = answer(assemble(war(), small_world()), true, RunContext({}, &stop));
  EXPECT_EQ(a.result.solver.status, economy::SolveStatus::kInterrupted);
}

}  // namespace
}  // namespace cobden::scenario
