// The [precursor] table: what it holds, and one clear error for each mistake.
#include "cobden/precursor/options.h"

#include <gtest/gtest.h>

#include "cobden/core/error.h"

namespace cobden::precursor {
namespace {

std::string refusal(const std::string& text, const std::vector<std::string>& settings = {}) {
  try {
    if (settings.empty())
      read_study_text(text, "f.toml");
    else
      read_study_text(text, "f.toml", settings);
  } catch (const UserError& error) {
    return error.what();
  }
  return "accepted";
}

void expect_refusal(const std::string& text, const std::string& part) {
  const std::string message = refusal(text);
  EXPECT_NE(message.find(part), std::string::npos) << text << "\n-> " << message;
  EXPECT_EQ(message.find('\n'), std::string::npos) << "one line: " << message;
}

TEST(PrecursorTable, DefaultsAreTheWorkedCase) {
  const Study study = read_study_text("[precursor]\n", "f.toml");
  const Study worked;
  EXPECT_EQ(study.control.stringency, 1);
  EXPECT_EQ(study.baseline.level, 3473);
  EXPECT_EQ(study.draws.draws, worked.draws.draws);
  for (const auto& r : parameter_records()) {
    EXPECT_EQ(study.prior.centre.*r.value, worked.prior.centre.*r.value) << r.key;
    EXPECT_EQ(study.prior.low.*r.value, r.low) << r.key;
  }
}

TEST(PrecursorTable, DefaultsPrintedAreDefaultsUsed) {
  std::string text = "[precursor]\n";
  for (const auto& o : precursor_options())
    if (o.table == "precursor" && o.type == OptionType::kNumber && o.default_value != "never")
      text += o.key + " = " + o.default_value + "\n";
  const Study spelled = read_study_text(text, "f.toml"), empty = read_study_text("[precursor]\n", "f.toml");
  EXPECT_EQ(spelled.valuation.vsl_high, empty.valuation.vsl_high);
  EXPECT_EQ(spelled.valuation.cost_bn_usd_a_year, empty.valuation.cost_bn_usd_a_year);
  EXPECT_EQ(spelled.valuation.attribution, empty.valuation.attribution);
  EXPECT_EQ(spelled.baseline.factor, empty.baseline.factor);
  EXPECT_EQ(spelled.structural_weight, empty.structural_weight);
  for (const auto& r : parameter_records())
    EXPECT_EQ(spelled.prior.centre.*r.value, empty.prior.centre.*r.value) << r.key;
}

TEST(PrecursorTable, ReadsTheExampleOfItsReference) {
  const std::string page = precursor_reference_markdown();
  const auto from = page.find("```toml\n") + 8, to = page.find("```", from);
  const Study study = read_study_text(page.substr(from, to - from), "example");
  EXPECT_EQ(study.control.ends_after_months, 12);
  EXPECT_EQ(study.control.headings, std::vector<std::string>{"2933"});
  EXPECT_EQ(study.control.destinations.size(), 3U);
  EXPECT_NEAR(study.prior.centre.covered_share, 0.8, 1e-12);
  EXPECT_EQ(study.valuation.internalised_share, 0.5);
  EXPECT_EQ(cobden::to_string(*study.control.begins), "2025-05-02");
}

TEST(PrecursorTable, OtherTablesAreLeftToTheirReaders) {
  EXPECT_EQ(read_study_text("title = \"t\"\n[model]\nfamily = \"x\"\n[precursor]\nstringency = 0.5\n", "f")
                .control.stringency,
            0.5);
  expect_refusal("[model]\nfamily = \"x\"\n", "has no [precursor] table");
  expect_refusal("precursor = 3\n", "is a whole number; expected a table");
}

TEST(PrecursorTable, OneClearErrorForEachMistake) {
  expect_refusal("[precursor]\nstringencey = 1\n",
                 "f.toml:2: precursor.stringencey: unknown key; did you mean 'stringency'?");
  expect_refusal("[precursor]\nstringency = 1.5\n", "f.toml:2: precursor.stringency: '1.5': is too large");
  expect_refusal("[precursor]\nstructural_weight = -0.1\n", "is too small; expected 0 or more");
  expect_refusal("[precursor]\ndiscount_rate = 0\n",
                 "f.toml:2: precursor.discount_rate: '0': is a discount factor of one");
  expect_refusal("[precursor]\ndiscount_rate = 1\n",
                 "f.toml:2: precursor.discount_rate: '1': is out of bounds");
  expect_refusal("[precursor]\nmonths = -6\n", "is too small; expected 1 or more");
  expect_refusal("[precursor]\nmonths = 6.5\n", "expected a whole number");
  expect_refusal("[precursor]\nreplacement_months = 0\n", "is too small");
  expect_refusal("[precursor]\nends_after_months = -1\n", "is too small");
  expect_refusal("[precursor]\nenforcement = 0.95\n",
                 "f.toml:2: precursor.enforcement: '0.95': lies outside its range; expected 0.1 to 0.9");
  expect_refusal("[precursor]\nvsl_million_usd = 30\n", "lies outside its range");
  expect_refusal("[precursor]\nkind = \"tax\"\n", "one of: licence, ban");
  expect_refusal("[precursor]\nstringency = \"high\"\n", "is text; expected a number");
  expect_refusal("[precursor]\nbegins = 2025-05-02T12:00:00\n", "has a time of day");
}

TEST(PrecursorTable, HoldsTheBoundary) {
  expect_refusal("[precursor]\nsource = \"CN-HB\"\n",
                 "f.toml:2: precursor.source: 'CN-HB': is finer than a country");
  expect_refusal("[precursor]\ndestinations = [\"USA\", \"Laredo\"]\n", "'Laredo': is finer than a country");
  expect_refusal("[precursor]\nheadings = [\"a substance\"]\n", "takes no names");
  expect_refusal("[precursor]\nheadings = [\"29333300\"]\n", "is not a heading");
  expect_refusal("[precursor]\nproduct_class = \"a substance\"\n", "is not a known value");
  expect_refusal("[precursor]\nsubstance = \"x\"\n", "unknown key");
  expect_refusal("[precursor]\n[[precursor.route]]\nsource = \"Port X\"\nshare = 1\n",
                 "finer than a country");
  expect_refusal("[precursor]\n[[precursor.route]]\nsource = \"CHN\"\npath = \"by mail\"\nshare = 1\n",
                 "is not a known value");
}

TEST(PrecursorTable, RoutesMakeTheCoveredShare) {
  const std::string chn = "[[precursor.route]]\nsource = \"CHN\"\nshare = 0.6\ncovered = true\n";
  const std::string other = "[[precursor.route]]\nsource = \"OTHER\"\nshare = 0.4\n";
  EXPECT_NEAR(read_study_text("[precursor]\n" + chn + other, "f").prior.centre.covered_share, 0.6, 1e-12);
  expect_refusal("[precursor]\n" + chn, "'0.6': is the sum of the shares of the routes; expected 1");
  expect_refusal("[precursor]\ncovered_share = 0.7\n" + chn + other, "stands beside [[precursor.route]]");
  expect_refusal("[precursor]\n[[precursor.route]]\nsource = \"CHN\"\n", "'share' is missing");
  expect_refusal("[precursor]\n[[precursor.route]]\nshare = 1\n", "'source' is missing");
}

TEST(PrecursorSettings, StandOverTheFile) {
  const Study study = read_study_text("[precursor]\nstringency = 0.5\nmonths = 24\n", "f.toml",
                                      {"stringency=0.25", "source = USA", "begins=2025-05-02"});
  EXPECT_EQ(study.control.stringency, 0.25);
  EXPECT_EQ(study.draws.months, 24);
  EXPECT_EQ(study.control.source, "USA");
  EXPECT_TRUE(study.control.begins.has_value());
  EXPECT_EQ(read_study_text("", "", {"months=12"}).draws.months, 12);
}

TEST(PrecursorSettings, AreNamedInErrors) {
  EXPECT_NE(refusal("[precursor]\n", {"stringency"}).find("--set: 'stringency': is not a setting"),
            std::string::npos);
  EXPECT_NE(refusal("[precursor]\n", {"stringency="}).find("is not a setting"), std::string::npos);
  EXPECT_NE(refusal("[precursor]\n", {"a b=1"}).find("is not a setting"), std::string::npos);
  EXPECT_NE(refusal("[precursor]\n", {"theta=0.5"}).find("did you mean 'covered_share'?"), std::string::npos);
  EXPECT_NE(refusal("[precursor]\nmonths = 12\n", {"stringency=7"}).find("--set: precursor.stringency: '7'"),
            std::string::npos);
  EXPECT_NE(refusal("[precursor]\nmonths = -1\n", {"stringency=1"}).find("f.toml:2: precursor.months"),
            std::string::npos);
}

}  // namespace
}  // namespace cobden::precursor
