#include "cobden/numerics/linear_program.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "cobden/core/error.h"
#include "cobden/numerics/exact_program.h"

namespace cobden::numerics {
namespace {

TEST(Rational, ReadsWhatItWritesAndRefusesTheRest) {
  EXPECT_EQ(*parse_rational("-1/4"), fraction(-1, 4));
  EXPECT_EQ(*parse_rational("6/8"), fraction(3, 4));
  EXPECT_EQ(*parse_rational(".5"), fraction(1, 2));
  EXPECT_EQ(*parse_rational("5."), fraction(5, 1));
  EXPECT_EQ(*parse_rational("-2.50e-1"), fraction(-1, 4));
  EXPECT_EQ(*parse_rational("1E3"), fraction(1000, 1));
  EXPECT_EQ(to_text(*parse_rational("-0.125")), "-1/8");
  for (const char* bad : {"", "-", "1/0", "1/2/3", "1.2.3", "abc", "1e", "1e999999999", "0x10", "1/-2", " 1", "."})
    EXPECT_FALSE(parse_rational(bad)) << bad;
  EXPECT_EQ(decimal(0.1), fraction(1, 10));
  EXPECT_NE(exact(0.1), fraction(1, 10));
  EXPECT_EQ(exact(0.375), fraction(3, 8));
  EXPECT_THROW(exact(std::nan("")), UserError);
}

TEST(ExactProgram, SolvesATextbookProgram) {
  // max 3x + 5y, x <= 4, 2y <= 12, 3x + 2y <= 18: (2, 6), 36 (Hillier and Lieberman).
  ExactProgram program(2);
  program.add_row({1, 0}, Sense::kAtMost, 4);
  program.add_row({0, 2}, Sense::kAtMost, 12);
  program.add_row({3, 2}, Sense::kAtMost, 18);
  const auto solution = program.maximise({3, 5});
  ASSERT_TRUE(solution.optimal());
  EXPECT_EQ(solution.value, 36);
  EXPECT_EQ(solution.x, (std::vector<Rational>{2, 6}));
}

TEST(ExactProgram, NamesWhatHasNoSolution) {
  ExactProgram none(1);
  none.add_row({1}, Sense::kAtLeast, 2);
  none.add_row({1}, Sense::kAtMost, fraction(3, 2));
  EXPECT_EQ(none.feasible_point().status, ExactProgram::Status::kInfeasible);
  ExactProgram open(1);
  open.add_row({1}, Sense::kAtLeast, 2);
  EXPECT_EQ(open.maximise({1}).status, ExactProgram::Status::kUnbounded);
  EXPECT_EQ(open.minimise({1}).value, 2);
  ExactProgram free(1, {true});
  free.add_row({2}, Sense::kAtLeast, -3);
  EXPECT_EQ(free.minimise({1}).value, fraction(-3, 2));
}

TEST(ExactProgram, RedundantAndDegenerateRowsDoNotCycle) {
  // Beale's example, on which the largest-coefficient rule cycles.
  ExactProgram program(4);
  program.add_row({fraction(1, 4), -60, fraction(-1, 25), 9}, Sense::kAtMost, 0);
  program.add_row({fraction(1, 2), -90, fraction(-1, 50), 3}, Sense::kAtMost, 0);
  program.add_row({0, 0, 1, 0}, Sense::kAtMost, 1);
  program.add_row({0, 0, 2, 0}, Sense::kAtMost, 2);
  EXPECT_EQ(program.maximise({fraction(3, 4), -150, fraction(1, 50), -6}).value, fraction(1, 20));
  ExactProgram twice(2);
  for (int i = 0; i < 3; ++i) twice.add_row({1, 1}, Sense::kEqual, 1);
  EXPECT_EQ(twice.maximise({1, 2}).value, 2);
}

// The two solvers share nothing: on random small programs they must agree on status and value.
TEST(LinearProgram, AgreesWithExactArithmetic) {
  std::mt19937 random(7);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  int optimal = 0, infeasible = 0, unbounded = 0;
  for (int trial = 0; trial < 400; ++trial) {
    const std::size_t n = static_cast<std::size_t>(1 + below(4));
    ExactProgram exact_one(n);
    LinearProgram program;
    std::vector<Rational> objective;
    for (std::size_t j = 0; j < n; ++j) {
      const int c = below(9) - 4;
      objective.push_back(c);
      program.add_variable(c);
    }
    for (int i = 1 + below(5); i > 0; --i) {
      std::vector<Rational> row;
      std::vector<std::pair<int, double>> entries;
      for (std::size_t j = 0; j < n; ++j) {
        const int a = below(7) - 3;
        row.push_back(a);
        entries.emplace_back(static_cast<int>(j), a);
      }
      const int bound = below(11) - 4, sense = below(3);
      exact_one.add_row(row, static_cast<Sense>(sense), bound);
      program.add_row(entries, sense == 0 ? -kNoBound : bound, sense == 2 ? kNoBound : bound);
    }
    const auto a = exact_one.maximise(objective);
    const auto b = maximise(program);
    const bool feasible = exact_one.feasible_point().optimal();
    if (a.optimal()) {
      ++optimal;
      ASSERT_TRUE(b.optimal()) << trial << " " << to_string(b.status);
      EXPECT_NEAR(a.value.get_d(), b.value, 1e-9) << trial;
    } else {
      feasible ? ++unbounded : ++infeasible;
      EXPECT_FALSE(b.optimal()) << trial;
      if (!feasible) {
        EXPECT_EQ(b.status, LinearStatus::kInfeasible) << trial;
      }
    }
  }
  EXPECT_GT(optimal, 50);
  EXPECT_GT(infeasible, 20);
  EXPECT_GT(unbounded, 20);
}

TEST(LinearProgram, RefusesWhatIsNoNumber) {
  LinearProgram program;
  program.add_variable(std::nan(""));
  EXPECT_THROW(maximise(program), UserError);
}

}  // namespace
}  // namespace cobden::numerics
