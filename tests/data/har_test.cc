// GEMPACK header array files: the bytes of the format, round trips, and what damaged files are answered with.
#include "cobden/data/har.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cobden/data/har_benchmark.h"
#include "cobden/data/read.h"
#include "damaged_text.h"
#include "store_fixture.h"

namespace cobden::data {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;
using ::testing::HasSubstr;
using testing::small_world;
using testing::TemporaryFolder;
using testing::user_error;
using Type = HeaderArray::Type;
using Kind = HarDimension::Kind;

HeaderArray texts(const std::string& name, std::vector<std::string> lines) {
  return {.name = name, .description = "Set " + name, .texts = std::move(lines)};
}

HarDimension set_of(const std::string& name, std::size_t size) {
  HarDimension d{.set = name};
  for (std::size_t i = 0; i < size; ++i) d.elements.push_back(name + std::to_string(i));
  return d;
}

/// `filled` of ten values are not zero.
HeaderArray reals(const std::string& name, std::vector<HarDimension> over, std::size_t filled) {
  HeaderArray a{.name = name, .description = "values", .type = Type::kReals, .coefficient = "COEF"};
  std::size_t cells = 1;
  for (const auto& d : over) {
    a.shape.push_back(d.kind == Kind::kUnknown ? 3 : d.elements.size());
    cells *= a.shape.back();
  }
  a.dimensions = std::move(over);
  for (std::size_t i = 0; i < cells; ++i)
    a.reals.push_back(i * 7 % 10 < filled ? 0.1F * static_cast<float>(i + 1) : 0.0F);
  return a;
}

std::vector<HeaderArray> every_kind() {
  const auto reg = set_of("REG", 3), sect = set_of("SECT", 2);
  HeaderArray integers{.name = "INTS", .description = "", .type = Type::kIntegers, .shape = {2, 3}};
  integers.integers = {1, -2, 3, 4, 5, 2147483647};
  HeaderArray matrix{.name = "MATR", .description = "", .type = Type::kMatrix, .shape = {3, 1}};
  matrix.reals = {1.5F, -2.5F, 0};
  HeaderArray plain{
      .name = "PLAI", .description = "", .type = Type::kPlainReals, .shape = {2, 2, 1, 1, 1, 1, 1}};
  plain.reals = {1, 2, 3, 4};
  HeaderArray scalar{.name = "SCAL", .description = "", .type = Type::kReals, .coefficient = "ONE"};
  scalar.reals = {42};
  return {texts("REG", reg.elements),
          texts("EMPT", {}),
          texts("LONG", {"a text of more than twelve letters", ""}),
          integers,
          matrix,
          plain,
          scalar,
          reals("FULL", {sect, reg, reg}, 10),
          reals("SPAR", {sect, reg, reg}, 3),
          reals("ZERO", {sect, reg}, 0),
          reals("MIX",
                {{.set = "REG", .kind = Kind::kElement, .elements = {"REG1"}},
                 {.set = "TIME", .kind = Kind::kUnknown},
                 sect},
                10)};
}

TEST(Har, EveryKindReadsBackTheSame) {
  const auto arrays = every_kind();
  const auto back = parse_har(har_bytes(arrays), "t.har");
  ASSERT_EQ(back.size(), arrays.size());
  for (std::size_t i = 0; i < arrays.size(); ++i) EXPECT_EQ(back[i], arrays[i]) << arrays[i].name;
}

TEST(Har, LargeArraysAreCutIntoRecords) {
  HeaderArray integers{.name = "INTS", .description = "", .type = Type::kIntegers, .shape = {300, 100}};
  for (int i = 0; i < 30000; ++i) integers.integers.push_back(i);
  const std::vector<HeaderArray> arrays = {
      reals("CUBE", {set_of("A", 30), set_of("B", 40), set_of("C", 50)}, 10),
      reals("LINE", {set_of("A", 20000)}, 10), reals("SPAR", {set_of("A", 200), set_of("B", 200)}, 4),
      texts("SET", set_of("A", 5000).elements), integers};
  EXPECT_EQ(parse_har(har_bytes(arrays), "t.har"), arrays);
}

// The bytes of a one-text file, written out by hand from the description of the format.
TEST(Har, BytesOfASetAreThoseOfTheFormat) {
  const std::string name = "\4\0\0\0REG \4\0\0\0"s;
  const std::string head =
      "\x5C\0\0\0    1CFULL"s + "Set REG" + std::string(63, ' ') + "\2\0\0\0\2\0\0\0\x0C\0\0\0\x5C\0\0\0"s;
  const std::string data = "\x28\0\0\0    \1\0\0\0\2\0\0\0\2\0\0\0REG0        REG1        \x28\0\0\0"s;
  EXPECT_EQ(har_bytes({texts("REG", {"REG0", "REG1"})}), name + head + data);
}

/// The file with the four bytes of every number turned round, which for these headers are all words that are
/// not text.
TEST(Har, BigEndianFilesAreRead) {
  const std::string name = "\0\0\0\4N   \0\0\0\4"s;
  const std::string head =
      "\0\0\0\x5C    2IFULL"s + std::string(70, ' ') + "\0\0\0\2\0\0\0\1\0\0\0\2\0\0\0\x5C"s;
  const std::string data =
      "\0\0\0\x28    \0\0\0\1\0\0\0\1\0\0\0\2\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\2\0\0\0\7\xFF\xFF\xFF\xFF\0\0\0\x28"s;
  const auto back = parse_har(name + head + data, "big.har");
  ASSERT_EQ(back.size(), 1U);
  EXPECT_EQ(back[0].integers, (std::vector<std::int32_t>{7, -1}));
}

TEST(Har, Latin1BecomesUtf8) {
  std::string bytes = har_bytes({texts("N", {"Turkiye"})});
  bytes[bytes.find("Turk") + 1] = '\xFC';
  EXPECT_EQ(parse_har(bytes, "t.har")[0].texts[0], "Türkiye");
}

TEST(Har, EveryTruncationIsRefusedWithHeaderAndByte) {
  const std::string bytes = har_bytes(every_kind());
  std::size_t whole = 0;
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const std::string message =
        user_error([&] { parse_har(std::string_view(bytes).substr(0, length), "cut.har"); });
    if (message.empty()) {
      ++whole;  // cut between two headers: a shorter file, not a damaged one
      continue;
    }
    ASSERT_THAT(message, HasSubstr("cut.har"));
    ASSERT_THAT(message, HasSubstr("byte "));
    if (length > 12) {
      ASSERT_THAT(message, HasSubstr("header "));
    }
  }
  EXPECT_EQ(whole, every_kind().size() - 1);
}

TEST(Har, DamagedBytesAreRefusedOrRead) {
  std::mt19937 random(20250402);
  const std::string good = har_bytes(every_kind());
  std::size_t refused = 0;
  for (int round = 0; round < 20000; ++round) try {
      const auto arrays =
          parse_har(testing::damaged(good, "\0\1\2\4\x0C\x7F\x80\xFF keuRSC"sv, random), "t.har");
      EXPECT_EQ(parse_har(har_bytes(arrays), "t.har"), arrays);
    } catch (const UserError&) {
      ++refused;
    }
  EXPECT_GT(refused, 10000U);
}

TEST(Har, RefusesWhatIsNoHeaderArrayFileOrTooLong) {
  EXPECT_THAT(user_error([] { parse_har("exporter,importer,trade\n", "t.csv"); }),
              HasSubstr("does not begin with the name of a header"));
  const auto set = texts("REG", {"A"});
  EXPECT_THAT(user_error([&] { har_bytes({set, set}); }), HasSubstr("stands twice"));
  EXPECT_THAT(user_error([] { har_bytes({texts("REGIO", {"A"})}); }),
              HasSubstr("longer than the 4 characters"));
}

TEST(HarBenchmark, ReadsBackToSevenDigits) {
  const TemporaryFolder folder;
  BenchmarkTables t = small_world(4, 3);
  t.provenance.source =
      std::string(75, 'x') + " then — Türkiye and a long sentence that goes on over the edge of a line";
  write_har_benchmark(folder / "w.har", t);
  ImportReport report;
  BenchmarkTables back = read_benchmark(folder / "w.har", {}, report);
  const auto near = [](std::span<const double> a, std::span<const double> b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-7 * std::abs(b[i]));
  };
  near(back.flow.flat(), t.flow.flat());
  near(back.tariff.flat(), t.tariff.flat());
  near(back.intermediate.flat(), t.intermediate.flat());
  near(back.final_use.flat(), t.final_use.flat());
  near(back.value_added.flat(), t.value_added.flat());
  near(back.gdp.flat(), t.gdp.flat());
  near(back.elasticities.at(1).theta.flat(), t.elasticities[1].theta.flat());
  EXPECT_EQ(back.provenance.steps.back(), "read from a GEMPACK header array file, which holds seven digits");
  back.provenance.steps.pop_back();
  back.flow = t.flow, back.tariff = t.tariff, back.intermediate = t.intermediate, back.gdp = t.gdp;
  back.final_use = t.final_use, back.value_added = t.value_added;
  for (std::size_t i = 0; i < 2; ++i) back.elasticities[i].theta = t.elasticities[i].theta;
  EXPECT_TRUE(testing::same_tables(t, back)) << "names, groups, provenance";
}

TEST(HarBenchmark, SaysWhichHeaderIsWrong) {
  const TemporaryFolder folder;
  write_har_benchmark(folder / "w.har", small_world(3, 2));
  auto arrays = read_har(folder / "w.har");
  const auto answer = [&](const auto& change) {
    auto changed = arrays;
    change(changed);
    write_har(folder / "bad.har", changed);
    ImportReport report;
    return user_error([&] { read_benchmark(folder / "bad.har", {}, report); });
  };
  const auto at = [](auto& all, const std::string& name) {
    return std::find_if(all.begin(), all.end(), [&](const auto& a) { return a.name == name; });
  };
  EXPECT_THAT(answer([&](auto& all) { all.erase(at(all, "VADD")); }),
              AllOf(HasSubstr("header VADD"), HasSubstr("no such header")));
  EXPECT_THAT(answer([&](auto& all) { std::swap(at(all, "REG")->texts[0], at(all, "REG")->texts[1]); }),
              AllOf(HasSubstr("header FLOW"), HasSubstr("not over the sets")));
  BenchmarkTables t = small_world(2, 1);
  t.sectors = SectorAxis({"10-12"});
  EXPECT_THAT(user_error([&] { write_har_benchmark(folder / "no.har", t); }), HasSubstr("10-12"));
  EXPECT_FALSE(std::filesystem::exists(folder / "no.har"));
}

}  // namespace
}  // namespace cobden::data
