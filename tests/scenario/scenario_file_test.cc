// Scenario files: what is read, and what every kind of mistake is told.
#include "cobden/scenario/scenario_file.h"

#include <gtest/gtest.h>

#include "cobden/core/file.h"
#include "cobden/scenario/options.h"

namespace cobden::scenario {
namespace {

constexpr const char* kFull = R"(name = "metals"
title = "A war over metals"
description = "made up"
benchmark = "world-2022-12"

[model]
family = "caliendo-parro"
variant = "no-materials"
closure = "zero"
elasticities = "CP"
numeraire = "wage:USA"

[groups.countries]
NAFTA = ["USA", "CAN", "MEX"]

[groups.sectors]
metals = ["C24", "C25"]

[[shock]]
importer = "USA"
exporter = ["CAN", "MEX"]
sector = "metals"
exclude = "C25"
add = 25
unit = "percentage points"

[[shock]]
set = 1.1
unit = "power of the tariff"

[outputs]
measures = ["welfare_exact"]
countries = ["USA", "NAFTA"]
top = 3

[solver]
tolerance = 1e-8
max_iterations = 50
)";

TEST(ScenarioFile, ReadsEveryTable) {
  const Scenario s = parse_scenario(kFull, "metals.toml");
  EXPECT_EQ(s.name, "metals");
  EXPECT_EQ(s.title, "A war over metals");
  EXPECT_EQ(s.benchmark, "world-2022-12");
  EXPECT_EQ(s.model.variant, "no-materials");
  EXPECT_EQ(s.model.closure, economy::Closure::kZero);
  EXPECT_EQ(s.model.elasticities, "CP");
  EXPECT_EQ(to_string(s.model.numeraire), "wage:USA");
  EXPECT_EQ(s.country_groups.at("NAFTA").size(), 3u);
  EXPECT_EQ(s.sector_groups.at("metals"), (std::vector<std::string>{"C24", "C25"}));
  ASSERT_EQ(s.shocks.size(), 2u);
  EXPECT_EQ(s.shocks[0].importers, std::vector<std::string>{"USA"});
  EXPECT_EQ(s.shocks[0].exporters, (std::vector<std::string>{"CAN", "MEX"}));
  EXPECT_EQ(s.shocks[0].exclude, std::vector<std::string>{"C25"});
  EXPECT_EQ(s.shocks[0].action, Shock::Action::kAdd);
  EXPECT_EQ(s.shocks[0].unit, Shock::Unit::kPercentagePoints);
  EXPECT_EQ(s.shocks[0].amount, 25);
  EXPECT_EQ(*s.shocks[0].place.line, 19);
  EXPECT_EQ(s.shocks[1].importers, std::vector<std::string>{"all"});
  EXPECT_TRUE(s.shocks[1].sectors.empty());
  EXPECT_EQ(s.outputs.top, 3);
  EXPECT_EQ(s.solver.tolerance, 1e-8);
  EXPECT_EQ(s.solver.max_iterations, 50);
  EXPECT_EQ(s.sha256, sha256_hex(kFull));
}

TEST(ScenarioFile, HasDefaultsForEverythingButTheShocks) {
  const Scenario s = parse_scenario("", "folder/quiet.toml");
  EXPECT_EQ(s.name, "quiet");
  EXPECT_EQ(s.benchmark, "world-2022");
  EXPECT_EQ(s.model.family, "caliendo-parro");
  EXPECT_EQ(s.model.closure, economy::Closure::kFixed);
  EXPECT_TRUE(s.shocks.empty());
}

TEST(ScenarioFile, KeepsTheParametersOfAFamily) {
  const Scenario s = parse_scenario(
      "[model]\nfamily = \"single-sector\"\npass_through = 0.25\nprofits = false\nrebate = \"lump-sum\"\n",
      "x");
  EXPECT_EQ(s.model.numbers.at("pass_through"), 0.25);
  EXPECT_EQ(s.model.words.at("profits"), "false");
  EXPECT_EQ(s.model.words.at("rebate"), "lump-sum");
}

struct BadFile {
  const char* what;
  const char* text;
  long line;
  std::vector<const char*> told;  ///< all of these stand in the message
};

const BadFile kBadFiles[] = {
    {"unknown top key", "benchmrk = \"x\"\n", 1, {"benchmrk", "unknown key", "'benchmark'"}},
    {"unknown table", "\n[modle]\nclosure = \"zero\"\n", 2, {"'model'"}},
    {"unknown model key", "[model]\nclosre = \"zero\"\n", 2, {"model.closre", "'closure'"}},
    {"unknown shock key", "[[shock]]\nexprter = \"USA\"\n", 2, {"shock.exprter", "'exporter'"}},
    {"unknown groups table", "[groups.country]\nA = [\"USA\"]\n", 1, {"groups.country", "'countries'"}},
    {"unknown outputs key", "[outputs]\ntopp = 3\n", 2, {"outputs.topp", "'top'"}},
    {"unknown solver key", "[solver]\ntolerence = 1e-9\n", 2, {"'tolerance'"}},
    {"unknown key with no neighbour",
     "[solver]\nzzzzzzzzzz = 1\n",
     2,
     {"known keys: tolerance, max_iterations"}},
    {"name is a number", "name = 3\n", 1, {"name", "'3'", "is a whole number", "text in quotes"}},
    {"name with a slash", "title = \"t\"\nname = \"a/b\"\n", 2, {"'a/b'", "without slashes"}},
    {"empty text", "benchmark = \"\"\n", 1, {"benchmark", "is empty"}},
    {"unknown closure", "[model]\nclosure = \"fixd\"\n", 2, {"'fixd'", "'fixed'"}},
    {"unknown family", "[model]\nfamily = \"caliendo\"\n", 2, {"'caliendo'", "single-sector"}},
    {"unknown numeraire", "[model]\nnumeraire = \"gold\"\n", 2, {"'gold'", "world-value-added"}},
    {"key of another family",
     "[model]\nfamily = \"gravity\"\npass_through = 1\n",
     3,
     {"pass_through", "single-sector"}},
    {"family parameter out of range",
     "[model]\nfamily = \"single-sector\"\ntrade_elasticity = 0\n",
     3,
     {"too small"}},
    {"switch in quotes",
     "[model]\nfamily = \"single-sector\"\nprofits = \"no\"\n",
     3,
     {"true or false without quotes"}},
    {"shock as one table", "[shock]\nadd = 1\n", 1, {"[[shock]]"}},
    {"shock without change", "\n[[shock]]\nimporter = \"USA\"\n", 2, {"exactly one of add, set, scale"}},
    {"two changes", "[[shock]]\nadd = 1\nset = 2\nunit = \"percent\"\n", 3, {"both 'add' and 'set'"}},
    {"no unit", "[[shock]]\nadd = 1\n", 1, {"unit of 'add'", "\"percentage points\""}},
    {"percent is no unit of add",
     "[[shock]]\nadd = 1\nunit = \"percent\"\n",
     3,
     {"'percent'", "\"percentage points\", \"fraction\""}},
    {"points are no unit of set", "[[shock]]\nset = 1\nunit = \"percentage points\"\n", 3, {"\"percent\""}},
    {"misspelt unit", "[[shock]]\nset = 1\nunit = \"percnt\"\n", 3, {"'percnt'", "'percent'"}},
    {"amount in quotes",
     "[[shock]]\nadd = \"25\"\nunit = \"fraction\"\n",
     2,
     {"shock.add", "'25'", "without quotes"}},
    {"amount not finite", "[[shock]]\nadd = nan\nunit = \"fraction\"\n", 2, {"not a finite number"}},
    {"amount infinite", "[[shock]]\nset = inf\nunit = \"percent\"\n", 2, {"not a finite number"}},
    {"tariff of -100%", "[[shock]]\nset = -100\nunit = \"percent\"\n", 2, {"-100%"}},
    {"power of zero", "[[shock]]\nset = 0\nunit = \"power of the tariff\"\n", 2, {"above 0"}},
    {"negative factor", "[[shock]]\nscale = -1\nunit = \"fraction\"\n", 2, {"too small", "0 or more"}},
    {"factor of zero on the power", "[[shock]]\nscale = 0\nunit = \"power of the tariff\"\n", 2, {"-100%"}},
    {"whole trade cost gone", "[[shock]]\ntrade_cost = -100\nunit = \"percent\"\n", 2, {"trade cost"}},
    {"list holds a number",
     "[[shock]]\nimporter = [\"USA\", 3]\nadd = 1\nunit = \"fraction\"\n",
     2,
     {"shock.importer", "'3'"}},
    {"empty list", "[[shock]]\nimporter = []\nadd = 1\nunit = \"fraction\"\n", 2, {"empty list"}},
    {"importer is a number",
     "[[shock]]\nimporter = 7\nadd = 1\nunit = \"fraction\"\n",
     2,
     {"'7'", "text in quotes"}},
    {"group called all", "[groups.countries]\nall = [\"USA\"]\n", 2, {"'all'"}},
    {"group is a text",
     "[groups.sectors]\nmetals = \"C24\"\n",
     2,
     {"groups.sectors.metals", "list of texts"}},
    {"top is a fraction", "[outputs]\ntop = 2.5\n", 2, {"a whole number"}},
    {"top is negative", "[outputs]\ntop = -1\n", 2, {"0 or more"}},
    {"tolerance of zero", "[solver]\ntolerance = 0\n", 2, {"too small"}},
    {"no iterations", "[solver]\nmax_iterations = 0\n", 2, {"1 or more"}},
    {"date as a title", "title = 2025-04-02\n", 1, {"is a date"}},
    {"not TOML", "title = \"x\"\nbenchmark = world\n", 2, {"not valid TOML"}},
    {"unclosed text", "title = \"x\n", 1, {"not valid TOML"}},
    {"key twice", "title = \"x\"\ntitle = \"y\"\n", 2, {"not valid TOML"}},
    {"not UTF-8", "# a\ntitle = \"\xff\"\n", 2, {"UTF-8"}},
    {"model is a text", "model = \"gravity\"\n", 1, {"[model]"}},
};

TEST(ScenarioFile, EveryMistakeNamesItsLineAndWhatWasMeant) {
  for (const auto& bad : kBadFiles) {
    try {
      parse_scenario(bad.text, "bad.toml");
      ADD_FAILURE() << bad.what << " was accepted";
    } catch (const UserError& e) {
      const std::string message = e.what();
      EXPECT_EQ(message.rfind(fmt::format("bad.toml:{}: ", bad.line), 0), 0u) << bad.what << ": " << message;
      for (const char* part : bad.told)
        EXPECT_NE(message.find(part), std::string::npos) << bad.what << ": " << message;
      EXPECT_EQ(message.find('\n'), std::string::npos) << bad.what << ": " << message;
    }
  }
}

TEST(ScenarioFile, TheReferenceNamesEveryKeyAndItsExampleIsValid) {
  const std::string text = scenario_reference_text(), page = scenario_reference_markdown();
  for (const auto& option : scenario_options()) {
    const std::string key = option.key == "*" ? "NAME" : option.key;
    EXPECT_NE(text.find(key), std::string::npos) << key;
    EXPECT_NE(page.find("`" + key + "`"), std::string::npos) << key;
    EXPECT_FALSE(option.meaning.empty()) << key;
  }
  const auto start = page.find("```toml\n") + 8;
  EXPECT_EQ(parse_scenario(page.substr(start, page.rfind("```") - start), "example").shocks.size(), 2u);
}

TEST(ScenarioFile, TheShippedScenariosAreReadable) {
  std::vector<std::string> names;
  for (const auto& listing : list_scenarios()) {
    names.push_back(listing.name);
    EXPECT_FALSE(listing.title.empty()) << listing.name;
  }
  for (const char* name : {"us-china-2025", "us-china-2025-no-carveouts", "us-china-145-125",
                           "us-china-2025-12", "liberation-day", "nafta-1993"}) {
    EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << name;
    EXPECT_GE(read_scenario(find_scenario(name)).shocks.size(), 1u) << name;
  }
}

TEST(ScenarioFile, AnUnknownScenarioNamesTheNearest) {
  try {
    find_scenario("us-chna-2025");
    FAIL();
  } catch (const UserError& e) {
    EXPECT_NE(std::string(e.what()).find("'us-china-2025'"), std::string::npos) << e.what();
  }
}

/// Mutations of a valid file are read or refused with a UserError; nothing else, and never a crash.
TEST(ScenarioFile, MutatedFilesAreReadOrRefused) {
  std::uint64_t state = 20250402;
  const auto random = [&](std::size_t below) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;  // xorshift64 (Marsaglia 2003)
    return static_cast<std::size_t>(state % below);
  };
  const std::string valid = kFull;
  int read = 0, refused = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text = valid;
    for (std::size_t edits = 1 + random(4); edits > 0 && !text.empty(); --edits) {
      const std::size_t at = random(text.size());
      switch (random(5)) {
        case 0:
          text[at] = static_cast<char>(random(256));
          break;
        case 1:
          text.erase(at, 1 + random(8));
          break;
        case 2:
          text.insert(at, 1, "\"[]=.\n#{}'-0e"[random(13)]);
          break;
        case 3:
          text.insert(at, valid.substr(random(valid.size()), random(40)));
          break;
        default:
          text.resize(at);
          break;
      }
    }
    try {
      parse_scenario(text, "mutated.toml");
      ++read;
    } catch (const UserError& e) {
      ASSERT_EQ(std::string(e.what()).rfind("mutated.toml", 0), 0u) << e.what();
      ++refused;
    }
  }
  EXPECT_GT(read, 100);
  EXPECT_GT(refused, 1000);
}

}  // namespace
}  // namespace cobden::scenario
