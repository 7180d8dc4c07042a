#include "cobden/data/balance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "store_fixture.h"

namespace cobden::data {
namespace {

using ::testing::HasSubstr;
using testing::small_world;
using testing::user_error;

Matrix matrix(std::size_t rows, std::size_t columns, const std::vector<double>& values) {
  Matrix m(rows, columns);
  std::copy(values.begin(), values.end(), m.flat().begin());
  return m;
}

double row_sum(const Matrix& m, std::size_t i) {
  double sum = 0;
  for (const double x : m.row(Row(i))) sum += x;
  return sum;
}

double column_sum(const Matrix& m, std::size_t j) {
  double sum = 0;
  for (std::size_t i = 0; i < m.rows(); ++i) sum += m(Row(i), Column(j));
  return sum;
}

/// A random start, and the margins of another random matrix with the same signs: always feasible.
BalanceProblem random_problem(unsigned seed, bool negatives) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> draw(0.1, 10);
  const std::size_t rows = 2 + random() % 6, columns = 2 + random() % 6;
  BalanceProblem p;
  p.start = Matrix(rows, columns);
  p.row_totals.assign(rows, 0);
  p.column_totals.assign(columns, 0);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) {
      if (i != j && random() % 4 == 0) continue;
      const double sign = negatives && i != j && random() % 3 == 0 ? -0.3 : 1;
      p.start(Row(i), Column(j)) = sign * draw(random);
      const double target = sign * draw(random);
      p.row_totals[i] += target;
      p.column_totals[j] += target;
    }
  return p;
}

bool feasible(const BalanceProblem& p) {
  return user_error([&] { gras(p); }).empty();
}

TEST(Ras, HitsMarginsAndKeepsZeros) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    const BalanceProblem p = random_problem(seed, false);
    if (!feasible(p)) continue;
    const BalancedMatrix fitted = ras(p);
    ASSERT_TRUE(fitted.converged) << seed << ": " << fitted.message;
    for (std::size_t i = 0; i < p.start.rows(); ++i)
      EXPECT_NEAR(row_sum(fitted.matrix, i), p.row_totals[i], 1e-9) << seed;
    for (std::size_t j = 0; j < p.start.columns(); ++j)
      EXPECT_NEAR(column_sum(fitted.matrix, j), p.column_totals[j], 1e-9) << seed;
    for (std::size_t i = 0; i < p.start.flat().size(); ++i)
      EXPECT_EQ(fitted.matrix.flat()[i] == 0, p.start.flat()[i] == 0) << seed;
  }
}

TEST(Ras, IsBiproportional) {
  BalanceProblem p{.what = "table",
                   .start = matrix(2, 2, {1, 2, 3, 4}),
                   .row_totals = {10, 20},
                   .column_totals = {12, 18},
                   .row_names = {},
                   .column_names = {}};
  const Matrix x = ras(p).matrix;
  const auto ratio = [&](int i, int j) { return x(Row(i), Column(j)) / p.start(Row(i), Column(j)); };
  // The cross ratio of a biproportional fit is that of the start.
  EXPECT_NEAR(ratio(0, 0) * ratio(1, 1), ratio(0, 1) * ratio(1, 0), 1e-9);
}

TEST(Gras, IsRasWithoutNegativeCells) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const BalanceProblem p = random_problem(seed, false);
    if (!feasible(p)) continue;
    EXPECT_EQ(gras(p).matrix, ras(p).matrix);
  }
}

TEST(Gras, HitsMarginsAndKeepsSigns) {
  int solved = 0;
  for (unsigned seed = 0; seed < 50; ++seed) {
    const BalanceProblem p = random_problem(seed, true);
    if (!feasible(p)) continue;
    const BalancedMatrix fitted = gras(p);
    ASSERT_TRUE(fitted.converged) << seed << ": " << fitted.message;
    ++solved;
    for (std::size_t i = 0; i < p.start.rows(); ++i)
      EXPECT_NEAR(row_sum(fitted.matrix, i), p.row_totals[i], 1e-9) << seed;
    for (std::size_t j = 0; j < p.start.columns(); ++j)
      EXPECT_NEAR(column_sum(fitted.matrix, j), p.column_totals[j], 1e-9) << seed;
    for (std::size_t i = 0; i < p.start.flat().size(); ++i)
      EXPECT_GE(fitted.matrix.flat()[i] * p.start.flat()[i], 0) << seed;
  }
  EXPECT_GT(solved, 20);
}

// The example of Junius and Oosterhaven (2003, section 4), with the solution of the corrected target function
// that Lenzen, Wood and Gallego (2007) print: checked by its first-order conditions rather than by rounded
// digits.
TEST(Gras, JuniusOosterhavenExampleMeetsFirstOrderConditions) {
  BalanceProblem p;
  p.start = matrix(3, 4, {7, 3, 5, -3, 2, 9, 8, 1, -2, 0, 2, 1});
  p.row_totals = {15, 26, -1};
  p.column_totals = {9, 16, 17, -2};
  const BalancedMatrix fitted = gras(p);
  ASSERT_TRUE(fitted.converged) << fitted.message;
  // Factors: z = x / a is r s where a > 0 and 1 / (r s) where a < 0, so log z times the sign is additive in
  // row and column.
  const auto log_factor = [&](int i, int j) {
    const double a = p.start(Row(i), Column(j));
    return (a > 0 ? 1 : -1) * std::log(fitted.matrix(Row(i), Column(j)) / a);
  };
  for (const int j : {2, 3})
    EXPECT_NEAR(log_factor(0, 0) + log_factor(1, j), log_factor(1, 0) + log_factor(0, j), 1e-8);
  EXPECT_NEAR(log_factor(0, 0) + log_factor(2, 3), log_factor(2, 0) + log_factor(0, 3), 1e-8);
  EXPECT_EQ(fitted.matrix(Row(2), Column(1)), 0);
}

TEST(Ras, RefusesInfeasibleMarginsByName) {
  const BalanceProblem p{.what = "use table of MLT",
                         .start = matrix(2, 2, {0, 0, 1, 1}),
                         .row_totals = {1, 1},
                         .column_totals = {1, 1},
                         .row_names = {"C26", "C29"},
                         .column_names = {"C26", "final use"}};
  EXPECT_THAT(user_error([&] { ras(p); }),
              HasSubstr("use table of MLT: row C26: '1': cannot be balanced: all its cells are zero"));
  BalanceProblem q = p;
  q.start = matrix(2, 2, {1, 1, 1, 1});
  q.row_totals = {1, 2};
  EXPECT_THAT(user_error([&] { ras(q); }), HasSubstr("do not sum to"));
  q.start = matrix(2, 2, {1, -1, 1, 1});
  EXPECT_THAT(user_error([&] { ras(q); }),
              HasSubstr("row C26, column final use: '-1': RAS cannot balance a negative cell"));
}

TEST(Ras, APatternThatCannotFitIsAStatus) {
  // Row 1 can only sell to column 1, which wants less than row 1 has.
  const BalanceProblem p{.what = "table",
                         .start = matrix(2, 2, {1, 0, 1, 1}),
                         .row_totals = {3, 1},
                         .column_totals = {2, 2},
                         .row_names = {},
                         .column_names = {}};
  const BalancedMatrix fitted = ras(p, {.tolerance = 1e-10, .max_iterations = 200});
  EXPECT_FALSE(fitted.converged);
  EXPECT_THAT(fitted.message, HasSubstr("still miss"));
}

TEST(Balance, RestoresTheAccounts) {
  BenchmarkTables t = small_world(3, 4);
  std::mt19937 random(3);
  std::uniform_real_distribution<double> noise(0.9, 1.1);
  for (double& z : t.intermediate.flat()) z *= noise(random);
  for (double& f : t.final_use.flat()) f *= noise(random);
  EXPECT_GT(Benchmark(t, {.refuse = false}).accounting().imbalances, 0u);
  const double added = Benchmark(t, {.refuse = false}).value_added()[Country(0)];
  const BalanceResult result = balance(t);
  ASSERT_TRUE(result.summary.converged) << result.summary.message;
  const Benchmark balanced(result.tables, {.tolerance = 1e-9});
  EXPECT_NEAR(balanced.value_added()[Country(0)], added, 1e-9 * added);
  EXPECT_EQ(result.tables.flow, t.flow);
  EXPECT_GT(result.summary.countries[0].moved, 0.0);
  EXPECT_LT(result.summary.countries[0].moved, 0.1);
  EXPECT_THAT(result.tables.provenance.steps.back(), HasSubstr("balanced by RAS; shares moved most in"));
}

TEST(Balance, LeavesABalancedTableAlone) {
  const BenchmarkTables t = small_world(3, 4);
  const BalanceResult result = balance(t);
  ASSERT_TRUE(result.summary.converged);
  for (std::size_t i = 0; i < t.intermediate.flat().size(); ++i)
    EXPECT_NEAR(result.tables.intermediate.flat()[i], t.intermediate.flat()[i], 1e-10);
}

TEST(Balance, NegativeFinalUseIsKeptOrPurged) {
  BenchmarkTables t = small_world(2, 3);
  t.final_use(Sector(1), Country(0)) = -5;
  const BalanceResult kept = balance(t);
  ASSERT_TRUE(kept.summary.converged) << kept.summary.message;
  EXPECT_TRUE(kept.summary.countries[0].generalised);
  EXPECT_FALSE(kept.summary.countries[1].generalised);
  EXPECT_LT(kept.tables.final_use(Sector(1), Country(0)), 0);
  EXPECT_EQ(Benchmark(kept.tables).accounting().imbalances, 0u);
  const BalanceResult purged = balance(t, {.matrix = {}, .purge_negative = true});
  ASSERT_TRUE(purged.summary.converged);
  EXPECT_EQ(purged.summary.purged, 1);
  EXPECT_EQ(purged.summary.purged_value, -5);
  EXPECT_EQ(purged.tables.final_use(Sector(1), Country(0)), 0);
  EXPECT_THAT(purged.tables.provenance.steps.back(),
              HasSubstr("after setting 1 negative cells (-5 million USD) to zero"));
}

TEST(Balance, WithoutInputOutputLinksTheMarginsAreTheAnswer) {
  BenchmarkTables t = small_world(2, 2);
  t.intermediate = {};
  const BalanceResult result = balance(t);
  ASSERT_TRUE(result.summary.converged);
  const Benchmark balanced(result.tables, {.tolerance = 1e-14});
  EXPECT_NEAR(balanced.tables().final_use(Sector(0), Country(0)),
              balanced.absorption()(Sector(0), Country(0)), 1e-10);
}

TEST(Balance, NamesTheCellThatCannotBeBalanced) {
  BenchmarkTables t = small_world(2, 2);
  for (const Sector j : t.sectors.all()) t.intermediate(Sector(0), j, Country(1)) = 0;
  t.final_use(Sector(0), Country(1)) = 0;
  EXPECT_THAT(user_error([&] { balance(t); }), HasSubstr("use table of B: row s1"));
}

}  // namespace
}  // namespace cobden::data
