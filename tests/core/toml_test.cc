// TOML text as a tree: what the parser does with characters outside ASCII, dates and mistakes.
#include "cobden/core/toml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cobden/core/error.h"

namespace cobden {
namespace {

using ::testing::HasSubstr;

std::string refusal(std::string_view text) {
  try {
    parse_toml(text, "t.toml");
  } catch (const UserError& e) {
    return e.what();
  }
  return "read";
}

/// Found by fuzzing: toml++ 3.3 took these for unreachable.
TEST(Toml, LettersOutsideAsciiAreNoBlanks) {
  for (const char* letter : {"é", "ƅ", "Ж", "ⰰ", "〃", "ﷺ", "文", "\U0001F600"}) {
    const std::string l(letter);
    EXPECT_THAT(refusal("a = 1 " + l + "\n"), HasSubstr("t.toml:1: character 7: is not valid TOML")) << l;
    EXPECT_THAT(refusal(l + "a = 1\n"), HasSubstr("is not valid TOML")) << l;
    EXPECT_THAT(refusal("a" + l + " = 1\n"), HasSubstr("is not valid TOML")) << l;
    EXPECT_EQ(parse_toml("a = \"\"\"x \\\n  " + l + "\"\"\" # " + l + "\n", "t.toml").entries[0].value.text,
              "x " + l);
    EXPECT_EQ(parse_toml("\"" + l + "\" = '" + l + "'\n", "t.toml").entries[0].key, l);
  }
}

TEST(Toml, KeysKeepTheOrderOfTheFileAndTheirLines) {
  const TomlValue root =
      parse_toml("b = 1\na = \"x\"\n[t]\nd = 2025-04-10T12:01:00+08:00\ne = 2025-04-10\n", "t.toml");
  ASSERT_EQ(root.entries.size(), 3u);
  EXPECT_EQ(root.entries[0].key, "b");
  EXPECT_EQ(root.entries[1].line, 2);
  const TomlValue& t = root.entries[2].value;
  EXPECT_EQ(t.entries[0].value.date->offset, std::chrono::minutes(480));
  EXPECT_FALSE(t.entries[1].value.date->time_of_day);
}

TEST(Toml, MistakesNameTheirLine) {
  EXPECT_THAT(refusal("a = 1\na = 2\n"), HasSubstr("t.toml:2"));
  EXPECT_THAT(refusal("a = \"\xC3\"\n"), HasSubstr("is not UTF-8"));
  EXPECT_THAT(refusal("d = 2025-02-30\n"), HasSubstr("t.toml:1"));
}

}  // namespace
}  // namespace cobden
