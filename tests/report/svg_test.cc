// What the charts share: widths, lines, marks and the spreading of labels.
#include "cobden/report/svg.h"

#include <gmock/gmock.h>

#include "cobden/core/text.h"

namespace cobden::report::svg {
namespace {

using ::testing::ElementsAre;
using ::testing::Le;

TEST(Svg, WidthsAreEstimatedFromAboveButNotMuch) {
  // Advance widths of DejaVu Sans and DejaVu Sans Bold, in thousandths of the font size.
  struct Case {
    const char* text;
    double regular, bold;
  };
  for (const auto& [text, regular, bold] : {Case{"US duties on China", 9497, 10673},
                                            {"Supercalifragilistic", 9233, 10628},
                                            {"WTO, MFN AND IEEPA", 10892, 12261},
                                            {"12345.67", 4771, 5250},
                                            {"List 4A (reciprocal 84%)", 11977, 13488}}) {
    EXPECT_GE(text_width(text, {"", 1000}), regular) << text;
    EXPECT_LE(text_width(text, {"", 1000}), 1.15 * regular) << text;
    EXPECT_GE(text_width(text, {"", 1000, "", true}), bold) << text;
    EXPECT_LE(text_width(text, {"", 1000, "", true}), 1.15 * bold) << text;
  }
  EXPECT_EQ(text_width("é", {"", 100}), 85) << "a character, not two bytes";
}

TEST(Svg, LinesBreakAtSpacesAndLongWordsAreCut) {
  const double five = text_width("nnnnn", kLabel);
  EXPECT_THAT(lines_of("nn nn nn", kLabel, five), ElementsAre("nn nn", "nn"));
  EXPECT_THAT(lines_of("", kLabel, five), ElementsAre(""));
  EXPECT_THAT(lines_of("nnnnnnn n", kLabel, five), ElementsAre("nnnnn", "nn n"));
  EXPECT_THAT(lines_of("éééé", kLabel, text_width("ééé", kLabel)), ElementsAre("ééé", "é"));
  EXPECT_THAT(lines_of("mm", kLabel, 1), ElementsAre("m", "m"))
      << "one character stands even where it is too wide";
  const auto cut = lines_of("nn nn nn nn nn", kLabel, five, 2);
  ASSERT_EQ(cut.size(), 2u);
  EXPECT_TRUE(cut[1].ends_with("…")) << cut[1];
  EXPECT_LE(text_width(cut[1], kLabel), five);
  EXPECT_THAT(lines_of("nn nn", kLabel, five, 1), ElementsAre("nn nn"));
}

TEST(Svg, MarksAreRoundAndCoverTheRange) {
  EXPECT_THAT(nice_ticks(0, 131, 7).values(), ElementsAre(0, 20, 40, 60, 80, 100, 120, 140));
  EXPECT_THAT(nice_ticks(-3, 1, 4).values(), ElementsAre(-3, -2, -1, 0, 1));
  EXPECT_EQ(nice_ticks(0, 0.02).decimals(), 3);
  EXPECT_EQ(nice_ticks(0, 131).decimals(), 0);
  for (const double low : {0.0, -7.0, 1e12, 1e-12, -1e12}) {
    const auto ticks = nice_ticks(low, low);
    EXPECT_LE(ticks.low, low);
    EXPECT_GT(ticks.high, low);
    EXPECT_THAT(ticks.values().size(), Le(9u));
  }
  EXPECT_THROW(nice_ticks(1, 0), std::logic_error);
}

TEST(Svg, SpreadMovesNoFurtherThanNeeded) {
  EXPECT_THAT(spread({{10, 4}, {50, 4}}, 0, 100), ElementsAre(10, 50));
  EXPECT_THAT(spread({{50, 10}, {50, 10}}, 0, 100), ElementsAre(45, 55));
  EXPECT_THAT(spread({{60, 10}, {52, 10}}, 0, 100), ElementsAre(61, 51)) << "the order stays";
  EXPECT_THAT(spread({{0, 10}, {1, 10}, {100, 10}}, 0, 100), ElementsAre(5, 15, 95));
  EXPECT_THAT(spread({{3, 60}, {3, 60}}, 0, 100), ElementsAre(30, 90)) << "too many start at the low end";
  EXPECT_TRUE(spread({}, 0, 1).empty());
}

}  // namespace
}  // namespace cobden::report::svg
