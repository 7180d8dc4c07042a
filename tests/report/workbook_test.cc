// Workbooks: what another program reads in them, the same bytes for the same tables, whole or not at all.
#include "cobden/report/workbook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>

#include "cobden/core/file.h"
#include "report/made_up_answer.h"

namespace cobden::report {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using testing::made_up_answer;

class Workbook : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / fmt::format("cobden_workbook_{}", ::getpid());
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  /// The cells of a sheet as text, row by row, as a reader that knows nothing of Cobden sees them.
  std::string cells(const fs::path& book, int sheet) const {
    const fs::path script = folder_ / "read.py", out = folder_ / "out.txt";
    write_file(script,
               "import sys, zipfile, xml.etree.ElementTree as E\n"
               "n = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'\n"
               "z = zipfile.ZipFile(sys.argv[1])\n"
               "texts = [''.join(t.text or '' for t in s.iter(n + 't'))\n"
               "         for s in E.fromstring(z.read('xl/sharedStrings.xml')).iter(n + 'si')]\n"
               "for row in E.fromstring(z.read(f'xl/worksheets/sheet{sys.argv[2]}.xml')).iter(n + 'row'):\n"
               "    cell = lambda c: texts[int(c.find(n + 'v').text)] if c.get('t') == 's' else c.find(n + "
               "'v').text\n"
               "    print('|'.join(c.get('r') + '=' + cell(c) for c in row))\n");
    const std::string run = fmt::format("/usr/bin/python3 '{}' '{}' {} > '{}'", script.string(),
                                        book.string(), sheet, out.string());
    EXPECT_EQ(std::system(run.c_str()), 0);
    return read_file(out);
  }
  fs::path folder_;
};

TEST_F(Workbook, HoldsTextsNumbersUnitsAndEmptyCells) {
  const std::vector<Sheet> sheets = {{.name = "One",
                                      .columns = {{"Economy", ""}, {"Exports", "million USD"}},
                                      .rows = {{"Côte <d'Ivoire>", 0.1}, {"B", std::nan("")}}},
                                     {.name = "Two", .columns = {{"X", ""}}, .rows = {{-1e-300}}}};
  write_workbook(folder_ / "b.xlsx", sheets);
  EXPECT_EQ(cells(folder_ / "b.xlsx", 1),
            "A1=Economy|B1=Exports [million USD]\nA2=Côte <d'Ivoire>|B2=0.1\nA3=B\n");
  EXPECT_EQ(cells(folder_ / "b.xlsx", 2), "A1=X\nA2=-1E-300\n");
  write_workbook(folder_ / "again.xlsx", sheets);
  EXPECT_EQ(read_file(folder_ / "again.xlsx"), read_file(folder_ / "b.xlsx"));
}

TEST_F(Workbook, RefusesWhatExcelCannotHoldAndLeavesNothing) {
  Sheet tall{.name = "Tall", .columns = {{"X", ""}}, .rows = {}};
  tall.rows.resize(1048576, {1.0});
  EXPECT_THROW(write_workbook(folder_ / "tall.xlsx", {tall}), UserError);
  const Sheet small{.name = "Same", .columns = {{"X", ""}}, .rows = {{1.0}}};
  EXPECT_THROW(write_workbook(folder_ / "twice.xlsx", {small, small}), UserError);
  EXPECT_THROW(write_workbook(folder_ / "none" / "b.xlsx", {small}), UserError);
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(Workbook, OfARunHasOneSheetForEachSetOfAxes) {
  const auto answer = made_up_answer();
  const auto sheets = run_sheets(answer.run, answer.result, true);
  std::vector<std::string> names;
  for (const auto& s : sheets) names.push_back(s.name);
  EXPECT_THAT(names, ElementsAre("About", "Economies", "Sectors", "Pairs", "Pairs by sector"));
  EXPECT_EQ(sheets[3].rows.size(), 9U);
  EXPECT_EQ(sheets[4].rows.size(), 27U);
  EXPECT_EQ(run_sheets(answer.run, answer.result, false).size(), 4U);
  write_workbook(folder_ / "run.xlsx", sheets);
  const std::string text = cells(folder_ / "run.xlsx", 2);
  EXPECT_EQ(
      text.substr(0, text.find('\n')),
      "A1=Economy|B1=Name|C1=welfare_exact [percent]|D1=exports, base [million USD]|E1=exports [million "
      "USD]|F1=Real wage [percent]");
  EXPECT_NE(text.find("D2=1000|E2=1100.333333333333|F2=1\n"), std::string::npos) << text;
}

TEST(SheetOfCsv, NumbersAreNumbersAndCodesAreTexts) {
  const Sheet sheet = sheet_of_csv("T", "sector,value,note\n01,2.5,a\n02,,3\n");
  EXPECT_EQ(std::get<std::string>(sheet.rows[0][0]), "01");
  EXPECT_EQ(std::get<double>(sheet.rows[0][1]), 2.5);
  EXPECT_TRUE(std::isnan(std::get<double>(sheet.rows[1][1])));
  EXPECT_EQ(std::get<std::string>(sheet.rows[1][2]), "3");
}

}  // namespace
}  // namespace cobden::report
