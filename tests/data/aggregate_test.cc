#include "cobden/data/aggregate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "cobden/core/file.h"
#include "store_fixture.h"

namespace cobden::data {
namespace {

using ::testing::HasSubstr;
using testing::small_world;
using testing::TemporaryFolder;
using testing::user_error;

AggregationMap map_of(const std::string& rows, const BenchmarkTables& t) {
  const TemporaryFolder folder;
  write_file(folder / "map.csv", "axis,from,to,label\n" + rows);
  return read_aggregation_map(folder / "map.csv", t.countries, t.sectors);
}

void expect_close(std::span<const double> a, std::span<const double> b, const char* what) {
  ASSERT_EQ(a.size(), b.size()) << what;
  for (std::size_t i = 0; i < a.size(); ++i)
    EXPECT_NEAR(a[i], b[i], 1e-12 * std::max(1.0, std::abs(a[i]))) << what << " " << i;
}

double total(std::span<const double> values) { return std::accumulate(values.begin(), values.end(), 0.0); }

constexpr const char* kPair = "country,A,AC,First and last\ncountry,B,B,\ncountry,C,AC,\n";

TEST(Aggregate, KeepsAccountsRevenueAndSpending) {
  const BenchmarkTables t = small_world(3, 2);
  const Benchmark before(t);
  const BenchmarkTables merged = aggregate(t, map_of(kPair, t));
  const Benchmark after(merged, {.tolerance = 1e-13});
  EXPECT_EQ(merged.name, "small-world-aggregated");
  EXPECT_EQ(after.countries().codes(), (std::vector<std::string>{"AC", "B"}));
  EXPECT_EQ(after.countries().labels(), (std::vector<std::string>{"First and last", "B"}));
  EXPECT_EQ(after.sectors().codes(), before.sectors().codes());
  const Country AC(0), B(1), a(0), b(1), c(2);
  for (const Sector s : t.sectors.all()) {
    EXPECT_NEAR(after.absorption()(s, AC), before.absorption()(s, a) + before.absorption()(s, c), 1e-10);
    EXPECT_NEAR(merged.flow(s, B, AC), t.flow(s, b, a) + t.flow(s, b, c), 1e-12);
    const double revenue = t.flow(s, b, a) * t.tariff(s, b, a) + t.flow(s, b, c) * t.tariff(s, b, c);
    EXPECT_NEAR(merged.flow(s, B, AC) * merged.tariff(s, B, AC), revenue, 1e-12);
    // What the merged country spends at home is what its members paid for goods of either.
    const double spent = t.flow(s, a, a) + t.flow(s, c, c) + t.flow(s, a, c) * (1 + t.tariff(s, a, c)) +
                         t.flow(s, c, a) * (1 + t.tariff(s, c, a));
    EXPECT_NEAR(merged.flow(s, AC, AC), spent, 1e-12);
  }
  EXPECT_NEAR(after.deficit()[AC], before.deficit()[a] + before.deficit()[c], 1e-10);
  const double income_before = total(before.value_added().flat()) + total(before.tariff_revenue().flat());
  EXPECT_NEAR(total(after.value_added().flat()) + total(after.tariff_revenue().flat()), income_before, 1e-9);
  EXPECT_DOUBLE_EQ(merged.gdp[AC], t.gdp[a] + t.gdp[c]);
}

TEST(Aggregate, OfAnAggregateIsTheDirectAggregate) {
  const BenchmarkTables t = small_world(5, 4, 7);
  const auto first =
      aggregate(t, map_of("country,A,X,\ncountry,B,X,\ncountry,C,C,\ncountry,D,Y,\ncountry,E,Y,\n"
                          "sector,s1,g,\nsector,s2,g,\nsector,s3,h,\nsector,s4,s4,\n",
                          t));
  const auto twice = aggregate(
      first,
      map_of("country,X,P,\ncountry,C,P,\ncountry,Y,Q,\nsector,g,m,\nsector,h,m,\nsector,s4,s4,\n", first));
  const auto direct =
      aggregate(t, map_of("country,A,P,\ncountry,B,P,\ncountry,C,P,\ncountry,D,Q,\ncountry,E,Q,\n"
                          "sector,s1,m,\nsector,s2,m,\nsector,s3,m,\nsector,s4,s4,\n",
                          t));
  expect_close(direct.flow.flat(), twice.flow.flat(), "flow");
  expect_close(direct.tariff.flat(), twice.tariff.flat(), "tariff");
  expect_close(direct.intermediate.flat(), twice.intermediate.flat(), "intermediate");
  expect_close(direct.final_use.flat(), twice.final_use.flat(), "final use");
  expect_close(direct.value_added.flat(), twice.value_added.flat(), "value added");
  expect_close(direct.gdp.flat(), twice.gdp.flat(), "gdp");
}

TEST(Aggregate, ElasticitiesAreWeightedByCrossBorderTrade) {
  BenchmarkTables t = small_world(2, 3);
  t.flow.row(Sector(2), Country(0))[1] = 0;  // s3 is not traded
  t.flow.row(Sector(2), Country(1))[0] = 0;
  const auto merged = aggregate(t, map_of("sector,s1,g,\nsector,s2,g,\nsector,s3,n,\n", t));
  const auto& theta = t.elasticities[0].theta;
  double weight[2] = {};
  for (const int s : {0, 1})
    weight[s] = t.flow(Sector(s), Country(0), Country(1)) + t.flow(Sector(s), Country(1), Country(0));
  const double mean = (weight[0] * theta[Sector(0)] + weight[1] * theta[Sector(1)]) / (weight[0] + weight[1]);
  EXPECT_NEAR(merged.elasticities[0].theta[Sector(0)], mean, 1e-14);
  EXPECT_EQ(merged.elasticities[0].theta[Sector(1)], theta[Sector(2)]);
  EXPECT_EQ(merged.elasticities[0].source, t.elasticities[0].source);
}

TEST(Aggregate, ZeroFlowsKeepTheMeanTariff) {
  BenchmarkTables t = small_world(3, 2);
  t.intermediate = {};
  const Sector s(0);
  t.flow(s, Country(0), Country(2)) = t.flow(s, Country(1), Country(2)) = 0;
  t.tariff(s, Country(0), Country(2)) = 0.1;
  t.tariff(s, Country(1), Country(2)) = 0.3;
  const auto merged = aggregate(t, map_of("country,A,AB,\ncountry,B,AB,\ncountry,C,C,\n", t));
  EXPECT_DOUBLE_EQ(merged.tariff(s, Country(0), Country(1)), 0.2);
  EXPECT_EQ(merged.tariff(s, Country(0), Country(0)), 0.0);
}

TEST(Aggregate, GroupsSurviveOnlyWhole) {
  const BenchmarkTables t = small_world(3, 2);
  const auto merged =
      aggregate(t, map_of("country,A,AB,\ncountry,B,AB,\ncountry,C,C,\nsector,s1,s1,\nsector,s2,s2,\n", t));
  EXPECT_TRUE(merged.country_groups.empty());  // 'first' and 'pair' were each merged with an outsider
  EXPECT_EQ(merged.sector_groups.at("goods"), std::vector<std::string>{"s1"});
  EXPECT_THAT(merged.provenance.steps.back(),
              HasSubstr("groups dropped because they were merged with others: first, pair"));
  EXPECT_EQ(merged.provenance.steps.size(), 3u);
}

TEST(AggregationMap, RefusesDisaggregationWithItsLine) {
  const BenchmarkTables t = small_world(3, 2);
  const std::string error =
      user_error([&] { map_of("country,A,X,\ncountry,A,Y,\ncountry,B,Y,\ncountry,C,Y,\n", t); });
  EXPECT_THAT(error, HasSubstr("map.csv:3: "));
  EXPECT_THAT(error, HasSubstr("'A': is mapped to both 'X' and 'Y': disaggregation is refused"));
}

TEST(AggregationMap, RefusesBadRows) {
  const BenchmarkTables t = small_world(3, 2);
  const auto error = [&](const std::string& rows) { return user_error([&] { map_of(rows, t); }); };
  EXPECT_THAT(error("country,A,X,\ncountry,B,X,\n"), HasSubstr("1 country code(s) are not mapped: C"));
  EXPECT_THAT(error("country,A,X,\ncountry,A,X,\ncountry,B,X,\ncountry,C,X,\n"),
              HasSubstr(":3: from: 'A': is mapped twice"));
  EXPECT_THAT(error("country,Z,X,\n"), HasSubstr(":2: from: 'Z': unknown country code"));
  EXPECT_THAT(error("sector,s11,X,\n"), HasSubstr("did you mean 's1'?"));
  EXPECT_THAT(error("region,A,X,\n"), HasSubstr("'region': is not an axis; expected country or sector"));
  EXPECT_THAT(error("country,A,,\n"), HasSubstr("is mapped to nothing"));
  EXPECT_THAT(error("country,A,X,one\ncountry,B,X,two\n"), HasSubstr(":3: "));
}

}  // namespace
}  // namespace cobden::data
