// The page: complete, escaped, alone, the same in every byte.
#include "cobden/report/html_report.h"

#include <gmock/gmock.h>

#include "cobden/report/answer_report.h"
#include "cobden/report/bar_chart.h"
#include "cobden/report/run_charts.h"
#include "cobden/report/svg.h"
#include "made_up_answer.h"
#include "markup.h"

namespace cobden::report {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::made_up_answer;
using testing::markup_problem;
using ::testing::Not;
using testing::outside_loads;

constexpr const char* kHostile = "<script>alert(\"1\")</script> & 'x' </title></style>";

BarChart chart(const std::string& title) {
  return {.title = title,
          .subtitle = "",
          .axis = "percent",
          .footer = "",
          .bars = {{.label = title, .value = 1}, {.label = "b", .value = -1}}};
}

/// What stands between `open` and `close`, every time.
std::vector<std::string> between(const std::string& text, const std::string& open, const std::string& close) {
  std::vector<std::string> found;
  for (std::size_t at = 0; (at = text.find(open, at)) != std::string::npos;) {
    at += open.size();
    found.push_back(text.substr(at, text.find(close, at) - at));
  }
  return found;
}

std::string made_up_page() {
  const auto answer = made_up_answer();
  return html_report(run_report(answer), run_origin(answer, "cobden run made-up"));
}

TEST(HtmlReport, EverythingAUserWritesIsEscaped) {
  Brief brief{.title = kHostile, .subtitle = kHostile};
  const TextTable table{.title = kHostile,
                        .columns = {{kHostile, kHostile, true}, {"n", kHostile}},
                        .rows = {{kHostile, kHostile}, {}, {kHostile, "2"}}};
  brief.sections.push_back({kHostile,
                            {BriefText{kHostile}, BriefPoints{{kHostile}}, table, BriefSource{kHostile},
                             picture("\"><script>.svg", chart(kHostile))},
                            "\"><script>"});
  const std::string page = html_report(brief, {.command_line = kHostile,
                                               .inputs = {{kHostile, kHostile, kHostile}},
                                               .attachments = {{kHostile, "text/csv", kHostile, kHostile}}});
  EXPECT_EQ(markup_problem(page), "");
  EXPECT_THAT(outside_loads(page), IsEmpty());
  EXPECT_THAT(page, HasSubstr("<h1>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; 'x' "));
}

TEST(HtmlReport, AMadeUpRunHasEveryPartInOrder) {
  const std::string page = made_up_page();
  EXPECT_EQ(markup_problem(page), "");
  EXPECT_THAT(outside_loads(page), IsEmpty());
  EXPECT_THAT(between(page, "<section id=\"", "\""),
              ElementsAre("shocks", "headline", "trade", "sectors", "method", "origin"));
  EXPECT_THAT(between(page, "<h2>", "</h2>"),
              ElementsAre("What changes", "Who gains and who loses", "Trade that moves", "Sectors that move",
                          "How it was computed", "Where this comes from"));
  EXPECT_THAT(between(page, "<caption>", "</caption>"),
              ElementsAre("Tariffs that change (means weighted by base imports)",
                          "Trade that moves most (customs value)",
                          "Sectors that move most (output at base prices)", "Files read"));
  EXPECT_THAT(between(page, "<figcaption><a download=\"", "\""),
              ElementsAre("chart.svg", "trade.svg", "sectors.svg"));
  EXPECT_THAT(between(page, "<svg id=\"", "\""), ElementsAre("chart1", "chart2", "chart3"));
}

TEST(HtmlReport, EveryRegionHasANameOfItsOwn) {
  const TextTable bare{.title = "", .columns = {{"a", "", true}}, .rows = {{"1"}}};
  Brief brief{.title = "t", .subtitle = ""};
  brief.sections.push_back(
      {"Heading", {bare, bare, picture("a.svg", chart("C")), picture("b.svg", chart("C"))}});
  brief.sections.push_back({"Other", {bare}});
  EXPECT_THAT(between(html_report(brief, {}), "role=\"region\" aria-label=\"", "\""),
              ElementsAre("Heading", "Heading (2)", "Chart: C", "Chart: C (2)", "Other"));
}

TEST(HtmlReport, SaysWhatTheFiguresRestOn) {
  const std::string page = made_up_page();
  for (const char* part : {"fake/made-up", "elasticities GYY", "Deficits: fixed",
                           "Numeraire: world-value-added", "-0.20 .. -0.10", "cobden run made-up", "small.nc",
                           "every figure is made up", "Tariffs &amp; &lt;made&gt; up"})
    EXPECT_THAT(page, HasSubstr(part));
  EXPECT_THAT(page, HasSubstr(std::string(64, 'a')));
}

TEST(HtmlReport, DoesNotTellTheTimeSoThatTheSameAnswerGivesTheSamePage) {
  auto answer = made_up_answer();
  const std::string first = html_report(run_report(answer), run_origin(answer, "x"));
  answer.result.solver.seconds = 123;
  EXPECT_EQ(html_report(run_report(answer), run_origin(answer, "x")), first);
}

TEST(HtmlReport, AFailedSolveIsSaidAboveTheFigures) {
  auto answer = made_up_answer();
  answer.result.solver.status = economy::SolveStatus::kNotConverged;
  answer.result.solver.message = "the iteration limit was reached";
  const std::string page = html_report(run_report(answer), {});
  EXPECT_LT(page.find("NOT AN EQUILIBRIUM"), page.find("<table"));
}

TEST(HtmlReport, AttachedDataComeBackByteForByte) {
  const std::string data = "a,\"b, 50%\"\n\xc3\xa9,<&>'#\r\n";
  const std::string page = html_report({.title = "t", .subtitle = ""},
                                       {.command_line = "", .attachments = {{"d.csv", "text/csv", data}}});
  const auto links = between(page, "data:text/csv;charset=utf-8,", "\"");
  ASSERT_EQ(links.size(), 1u);
  std::string decoded;
  for (std::size_t i = 0; i < links[0].size(); ++i)
    if (links[0][i] == '%') {
      decoded += static_cast<char>(std::stoi(links[0].substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      decoded += links[0][i];
    }
  EXPECT_EQ(decoded, data);
}

TEST(HtmlReport, DataTooLargeAreLeftOutAndSaidSo) {
  const std::string page = html_report(
      {.title = "t", .subtitle = ""},
      {.command_line = "", .attachments = {{"d.csv", "text/csv", std::string(kMostAttachedBytes + 1, 'x')}}});
  EXPECT_LT(page.size(), 20000u);
  EXPECT_THAT(page, HasSubstr("too large to travel in this page"));
}

TEST(HtmlReport, AFileIsNamedFromTheDataFolderOnOrByItsName) {
  const std::string page =
      html_report({.title = "t", .subtitle = ""},
                  {.command_line = "", .inputs = {{"scenario", "/elsewhere/secret plans/my.toml", "0"}}});
  EXPECT_THAT(page, HasSubstr("<code>my.toml</code>"));
  EXPECT_THAT(page, Not(HasSubstr("secret")));
}

TEST(InlinedSvg, KeepsItsStyleAndNamesToItself) {
  const std::string document = svg::document("t", 10, ".a,.b{fill:url(#hatch)}.c{fill:red}",
                                             "<defs><pattern id=\"hatch\"></pattern></defs>");
  const std::string inside = svg::inlined(document, "chart7");
  EXPECT_THAT(inside, HasSubstr("<svg id=\"chart7\" xmlns"));
  EXPECT_THAT(inside, HasSubstr("#chart7 .a,#chart7 .b{fill:url(#chart7-hatch)}#chart7 .c{fill:red}"));
  EXPECT_THAT(inside, HasSubstr("<pattern id=\"chart7-hatch\">"));
  EXPECT_THAT(inside, HasSubstr("#chart7 text{font-family"));
  EXPECT_THAT(inside, Not(HasSubstr("<?xml")));
  EXPECT_EQ(markup_problem(inside), "");
}

TEST(RunCharts, ShowOnlyWhatTheModelKnows) {
  auto answer = made_up_answer();
  EXPECT_FALSE(decomposition_chart(answer)) << "no terms of trade in this model";
  EXPECT_FALSE(map_picture(answer)) << "AAA is no country";
  ASSERT_TRUE(trade_heat_map(answer));
  EXPECT_EQ(trade_heat_map(answer)->rows.size(), 3u);
  ASSERT_TRUE(sector_chart(answer));
  EXPECT_EQ(sector_chart(answer)->bars.size(), 3u);
  answer.result.outcomes = {};
  EXPECT_FALSE(welfare_map(answer));
  EXPECT_FALSE(trade_heat_map(answer));
  EXPECT_FALSE(sector_chart(answer));
}

}  // namespace
}  // namespace cobden::report
