// Dated series of domestic pressure.
#include "cobden/talks/clocks.h"

#include <gtest/gtest.h>

#include "cobden/core/error.h"

namespace cobden::talks {
namespace {

TEST(Clocks, ElectionsFallOnTuesdays) {
  EXPECT_EQ(us_election_day(2026), Day{std::chrono::year{2026} / 11 / 3});
  EXPECT_EQ(us_election_day(2028), Day{std::chrono::year{2028} / 11 / 7});
  EXPECT_THROW(us_election_day(2027), UserError);
}

}  // namespace
}  // namespace cobden::talks
