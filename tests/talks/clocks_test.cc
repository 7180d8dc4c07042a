// Dated series of domestic pressure, and the folders of them.
#include "cobden/talks/clocks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include <cmath>
#include <fstream>

#include "cobden/core/error.h"
#include "cobden/core/file.h"
#include "cobden/talks/clock_book.h"

namespace cobden::talks {
namespace {

using ::testing::HasSubstr;

Day day(const char* text) { return *parse_day(text); }

DatedSeries series_of(SeriesKind kind) {
  return DatedSeries("s", "points", "judgement", kind,
                     {{day("2025-01-01"), 1, {}}, {day("2025-01-11"), 3, day("2025-02-01")}});
}

std::string error_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const UserError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Clocks, ElectionsFallOnTuesdays) {
  EXPECT_EQ(us_election_day(2026), Day{std::chrono::year{2026} / 11 / 3});
  EXPECT_EQ(us_election_day(2028), Day{std::chrono::year{2028} / 11 / 7});
  EXPECT_EQ(next_us_election(day("2026-11-03")), day("2026-11-03"));
  EXPECT_EQ(next_us_election(day("2026-11-04")), day("2028-11-07"));
  EXPECT_THROW(us_election_day(2027), UserError);
}

TEST(Clocks, PressureHalvesEveryHalfLife) {
  EXPECT_DOUBLE_EQ(election_pressure(day("2026-11-03"), 100), 1);
  EXPECT_DOUBLE_EQ(election_pressure(day("2026-07-26"), 100), 0.5);
  EXPECT_THROW((void)election_pressure(day("2026-07-26"), 0), UserError);
}

TEST(Clocks, SeriesBetweenAndBeyondTheirDays) {
  const DatedSeries step = series_of(SeriesKind::kStep), line = series_of(SeriesKind::kLinear);
  EXPECT_EQ(step.at(day("2024-01-01")), 1);
  EXPECT_EQ(step.at(day("2025-01-10")), 1);
  EXPECT_EQ(step.at(day("2025-01-11")), 3);
  EXPECT_EQ(line.at(day("2024-01-01")), 1);
  EXPECT_DOUBLE_EQ(line.at(day("2025-01-06")), 2);
  EXPECT_EQ(line.at(day("2026-01-01")), 3);
}

TEST(Clocks, ADeadlinePressesUntilItsDayAndTheNextTakesOver) {
  const DatedSeries due = series_of(SeriesKind::kDeadline);  // half-lives of 1 and 3 days
  EXPECT_DOUBLE_EQ(due.at(day("2024-12-30")), 0.25);
  EXPECT_DOUBLE_EQ(due.at(day("2025-01-01")), 1);
  EXPECT_DOUBLE_EQ(due.at(day("2025-01-02")), std::exp2(-3));
  EXPECT_DOUBLE_EQ(due.at(day("2025-01-11")), 1);
  EXPECT_EQ(due.at(day("2025-01-12")), 0);
}

TEST(Clocks, OnlyWhatWasKnown) {
  const auto early = series_of(SeriesKind::kStep).known_on(day("2025-01-31"));
  ASSERT_TRUE(early);
  EXPECT_EQ(early->at(day("2025-01-31")), 1);
  EXPECT_EQ(series_of(SeriesKind::kStep).known_on(day("2025-02-01"))->at(day("2025-01-31")), 3);
  const DatedSeries late("late", "", "judgement", SeriesKind::kStep,
                         {{day("2025-01-01"), 1, day("2025-01-02")}});
  EXPECT_FALSE(late.known_on(day("2025-01-01")));
}

TEST(Clocks, BadSeriesAreRefused) {
  const auto make = [](SeriesKind kind, std::vector<DatedValue> points, const char* source = "judgement") {
    return error_of([&] { DatedSeries("s", "", source, kind, points); });
  };
  EXPECT_THAT(make(SeriesKind::kStep, {}), HasSubstr("no points"));
  EXPECT_THAT(make(SeriesKind::kStep, {{day("2025-01-01"), 1, {}}}, ""), HasSubstr("no source"));
  EXPECT_THAT(make(SeriesKind::kStep, {{day("2025-01-01"), NAN, {}}}), HasSubstr("value of s"));
  EXPECT_THAT(make(SeriesKind::kDeadline, {{day("2025-01-01"), 0, {}}}), HasSubstr("half-life"));
  EXPECT_THAT(make(SeriesKind::kStep, {{day("2025-01-02"), 1, {}}, {day("2025-01-02"), 1, {}}}),
              HasSubstr("does not come after"));
}

TEST(Clocks, AClockIsItsBaseAndTermsAndNeverBelowZero) {
  Clock clock{.name = "c", .base = 0.5, .terms = {{series_of(SeriesKind::kStep), 2, "judgement", 1}}};
  EXPECT_DOUBLE_EQ(clock.at(day("2025-01-01")), 0.5);  // at its neutral value a series presses on nobody
  EXPECT_DOUBLE_EQ(clock.at(day("2025-01-11")), 4.5);
  clock.terms[0].weight = -2;
  EXPECT_EQ(clock.at(day("2025-01-11")), 0);
  EXPECT_EQ(clock.provenance().size(), 2u);
}

TEST(Clocks, ImpatienceFollowsTheClockStepByStep) {
  const Clock rising{.name = "c", .terms = {{series_of(SeriesKind::kLinear), 1, "judgement", 1}}};
  const RatePath path =
      impatience(0.1, rising, 0.2, Clock{.name = "none"}, day("2025-01-01"), day("2025-01-11"), 5);
  EXPECT_DOUBLE_EQ(path.rate(0, 0), 0.1);
  EXPECT_DOUBLE_EQ(path.rate(0, 6 / 365.25), 0.2);
  EXPECT_DOUBLE_EQ(path.rate(0, 100), 0.2);  // the last step lasts
  EXPECT_DOUBLE_EQ(path.rate(1, 6 / 365.25), 0.2);
}

// --- folders -----------------------------------------------------------------------------------------------

/// A folder with the two tables, removed at the end.
class Folder {
 public:
  Folder(const std::string& series, const std::string& weights)
      : path_(std::filesystem::path(::testing::TempDir()) / ("cobden-clocks-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
    write_file(path_ / "series.csv", "series,unit,kind,date,value,known,source\n" + series);
    write_file(path_ / "weights.csv", "side,weight,sector,term,scale,neutral,source\n" + weights);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

constexpr const char* kSeries =
    "prices,percent,step,2025-01-01,4,,a bureau\nprices,percent,step,2025-06-01,6,2025-06-01,a bureau\n"
    "talks,days,deadline,2025-08-12,30,2025-05-12,an order\n";
constexpr const char* kWeights =
    "USA,prices,,base,0.5,,judgement\nUSA,prices,,prices,0.1,2,judgement\n"
    "USA,impatience,,talks,1,,judgement\nUSA,sector,C26,base,1.5,,judgement\n";

TEST(ClockBook, SumsTheTermsOfEachWeight) {
  const Folder folder(kSeries, kWeights);
  const ClockBook book = read_clock_book(folder.path());
  const DayWeights now = weights_on(book.of("USA"), day("2025-08-12"));
  EXPECT_DOUBLE_EQ(now.prices, 0.9);
  EXPECT_EQ(now.employment, 0);
  EXPECT_DOUBLE_EQ(now.impatience, 1);
  ASSERT_EQ(now.sectors.size(), 1u);
  EXPECT_EQ(now.sectors[0], (std::pair<std::string, double>("C26", 1.5)));
  EXPECT_EQ(book.provenance("USA").size(), 6u);  // two of prices, two of impatience, the bases of the others
  EXPECT_FALSE(book.has("CHN"));
  EXPECT_THAT(error_of([&] { (void)book.of("CHN"); }), HasSubstr("there are some for USA"));
}

TEST(ClockBook, ForgetsWhatWasNotPublicYet) {
  const Folder folder(kSeries, kWeights);
  const ClockBook book = read_clock_book(folder.path(), {.known = day("2025-05-02"), .replaced = {}});
  EXPECT_EQ(book.unknown, std::vector<std::string>{"talks"});
  EXPECT_DOUBLE_EQ(weights_on(book.of("USA"), day("2025-08-12")).prices, 0.7);
  EXPECT_EQ(weights_on(book.of("USA"), day("2025-08-12")).impatience, 0);
  EXPECT_TRUE(book.deadlines(day("2025-05-02"), day("2026-01-01")).empty());
  EXPECT_EQ(read_clock_book(folder.path()).deadlines(day("2025-05-02"), day("2026-01-01")).at(0).day,
            day("2025-08-12"));
}

TEST(ClockBook, AUserMayReplaceASeries) {
  const Folder folder(kSeries, kWeights);
  const ClockBook book = read_clock_book(folder.path(), {.known = {}, .replaced = {{"prices", 12}}});
  EXPECT_DOUBLE_EQ(weights_on(book.of("USA"), day("2025-08-12")).prices, 1.5);
  EXPECT_THAT(error_of([&] {
                (void)read_clock_book(folder.path(), {.known = {}, .replaced = {{"price", 1}}});
              }),
              HasSubstr("did you mean 'prices'?"));
}

TEST(ClockBook, MistakesAreNamedWhereTheyStand) {
  const auto with_weights = [&](const std::string& row) {
    const Folder folder(kSeries, row);
    return error_of([&] { (void)read_clock_book(folder.path()); });
  };
  EXPECT_THAT(with_weights("USA,prices,,price,1,,judgement\n"), HasSubstr("did you mean 'prices'?"));
  EXPECT_THAT(with_weights("USA,prize,,prices,1,,judgement\n"), HasSubstr("weights.csv:2"));
  EXPECT_THAT(with_weights("us,prices,,prices,1,,judgement\n"), HasSubstr("ISO 3166-1"));
  EXPECT_THAT(with_weights("USA,prices,,prices,1,,\n"), HasSubstr("no source"));
  EXPECT_THAT(with_weights("USA,prices,,prices,x,,judgement\n"), HasSubstr("weights.csv:2"));
  EXPECT_THAT(with_weights("USA,sector,,prices,1,,judgement\n"), HasSubstr("names none"));
  EXPECT_THAT(with_weights("USA,prices,C26,prices,1,,judgement\n"),
              HasSubstr("only a weight of kind sector"));
  EXPECT_THAT(with_weights("USA,prices,,prices,1,,judgement\nUSA,prices,,prices,1,,judgement\n"),
              HasSubstr("twice"));
  const Folder folder("prices,days,deadline,2025-08-12,0,,an order\n", kWeights);
  EXPECT_THAT(error_of([&] { (void)read_clock_book(folder.path()); }), HasSubstr("no half-life"));
  EXPECT_THAT(error_of([&] { (void)find_clocks("nowhere"); }), HasSubstr("us-china-2025"));
}

TEST(ClockBook, TheShippedFolderIsWholeAndSourced) {
  const auto folder = find_clocks("us-china-2025");
  const ClockBook may = read_clock_book(folder, {.known = day("2025-05-02"), .replaced = {}});
  for (const auto& series : may.series) EXPECT_FALSE(series.source().empty()) << series.name();
  for (const char* side : {"USA", "CHN"}) {
    const DayWeights weights = weights_on(may.of(side), day("2025-05-02"));
    for (const double w : {weights.prices, weights.employment, weights.impatience}) {
      EXPECT_TRUE(w >= 0 && w < 2) << side;  // weights that would swamp real income are a slip of the pen
    }
  }
  EXPECT_EQ(may.unknown, std::vector<std::string>{"pause"});
  const auto known_later = read_clock_book(folder).deadlines(day("2025-05-02"), day("2027-01-01"));
  ASSERT_EQ(known_later.size(), 3u);
  EXPECT_EQ(known_later[0].day, day("2025-08-12"));
  EXPECT_EQ(known_later[1].day, day("2025-11-10"));
  EXPECT_EQ(known_later[2].day, next_us_election(day("2025-05-02")));
}

RC_GTEST_PROP(Clocks, PressureRisesTowardsADeadline, ()) {
  const auto half_life = *rc::gen::inRange(1, 400);
  const auto left = *rc::gen::inRange(1, 2000);
  const Day end = day("2030-01-01");
  const DatedSeries due("s", "days", "judgement", SeriesKind::kDeadline, {{end, double(half_life), {}}});
  RC_ASSERT(due.at(end - std::chrono::days(left)) < due.at(end - std::chrono::days(left - 1)));
  RC_ASSERT(due.at(end - std::chrono::days(left)) > 0 || left > 1000 * half_life);
}

}  // namespace
}  // namespace cobden::talks
