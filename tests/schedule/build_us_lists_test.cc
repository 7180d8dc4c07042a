#include "cobden/schedule/build_us_lists.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "cobden/core/file.h"
#include "cobden/core/version.h"
#include "cobden/data/csv.h"
#include "data/temporary_folder.h"
#include "shared_data.h"

namespace cobden::schedule {
namespace {

using cobden::testing::TemporaryFolder;
using cobden::testing::user_error;
using data::CsvTable;
using ::testing::AllOf;
using ::testing::HasSubstr;

const char* const kSource = "data/us_china_schedule";

class BuildUsLists : public ::testing::Test {
 protected:
  void SetUp() override {
    COBDEN_NEED_SHARED(kSource);
    for (BuiltFile& file : build_us_lists(shared_path)) {
      files_[file.name.stem().string()] =
          CsvTable::parse(file.content, file.name, ',', CsvTable::Header::kFirstRow);
    }
  }
  /// How many lines of `list` have `value` in `column`.
  int count(const std::string& list, const std::string& column, const std::string& value) {
    const CsvTable& t = files_.at(list);
    int n = 0;
    for (std::size_t i = 0; i < t.rows(); ++i) n += t.text(i, t.column(column)) == value;
    return n;
  }
  std::size_t rows(const std::string& list) { return files_.at(list).rows(); }
  std::map<std::string, CsvTable> files_;
};

TEST_F(BuildUsLists, Annex2ChangesAsTheOrdersSay) {
  // In force on 5 April 2025: 797 + 158 timber + 76 copper + 8 dropped in September = 1,039 codes.
  EXPECT_EQ(count("annex2", "part", "original"), 797);
  EXPECT_EQ(count("annex2", "part", "timber"), 158);
  EXPECT_EQ(count("annex2", "part", "copper"), 76);
  EXPECT_EQ(count("annex2", "part", "dropped"), 8);
  EXPECT_EQ(count("annex2", "from", "2025-04-05"), 1039);
  EXPECT_EQ(count("annex2", "part", "september"), 39);
  EXPECT_EQ(count("annex2", "part", "agriculture"), 237);
  EXPECT_EQ(count("annex2", "to", "2025-08-01"), 76) << "half-open: the day after the last";
  EXPECT_EQ(count("annex2", "to", "2025-10-14"), 158);
  EXPECT_EQ(count("annex2", "to", "2025-09-08"), 8);
}

TEST_F(BuildUsLists, OtherListsHaveTheSizesOfTheirAnnexes) {
  EXPECT_EQ(rows("electronics-2025-04-11"), 20u);
  EXPECT_EQ(rows("section301-china"), 12227u);
  EXPECT_EQ(count("section301-china", "heading", "9903.88.16"), 1519);
  EXPECT_EQ(rows("copper"), 80u);
  EXPECT_EQ(count("canada-mexico-reduced", "part", "energy-canada"), 294);
  EXPECT_EQ(count("canada-mexico-reduced", "part", "potash-mexico"), 7);
  EXPECT_EQ(count("autos", "part", "part"), 130);
  EXPECT_EQ(count("autos", "part", "car") + count("autos", "part", "light-truck"), 17);
  EXPECT_EQ(rows("section122-exempt"), 1656u);
  EXPECT_EQ(count("brazil-ieepa-exempt", "part", "food"), 254);
  EXPECT_EQ(rows("brazil-ieepa-exempt"), 952u);
}

TEST_F(BuildUsLists, DerivativesInTheMetalChaptersAreChargedOnceOnly) {
  const CsvTable& t = files_.at("metal-derivatives");
  for (std::size_t i = 0; i < t.rows(); ++i) {
    const std::string chapter(t.text(i, 0).substr(0, 2));
    EXPECT_TRUE(chapter != "72" && chapter != "73" && chapter != "76") << t.text(i, 0);
  }
  EXPECT_EQ(t.rows(), 568u - 18u);
}

TEST_F(BuildUsLists, MetalsAnnexesHaveTheirCodesAndNoShorthandHeadings) {
  const CsvTable& t = files_.at("metals-annex");
  for (std::size_t i = 0; i < t.rows(); ++i) {
    EXPECT_TRUE(t.text(i, 0).size() >= 8 || t.text(i, 1).starts_with("1a-")) << t.text(i, 0);
  }
  // Annex III of April 2026 has 47 codes.
  EXPECT_EQ(count("metals-annex", "part", "3-steel") + count("metals-annex", "part", "3-aluminium"), 47);
}

TEST_F(BuildUsLists, TheLongestEntryOfTheMetalsAnnexDecidesTheTier) {
  std::map<std::string, std::set<std::string>> parts;
  const CsvTable& t = files_.at("metals-annex");
  for (std::size_t i = 0; i < t.rows(); ++i) {
    parts[std::string(t.text(i, 0))].insert(std::string(t.text(i, 1)) + ":" + std::string(t.text(i, 2)));
  }
  EXPECT_EQ(parts["84271040"], std::set<std::string>{"1b-to-1c-steel:"});
  EXPECT_EQ(parts["9403200075"], std::set<std::string>{"2-to-1b-steel:"});
  EXPECT_EQ(parts["87082921"], std::set<std::string>{"1b-to-2-steel:"});
  EXPECT_EQ(parts["8708292120"], (std::set<std::string>{"1b-to-2-steel:2026-04-06", "1b-to-3-steel:"}))
      << "taken out of the heading above it";
  EXPECT_EQ(parts["7604"], std::set<std::string>{"1a-aluminium:"});
  EXPECT_EQ(parts["8412909070"], (std::set<std::string>{"1b-aluminium:", "1b-steel:"}));
}

TEST_F(BuildUsLists, TheCommittedListsAreWhatTheBuilderWrites) {
  COBDEN_NEED_SHARED(kSource);
  const std::filesystem::path folder = std::filesystem::path(source_folder()) / "data" / "schedules";
  for (const BuiltFile& file : build_us_lists(shared_path)) {
    EXPECT_EQ(read_file(folder / file.name), file.content) << file.name;
  }
}

TEST(BuildUsListsErrors, NameFileRowAndRemedy) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "product_lists");
  folder.write("product_lists/us_floor_exempt_products.csv",
               "hts8,category,country_group\n01061400,ptaap,swiss\n");
  folder.write("product_lists/us_ieepa_reciprocal_annexII_exempt.csv", "prefix,from\n0201.x,2025-11-13\n");
  EXPECT_THAT(user_error([&] { build_us_lists(folder.path()); }),
              AllOf(HasSubstr("us_ieepa_reciprocal_annexII_exempt.csv:2"), HasSubstr("0201.x"),
                    HasSubstr("not a product code")));
}

}  // namespace
}  // namespace cobden::schedule
