// JSON, CSV, folder and chart of one answer: the columns and members that scripts rely on.
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <fstream>
#include <map>

#include "cobden/core/file.h"
#include "cobden/data/csv.h"
#include "cobden/report/bar_chart.h"
#include "cobden/report/comparison.h"
#include "cobden/report/output_folder.h"
#include "cobden/report/result_json.h"
#include "cobden/report/result_rows.h"
#include "cobden/report/run_summary.h"
#include "report/made_up_answer.h"

namespace cobden::report {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using testing::made_up_answer;

class InFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() /
              fmt::format("cobden_report_{}_{}", ::getpid(),
                          ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  /// Runs a line of Python on `path`; true if it ends well.
  static bool python(const std::string& code, const fs::path& path) {
    return std::system(
               fmt::format("/usr/bin/python3 -c \"{}\" '{}' >/dev/null 2>&1", code, path.string()).c_str()) ==
           0;
  }
  fs::path folder_;
};

TEST(ResultJson, HasTheMembersAndRowsOfTheInterface) {
  const json::value root = json::parse(run_json(made_up_answer(), {}));
  EXPECT_EQ(root.at("schema").at("version").as_int64(), 1);
  EXPECT_EQ(root.at("closure").as_string(), "fixed");
  EXPECT_EQ(root.at("numeraire").as_string(), "world-value-added");
  EXPECT_EQ(root.at("solver").at("status").as_string(), "converged");
  EXPECT_EQ(root.at("solver").at("iterations").as_int64(), 7);
  EXPECT_EQ(root.at("solver").at("residual").to_number<double>(), 1.25e-11);
  EXPECT_TRUE(root.at("solver").as_object().contains("seconds"));
  EXPECT_EQ(root.at("elasticity_range").as_array().size(), 3u);
  std::map<std::string, int> rows;
  for (const auto& row : root.at("results").as_array()) {
    const auto& o = row.as_object();
    for (const char* key : {"scenario", "model", "measure", "unit", "value", "base", "change"})
      ASSERT_TRUE(o.contains(key)) << key;
    const std::string measure(o.at("measure").as_string());
    ++rows[measure + (o.contains("sector") ? "/sector" : "")];
    EXPECT_EQ(o.contains("importer"),
              measure == "welfare_exact" || measure == "real_wage" || measure == "trade_customs_value")
        << measure;
    EXPECT_EQ(o.contains("exporter"), measure != "welfare_exact" && measure != "real_wage") << measure;
  }
  EXPECT_EQ(rows["welfare_exact"], 3);
  EXPECT_EQ(rows["exports"], 3);
  EXPECT_EQ(rows["exports/sector"], 9);
  EXPECT_EQ(rows["trade_customs_value"], 9);
  EXPECT_EQ(rows["trade_customs_value/sector"], 0);
}

TEST(ResultJson, FullDetailSelectionAndUndefinedFigures) {
  const auto answer = made_up_answer();
  const json::value trade =
      json::parse(run_json(answer, {.bilateral_by_sector = true, .measures = {"trade_customs_value"}}));
  EXPECT_EQ(trade.at("results").as_array().size(), 9u + 27u);
  const json::value wage =
      json::parse(run_json(answer, {.bilateral_by_sector = false, .measures = {"real_wage"}}));
  EXPECT_TRUE(wage.at("results").at(1).at("value").is_null());
  EXPECT_TRUE(wage.at("results").at(1).at("change").is_null());
  try {
    run_json(answer, {.bilateral_by_sector = false, .measures = {"real_wge"}});
    FAIL();
  } catch (const UserError& e) {
    EXPECT_NE(std::string(e.what()).find("'real_wage'"), std::string::npos) << e.what();
  }
}

TEST_F(InFolder, CsvGivesEveryFigureBackBitForBit) {
  const auto answer = made_up_answer();
  const RowChoice all{.bilateral_by_sector = true, .measures = {}};
  write_file(folder_ / "r.csv", to_long_csv("made-up", answer.result, all));
  const auto table = data::CsvTable::read(folder_ / "r.csv");
  EXPECT_EQ(table.columns(), (std::vector<std::string>{"scenario", "model", "measure", "unit", "exporter",
                                                       "importer", "sector", "value", "base", "change"}));
  std::size_t r = 0;
  for_each_row(answer.result, all, [&](const ResultRow& row) {
    ASSERT_LT(r, table.rows());
    EXPECT_EQ(table.text(r, 0), "made-up");
    EXPECT_EQ(table.text(r, 1), "fake/made-up");
    EXPECT_EQ(table.text(r, 2), row.measure);
    EXPECT_EQ(table.text(r, 4), row.exporter);
    EXPECT_EQ(table.text(r, 5), row.importer);
    EXPECT_EQ(table.text(r, 6), row.sector);
    if (std::isnan(row.value)) {
      EXPECT_EQ(table.text(r, 7), "");
    } else {
      EXPECT_EQ(table.number(r, 7), row.value);
      EXPECT_EQ(table.number(r, 8), row.base);
      EXPECT_EQ(table.number(r, 9), row.value - row.base);
    }
    ++r;
  });
  EXPECT_EQ(r, table.rows());
}

TEST_F(InFolder, FolderHoldsAllFilesAndKeepsOthers) {
  const auto answer = made_up_answer();
  const fs::path out = folder_ / "deep" / "out";
  write_output_folder(out, answer, "cobden run made-up");
  std::ofstream(out / "mine.txt") << "kept";
  std::ofstream(out / "summary.txt") << "old";
  write_output_folder(out, answer, "cobden run made-up");
  EXPECT_EQ(read_file(out / "mine.txt"), "kept");
  EXPECT_EQ(read_file(out / "summary.txt"), run_summary(answer));
  std::size_t files = 0;
  for (const auto& item : fs::directory_iterator(out)) files += item.is_regular_file();
  EXPECT_EQ(files, 8u);
  std::size_t beside = 0;
  for (const auto& item : fs::directory_iterator(folder_ / "deep")) beside += item.exists();
  EXPECT_EQ(beside, 1u) << "the staging folder is gone";
  const json::value manifest = json::parse(read_file(out / "manifest.json"));
  EXPECT_EQ(manifest.at("command").as_string(), "cobden run made-up");
  EXPECT_EQ(manifest.at("inputs").at(0).at("sha256").as_string(), std::string(64, 'a'));
  for (const char* key : {"program", "closure", "numeraire", "solver", "model"})
    EXPECT_TRUE(manifest.as_object().contains(key)) << key;
}

TEST_F(InFolder, AFolderThatCannotBeWrittenChangesNothing) {
  std::ofstream(folder_ / "file") << "a file";
  EXPECT_THROW(write_output_folder(folder_ / "file", made_up_answer(), "x"), UserError);
  EXPECT_EQ(read_file(folder_ / "file"), "a file");
  std::size_t left = 0;
  for (const auto& item : fs::directory_iterator(folder_)) left += item.exists();
  EXPECT_EQ(left, 1u);
}

TEST_F(InFolder, XarrayOpensTheNetcdfWithNamedAxesAndUnits) {
  if (!python("import xarray", "")) GTEST_SKIP() << "needs python3-xarray";
  const auto made_up = made_up_answer();
  write_result_netcdf(folder_ / "r.nc", made_up.run.scenario, made_up.result);
  EXPECT_TRUE(python(
      "import sys, xarray; d = xarray.open_dataset(sys.argv[1]); "
      "assert d.welfare_exact.dims == ('importer',) and d.welfare_exact.units == 'percent'; "
      "assert abs(float(d.exports_by_sector.sel(sector='steel', exporter='BBB')) - (1100 * 5 + 1/3)) < 1e-9; "
      "assert d.trade_customs_value_by_sector.dims == ('sector', 'importer', 'exporter'); "
      "assert float(d.exports_base.sel(exporter='CCC')) == 3000",
      folder_ / "r.nc"));
}

TEST_F(InFolder, TheChartIsWellFormedXml) {
  write_file(folder_ / "c.svg", to_svg(welfare_chart(made_up_answer())));
  EXPECT_TRUE(python("import xml.dom.minidom, sys; xml.dom.minidom.parse(sys.argv[1])", folder_ / "c.svg"));
  write_file(folder_ / "empty.svg",
             to_svg({.title = "", .subtitle = "", .axis = "", .footer = "", .bars = {}}));
  EXPECT_TRUE(
      python("import xml.dom.minidom, sys; xml.dom.minidom.parse(sys.argv[1])", folder_ / "empty.svg"));
  const std::string odd = to_svg({.title = "a < b & c",
                                  .subtitle = "",
                                  .axis = "",
                                  .footer = "",
                                  .bars = {{.label = "x", .value = NAN}, {.label = "y", .value = 1e6}}});
  EXPECT_EQ(odd.find("nan"), std::string::npos);
  EXPECT_NE(odd.find("a &lt; b &amp; c"), std::string::npos);
}

TEST(RunSummary, SaysWhatTheFiguresDependOn) {
  const std::string text = run_summary(made_up_answer());
  for (const char* part : {"Tariffs & <made> up", "AAA on BBB", "+10 percentage points", "fixed",
                           "world-value-added", "GYY", "converged", "-0.20 .. -0.10", "n/a"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
}

TEST(RunSummary, AFailedSolveIsNeverQuiet) {
  auto answer = made_up_answer();
  answer.result.solver.status = economy::SolveStatus::kNotConverged;
  answer.result.solver.message = "the iteration limit was reached";
  const std::string text = run_summary(answer);
  EXPECT_NE(text.find("NOT AN EQUILIBRIUM"), std::string::npos);
  EXPECT_NE(text.find("iteration limit"), std::string::npos);
}

TEST_F(InFolder, ARunComparedWithItsOwnFolderDiffersInNothing) {
  const auto answer = made_up_answer();
  write_output_folder(folder_ / "o", answer, "x");
  const auto rows = compare(figures_of("a", answer.result, {}), read_figures(folder_ / "o", {}));
  EXPECT_EQ(rows.size(), 3u + 3 + 9 + 9 + 9 + 9 + 3);
  for (const auto& row : rows)
    if (!std::isnan(row.first)) {
      EXPECT_EQ(row.difference(), 0) << row.key[0];
    }
  EXPECT_THROW(read_figures(folder_, {}), UserError);
}

}  // namespace
}  // namespace cobden::report
