// --report as a script uses it: one page, whole or not at all, the same whatever the number of threads.
#include <gmock/gmock.h>

#include "cobden/core/file.h"
#include "markup.h"
#include "program.h"

namespace cobden {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// On the small benchmark, with a title no page may take at its word.
constexpr const char* kWar = R"(
title = "A war <script>alert(1)</script> & more"
benchmark = "world-2022-12"
[[shock]]
importer = "USA"
exporter = "CHN"
add = 100
unit = "percentage points"
)";

class Report : public CommandLine {
 protected:
  void SetUp() override {
    CommandLine::SetUp();
    write("war.toml", kWar);
  }
  /// Runs the command with --report and checks the page as any reader's program would.
  std::string page_of(const std::string& command) {
    const Answer a = cobden(command + " --report " + path("page.html"), true);
    EXPECT_EQ(a.code, 0) << a.out;
    const std::string page = read_file(path("page.html"));
    EXPECT_EQ(testing::markup_problem(page), "") << command;
    EXPECT_THAT(testing::outside_loads(page), IsEmpty()) << command;
    EXPECT_THAT(page, HasSubstr("Where this comes from"));
    EXPECT_THAT(page, Not(HasSubstr("nan"))) << command;
    return page;
  }
  std::string war(const std::string& command) const { return command + " " + path("war.toml"); }
};

TEST_F(Report, OfARunHasEverySection) {
  const std::string page = page_of(war("run"));
  for (const char* part :
       {"A war &lt;script&gt;alert(1)", "id=\"shocks\"", "id=\"headline\"", "id=\"decomposition\"",
        "id=\"trade\"", "id=\"sectors\"", "id=\"method\"", "map.svg", "decomposition.svg", "trade.svg",
        "sectors.svg", "European Union", "results.csv"})
    EXPECT_THAT(page, HasSubstr(part));
  EXPECT_THAT(page, Not(HasSubstr(folder_.string() + "/war.toml</code></td>"))) << "files go by their names";
}

TEST_F(Report, IsTheSameForAnyNumberOfThreadsAndEveryFormat) {
  const std::string one = page_of(war("run") + " --threads 1");
  const std::string two = page_of(war("run") + " --threads 2");
  const auto figures = [](const std::string& page) {
    return page.substr(0, page.find("<section id=\"origin\""));
  };
  EXPECT_EQ(figures(one), figures(two));
  const Answer json = cobden(war("run") + " --format json --report " + path("page.html"));
  EXPECT_EQ(json.out.front(), '{');
  EXPECT_EQ(figures(read_file(path("page.html"))), figures(one));
}

TEST_F(Report, OfEveryStrategyCommandHasItsTablesAndCharts) {
  const std::string players = " --players USA,CHN --seconds 60";
  EXPECT_THAT(page_of(war("optimum") + " --player USA --partners CHN"), HasSubstr("id=\"effects\""));
  EXPECT_THAT(page_of(war("nash") + players), HasSubstr("id=\"certificate\""));
  EXPECT_THAT(page_of(war("frontier") + players), HasSubstr("frontier.svg"));
  EXPECT_THAT(page_of(war("carveouts") + players), HasSubstr("carveouts.svg"));
  EXPECT_THAT(page_of(war("respond") + players), HasSubstr("path.svg"));
  EXPECT_THAT(page_of(war("cooperate") + players), HasSubstr("One agreement of all"));
}

TEST_F(Report, OfARunWithAQuestionHoldsBoth) {
  write("war.toml", std::string(kWar) + "[strategy]\nquestion = \"nash\"\nplayers = [\"USA\", \"CHN\"]\n");
  const std::string page = page_of(war("run"));
  EXPECT_THAT(page, HasSubstr("id=\"headline\""));
  EXPECT_THAT(page, HasSubstr("id=\"certificate\""));
}

TEST_F(Report, OfTalksShowsItsChartsWhereTheTextSpeaksOfThem) {
  const std::string page = page_of("talks us-china-2025 --benchmark world-2022-12");
  for (const char* part :
       {"id=\"short\"", "id=\"deals\"", "id=\"judgements\"", "frontier-and-linkage.svg", "map.svg"})
    EXPECT_THAT(page, HasSubstr(part));
  EXPECT_LT(page.find("id=\"deals\""), page.find("frontier-and-linkage.svg"));
  EXPECT_LT(page.find("frontier-and-linkage.svg"), page.find("id=\"sincerity\""));
}

TEST_F(Report, OfAPrecursorControlStartsWithTheConclusion) {
  const std::string page = page_of("precursor --set draws=200");
  for (const char* part :
       {"deaths.svg", "tornado.svg", "id=\"value\"", "precursor.csv", "reference-class.csv"})
    EXPECT_THAT(page, HasSubstr(part));
}

TEST_F(Report, ABadPathIsRefusedBeforeAnythingIsWritten) {
  for (const char* name : {"page.pdf", "nowhere/page.html", "page"}) {
    const Answer a = cobden(war("run") + " --out " + path("out") + " --report " + path(name), true);
    EXPECT_EQ(a.code, 2) << name;
    EXPECT_THAT(a.out, HasSubstr("--report")) << name;
    EXPECT_FALSE(fs::exists(path("out"))) << name;
  }
  fs::create_directories(path("folder.html"));
  EXPECT_EQ(cobden(war("nash") + " --players USA,CHN --report " + path("folder.html")).code, 2);
  EXPECT_EQ(cobden("talks us-china-2025 --report " + path("page.txt")).code, 2);
  EXPECT_EQ(cobden("precursor --report " + path("page.txt")).code, 2);
  write("kept.html", "kept");
  EXPECT_EQ(cobden("run no-such-scenario --report " + path("kept.html")).code, 2);
  EXPECT_EQ(read_file(path("kept.html")), "kept");
}

}  // namespace
}  // namespace cobden
