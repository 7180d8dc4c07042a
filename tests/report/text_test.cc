// Numbers and tables as text.
#include "cobden/core/text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "cobden/report/number_text.h"
#include "cobden/report/text_table.h"

namespace cobden::report {
namespace {

TEST(NumberText, SignsGroupsAndUndefined) {
  EXPECT_EQ(signed_number(1.234), "+1.23");
  EXPECT_EQ(signed_number(-0.4), "-0.40");
  EXPECT_EQ(signed_number(-0.001), "0.00");
  EXPECT_EQ(signed_number(NAN), "n/a");
  EXPECT_EQ(grouped_number(1234567.89, 1), "1,234,567.9");
  EXPECT_EQ(grouped_number(-1234.0, 0), "-1,234");
  EXPECT_EQ(grouped_number(999.96, 1), "1,000.0");
  EXPECT_EQ(grouped_number(12, 0), "12");
  EXPECT_EQ(signed_grouped_number(-98765.4, 1), "-98,765.4");
  EXPECT_EQ(signed_grouped_number(123456, 0), "+123,456");
}

TEST(NumberText, FilesGiveTheSameDoubleBack) {
  for (const double x :
       {1.0 / 3, 0.1, -2.5e-310, 1e300, 123456789.125, 0.0, std::numeric_limits<double>::denorm_min()}) {
    EXPECT_EQ(std::strtod(csv_number(x).c_str(), nullptr), x);
    EXPECT_EQ(std::strtod(json_number(x).c_str(), nullptr), x);
  }
  EXPECT_EQ(csv_number(NAN), "");
  EXPECT_EQ(json_number(INFINITY), "null");
}

TEST(NumberText, EscapesAreThoseOfTheFormat) {
  EXPECT_EQ(json_text("a\"b\\c\n\x01"), "\"a\\\"b\\\\c\\n\\u0001\"");
  EXPECT_EQ(csv_text("plain"), "plain");
  EXPECT_EQ(csv_text("a,\"b\""), "\"a,\"\"b\"\"\"");
  EXPECT_EQ(xml_text("<a & \"b\">"), "&lt;a &amp; &quot;b&quot;&gt;");
}

TEST(TextTable, AlignsTextLeftNumbersRightAndCountsCharacters) {
  const TextTable table{.title = "Title",
                        .columns = {{"Economy", "", true}, {"Real\nincome", "%"}},
                        .rows = {{"Türkiye", "+1.00"}, {}, {"USA", "-10.00"}}};
  EXPECT_EQ(to_text(table),
            "Title\n"
            "           Real\n"
            "Economy  income\n"
            "              %\n"
            "---------------\n"
            "Türkiye   +1.00\n"
            "---------------\n"
            "USA      -10.00\n");
}

TEST(TextTable, WrapsAtSpaces) {
  for (const auto& line : split(wrapped("one two three four five six seven", 12, "  "), '\n'))
    EXPECT_LE(line.size(), 14u);
  EXPECT_EQ(wrapped("short", 12), "short");
}

}  // namespace
}  // namespace cobden::report
