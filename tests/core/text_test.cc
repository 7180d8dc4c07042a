#include "cobden/core/text.h"

#include <gtest/gtest.h>

#include "cobden/core/axis.h"

namespace cobden {
namespace {

TEST(Text, ParsesWholeNumbersOnly) {
  EXPECT_DOUBLE_EQ(*parse_number(" .25 "), 0.25);
  EXPECT_DOUBLE_EQ(*parse_number("1.99232E+11"), 1.99232e11);
  EXPECT_FALSE(parse_number("12x"));
  EXPECT_FALSE(parse_number(""));
  EXPECT_FALSE(parse_number("nan"));
}

TEST(Text, FindsTheFirstInvalidUtf8Byte) {
  EXPECT_FALSE(first_invalid_utf8("Côte d'Ivoire €"));
  EXPECT_EQ(first_invalid_utf8("C\xF4te"), 1u);       // Latin-1
  EXPECT_EQ(first_invalid_utf8("ab\xE2\x82"), 2u);    // cut short
  EXPECT_EQ(first_invalid_utf8("\xED\xA0\x80"), 0u);  // surrogate
}

TEST(Text, NearestNameForgivesSwapsAndCase) {
  EXPECT_EQ(nearest_name("rnu", {"run", "data", "compare"}), "run");
  EXPECT_EQ(nearest_name("usa", {"AUS", "USA"}), "USA");
  EXPECT_EQ(nearest_name("zzzzzz", {"USA", "CHN"}), "");
}

TEST(Axis, UnknownCodeNamesTheNearest) {
  const CountryAxis axis({"USA", "CHN", "MEX"});
  EXPECT_EQ(axis.at("CHN"), Country(1));
  try {
    axis.at("CHM");
    FAIL();
  } catch (const UserError& e) {
    EXPECT_NE(std::string(e.what()).find("did you mean 'CHN'?"), std::string::npos) << e.what();
  }
  EXPECT_THROW(CountryAxis({"USA", "USA"}), UserError);
}

}  // namespace
}  // namespace cobden
