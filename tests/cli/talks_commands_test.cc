// `cobden talks` as a script uses it, on a flat war of two of twelve economies: the brief's structure against
// a golden transcript, JSON that parses, the same bits for any number of threads, good and bad input, files
// whole or not at all.
#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <cctype>
#include <fstream>

#include "cobden/core/file.h"
#include "program.h"

namespace cobden {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

constexpr const char* kTalks = R"(
name = "war"
title = "A flat war"
benchmark = "world-2022-12"
[[shock]]
importer = "USA"
exporter = "CHN"
add = 100
unit = "percentage points"
[[shock]]
importer = "CHN"
exporter = "USA"
add = 80
unit = "percentage points"
[strategy]
players = ["USA", "CHN"]
points = 9
[precursor]
draws = 500
[talks]
start = 2025-05-14
deadline = 2025-08-12
deadline_name = "the pause ends"
draws = 200
clocks = "us-china-2025"
without_exemptions = "more.toml"
[[talks.deal]]
name = "half the duties"
[[talks.deal.shock]]
importer = "USA"
exporter = "CHN"
add = -50
unit = "percentage points"
[[talks.deal]]
name = "twenty points for control"
concession = 1
source = "made up for the test"
[[talks.deal.shock]]
importer = "USA"
exporter = "CHN"
add = -20
unit = "percentage points"
)";

/// The same war without exemptions: electronics are charged more.
constexpr const char* kMore = R"(
benchmark = "world-2022-12"
[[shock]]
importer = "USA"
exporter = "CHN"
add = 100
unit = "percentage points"
[[shock]]
importer = "USA"
exporter = "CHN"
sector = "C26"
add = 60
unit = "percentage points"
[[shock]]
importer = "CHN"
exporter = "USA"
add = 80
unit = "percentage points"
)";

/// Text with every figure as #, so that a reviewer sees what the brief says and not how much.
std::string without_figures(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
    const bool inside_word =
        !out.empty() && (std::isalpha(static_cast<unsigned char>(out.back())) || out.back() == '_');
    if (!digit || inside_word) {
      out += text[i];
      continue;
    }
    while (!out.empty() && (out.back() == '+' || out.back() == '-')) out.pop_back();
    while (i < text.size() &&
           (std::isdigit(static_cast<unsigned char>(text[i])) || text[i] == '.' || text[i] == ','))
      ++i;
    // A full stop or comma at the end belongs to the sentence.
    const char last = text[i - 1];
    out += '#';
    if (last == '.' || last == ',') out += last;
    --i;
  }
  return out;
}

class Talks : public CommandLine {
 protected:
  void SetUp() override {
    CommandLine::SetUp();
    write("war.toml", kTalks);
    write("more.toml", kMore);
  }
  std::string changed(const std::string& from, const std::string& to) const {
    std::string text = kTalks;
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    write("changed.toml", text);
    return path("changed.toml");
  }
  json::value ask(const std::string& file, const std::string& options = "") const {
    const Answer a = cobden("talks " + file + " --format json " + options);
    EXPECT_EQ(a.code, 0) << file;
    return json::parse(a.out);
  }
};

TEST_F(Talks, TheBriefSaysWhatItHasAlwaysSaid) {
  const Answer a = cobden("talks " + path("war.toml") + " --markdown");
  ASSERT_EQ(a.code, 0);
  const std::string brief = without_figures(a.out);
  const fs::path golden = fs::path(COBDEN_TESTS) / "cli/golden/talks_brief.md";
  // To accept a change of words: COBDEN_UPDATE_GOLDEN=1, and read the difference.
  if (std::getenv("COBDEN_UPDATE_GOLDEN")) std::ofstream(golden) << brief;
  EXPECT_EQ(brief, read_file(golden));
}

TEST_F(Talks, EveryFigureOfTheJsonHoldsTogether) {
  const json::value root = ask(path("war.toml"));
  EXPECT_EQ(root.at("schema").at("name").as_string(), "cobden.talks");
  const auto& r = root.at("results").as_object();
  for (const char* key : {"threat_points", "deals", "belief_threshold", "equilibria", "deadlock", "inference",
                          "offer", "linkage", "enforcement", "dynamics", "pressure", "flips", "assumptions"})
    EXPECT_TRUE(r.contains(key)) << key;
  // A deal that is acceptable leaves nobody worse off: individual rationality.
  for (const auto& d : r.at("deals").as_array())
    if (d.at("acceptable").as_bool()) {
      EXPECT_GE(d.at("gain_billion").at("first").to_number<double>(), 0) << d.at("name");
      EXPECT_GE(d.at("gain_billion").at("second").to_number<double>(), 0) << d.at("name");
    }
  for (const auto& e : r.at("equilibria").as_array())
    EXPECT_EQ(e.at("deviation_gain").to_number<double>(), 0);
  double before = 1;
  for (const auto& row : r.at("deadlock").at("curve").as_array()) {
    const double open = row.at("no_deal").to_number<double>();
    EXPECT_LE(open, before + 1e-12);  // a deal once made stays made
    EXPECT_LE(row.at("p05").to_number<double>(), row.at("p95").to_number<double>());
    before = open;
  }
  for (const auto& e : r.at("deadlock").at("equilibria_put_off").as_array())
    EXPECT_LT(e.at("deviation_gain").to_number<double>(), 1e-9);
  for (const auto& row : r.at("dynamics").at("rows").as_array()) {
    double sum = 0;
    for (const char* phase : {"war", "pause", "partial_deal", "deal"})
      sum += row.at(phase).to_number<double>();
    EXPECT_NEAR(sum, 1, 1e-9);
  }
  // Linking never takes from what could be agreed.
  for (const auto& p : r.at("linkage").at("by_prior").as_array())
    EXPECT_GE(p.at("surplus_billion").to_number<double>(), 0);
}

TEST_F(Talks, BetterMonitoringLowersTheBeliefNeeded) {
  const json::value root = ask(path("war.toml"));
  const auto& rows = root.at("results").at("belief_threshold").at("monitoring").as_array();
  ASSERT_FALSE(rows.empty());
  double before = 1;
  for (const auto& row : rows) {
    const double threshold = row.at("belief_threshold").to_number<double>();
    EXPECT_LE(threshold, before + 1e-12);
    before = threshold;
  }
}

TEST_F(Talks, AnswersDoNotDependOnThreads) {
  const auto strip = [](json::value root) {
    root.as_object().erase("solver");  // holds seconds
    return json::serialize(root);
  };
  EXPECT_EQ(strip(ask(path("war.toml"), "--threads 1")), strip(ask(path("war.toml"), "--threads 2")));
}

TEST_F(Talks, SettingsOfTheCommandLineWin) {
  const auto prior = [&](const std::string& options) {
    return ask(path("war.toml"), options)
        .at("results")
        .at("belief_threshold")
        .at("prior")
        .to_number<double>();
  };
  EXPECT_EQ(prior(""), 0.25);
  EXPECT_EQ(prior("--set prior=0.1,0.4,0.6,detection=0.9"), 0.4);
}

TEST_F(Talks, WithoutAnOfferTradeAloneIsTalkedAbout) {
  std::string text = kTalks;
  text.resize(text.find("[[talks.deal]]"));
  write("trade.toml", text);
  const Answer a = cobden("talks " + path("trade.toml"));
  EXPECT_EQ(a.code, 0);
  EXPECT_THAT(a.out, HasSubstr("No concession outside trade is on the table."));
}

/// A first side that pays for the other's goods: nothing it may choose leaves the other as well off.
constexpr const char* kGift = R"(
benchmark = "world-2022-12"
[[shock]]
importer = "USA"
exporter = "CHN"
set = -30
unit = "percent"
[strategy]
players = ["USA", "CHN"]
points = 5
[precursor]
draws = 200
[talks]
start = 2025-05-14
draws = 100
[[talks.deal]]
name = "no more gifts"
concession = 1
[[talks.deal.shock]]
importer = "USA"
exporter = "CHN"
set = 0
unit = "percent"
)";

TEST_F(Talks, NoDealIsANamedResult) {
  write("gift.toml", kGift);
  const Answer a = cobden("talks " + path("gift.toml"));
  EXPECT_EQ(a.code, 0);
  EXPECT_THAT(a.out, HasSubstr("VIOLATED: CHN must gain"));
  EXPECT_THAT(a.out, HasSubstr("No deal: the zone of possible agreement is"));
  EXPECT_THAT(a.out, HasSubstr("no deal: the zone of possible agreement is empty"));
}

TEST_F(Talks, FilesAreWrittenTogether) {
  const Answer a = cobden("talks " + path("war.toml") + " --out " + path("out"));
  ASSERT_EQ(a.code, 0);
  for (const char* name :
       {"brief.md", "brief-full.txt", "talks.json", "talks.csv", "manifest.json", "no-deal-yet.svg",
        "frontier-and-linkage.svg", "belief-threshold.svg", "signals.svg", "phases.svg", "concessions.svg",
        "what-decides-the-offer.svg", "what-decides-a-deal.svg", "deaths.svg"})
    EXPECT_TRUE(fs::exists(path("out") + "/" + name)) << name;
  for (const auto& entry : fs::directory_iterator(path("out")))
    if (entry.path().extension() == ".svg") {
      EXPECT_THAT(read_file(entry.path()), HasSubstr("</svg>"));
    }
}

struct Bad {
  const char* from;
  const char* to;
  const char* says;
};

TEST_F(Talks, BadInputIsOneClearError) {
  const Bad cases[] = {
      {"draws = 200", "draws = 200\nprior = 1.2", "prior"},
      {"draws = 200", "draws = 200\nprior = [0.5, 0.2, 0.6]", "rising order"},
      {"draws = 200", "draws = 200\ndiscount_first = 1", "0.999999999 or less"},
      {"points = 9", "points = 9\nthreat = \"nash\"", "fall back"},
      {"draws = 200", "draws = 200\npatience = 3", "unknown key"},
      {"draws = 200", "draws = 200\noffer = \"half the dutes\"", "did you mean"},
      {"deadline = 2025-08-12", "deadline = 2025-05-01", "not after the start"},
      {"start = 2025-05-14\n", "", "a deadline needs the day"},
      {"clocks = \"us-china-2025\"", "clocks = \"us-chin\"", "us-china-2025"},
      {"players = [\"USA\", \"CHN\"]", "players = [\"USA\"]", "2 players"},
      {"name = \"twenty points for control\"", "name = \"half the duties\"", "two deals"},
      {"concession = 1", "concession = 1.5", "concession"},
      {"draws = 500", "source = \"CHN-HB\"", "country"},
      {"without_exemptions = \"more.toml\"", "without_exemptions = \"nowhere\"", "nowhere"},
      {"[talks]", "[talks]\nsources = { priors = \"x\" }", "did you mean"},
  };
  for (const auto& bad : cases) {
    const Answer a = cobden("talks " + changed(bad.from, bad.to) + " --out " + path("none"), true);
    EXPECT_EQ(a.code, 2) << bad.to << "\n" << a.out;
    EXPECT_THAT(a.out, HasSubstr(bad.says)) << bad.to;
    EXPECT_FALSE(fs::exists(path("none"))) << bad.to;
  }
  const Answer set = cobden("talks " + path("war.toml") + " --set prior=2", true);
  EXPECT_EQ(set.code, 2);
  EXPECT_THAT(set.out, HasSubstr("--set"));
}

}  // namespace
}  // namespace cobden
