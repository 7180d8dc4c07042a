// Carve-outs from a tariff war of 145% and 125%, on the ICIO 2022 in 9 regions and 28 sectors without
// input-output links: case T33 of the shared reference, an exhaustive search made elsewhere. It sets all
// sectors, services too, to the war rates (not on top of base tariffs), spares goods sectors back to base
// tariffs, uses the in-sample elasticities and purges deficits first.
#include "cobden/strategy/carveouts.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "cobden/data/read.h"
#include "cobden/economy/caliendo_parro.h"
#include "shared_data.h"

namespace cobden {
namespace {

using namespace strategy;  // NOLINT(google-build-using-namespace): one test of one room

struct War {
  std::unique_ptr<economy::Model> model;
  const economy::PolicyModel& policy() const { return *model->policy(); }

  /// What `importer` may spare of its duties on `exporter`.
  CarveOutGame game(const char* importer, const char* exporter) const {
    const CountryAxis& c = policy().countries();
    const TradeCube& base = policy().base()->tariff;
    CarveOutGame game;
    game.own.country = c.at(importer), game.rival.country = c.at(exporter);
    game.current = base;
    std::vector<Sector> goods;
    for (const Sector s : policy().sectors().all()) {
      game.current(s, c.at("USA"), c.at("CHN")) = 1.45;
      game.current(s, c.at("CHN"), c.at("USA")) = 1.25;
      if (s.value < 27) goods.push_back(s);
    }
    game.items = sector_items(policy(), game.current, base, game.own.country, game.rival.country, goods);
    return game;
  }
};

War open_war(const std::filesystem::path& folder) {
  data::ImportReport report;
  const auto benchmark = std::make_shared<const data::Benchmark>(data::read_benchmark(folder, {}, report));
  return {
      economy::make_caliendo_parro(benchmark, {.variant = economy::CaliendoParroSpec::Variant::kNoMaterials,
                                               .closure = economy::Closure::kZero,
                                               .numeraire = {},
                                               .elasticities = "IS"})};
}

std::vector<std::string> names(const CarveOutGame& game, const CarveOutEffect& effect) {
  std::vector<std::string> ids;
  for (const std::size_t i : effect.items) ids.push_back(game.items[i].id);
  std::ranges::sort(ids);
  return ids;
}

using Names = std::vector<std::string>;

TEST(CarveOuts, T33BestOfEachCount) {
  COBDEN_NEED_SHARED("data/icio2022_9x28");
  const War war = open_war(shared_path);
  const auto usa = war.game("USA", "CHN"), china = war.game("CHN", "USA");
  const auto first = rank_carveouts(war.policy(), usa), second = rank_carveouts(war.policy(), china);
  EXPECT_EQ(names(usa, first.single[0]), Names{"C26"});
  EXPECT_NEAR(100 * first.single[0].own.percent, 3.54, 0.005);
  EXPECT_EQ(names(china, second.single[0]), Names{"C26"});
  EXPECT_NEAR(100 * second.single[0].own.percent, 0.77, 0.005);
  CarveOutSearchOptions every;
  every.max_enumerated = 20000;
  const auto best_usa = choose_carveouts(war.policy(), usa, {3}, every);
  const auto best_china = choose_carveouts(war.policy(), china, {3}, every);
  EXPECT_EQ(best_usa.choices[0].proof, CarveOutProof::kEnumerated);
  EXPECT_EQ(names(usa, best_usa.choices[0].effect), (Names{"C13T15", "C26", "C31T33"}));
  EXPECT_NEAR(100 * best_usa.choices[0].gain_percent, 9.0929, 5e-4);
  EXPECT_EQ(names(china, best_china.choices[0].effect), (Names{"A01", "C10T12", "C26"}));
  EXPECT_NEAR(100 * best_china.choices[0].gain_percent, 1.745, 1e-3);
}

TEST(CarveOuts, T33BranchAndBoundFindsTheSameTriples) {
  COBDEN_NEED_SHARED("data/icio2022_9x28");
  const War war = open_war(shared_path);
  const auto usa = war.game("USA", "CHN");
  CarveOutSearchOptions options;
  options.max_enumerated = 0;
  const auto best = choose_carveouts(war.policy(), usa, {3}, options);
  EXPECT_EQ(best.choices[0].proof, CarveOutProof::kSurrogate);
  EXPECT_EQ(names(usa, best.choices[0].effect), (Names{"C13T15", "C26", "C31T33"}));
  EXPECT_NEAR(100 * best.choices[0].gain_percent, 9.0929, 5e-4);
}

}  // namespace
}  // namespace cobden
