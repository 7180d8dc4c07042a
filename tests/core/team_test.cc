#include "cobden/core/team.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "cobden/core/parallel.h"

namespace cobden {
namespace {

TEST(Team, DoesEveryPartOfEveryStepOnce) {
  for (const int threads : {0, 1, 2, 4}) {
    set_thread_limit(threads);
    Team team;
    std::vector<int> done(100);
    for (int step = 1; step <= 2000; ++step) {
      const std::size_t parts = 1 + static_cast<std::size_t>(step) % done.size();
      team.run(parts, [&](std::size_t part) { done[part] = step; });
      for (std::size_t part = 0; part < parts; ++part) ASSERT_EQ(done[part], step) << threads;
    }
  }
  set_thread_limit(0);
}

TEST(Team, StepsSeeWhatTheOneBeforeLeft) {
  Team team;
  std::vector<double> a(8, 1.0), b(8, 0.0);
  for (int step = 0; step < 500; ++step) {
    team.run(a.size(), [&](std::size_t i) { b[i] = 0.5 * (a[i] + a[(i + 1) % a.size()]) + 1; });
    team.run(a.size(), [&](std::size_t i) { a[i] = b[(i + 3) % b.size()]; });
  }
  EXPECT_EQ(a, std::vector<double>(8, 501.0));
}

TEST(Team, WorksWithoutHelpers) {
  Team alone(false);
  int sum = 0;
  alone.run(5, [&](std::size_t part) { sum += static_cast<int>(part); });
  EXPECT_EQ(sum, 10);
  alone.run(0, [&](std::size_t) { FAIL() << "there is no part"; });
}

TEST(Team, EndsInsideALoopWhoseThreadsAreAllBusy) {
  std::vector<int> sums(16);
  parallel_for(sums.size(), [&](std::size_t i) {
    EXPECT_TRUE(inside_parallel_loop());
    Team team;
    for (int step = 0; step < 50; ++step) {
      std::vector<int> part(4);
      team.run(part.size(), [&](std::size_t p) { part[p] = static_cast<int>(p); });
      sums[i] += std::accumulate(part.begin(), part.end(), 0);
    }
  });
  EXPECT_FALSE(inside_parallel_loop());
  for (const int sum : sums) EXPECT_EQ(sum, 300);
}

}  // namespace
}  // namespace cobden
