// GEMPACK's statements on tariffs: what they mean, that they round-trip, and how mistakes are answered.
#include "cobden/scenario/gempack_shocks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cobden/scenario/shocks.h"
#include "damaged_text.h"
#include "scenario/small_world.h"

namespace cobden::scenario {
namespace {

using ::testing::HasSubstr;
using testing::small_world;

TradeCube applied(const std::string& text) {
  TradeCube tariff = small_world()->tables().tariff;
  apply_gempack_shocks(parse_gempack_shocks(text, "s.txt"), *small_world(), tariff);
  return tariff;
}

std::string refusal(const std::string& text) {
  try {
    applied(text);
  } catch (const UserError& e) {
    return e.what();
  }
  return "accepted";
}

TEST(GempackShocks, ChangeThePowerOfTheTariff) {
  const TradeCube base = small_world()->tables().tariff;
  const TradeCube made = applied(
      "! steel !  Shock tms(\"steel\",\"BBB\",\"AAA\") = 10;\n"
      "SHOCK TMS ( \"FARM\" , \"ccc\",\n \"AAA\" )=-2.5E0 ; ! to the end; of the line\n");
  const double steel = base(Sector(1), Country(0), Country(1)),
               farm = base(Sector(0), Country(0), Country(2));
  EXPECT_DOUBLE_EQ(made(Sector(1), Country(0), Country(1)), (1 + steel) * 1.10 - 1);
  EXPECT_DOUBLE_EQ(made(Sector(0), Country(0), Country(2)), (1 + farm) * 0.975 - 1);
  EXPECT_EQ(made(Sector(1), Country(1), Country(0)), base(Sector(1), Country(1), Country(0)));
}

TEST(GempackShocks, WrittenTariffsReadBack) {
  economy::Counterfactual made{.tariff_new = small_world()->tables().tariff, .trade_cost_hat = {}};
  double rate = 0.013;
  for (const Country d : small_world()->countries().all())
    for (const Country o : small_world()->countries().all())
      if (d != o) made.tariff_new(Sector(1), d, o) = rate *= 1.7;
  const std::string text = gempack_shocks(made, *small_world(), "Wow! a title");
  EXPECT_THAT(text, HasSubstr("! Wow  a title, on benchmark"));
  const TradeCube back = applied(text);
  for (std::size_t i = 0; i < back.flat().size(); ++i)
    EXPECT_NEAR(back.flat()[i], made.tariff_new.flat()[i], 1e-15);
}

TEST(GempackShocks, OfAScenario) {
  const auto find = [](const std::filesystem::path& path) { return path; };
  const std::string head = "[[shock]]\ngempack_file = \"none.txt\"\n";
  const auto message = [&](const std::string& text) -> std::string {
    try {
      apply_shocks(parse_scenario(text, "s.toml"), *small_world(), find);
    } catch (const UserError& e) {
      return e.what();
    }
    return "accepted";
  };
  EXPECT_THAT(message(head), HasSubstr("none.txt"));
  EXPECT_THAT(message(head + "unit = \"percent\"\n"), HasSubstr("'unit' stands beside 'gempack_file'"));
  EXPECT_THAT(message(head + "sector = \"steel\"\n"), HasSubstr("'sector' stands beside 'gempack_file'"));
}

TEST(GempackShocks, MistakesAreNamedAtTheirLine) {
  EXPECT_THAT(refusal("\nShock tms(\"stel\",\"BBB\",\"AAA\") = 1;"),
              AllOf(HasSubstr("s.txt:2"), HasSubstr("'steel'")));
  EXPECT_THAT(refusal("Exogenous tms;"), AllOf(HasSubstr("'Exogenous'"), HasSubstr("not a Shock statement")));
  EXPECT_THAT(refusal("Shock txs(\"steel\",\"BBB\",\"AAA\") = 1;"), HasSubstr("'txs'"));
  EXPECT_THAT(refusal("Shock tms(TRAD_COMM,\"BBB\",\"AAA\") = 1;"), HasSubstr("'TRAD_COMM'"));
  EXPECT_THAT(refusal("Shock tms(\"steel\",\"BBB\",\"AAA\") = uniform 1;"), HasSubstr("'uniform'"));
  EXPECT_THAT(refusal("Shock tms(\"steel\",\"BBB\",\"AAA\") = 1"), HasSubstr("ends within a statement"));
  EXPECT_THAT(refusal("Shock tms(\"steel\",\"BBB\") = 1;"), HasSubstr("expected ','"));
  EXPECT_THAT(refusal("Shock tms(\"steel,\"BBB\",\"AAA\") = 1;"), HasSubstr("expected ','"));
  EXPECT_THAT(refusal("Shock tms(\"steel"), HasSubstr("quote is not closed"));
  const std::string one = "Shock tms(\"steel\",\"BBB\",\"AAA\") = 1;";
  EXPECT_THAT(refusal(one + "\n" + one), AllOf(HasSubstr("s.txt:2"), HasSubstr("shocked twice")));
  EXPECT_THAT(refusal("Shock tms(\"steel\",\"BBB\",\"AAA\") = -100;"), HasSubstr("zero or below"));
  EXPECT_THAT(refusal("Shock tms(\"steel\",\"AAA\",\"AAA\") = 5;"), HasSubstr("home sales"));
}

TEST(GempackShocks, DamagedTextIsRefusedOrRead) {
  std::mt19937 random(20250402);
  const std::string good =
      "! head\nShock tms(\"steel\",\"BBB\",\"AAA\") = 10;\nShock tms(\"farm\",\"CCC\",\"AAA\") = -2.5; ! "
      "end\n";
  for (int round = 0; round < 20000; ++round) try {
      applied(testing::damaged(good, "!\"(),=; \n-.e0AaSsk\xFF", random));
    } catch (const UserError&) {
    }
}

}  // namespace
}  // namespace cobden::scenario
