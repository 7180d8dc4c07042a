// Every ready scenario, damaged at random (fixed seed): reading may refuse with a UserError or succeed;
// anything else, and any crash, is a defect. Run with PRESET=asan for memory too.
#include <gtest/gtest.h>

#include <random>

#include "cobden/core/error.h"
#include "cobden/core/file.h"
#include "cobden/scenario/scenario_file.h"
#include "damaged_text.h"

namespace cobden::scenario {
namespace {

using namespace std::string_view_literals;
constexpr std::string_view kBytes = "\"\"'[[]]{}==\n\n..,,#-+_eE0019AZaz \r\t\xC3\xFF\0"sv;

TEST(ScenarioMutation, DamagedScenariosAreRefusedOrRead) {
  std::mt19937 random(20250502);
  std::size_t refused = 0, read = 0;
  for (const auto& listing : list_scenarios()) {
    const std::string good = read_file(listing.file);
    for (int round = 0; round < 250; ++round) {
      const std::string text = testing::damaged(good, kBytes, random);
      try {
        parse_scenario(text, listing.file.string());
        ++read;
      } catch (const UserError& error) {
        ++refused;
        EXPECT_NE(std::string(error.what()), "");
      } catch (const std::exception& error) {
        ADD_FAILURE() << error.what() << " on\n" << text;
      }
    }
  }
  EXPECT_GT(refused, 100u);
  EXPECT_GT(read, 100u);  // damage in a comment, say
}

}  // namespace
}  // namespace cobden::scenario
