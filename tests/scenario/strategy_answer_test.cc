// Questions about the choices of governments on a small world made by hand: names resolved, answers that
// agree with the model and with each other, and statuses where a search does not end well.
#include "cobden/scenario/strategy_answer.h"

#include <gmock/gmock.h>

#include <atomic>
#include <cmath>
#include <fstream>

#include "cobden/scenario/strategy_tariffs.h"
#include "small_world.h"

namespace cobden::scenario {
namespace {

using ::testing::HasSubstr;
using Question = StrategyQuestion;

constexpr const char* kWar = R"(
name = "war"
[model]
variant = "no-materials"
[[shock]]
importer = "AAA"
exporter = "BBB"
add = 90
unit = "percentage points"
[[shock]]
importer = "BBB"
exporter = "AAA"
add = 80
unit = "percentage points"
)";

AssembledRun run_of(const std::string& strategy, const std::string& head = kWar) {
  return assemble(parse_scenario(head + std::string("[strategy]\n") + strategy, "war.toml"),
                  testing::small_world());
}

StrategyAnswer ask(Question question, const std::string& strategy, const RunContext& context = {}) {
  return answer_strategy(run_of(strategy), question, context);
}

std::string error_of(Question question, const std::string& strategy, const std::string& head = kWar) {
  try {
    make_game(run_of(strategy, head), question);
  } catch (const UserError& e) {
    return e.what();
  }
  ADD_FAILURE() << "no error for " << strategy;
  return "";
}

double welfare(const StrategyAnswer& a, std::size_t country) {
  return a.result->outcomes.find("welfare_exact")->value[country];
}

TEST(StrategyGame, DefaultsFollowTheQuestion) {
  const auto optimum = make_game(run_of("players = [\"AAA\"]"), Question::kOptimum);
  EXPECT_EQ(optimum.players[0].instruments.size(), 4u)
      << "two goods from two partners; services are not goods";
  const auto nash = make_game(run_of("players = [\"AAA\", \"BBB\"]"), Question::kNash);
  ASSERT_EQ(nash.players.size(), 2u);
  EXPECT_EQ(nash.players[0].instruments.size(), 2u) << "players charge each other";
  EXPECT_TRUE(face_each_other(nash));
  EXPECT_NEAR(nash.start(Sector(0), Country(0), Country(1)) - nash.base(Sector(0), Country(0), Country(1)),
              0.9, 1e-12);
  EXPECT_EQ(nash.texts[0].objective, "real income");
}

TEST(StrategyGame, GroupsOfPlayersAndOwnSettings) {
  const auto game =
      make_game(run_of("players = \"PAIR\"\npartners = \"all\"\nsectors = \"steel\"\n[[strategy.player]]\n"
                       "code = \"PAIR\"\nclass = \"uniform\""),
                Question::kNash);
  ASSERT_EQ(game.players.size(), 2u);
  for (const auto& player : game.players) EXPECT_EQ(player.instruments.size(), 1u);
  EXPECT_EQ(game.players[0].instruments.groups[0].size(), 2u);
}

TEST(StrategyGame, PoliticalWeights) {
  const auto inline_weights =
      make_game(run_of("players = [\"AAA\"]\nweights = { steel = 4 }"), Question::kOptimum);
  const auto& w = inline_weights.players[0].objective.sector_weight;
  EXPECT_EQ(w[Sector(0)], 1);
  EXPECT_EQ(w[Sector(1)], 4);
  const auto normal =
      make_game(run_of("players = [\"AAA\"]\nweights = { steel = 4 }\nnormalise = true"), Question::kOptimum);
  EXPECT_DOUBLE_EQ(normal.players[0].objective.sector_weight[Sector(1)], 2) << "mean over sectors is one";
  const auto file = std::filesystem::temp_directory_path() / "cobden_weights_test.csv";
  std::ofstream(file) << "sector,country,weight\nsteel,AAA,3\nfarm,BBB,2\n";
  const auto from_file = make_game(
      run_of("players = [\"AAA\", \"BBB\"]\nweights_file = \"" + file.string() + "\""), Question::kNash);
  EXPECT_EQ(from_file.players[0].objective.sector_weight[Sector(1)], 3);
  EXPECT_EQ(from_file.players[0].objective.sector_weight[Sector(0)], 1);
  EXPECT_EQ(from_file.players[1].objective.sector_weight[Sector(0)], 2);
  EXPECT_EQ(from_file.run.inputs.back().role, "political weights");
  std::ofstream(file) << "sector,country,weight\nsteel,AAA,-3\n";
  EXPECT_THAT(error_of(Question::kOptimum, "players = [\"AAA\"]\nweights_file = \"" + file.string() + "\""),
              HasSubstr("is negative"));
  std::filesystem::remove(file);
}

TEST(StrategyGame, MistakesNameWhatIsWrong) {
  EXPECT_THAT(error_of(Question::kOptimum, ""), HasSubstr("takes one player, and there is none"));
  EXPECT_THAT(error_of(Question::kFrontier, "players = [\"AAA\"]"), HasSubstr("takes 2 players"));
  EXPECT_THAT(error_of(Question::kOptimum, "players = [\"AAB\"]"), HasSubstr("war.toml:"));
  EXPECT_THAT(error_of(Question::kOptimum, "players = [\"AAA\"]\nsectors = \"stel\""), HasSubstr("'steel'"));
  EXPECT_THAT(error_of(Question::kOptimum, "players = [\"AAA\"]\npartners = \"AAA\""), HasSubstr("itself"));
  EXPECT_THAT(error_of(Question::kOptimum, "players = [\"AAA\"]\nlower = 30\nupper = 20\nunit = \"percent\""),
              HasSubstr("above the highest"));
  EXPECT_THAT(error_of(Question::kOptimum, "players = [\"AAA\"]\nweights = { goods = 2, steel = 3 }"),
              HasSubstr("already"));
  EXPECT_THAT(error_of(Question::kOptimum, "players = [\"AAA\"]\nemployment_weight = 1"),
              HasSubstr("labour"));
  EXPECT_THAT(error_of(Question::kOptimum, "players = [\"AAA\"]\nnormalise = true\nweights = { all = 0 }"),
              HasSubstr("all weights are zero"));
  EXPECT_THAT(
      error_of(Question::kOptimum, "players = [\"AAA\"]",
               "[[shock]]\ntrade_cost = 10\nunit = \"percent\"\n[model]\nvariant = \"no-materials\"\n"),
      HasSubstr("trade costs"));
}

TEST(StrategyAnswer, TheOptimumIsWhatTheModelSaysAndBeatsItsNeighbours) {
  const auto a = ask(Question::kOptimum, "players = [\"AAA\"]");
  ASSERT_TRUE(a.search.converged()) << a.search.message;
  ASSERT_EQ(a.effects.size(), 3u);
  EXPECT_NEAR(a.effects[0].new_percent, welfare(a, 0), 1e-7)
      << "value of the objective against solving in full";
  EXPECT_NEAR(a.payoff[0].percent, a.effects[0].new_percent, 1e-9);
  EXPECT_GT(a.effects[0].change_billion, 0);
  const auto& model = a.game->policy();
  for (const double step : {-0.02, 0.02}) {
    TradeCube near = a.tariffs[0].tariff;
    near(Sector(1), Country(0), Country(2)) += step;
    EXPECT_LT(model.value(*model.solve(near), {.country = Country(0)}),
              model.value(*a.tariffs[0].equilibrium, {.country = Country(0)}));
  }
}

TEST(StrategyAnswer, NashHasACertificateAndTheWarIsNotRational) {
  const auto a = ask(Question::kNash, "players = [\"AAA\", \"BBB\"]");
  ASSERT_TRUE(a.search.converged()) << a.search.message;
  const auto& nash = std::get<strategy::Nash>(a.detail);
  EXPECT_LT(nash.certificate.epsilon_percent, 1e-6);
  EXPECT_EQ(nash.certificate.deviations.size(), 2u);
  ASSERT_TRUE(a.war.has_value());
  for (const auto& side : a.war->sides) {
    EXPECT_FALSE(side.rational) << side.verdict;
    EXPECT_LT(side.best_reply.mean, side.present.mean);
  }
  const auto without = ask(Question::kNash, "players = [\"AAA\", \"BBB\"]\ncertificate = false");
  EXPECT_TRUE(std::get<strategy::Nash>(without.detail).certificate.deviations.empty());
}

TEST(StrategyAnswer, DealsBeatTheirThreatPoints) {
  for (const char* threat : {"status-quo", "base", "nash", "free-trade"}) {
    const auto a = ask(Question::kFrontier,
                       std::string("players = [\"AAA\", \"BBB\"]\npoints = 5\nthreat = \"") + threat + "\"");
    ASSERT_TRUE(a.search.converged()) << threat << ": " << a.search.message;
    const auto& f = std::get<FrontierAnswer>(a.detail).frontier;
    if (f.zone != strategy::BargainStatus::kAgreement) {  // free trade may be efficient already
      EXPECT_STREQ(threat, "free-trade");
      continue;
    }
    EXPECT_GE(f.points.size(), 5u);
    for (const auto& p : f.points) {
      EXPECT_GT(p.first_gain.percent, -1e-6) << threat;
      EXPECT_GT(p.second_gain.percent, -1e-6) << threat;
    }
    EXPECT_EQ(a.tariffs.size(), 3u) << "one matrix for each solution";
  }
  const auto c = ask(Question::kCooperate, "players = [\"AAA\", \"BBB\"]");
  ASSERT_TRUE(c.search.converged()) << c.search.message;
  const auto& agreement = *std::get<CooperateAnswer>(c.detail).agreement;
  EXPECT_NEAR(agreement.gain_percent[0], agreement.gain_percent[1], 1e-4);
  const auto pairs =
      ask(Question::kCooperate,
          "players = [\"AAA\", \"BBB\", \"CCC\"]\nform = \"bilateral\"\ndeals = [\"AAA:BBB\"]");
  EXPECT_EQ(std::get<CooperateAnswer>(pairs.detail).deals->deals.size(), 1u);
}

TEST(StrategyAnswer, CarveOutsAndResponses) {
  const auto a = ask(Question::kCarveouts, "players = [\"AAA\", \"BBB\"]\nowner = \"BBB\"");
  ASSERT_TRUE(a.search.converged()) << a.search.message;
  const auto& made = std::get<CarveoutAnswer>(a.detail);
  EXPECT_EQ(made.owner, 1u);
  ASSERT_EQ(made.ranking.single.size(), 2u) << "two goods; the duty on services did not rise";
  EXPECT_GE(made.ranking.single[0].own.percent, made.ranking.single[1].own.percent);
  EXPECT_EQ(made.curve.choices.size(), 2u);
  // The tariffs kept are those of the best list: sparing everything is the base on that side.
  EXPECT_NEAR(a.tariffs[0].tariff(Sector(0), Country(1), Country(0)),
              a.game->base(Sector(0), Country(1), Country(0)), 1e-12);
  const auto r = ask(Question::kRespond, "players = [\"AAA\", \"BBB\"]\nfirst = \"BBB\"\ndepth = 2");
  ASSERT_TRUE(r.search.converged()) << r.search.message;
  const auto& responses = std::get<RespondAnswer>(r.detail);
  EXPECT_EQ(responses.first, 1u);
  EXPECT_TRUE(responses.respond.tree_complete);
  EXPECT_EQ(responses.respond.path.size(), 3u);
}

TEST(StrategyAnswer, LimitsAndInterruptionsAreStatuses) {
  const auto limited = ask(Question::kOptimum, "players = [\"AAA\"]\nmax_iterations = 1");
  EXPECT_EQ(limited.search.status, strategy::SearchStatus::kNotConverged);
  EXPECT_FALSE(limited.effects.empty()) << "the best point is still there";
  std::atomic<bool> stop{true};
  const auto interrupted = ask(Question::kNash, "players = [\"AAA\", \"BBB\"]", RunContext({}, &stop));
  EXPECT_EQ(interrupted.search.status, strategy::SearchStatus::kInterrupted);
}

TEST(StrategyTariffs, BandsAreTradeWeightedAndMediansOverCells) {
  const auto game = make_game(run_of("players = [\"AAA\"]"), Question::kOptimum);
  const auto partners = bands_by_partner(game, 0, game.start);
  ASSERT_EQ(partners.size(), 2u);
  const auto& flow = game.policy().base_flow();
  const auto it =
      std::find_if(partners.begin(), partners.end(), [](const auto& b) { return b.code == "BBB"; });
  const double x0 = flow(Sector(0), Country(0), Country(1)), x1 = flow(Sector(1), Country(0), Country(1));
  const double t0 = game.start(Sector(0), Country(0), Country(1)),
               t1 = game.start(Sector(1), Country(0), Country(1));
  EXPECT_NEAR(it->mean, 100 * (x0 * t0 + x1 * t1) / (x0 + x1), 1e-9);
  EXPECT_NEAR(it->median, 50 * (t0 + t1), 1e-9);
  EXPECT_NEAR(it->high, 100 * std::max(t0, t1), 1e-9);
  EXPECT_NEAR(it->trade, (x0 + x1) / 1000, 1e-9);
  EXPECT_EQ(bands_by_sector(game, 0, game.start).size(), 2u);
  EXPECT_EQ(band_of_all(game, 0, game.start).cells, 4);
}

TEST(StrategyGame, OneSectorModelsTakeAndGiveTariffsOfTheBenchmark) {
  auto run = run_of("players = [\"AAA\"]", "[model]\nvariant = \"one-sector\"\n");
  const auto a = answer_strategy(std::move(run), Question::kOptimum);
  ASSERT_TRUE(a.search.converged()) << a.search.message;
  const TradeCube full = on_benchmark_sectors(*a.game, a.tariffs[0].tariff);
  ASSERT_EQ(full.size1(), 3u);
  for (int s = 0; s < 3; ++s)
    EXPECT_EQ(full(Sector(s), Country(0), Country(1)),
              a.tariffs[0].tariff(Sector(0), Country(0), Country(1)));
  EXPECT_EQ(full(Sector(0), Country(1), Country(0)),
            a.game->run.benchmark->tables().tariff(Sector(0), Country(1), Country(0)));
  EXPECT_NEAR(a.effects[0].new_percent, welfare(a, 0), 1e-7);
}

/// Three economies and one sector.
economy::BenchmarkPtr one_sector_world() {
  auto t = testing::small_tables();
  t.sectors = SectorAxis({"all"});
  t.sector_groups.clear();
  t.flow = t.tariff = TradeCube(1, 3, 3);
  t.final_use = t.value_added = SectorCountry(1, 3);
  for (const Country d : t.countries.all())
    for (const Country o : t.countries.all()) {
      const double x = d == o ? 900 : 60 + 3 * o.value, tariff = d == o ? 0 : 0.03 + 0.01 * d.value;
      t.flow(Sector(0), d, o) = x, t.tariff(Sector(0), d, o) = tariff;
      t.value_added(Sector(0), o) += x, t.final_use(Sector(0), d) += x * (1 + tariff);
    }
  for (auto& set : t.elasticities) set.theta = BySector(1, 4.0);
  return std::make_shared<const data::Benchmark>(std::move(t));
}

TEST(StrategyGame, EveryFamilySaidToHaveGradientsHasThem) {
  for (const auto& family : strategy_families()) {
    ModelSpec spec;
    spec.family = family;
    if (family == "caliendo-parro") spec.variant = "no-materials";
    if (family == "single-sector") spec.words["country"] = "AAA";
    const auto world = family == "single-sector" ? one_sector_world() : testing::small_world();
    EXPECT_NE(make_model(world, spec)->policy(), nullptr) << family;
  }
}

TEST(StrategyGame, AFamilyWithoutGradientsIsRefusedAndOthersAreNamed) {
  try {
    make_game(assemble(parse_scenario("[model]\nfamily = \"gravity\"\n[strategy]\nplayers = [\"AAA\"]\n",
                                      "war.toml"),
                       one_sector_world()),
              Question::kOptimum);
    ADD_FAILURE() << "gravity has no tariff revenue";
  } catch (const UserError& e) {
    EXPECT_THAT(e.what(), HasSubstr("one of: caliendo-parro, single-sector, ossa"));
  }
}

TEST(StrategyAnswer, EmploymentCountsWhereTheModelHasIt) {
  const char* text =
      "[model]\nfamily = \"single-sector\"\ncountry = \"AAA\"\n[strategy]\nplayers = [\"AAA\"]\n";
  const auto run = [&](const std::string& more) {
    return answer_strategy(assemble(parse_scenario(text + more, "one.toml"), one_sector_world()),
                           Question::kOptimum);
  };
  const auto plain = run(""), employment = run("employment_weight = 2\n");
  ASSERT_TRUE(plain.search.converged()) << plain.search.message;
  ASSERT_TRUE(employment.search.converged()) << employment.search.message;
  EXPECT_GT(std::abs(employment.tariffs[0].tariff(Sector(0), Country(0), Country(1)) -
                     plain.tariffs[0].tariff(Sector(0), Country(0), Country(1))),
            1e-3)
      << "another objective, other tariffs";
}

}  // namespace
}  // namespace cobden::scenario
