// What a shock does, cell by cell: the cells it names change as stated, all others keep their bits.
#include "cobden/scenario/shocks.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <filesystem>
#include <fstream>

#include "scenario/small_world.h"

namespace cobden::scenario {
namespace {

namespace fs = std::filesystem;
using testing::small_world;

const FileFinder kAsWritten = [](const fs::path& path) { return path; };

economy::Counterfactual applied(const std::string& text) {
  return apply_shocks(parse_scenario(text, "s.toml"), *small_world(), kAsWritten);
}

/// Expects the new tariff to be `expected(t)` in the named cells and t elsewhere.
void expect_cells(
    const TradeCube& made,
    const std::function<bool(const std::string&, const std::string&, const std::string&)>& named,
    const std::function<double(double)>& expected) {
  const auto world = small_world();
  const auto& t = world->tables();
  ASSERT_FALSE(made.empty());
  for (const Sector s : t.sectors.all())
    for (const Country d : t.countries.all())
      for (const Country o : t.countries.all()) {
        const bool hit = d != o && named(t.sectors.code(s), t.countries.code(d), t.countries.code(o));
        const double base = t.tariff(s, d, o);
        EXPECT_DOUBLE_EQ(made(s, d, o), hit ? expected(base) : base)
            << t.sectors.code(s) << " importer " << t.countries.code(d) << " exporter "
            << t.countries.code(o);
      }
}

std::string shock(const std::string& keys) { return "[[shock]]\n" + keys + "\n"; }

TEST(Shocks, AddInPointsAndInFractions) {
  const auto hit = [](const std::string& s, const std::string& d, const std::string& o) {
    return s != "serv" && d == "AAA" && o == "BBB";
  };
  expect_cells(
      applied(shock("importer=\"AAA\"\nexporter=\"BBB\"\nadd=25\nunit=\"percentage points\"")).tariff_new,
      hit, [](double t) { return t + 25 * 0.01; });
  expect_cells(applied(shock("importer=\"AAA\"\nexporter=\"BBB\"\nadd=0.25\nunit=\"fraction\"")).tariff_new,
               hit, [](double t) { return t + 0.25; });
}

TEST(Shocks, SetInEveryUnit) {
  const auto hit = [](const std::string& s, const std::string& d, const std::string&) {
    return s == "steel" && d == "CCC";
  };
  for (const char* figure :
       {"set=30\nunit=\"percent\"", "set=0.3\nunit=\"fraction\"", "set=1.3\nunit=\"power of the tariff\""})
    expect_cells(applied(shock("importer=\"CCC\"\nsector=\"steel\"\n" + std::string(figure))).tariff_new, hit,
                 [](double) { return 0.3; });
}

TEST(Shocks, ScaleOfTheRateAndOfThePower) {
  const auto hit = [](const std::string& s, const std::string&, const std::string&) { return s != "serv"; };
  expect_cells(applied(shock("scale=50\nunit=\"percent\"")).tariff_new, hit,
               [](double t) { return 0.5 * t; });
  expect_cells(applied(shock("scale=0\nunit=\"fraction\"")).tariff_new, hit, [](double) { return 0.0; });
  expect_cells(applied(shock("scale=1.1\nunit=\"power of the tariff\"")).tariff_new, hit,
               [](double t) { return (1 + t) * 1.1 - 1; });
}

TEST(Shocks, GroupsListsAllAndExclusions) {
  const auto text = shock(
      "importer=[\"PAIR\", "
      "\"AAA\"]\nexporter=\"all\"\nsector=\"all\"\nexclude=[\"farm\"]\nadd=10\nunit=\"percentage points\"");
  expect_cells(
      applied(text).tariff_new,
      [](const auto& s, const auto& d, const auto&) { return s != "farm" && d != "CCC"; },
      [](double t) { return t + 10 * 0.01; });  // AAA stands twice and is shocked once
  const auto own =
      "[groups.countries]\nMINE = [\"BBB\", \"CCC\"]\n[groups.sectors]\nHARD = [\"steel\"]\n" +
      shock("importer=\"MINE\"\nexporter=\"MINE\"\nsector=\"HARD\"\nadd=1\nunit=\"percentage points\"");
  expect_cells(
      applied(own).tariff_new,
      [](const auto& s, const auto& d, const auto& o) { return s == "steel" && d != "AAA" && o != "AAA"; },
      [](double t) { return t + 1 * 0.01; });
}

TEST(Shocks, ApplyInTheOrderOfTheFile) {
  const auto text = shock("set=10\nunit=\"percent\"") + shock("scale=200\nunit=\"percent\"") +
                    shock("importer=\"BBB\"\nadd=5\nunit=\"percentage points\"");
  const auto made = applied(text).tariff_new;
  EXPECT_DOUBLE_EQ(made(Sector(0), Country(0), Country(1)), 0.2);
  EXPECT_DOUBLE_EQ(made(Sector(0), Country(1), Country(0)), 0.25);
}

TEST(Shocks, TradeCostsMultiplyAndLeaveTariffsAlone) {
  const auto text = shock("importer=\"AAA\"\nexporter=\"CCC\"\ntrade_cost=-10\nunit=\"percent\"") +
                    shock("importer=\"AAA\"\ntrade_cost=0.5\nunit=\"fraction\"");
  const auto made = applied(text);
  EXPECT_TRUE(made.tariff_new.empty());
  EXPECT_DOUBLE_EQ(made.trade_cost_hat(Sector(1), Country(0), Country(2)), 0.9 * 1.5);
  EXPECT_DOUBLE_EQ(made.trade_cost_hat(Sector(1), Country(0), Country(1)), 1.5);
  EXPECT_EQ(made.trade_cost_hat(Sector(1), Country(0), Country(0)), 1.0);
  EXPECT_EQ(made.trade_cost_hat(Sector(2), Country(0), Country(1)), 1.0);
  EXPECT_EQ(made.trade_cost_hat(Sector(1), Country(1), Country(0)), 1.0);
}

TEST(Shocks, NoShocksMeansAsInTheBase) {
  const auto made = applied("");
  EXPECT_TRUE(made.tariff_new.empty());
  EXPECT_TRUE(made.trade_cost_hat.empty());
}

void expect_refused(const std::string& text, const std::vector<std::string>& told) {
  try {
    applied(text);
    ADD_FAILURE() << "accepted: " << text;
  } catch (const UserError& e) {
    for (const auto& part : told) EXPECT_NE(std::string(e.what()).find(part), std::string::npos) << e.what();
  }
}

TEST(Shocks, MistakesAreNamedAtTheirShock) {
  expect_refused("\n" + shock("importer=\"AAB\"\nadd=1\nunit=\"fraction\""),
                 {"s.toml:2", "shock.importer", "'AAB'", "'AAA'"});
  expect_refused(shock("sector=\"stel\"\nadd=1\nunit=\"fraction\""), {"shock.sector", "'steel'"});
  expect_refused(
      "[groups.countries]\nNAFTA=[\"AAA\"]\n" + shock("exporter=\"NAFT\"\nadd=1\nunit=\"fraction\""),
      {"'NAFT'", "'NAFTA'"});
  expect_refused(shock("importer=\"AAA\"\nexporter=\"AAA\"\nadd=1\nunit=\"fraction\""), {"matches no cell"});
  expect_refused(shock("sector=\"farm\"\nexclude=\"goods\"\nadd=1\nunit=\"fraction\""), {"matches no cell"});
  expect_refused(shock("importer=\"AAA\"\nexporter=\"BBB\"\nadd=-200\nunit=\"percentage points\""),
                 {"-100% or below", "AAA on BBB", "before this shock"});
}

class TariffFile : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / fmt::format("cobden_tariffs_{}", ::getpid());
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string file(const std::string& name, const std::string& content) const {
    std::ofstream(folder_ / name) << content;
    return (folder_ / name).string();
  }
  static std::string use(const std::string& path, const std::string& more = "") {
    return shock("tariff_file=\"" + path + "\"\nunit=\"percent\"\n" + more);
  }
  fs::path folder_;
};

TEST_F(TariffFile, CsvRowsReplaceTheirCells) {
  const auto path =
      file("t.csv", "exporter,importer,sector,tariff\nBBB,AAA,steel,40\nCCC,AAA,farm,0\nAAA,CCC,serv,5\n");
  const auto made = applied(use(path, "sector=\"all\"")).tariff_new;
  EXPECT_DOUBLE_EQ(made(Sector(1), Country(0), Country(1)), 0.4);
  EXPECT_EQ(made(Sector(0), Country(0), Country(2)), 0.0);
  EXPECT_DOUBLE_EQ(made(Sector(2), Country(2), Country(0)), 0.05);
  EXPECT_EQ(made(Sector(1), Country(1), Country(0)),
            small_world()->tables().tariff(Sector(1), Country(1), Country(0)));
}

TEST_F(TariffFile, StackedMatricesAreReadByImporterRows) {
  const auto path = file("t.txt", "0 1 2\n3 0 5\n6 7 0\n\n0 11 12\n13 0 15\n16 17 0\n");
  const auto made = applied(use(path)).tariff_new;
  EXPECT_DOUBLE_EQ(made(Sector(0), Country(1), Country(2)), 0.05);
  EXPECT_DOUBLE_EQ(made(Sector(1), Country(2), Country(0)), 0.16);
  const auto some = applied(use(path, "importer=\"BBB\"\nexporter=\"CCC\"")).tariff_new;
  EXPECT_DOUBLE_EQ(some(Sector(0), Country(1), Country(2)), 0.05);
  EXPECT_EQ(some(Sector(1), Country(2), Country(0)),
            small_world()->tables().tariff(Sector(1), Country(2), Country(0)));
}

TEST_F(TariffFile, MistakesNameFileAndLine) {
  const std::string head = "exporter,importer,sector,tariff\n";
  expect_refused(use(file("a.csv", head + "BBB,AAA,steel,40\nBBB,AAA,steel,41\n")), {"a.csv:3", "twice"});
  expect_refused(use(file("b.csv", head + "BBB,AAA,stel,40\n")), {"b.csv:2", "'steel'"});
  expect_refused(use(file("c.csv", head + "BBB,AAA,steel,-140\n")), {"c.csv:2", "-100%"});
  expect_refused(use(file("d.csv", head + "BBB,AAA,steel,x\n")), {"d.csv:2", "'x'"});
  expect_refused(use(file("e.csv", head + "AAA,AAA,steel,4\n")), {"e.csv:2", "domestic"});
  expect_refused(use(file("f.csv", "exporter,importer,sector,rate\nBBB,AAA,steel,4\n")), {"f.csv", "tariff"});
  expect_refused(use(file("g.txt", "0 1\n")), {"g.txt:1", "2 values"});
  expect_refused(use(file("h.txt", "0 1 2\n0 1 2\n")), {"h.txt", "multiple of the 3 importers"});
  expect_refused(use(file("i.txt", "0 1 x\n")), {"i.txt:1", "'x'"});
}

TEST(Shocks, TheMeanTariffChangeIsWeightedByTrade) {
  const auto world = small_world();
  const auto made = applied(
      shock("importer=\"AAA\"\nexporter=\"BBB\"\nsector=\"steel\"\nadd=30\nunit=\"percentage points\""));
  const auto change = tariff_change(made, *world);
  const auto& x = world->tables().flow;
  const Country d(0), o(1);
  EXPECT_NEAR(change(d, o),
              30 * x(Sector(1), d, o) / (x(Sector(0), d, o) + x(Sector(1), d, o) + x(Sector(2), d, o)),
              1e-12);
  EXPECT_EQ(change(o, d), 0);
}

/// Whatever the amount and the cells, subtracting what was added restores the tariffs to rounding.
TEST(Shocks, AddThenSubtractRestores) {
  const auto world = small_world();
  const bool holds = rc::check([&] {
    const double amount = *rc::gen::inRange(0, 100000) / 100.0;
    const std::string importer = *rc::gen::element<std::string>("AAA", "BBB", "CCC", "PAIR", "all");
    const std::string sector = *rc::gen::element<std::string>("farm", "steel", "serv", "goods", "all");
    const std::string head =
        "importer=\"" + importer + "\"\nsector=\"" + sector + "\"\nunit=\"percentage points\"\nadd=";
    const auto made =
        applied(shock(head + fmt::format("{}", amount)) + shock(head + fmt::format("-{}", amount)))
            .tariff_new;
    for (std::size_t i = 0; i < made.flat().size(); ++i)
      RC_ASSERT(std::abs(made.flat()[i] - world->tables().tariff.flat()[i]) <= 1e-14 * (1 + amount));
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace cobden::scenario
