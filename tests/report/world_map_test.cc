// The world map: who is coloured by what, and the outlines it is drawn from.
#include "cobden/report/world_map.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>

#include "cobden/core/error.h"
#include "cobden/core/file.h"
#include "markup.h"

namespace cobden::report {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

MapData small_map() {
  const std::string square = "M10 10l5 0 0 5z";
  return {.areas = {{"AAA", 10, 10, false, square},
                    {"BBB", 20, 10, false, square},
                    {"CCC", 30, 10, true, square},
                    {"DDD", 40, 10, true, ""}},
          .members = {{"UNION", "BBB"}, {"UNION", "CCC"}, {"REST", "*"}}};
}

std::string drawn(std::vector<MapFigure> figures) {
  return to_svg(
      {.title = "t & <t>", .subtitle = "", .unit = "percent", .footer = "", .figures = std::move(figures)},
      small_map());
}

int count(const std::string& text, const std::string& what) {
  int n = 0;
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; ++at) ++n;
  return n;
}

TEST(WorldMap, AnAggregateColoursItsMembersAndTheRestWhatIsLeft) {
  const auto map = small_map();
  EXPECT_THAT(figures_of_areas({{"UNION", "", 1}, {"AAA", "", 2}, {"REST", "", 3}}, map),
              ElementsAre(1, 0, 0, 2));
  EXPECT_THAT(figures_of_areas({{"UNION", "", 1}, {"BBB", "", 2}}, map), ElementsAre(-1, 1, 0, -1))
      << "an economy of its own comes before the union";
}

TEST(WorldMap, WhatHasNoFigureIsHatchedAndSaidSo) {
  const std::string svg = drawn({{"AAA", "A", 1}, {"BBB", "B", NAN}});
  EXPECT_EQ(testing::markup_problem(svg), "");
  EXPECT_EQ(count(svg, "<title>BBB: no figure</title>"), 1);
  EXPECT_THAT(svg, HasSubstr("no figure</text>"));
  EXPECT_THAT(svg, HasSubstr("<title>A: +1.00</title>"));
  EXPECT_THAT(drawn({{"AAA", "A", 1}, {"REST", "R", 0}}), Not(HasSubstr("no figure</text>")));
  EXPECT_THAT(svg, HasSubstr("express no opinion on any border"));
}

TEST(WorldMap, OnlySmallEconomiesOfTheirOwnAreDots) {
  EXPECT_EQ(count(drawn({{"AAA", "A", 1}, {"CCC", "C", -1}, {"DDD", "D", 2}}), "<circle"), 2);
  EXPECT_EQ(count(drawn({{"AAA", "A", 1}, {"UNION", "U", -1}, {"REST", "R", 2}}), "<circle"), 0);
}

TEST(WorldMap, LossAndGainOfOneSizeAreEquallyDark) {
  const std::string svg = drawn({{"AAA", "A", 1}, {"BBB", "B", -1}, {"REST", "R", 0}});
  EXPECT_THAT(svg, HasSubstr(">-1.0<"));
  EXPECT_THAT(svg, HasSubstr(">1.0<"));
}

TEST(WorldMap, FitsWhereAtLeastHalfOfTheEconomiesAreOnIt) {
  const auto map = small_map();
  EXPECT_TRUE(fits_map({{"AAA", "", 1}, {"XXX", "", 1}}, map));
  EXPECT_FALSE(fits_map({{"AAA", "", 1}, {"XXX", "", 1}, {"YYY", "", 1}}, map));
  EXPECT_FALSE(fits_map({{"AAA", "", NAN}}, map));
  EXPECT_FALSE(fits_map({}, map));
  EXPECT_THROW(drawn({{"XXX", "", 1}}), std::logic_error);
  EXPECT_THROW(drawn({{"AAA", "", INFINITY}}), std::logic_error);
}

class MapFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("cobden_map_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    std::ofstream(folder_ / "m.csv") << "code,member\nEU27,AUT\n";
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string refused(const std::string& row) {
    std::ofstream(folder_ / "o.csv") << "code,x,y,small,outline\nUSA,1,1,0,M1 1l2 0 0 2z\n" << row << "\n";
    try {
      read_map(folder_ / "o.csv", folder_ / "m.csv");
    } catch (const UserError& error) {
      return error.what();
    }
    return "";
  }
  fs::path folder_;
};

TEST_F(MapFiles, AnOutlineIsNothingButAPath) {
  EXPECT_EQ(refused("CAN,1,1,1,"), "");
  EXPECT_THAT(refused("CAN,1,1,0,M1 1\"/><script>"), HasSubstr("is not an outline"));
  EXPECT_THAT(refused("CAN,1,1,0,l1 1z"), HasSubstr("is not an outline"));
  EXPECT_THAT(refused("CAN,5000,1,0,"), HasSubstr("off the map"));
  EXPECT_THAT(refused("USA,1,1,0,"), HasSubstr("stands twice"));
  EXPECT_THAT(refused("CAN,x,1,0,"), HasSubstr("o.csv"));
}

TEST(WorldMapData, TheCommittedOutlinesAreSmallAndKnowEveryMember) {
  const auto file = find_on_search_path("map/world-110m.csv");
  ASSERT_TRUE(file);
  EXPECT_LT(fs::file_size(*file), 120'000u);
  const MapData map = find_map();
  std::set<std::string> codes;
  for (const auto& area : map.areas) {
    EXPECT_EQ(area.code.size(), 3u) << area.code;
    EXPECT_TRUE(area.small || !area.outline.empty()) << area.code;
    codes.insert(area.code);
  }
  for (const char* code : {"USA", "CHN", "SGP", "MLT", "HKG", "TWN", "XKX"})
    EXPECT_TRUE(codes.contains(code)) << code;
  EXPECT_FALSE(codes.contains("ATA"));
  for (const auto& m : map.members) EXPECT_TRUE(m.member == "*" || codes.contains(m.member)) << m.member;
  EXPECT_EQ(std::ranges::count(map.members, "EU27", &MapMember::code), 27);
  EXPECT_EQ(std::ranges::count(map.members, "ASEAN", &MapMember::code), 10);
}

}  // namespace
}  // namespace cobden::report
