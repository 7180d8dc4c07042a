// Products to sectors: files, the maps that come with Cobden, and codes that spell ISIC.
#include "cobden/schedule/concordance.h"

#include "cobden/data/builtin.h"
#include "cobden/schedule/isic.h"
#include "schedule/matrix_world.h"
#include "schedule/small_schedule.h"

namespace cobden::schedule {
namespace {

using testing::matrix_tables;
using testing::TemporaryFolder;
using testing::user_error;

std::string sector_of(const data::Benchmark& b, const Concordance& c, const char* code) {
  const auto sector = c.sector(*ProductCode::parse(code));
  return sector ? b.sectors().code(*sector) : "none";
}

data::Benchmark with_sectors(const std::vector<std::string>& sectors, const std::vector<std::string>& goods) {
  return data::Benchmark(matrix_tables({"USA", "CHN"}, sectors, goods));
}

TEST(Isic, ReadsTheCodesOfInputOutputTables) {
  const auto spans = [](const char* code) {
    const auto s = isic_spans(code);
    return s ? std::pair{s->front().first, s->back().last} : std::pair{0, 0};
  };
  EXPECT_EQ(spans("C26"), std::pair(2600, 2700));
  EXPECT_EQ(spans("C13T15"), std::pair(1300, 1600));
  EXPECT_EQ(spans("C13-C15"), std::pair(1300, 1600));
  EXPECT_EQ(spans("A01T03"), std::pair(100, 400));
  EXPECT_EQ(spans("B05_06"), std::pair(500, 700));
  EXPECT_EQ(spans("C302T309"), std::pair(3020, 3100));
  EXPECT_EQ(spans("B"), std::pair(500, 1000));
  for (const char* none : {"", "SRV", "1", "C", "Q", "C1", "C26X", "C15T13", "Services", "steel"})
    EXPECT_EQ(isic_spans(none).has_value(), std::string(none) == "C") << none;
  EXPECT_EQ(shared_classes(*isic_spans("C24A"), *isic_spans("C24")), 11);
  EXPECT_EQ(shared_classes(*isic_spans("C24A"), *isic_spans("C24B")), 0);
}

TEST(Concordance, AFileMustUseTheSectorsOfTheBenchmark) {
  const auto world = with_sectors({"farm", "steel", "serv"}, {"farm", "steel"});
  const TemporaryFolder folder;
  folder.write("map.csv", "code,sector\n72,steel\n7201,farm\n98,serv\n");
  const auto map = concordance_for(world, folder.path() / "map.csv");
  EXPECT_EQ(sector_of(world, map, "72061000"), "steel");
  EXPECT_EQ(sector_of(world, map, "72011000"), "farm");  // the longest heading decides
  EXPECT_EQ(sector_of(world, map, "98010000"), "none");  // services bear no tariff
  folder.write("bad.csv", "code,sector\n72,stel\n");
  const auto message = user_error([&] { concordance_for(world, folder.path() / "bad.csv"); });
  for (const char* part : {"bad.csv:2", "'stel'", "'steel'"})
    EXPECT_NE(message.find(part), std::string::npos) << message;
  folder.write("twice.csv", "code,sector\n72,steel\n72,farm\n");
  EXPECT_NE(user_error([&] { concordance_for(world, folder.path() / "twice.csv"); }).find("stands twice"),
            std::string::npos);
}

TEST(Concordance, WithoutAReadyMapTheErrorSaysWhichFileToGive) {
  const auto message = user_error([] { concordance_for(with_sectors({"farm", "serv"}, {"farm"})); });
  for (const char* part : {"'tiny'", "columns code, sector", "farm, serv", "concordance"})
    EXPECT_NE(message.find(part), std::string::npos) << message;
}

TEST(Concordance, OneSectorTakesEverything) {
  const auto world = with_sectors({"ALL"}, {"ALL"});
  EXPECT_EQ(sector_of(world, concordance_for(world), "85171300"), "ALL");
}

TEST(Concordance, TheBuiltInBenchmarksHaveTheirOwn) {
  const auto full = data::open_benchmark("world-2022"), small = data::open_benchmark("world-2022-12");
  const auto to_full = concordance_for(full), to_small = concordance_for(small);
  EXPECT_EQ(to_full.name, "hs-world-2022.csv");
  EXPECT_EQ(to_small.name, "hs-world-2022.csv through world-2022-12.map.csv");
  EXPECT_EQ(to_small.files.size(), 2u);
  EXPECT_EQ(sector_of(full, to_full, "85171300"), "C26");
  EXPECT_EQ(sector_of(full, to_full, "72061000"), "C24A");
  EXPECT_EQ(sector_of(full, to_full, "99030124"), "none");
  EXPECT_EQ(sector_of(full, to_full, "27160000"), "none");  // electricity is a service here
  EXPECT_EQ(sector_of(small, to_small, "72061000"), "MET");
  EXPECT_EQ(sector_of(small, to_small, "87032301"), "C29");
}

TEST(Concordance, IsicSectorsAreReachedThroughGtap) {
  const auto world = with_sectors({"A01T03", "B05_06", "B07", "B08", "C10-C12", "C13T15", "C24A", "C24B",
                                   "C26", "C29", "C301", "C302T309", "C31", "C32", "G"},
                                  {"A01T03", "B05_06", "B07", "B08", "C10-C12", "C13T15", "C24A", "C24B",
                                   "C26", "C29", "C301", "C302T309", "C31", "C32"});
  const auto map = concordance_for(world);
  EXPECT_EQ(map.name, "hs-gtap.csv through gtap-isic4.csv");
  for (const auto& [code, sector] : std::vector<std::pair<const char*, const char*>>{
           {"85171300", "C26"},
           {"01012100", "A01T03"},
           {"03021100", "A01T03"},
           {"27090010", "B05_06"},
           {"26030000", "B07"},
           {"25051000", "B08"},
           {"22042100", "C10-C12"},
           {"24022000", "C10-C12"},
           {"61091000", "C13T15"},
           {"72061000", "C24A"},
           {"74031100", "C24B"},
           {"89012000", "C301"},
           {"88024000", "C302T309"},
           {"94036080", "C31"},
           {"95030000", "C32"},
           {"87032301", "C29"},
           {"30049000", "none"},  // no sector of this benchmark makes medicines
           {"99030124", "none"}})
    EXPECT_EQ(sector_of(world, map, code), sector) << code;
}

}  // namespace
}  // namespace cobden::schedule
