// Ensembles against the runs they are made of: a draw is the scenario with the drawn numbers put in by hand,
// bits do not depend on threads or on what else is drawn, and no draw is ever lost.
#include "cobden/ensemble/ensemble.h"

#include <gmock/gmock.h>

#include <cmath>

#include "cobden/core/parallel.h"
#include "ensemble/small_ensemble.h"

namespace cobden::ensemble {
namespace {

using namespace cobden::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kAll = R"(
[ensemble]
draws = 100
seed = 11
measures = ["welfare_exact", "exports", "tariff_revenue"]
countries = ["all"]
sectors = ["steel"]
[[ensemble.input]]
draw = "elasticities"
spread = 0.3
correlation = 0.4
[[ensemble.input]]
draw = "elasticity-set"
choices = ["low", "high"]
weights = [1, 3]
[[ensemble.input]]
draw = "closure"
choices = ["fixed", "zero"]
[[ensemble.input]]
draw = "shock"
shock = 1
distribution = "uniform"
low = 0
high = 2
)";

TEST(Ensemble, ADrawIsTheScenarioWithItsNumbers) {
  const auto answer = small_answer(kAll);
  ASSERT_EQ(answer.failed, 0U);
  for (const std::size_t d : {0U, 7U, 99U}) {
    const auto values = values_at(answer.plan(), answer.ensemble.points->uniforms(d));
    // elasticities of three sectors, the set, the closure, the size of the first shock
    ASSERT_EQ(values.size(), 6U);
    auto tables = small_tables();
    const auto& set = tables.elasticities[values[3] == 0 ? 0 : 2];
    data::ElasticitySet drawn{"GYY", "drawn", set.theta};
    for (std::size_t s = 0; s < 3; ++s) drawn.theta[Sector(s)] *= values[s];
    tables.elasticities = {drawn};
    auto scenario = scenario::parse_scenario(kShock, "test.toml");
    scenario.model.closure = values[4] == 0 ? economy::Closure::kFixed : economy::Closure::kZero;
    scenario.shocks[0].amount *= values[5];
    const auto run = scenario::assemble(scenario, std::make_shared<const data::Benchmark>(std::move(tables)));
    const auto by_hand = scenario::answer(run, false);
    const auto& welfare = by_hand.result.outcomes.find("welfare_exact")->value;
    for (std::size_t n = 0; n < 3; ++n) EXPECT_NEAR(answer.draws[d].figures[n], welfare[n], 1e-9) << d;
  }
}

TEST(Ensemble, EveryFamilyWithElasticitiesTakesThoseDrawn) {
  for (const char* family : {"ossa", "caliendo-parro"}) {
    auto run =
        small_run("[ensemble]\ndraws = 8\n[[ensemble.input]]\ndraw = \"elasticities\"\nspread = 0.4\n");
    auto text = run.scenario;
    text.model.family = family;
    if (text.model.family == "ossa") text.model.variant.clear(), text.model.places.clear();
    const auto answer = run_ensemble(scenario::assemble(text, small_world()));
    ASSERT_EQ(answer.failed, 0U) << family;
    auto tables = small_tables();
    const auto values = values_at(answer.plan(), answer.ensemble.points->uniforms(5));
    for (auto& set : tables.elasticities)
      for (std::size_t s = 0; s < 3; ++s) set.theta[Sector(s)] *= values[s];
    const auto world = std::make_shared<const data::Benchmark>(std::move(tables));
    const auto by_hand = scenario::answer(scenario::assemble(text, world), false);
    const auto& welfare = by_hand.result.outcomes.find("welfare_exact")->value;
    const auto& names = answer.outcomes();
    for (std::size_t k = 0; k < 2; ++k) {
      ASSERT_EQ(names[k].measure, "welfare_exact");
      EXPECT_NEAR(answer.draws[5].figures[k], welfare[names[k].position], 1e-8) << family;
    }
    EXPECT_GT(std::abs(answer.quantiles[0].p95 - answer.quantiles[0].p05), 1e-4) << family;
  }
}

TEST(Ensemble, SameBitsForAnyThreads) {
  set_thread_limit(1);
  const auto one = figures_of(small_answer(kAll));
  set_thread_limit(0);
  EXPECT_EQ(one, figures_of(small_answer(kAll)));
}

TEST(Ensemble, DrawsDoNotDependOnTheirNumber) {
  const auto few = figures_of(small_answer(kAll));
  auto run = small_run(kAll);
  run.scenario.ensemble->draws = 230;
  const auto many = figures_of(run_ensemble(std::move(run)));
  EXPECT_TRUE(std::equal(few.begin(), few.end(), many.begin()));
}

TEST(Ensemble, NamedStreamsLeaveOtherInputsAlone) {
  const std::string head = "[ensemble]\ndraws = 4\nsampling = \"monte-carlo\"\n";
  const std::string size = "[[ensemble.input]]\ndraw = \"shock\"\nname = \"size\"\nspread = 0.5\n";
  const std::string other = "[[ensemble.input]]\ndraw = \"elasticities\"\nspread = 0.3\n";
  const auto alone = make_plan(small_run(head + size)), second = make_plan(small_run(head + other + size));
  const Points a(alone), b(second);
  for (std::size_t d = 0; d < 4; ++d) EXPECT_EQ(a.uniforms(d)[0], b.uniforms(d)[3]);
}

TEST(Ensemble, SizesOfShocksMoveTheRate) {
  const std::string size =
      "[ensemble]\n[[ensemble.input]]\ndraw = \"shock\"\ndistribution = \"uniform\"\nlow = 0\nhigh = 2\n";
  const auto plan = make_plan(small_run(size));
  const auto& base = plan.run.benchmark->tables().tariff;
  const auto& whole = plan.run.counterfactual.tariff_new;
  for (const double f : {0.0, 0.5, 1.0, 2.0}) {
    const auto part = drawn_run(plan, std::vector<double>{f}).counterfactual.tariff_new;
    for (const Sector s : plan.run.benchmark->sectors().all())
      for (const Country d : plan.run.benchmark->countries().all())
        for (const Country o : plan.run.benchmark->countries().all())
          EXPECT_NEAR(part(s, d, o), base(s, d, o) + f * (whole(s, d, o) - base(s, d, o)), 1e-14);
  }
}

TEST(Ensemble, ChoicesComeInTheirShares) {
  auto run = small_run(kAll);
  run.scenario.ensemble->draws = 4096;
  const auto plan = make_plan(std::move(run));
  const Points points(plan);
  int high = 0;
  for (std::size_t d = 0; d < 4096; ++d) high += values_at(plan, points.uniforms(d))[3] == 1 ? 1 : 0;
  EXPECT_NEAR(high, 3072, 2);  // a net of 2^12 points meets a quarter exactly
}

TEST(Ensemble, SectorsAreCorrelatedAsAsked) {
  const auto plan =
      make_plan(small_run("[ensemble]\nsampling = \"monte-carlo\"\n[[ensemble.input]]\ndraw = "
                          "\"elasticities\"\nspread = 0.3\ncorrelation = 0.6\n"));
  const Points points(plan);
  constexpr std::size_t kDraws = 20000;
  double xy = 0, xx = 0, yy = 0;
  for (std::size_t d = 0; d < kDraws; ++d) {
    const auto v = values_at(plan, points.uniforms(d));
    const double x = std::log(v[0]), y = std::log(v[2]);
    xy += x * y, xx += x * x, yy += y * y;
  }
  EXPECT_NEAR(xy / std::sqrt(xx * yy), 0.6, 0.02);       // four standard errors of a correlation
  EXPECT_NEAR(std::sqrt(xx / kDraws), 0.3, 0.3 * 0.02);  // the margin is as it was
}

TEST(Ensemble, FailedDrawsAreCountedWithTheirReason) {
  const auto answer = small_answer(
      "[ensemble]\ndraws = 200\n[[ensemble.input]]\ndraw = \"elasticities\"\ndistribution = "
      "\"normal\"\nspread = 0.6\n");
  ASSERT_GT(answer.failed, 0U);
  ASSERT_LT(answer.failed, 200U);
  ASSERT_FALSE(answer.failures.empty());
  EXPECT_EQ(answer.failures.front().kind, "numbers refused");
  EXPECT_THAT(answer.failures.front().example, HasSubstr("not above 0"));
  EXPECT_FALSE(answer.draws[answer.failures.front().draw].solved);
  for (const auto& q : answer.quantiles) EXPECT_EQ(q.count + answer.failed, 200U);
  for (const auto& share : answer.shares) EXPECT_EQ(share.count + answer.failed, 200U);
}

TEST(Ensemble, NotConvergedIsAReasonToo) {
  auto run = small_run("[ensemble]\ndraws = 8\n");
  run.scenario.solver.max_iterations = 3;
  const auto answer = run_ensemble(std::move(run));
  EXPECT_EQ(answer.failed, 8U);
  EXPECT_EQ(answer.failures.front().kind, "not-converged");
}

TEST(Ensemble, DefaultsAreStated) {
  const auto answer = small_answer("[ensemble]\ndraws = 8\n");
  ASSERT_EQ(answer.plan().inputs.size(), 2U);
  EXPECT_THAT(answer.plan().inputs[0].choices, ElementsAre("low", "GYY", "high"));
  ASSERT_FALSE(answer.plan().notes.empty());
  EXPECT_THAT(answer.plan().notes.front(), HasSubstr("judgement"));
}

TEST(Ensemble, TornadoMovesOneInputAtATime) {
  const auto answer = small_answer(kAll);
  ASSERT_EQ(answer.tornado.size(), 4U);
  EXPECT_EQ(answer.tornado[1].size(), 2U);  // the two sets
  // The shock's size at its 5th and 95th percentile: 0.1 and 1.9 of it, everything else as in the scenario.
  EXPECT_NEAR(answer.tornado[3][0].value, 0.1, 1e-12);
  auto scenario = scenario::parse_scenario(kShock, "test.toml");
  scenario.model.elasticities = "high";  // the likelier of the two sets
  scenario.shocks[0].amount *= 0.1;
  const auto by_hand = scenario::answer(scenario::assemble(scenario, small_world()), false);
  EXPECT_NEAR(answer.tornado[3][0].record.figures[0], by_hand.result.outcomes.find("welfare_exact")->value[0],
              1e-9);
}

TEST(Ensemble, IndicesNameTheInputThatMatters) {
  const auto answer = small_answer(R"(
[ensemble]
draws = 256
indices = true
countries = ["AAA"]
measures = ["welfare_exact"]
[[ensemble.input]]
draw = "elasticities"
spread = 0.02
[[ensemble.input]]
draw = "shock"
distribution = "uniform"
low = 0
high = 1
)");
  ASSERT_EQ(answer.indices.size(), 1U);
  EXPECT_EQ(answer.index_draws, 256U);
  EXPECT_GT(answer.indices[0][1].first, 0.9);
  EXPECT_LT(answer.indices[0][0].total, 0.1);
  EXPECT_EQ(answer.ensemble.evaluations(), 256U * 4);
}

TEST(Ensemble, PointAIsTheSameWithAndWithoutIndices) {
  auto with = small_run(kAll);
  with.scenario.ensemble->indices = true;
  const auto plan = make_plan(small_run(kAll)), radial = make_plan(std::move(with));
  const Points a(plan), b(radial);
  for (const std::size_t d : {0U, 5U, 63U}) {
    EXPECT_EQ(a.uniforms(d), b.uniforms(d * b.per_draw()));
    // The point of input 3 differs from A in that input alone, where it has B's number.
    auto mixed = a.uniforms(d);
    mixed[5] = b.uniforms(d * b.per_draw() + 1)[5];
    EXPECT_EQ(mixed, b.uniforms(d * b.per_draw() + 2 + 3));
  }
}

TEST(Ensemble, CancelledSaysThatNothingIsSaved) {
  const std::atomic<bool> stop{true};
  EXPECT_THROW(run_ensemble(small_run("[ensemble]\n"), {}, RunContext({}, &stop)), Interrupted);
}

TEST(Ensemble, ProgressSaysWhatIsLeft) {
  EXPECT_EQ(progress_text(640, 1000, 0, 2), "640 of 1000 draws, 2 draws/s, 3:00 left");
  EXPECT_EQ(progress_text(0, 100000, 3, 10), "0 of 100000 draws, 3 failed, 10 draws/s, 2:46:40 left");
}

struct BadCase {
  const char *text, *says;
};
class BadEnsemble : public ::testing::TestWithParam<BadCase> {};
TEST_P(BadEnsemble, IsRefusedWithItsPlace) {
  try {
    make_plan(small_run(std::string("[ensemble]\n[[ensemble.input]]\n") + GetParam().text));
    FAIL() << GetParam().text;
  } catch (const UserError& e) {
    EXPECT_THAT(e.what(), HasSubstr(GetParam().says));
    EXPECT_THAT(e.what(), ::testing::MatchesRegex("test.toml:(19|2[0-9]): ensemble.input.*"));
  }
}
INSTANTIATE_TEST_SUITE_P(
    All, BadEnsemble,
    ::testing::Values(
        BadCase{"draw = \"elasticites\"\nspread = 1", "did you mean 'elasticities'"},
        BadCase{"draw = \"elasticities\"", "no 'spread'"},
        BadCase{"draw = \"elasticities\"\ndistribution = \"uniform\"\nlow = 2\nhigh = 1", "below 'low'"},
        BadCase{"draw = \"elasticities\"\nspread = 0.2\nlow = 1", "has no 'low'"},
        BadCase{"draw = \"elasticities\"\nspread = 0.2\nsectors = [\"stel\"]", "did you mean 'steel'"},
        BadCase{"draw = \"elasticities\"\nspread = 0.2\ncorrelation = -0.9", "not positive definite"},
        BadCase{"draw = \"elasticities\"\nspread = 0.2\nchoices = [\"low\"]", "has no such key"},
        BadCase{"draw = \"elasticities\"\nspread = 0.2\nleast = 1e6", "within the bounds"},
        BadCase{"draw = \"elasticity-set\"\nchoices = [\"lo\"]", "not an elasticity set"},
        BadCase{"draw = \"elasticity-set\"\nchoices = [\"low\"]\nweights = [1, 2]", "one for each choice"},
        BadCase{"draw = \"closure\"\nchoices = [\"fixd\"]", "fixed"},
        BadCase{"draw = \"closure\"", "names no closures"},
        BadCase{"draw = \"shock\"\nspread = 0.2\nshock = 3", "no such [[shock]]"},
        BadCase{"draw = \"shock\"\nspread = 0.2\nas = \"value\"\ncentral = 1", "drawn as a factor"},
        BadCase{"draw = \"schedule\"\non = [\"2025-05-02\"]", "takes no tariffs from a schedule"},
        BadCase{"draw = \"schedule\"\non = [\"May 2\"]", "is not a date"},
        BadCase{"draw = \"weight\"\nspread = 0.2", "no bearing on the question 'run'"},
        BadCase{"draw = \"judgement\"", "no bearing on the question 'run'"},
        BadCase{"draw = \"parameter\"\nkey = \"thta\"\nspread = 0.2", "is not a number of the model"}));

}  // namespace
}  // namespace cobden::ensemble
