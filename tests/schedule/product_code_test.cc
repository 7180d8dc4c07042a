// Codes of goods, in which every prefix is a heading.
#include "cobden/schedule/product_code.h"

#include <gtest/gtest.h>

#include "cobden/schedule/prefix_map.h"

namespace cobden::schedule {
namespace {

ProductCode code(std::string_view text) { return ProductCode::parse(text).value(); }

TEST(ProductCode, KeepsLeadingZerosAndIgnoresDots) {
  EXPECT_EQ(code("0201").text(), "0201");
  EXPECT_EQ(code("8517.13.00 00").text(), "8517130000");
  EXPECT_EQ(code("8517.13.0000"), code("8517130000"));
  EXPECT_EQ(code("00000000000000").digits(), 14);
}

TEST(ProductCode, RefusesWhatIsNone) {
  for (const char* text : {"", ".", " ", "85a7", "-1", "123456789012345", "８５"})
    EXPECT_FALSE(ProductCode::parse(text)) << text;
}

TEST(ProductCode, PrefixesCountDigitsNotValues) {
  EXPECT_TRUE(code("85").is_prefix_of(code("8517130000")));
  EXPECT_TRUE(code("8517").is_prefix_of(code("8517")));
  EXPECT_FALSE(code("8517").is_prefix_of(code("85")));
  EXPECT_FALSE(code("8518").is_prefix_of(code("8517130000")));
  EXPECT_FALSE(code("0") == code("00"));
  EXPECT_EQ(code("8517130000").first(4), code("8517"));
  EXPECT_EQ(code("85").first(4), code("85"));
  EXPECT_TRUE(ProductCode().is_prefix_of(code("85")));
}

TEST(ProductCode, AHeadingStandsBeforeWhatIsUnderIt) {
  EXPECT_LT(code("85"), code("8500"));
  EXPECT_LT(code("8500"), code("8501"));
  EXPECT_LT(code("8499999999"), code("85"));
}

struct Entry {
  ProductCode code;
  int value;
};

TEST(PrefixMap, TheLongestHeadingSpeaks) {
  const PrefixMap<Entry> map({{code("85"), 1}, {code("851713"), 2}, {code("8517"), 3}, {code("8517"), 4}});
  EXPECT_EQ(map.find(code("8517130000"))->value, 2);
  EXPECT_EQ(map.find(code("8517620000"))->value, 3);
  EXPECT_EQ(map.longest(code("8517620000")).size(), 2u);  // both, in the order given
  EXPECT_EQ(map.find(code("8501"))->value, 1);
  EXPECT_EQ(map.find(code("84")), nullptr);
  EXPECT_EQ(map.find(code("8")), nullptr);  // a heading under a product does not cover it
  EXPECT_EQ(PrefixMap<Entry>({{ProductCode(), 9}}).find(code("84"))->value, 9);
}

}  // namespace
}  // namespace cobden::schedule
