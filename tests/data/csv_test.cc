#include "cobden/data/csv.h"

#include <gmock/gmock.h>

#include "data/temporary_folder.h"

namespace cobden::data {
namespace {

using cobden::testing::TemporaryFolder;
using cobden::testing::user_error;
using ::testing::AllOf;
using ::testing::HasSubstr;

CsvTable parse(const std::string& text, CsvTable::Header header = CsvTable::Header::kFirstRow) {
  return CsvTable::parse(text, "t.csv", ',', header);
}

TEST(Csv, ReadsQuotesCrlfByteOrderMarkAndBlankLines) {
  const CsvTable t = parse("\xEF\xBB\xBFname, value \r\n\"a, \"\"b\"\"\",1.5\r\n\r\n\"c\"  , 2\r\n");
  ASSERT_EQ(t.rows(), 2u);
  EXPECT_EQ(t.columns(), (std::vector<std::string>{"name", "value"}));
  EXPECT_EQ(t.text(0, 0), "a, \"b\"");
  EXPECT_EQ(t.text(1, 0), "c");
  EXPECT_EQ(t.number(1, t.column("value")), 2.0);
  EXPECT_EQ(t.place(1, 1).line, 4);
}

TEST(Csv, LinesCountNewlinesInsideQuotes) {
  const CsvTable t = parse("a,b\n\"x\ny\",1\nz,2\n");
  EXPECT_EQ(t.text(0, 0), "x\ny");
  EXPECT_EQ(t.place(1, 0).line, 4);
}

TEST(Csv, HeadlessColumnsAreNumbered) {
  const CsvTable t = parse("1,2\n3,4\n", CsvTable::Header::kNone);
  EXPECT_EQ(t.rows(), 2u);
  EXPECT_EQ(t.number(1, t.column("2")), 4.0);
}

TEST(Csv, ABlankLineOfAOneColumnFileIsABlankValue) {
  const CsvTable t = parse("gdp\n1\n\n3\n\n\n");
  ASSERT_EQ(t.rows(), 3u);
  EXPECT_TRUE(t.blank(1, 0));
  EXPECT_EQ(t.number_or(1, 0, -1), -1);
  EXPECT_THAT(user_error([&] { t.number(1, 0); }), HasSubstr("t.csv:3: gdp: the cell is blank"));
}

TEST(Csv, ErrorsNameFileLineColumnAndValue) {
  const CsvTable t = parse("code,value\nUSA,1\nCHN,1.2x\n");
  EXPECT_THAT(user_error([&] { t.number(1, 1); }),
              AllOf(HasSubstr("t.csv:3: value: '1.2x'"), HasSubstr("not a finite number")));
  EXPECT_THAT(user_error([&] { t.column("valu"); }), HasSubstr("the nearest is 'value'"));
  EXPECT_THAT(user_error([] { parse("a,b\n1,nan\n").number(0, 1); }), HasSubstr("not a finite number"));
}

TEST(Csv, BrokenFilesAreRefused) {
  EXPECT_THAT(user_error([] { parse("a,b\n1,2\n3\n"); }),
              AllOf(HasSubstr("t.csv:3"), HasSubstr("1 field"), HasSubstr("2 fields")));
  EXPECT_THAT(user_error([] { parse("a,b\n1,\"2\n"); }), HasSubstr("never closed"));
  EXPECT_THAT(user_error([] { parse("a,b\n1,\"2\"x\n"); }), HasSubstr("text follows a closing quote"));
  EXPECT_THAT(user_error([] { parse("a,a\n1,2\n"); }), HasSubstr("stands twice"));
  EXPECT_THAT(user_error([] { parse(""); }), HasSubstr("is empty"));
  EXPECT_THAT(user_error([] { parse("a\nC\xF4te\n"); }), AllOf(HasSubstr("t.csv:2"), HasSubstr("not UTF-8")));
  EXPECT_THAT(user_error([] { parse(std::string("a\n1\0002\n", 6)); }), HasSubstr("zero byte"));
}

TEST(Csv, ATruncatedXzFileIsRefusedAndTheHashIsOfTheStoredBytes) {
  const TemporaryFolder folder;
  folder.write("a.csv", "x\n1\n");
  EXPECT_EQ(CsvTable::read(folder.path() / "a.csv").sha256(), sha256_hex("x\n1\n"));
  folder.write("b.csv.xz", std::string("\xFD"
                                       "7zXZ\0\0\x04",
                                       8));
  EXPECT_THAT(user_error([&] { CsvTable::read(folder.path() / "b.csv.xz"); }),
              HasSubstr("not a complete xz file"));
  folder.write("empty.txt", "");
  EXPECT_THAT(user_error([&] { CsvTable::read_headless(folder.path() / "empty.txt", '\t'); }),
              HasSubstr("is empty"));
}

}  // namespace
}  // namespace cobden::data
