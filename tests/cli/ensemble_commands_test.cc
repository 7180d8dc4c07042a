// `cobden ensemble` as a script uses it: tables, JSON and CSV that agree, files whole or not at all, the same
// bits for any number of threads and after a kill, and good words for bad input.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <thread>

#include "cobden/core/file.h"
#include "program.h"

namespace cobden {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kWar = R"(
name = "war"
title = "A flat war"
benchmark = "world-2022-12"
[[shock]]
importer = "USA"
exporter = "CHN"
add = 60
unit = "percentage points"
[ensemble]
draws = 96
seed = 5
countries = ["USA", "CHN", "MEX"]
measures = ["welfare_exact", "exports"]
sectors = ["C26"]
[[ensemble.input]]
draw = "elasticity-set"
[[ensemble.input]]
draw = "elasticities"
spread = 0.2
[[ensemble.input]]
draw = "shock"
name = "size of the duty"
distribution = "triangular"
low = 0.5
high = 1.5
)";

class EnsembleCommand : public CommandLine {
 protected:
  void SetUp() override {
    CommandLine::SetUp();
    write("war.toml", kWar);
  }
  std::string ensemble(const std::string& more) const { return "ensemble " + path("war.toml") + " " + more; }
  std::string text(const std::string& name) const { return read_file(folder_ / name); }

  /// Starts the program with its files in `out`; ends it by `signal` once it has saved `bytes` of draws.
  int stop_after(std::uintmax_t bytes, int signal, const std::string& out, const std::string& draws) const {
    const pid_t child = fork();
    if (child == 0) {
      if (freopen("/dev/null", "w", stdout) == nullptr) _exit(99);
      if (freopen((folder_ / "errors.txt").c_str(), "w", stderr) == nullptr) _exit(99);
      execl(COBDEN_PROGRAM, "cobden", "ensemble", path("war.toml").c_str(), "--draws", draws.c_str(), "--out",
            path(out).c_str(), static_cast<char*>(nullptr));
      _exit(99);
    }
    const fs::path file = folder_ / out / "chunks" / "rank-00000.draws";
    std::error_code ignored;
    int status = 0;
    while (!fs::exists(file, ignored) || fs::file_size(file, ignored) < bytes) {
      if (waitpid(child, &status, WNOHANG) == child) return status;  // it was done before it could be stopped
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    kill(child, signal);
    waitpid(child, &status, 0);
    return status;
  }
};

TEST_F(EnsembleCommand, TableJsonAndCsvAgree) {
  const auto table = cobden(ensemble("--indices"));
  ASSERT_EQ(table.code, 0);
  for (const char* part :
       {"96 scrambled Sobol points, seed 5; no draw failed", "size of the duty",
        "triangular, 0.5 to 1.5, mode 1", "P(real income of USA falls) = ", "One input at a time",
        "Sobol indices", "Real income (exact) [percent]", "Exports by sector [percent change]"})
    EXPECT_THAT(table.out, HasSubstr(part));
  const auto answer = cobden(ensemble("--format json"));
  ASSERT_EQ(answer.code, 0);
  const auto root = json::parse(answer.out).as_object();
  EXPECT_EQ(root.at("schema").at("name"), "cobden.ensemble");
  EXPECT_EQ(root.at("ensemble").at("draws"), 96);
  const auto& row = root.at("results").at(0);
  EXPECT_EQ(row.at("measure"), "welfare_exact");
  EXPECT_EQ(row.at("country"), "USA");
  const double median = row.at("p50").as_double();
  EXPECT_LT(row.at("p05").as_double(), median);
  const auto csv = cobden(ensemble("--format csv"));
  ASSERT_EQ(csv.code, 0);
  const auto at = csv.out.find("war,caliendo-parro/input-output,welfare_exact,percent,USA,,p50,");
  ASSERT_NE(at, std::string::npos);
  EXPECT_EQ(std::stod(csv.out.substr(csv.out.find("p50,", at) + 4)), median);
  EXPECT_EQ(root.at("probabilities").as_array().size(), 3U);
}

TEST_F(EnsembleCommand, SameBitsForAnyThreads) {
  const auto one = cobden(ensemble("--format csv --threads 1"));
  ASSERT_EQ(one.code, 0);
  EXPECT_EQ(one.out, cobden(ensemble("--format csv --threads 4")).out);
}

TEST_F(EnsembleCommand, SeedAndSamplingMatter) {
  const auto first = cobden(ensemble("--format csv")), seed = cobden(ensemble("--format csv --seed 6")),
             plain = cobden(ensemble("--format csv --sampling monte-carlo"));
  EXPECT_EQ(first.code + seed.code + plain.code, 0);
  EXPECT_NE(first.out, seed.out);
  EXPECT_NE(first.out, plain.out);
}

TEST_F(EnsembleCommand, FolderHoldsEverything) {
  const auto answer = cobden(ensemble("--out " + path("out")));
  ASSERT_EQ(answer.code, 0);
  for (const char* name : {"quantiles.csv", "draws.nc", "ensemble.json", "summary.txt", "intervals.svg",
                           "tornado.svg", "manifest.json", "chunks/index.json", "chunks/rank-00000.draws"})
    EXPECT_TRUE(fs::is_regular_file(folder_ / "out" / name)) << name;
  EXPECT_THAT(text("out/intervals.svg"), HasSubstr("</svg>"));
  EXPECT_THAT(text("out/manifest.json"), HasSubstr("\"fingerprint\""));
  EXPECT_EQ(text("out/quantiles.csv"), cobden(ensemble("--format csv")).out);
}

TEST_F(EnsembleCommand, KilledAndResumedIsTheSameBits) {
  ASSERT_EQ(cobden(ensemble("--draws 4096 --out " + path("whole"))).code, 0);
  stop_after(1, SIGKILL, "killed", "4096");
  EXPECT_FALSE(fs::exists(folder_ / "killed" / "quantiles.csv"));
  const auto again = cobden(ensemble("--draws 4096 --resume --out " + path("killed")));
  ASSERT_EQ(again.code, 0);
  EXPECT_THAT(again.out, HasSubstr("were read from an earlier run"));
  EXPECT_EQ(text("killed/quantiles.csv"), text("whole/quantiles.csv"));
  EXPECT_EQ(text("killed/draws.nc"), text("whole/draws.nc"));
}

TEST_F(EnsembleCommand, InterruptedSaysWhatIsSaved) {
  const int status = stop_after(1, SIGINT, "stopped", "4096");
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 130);
  EXPECT_THAT(text("errors.txt"), HasSubstr("of 4096 draws are saved in"));
  EXPECT_THAT(text("errors.txt"), HasSubstr("--resume"));
}

TEST_F(EnsembleCommand, FailedDrawsAreShown) {
  const std::string normal = std::string(kWar) +
                             "[[ensemble.input]]\ndraw = \"elasticities\"\nname = \"wild\"\n"
                             "distribution = \"normal\"\nspread = 0.7\n";
  write("war.toml", normal);
  const auto answer = cobden(ensemble(""), true);
  EXPECT_EQ(answer.code, 0);
  EXPECT_THAT(answer.out, HasSubstr("of 96 draws failed"));
  EXPECT_THAT(answer.out, HasSubstr("numbers refused; the first, draw"));
  EXPECT_THAT(answer.out, HasSubstr("without a figure either way"));
  EXPECT_THAT(answer.out, HasSubstr("lower bound for the input"));
}

TEST_F(EnsembleCommand, DaysOfASchedule) {
  write("war.toml", R"(
name = "days"
benchmark = "world-2022-12"
[[shock]]
schedule = "us-2025"
on = 2025-05-02
[ensemble]
draws = 64
countries = ["CHN"]
measures = ["welfare_exact"]
[[ensemble.input]]
draw = "schedule"
name = "day"
on = ["2025-03-01", "2025-05-02"]
weights = [3, 1]
)");
  const auto answer = cobden("ensemble " + path("war.toml") + " --format json");
  ASSERT_EQ(answer.code, 0) << answer.out;
  const auto root = json::parse(answer.out).as_object();
  const auto& row = root.at("results").at(0);
  // The centre is the scenario's own day; three in four draws are of the other, with far lower duties.
  const auto own = cobden("run " + path("war.toml") + " --no-range --format csv --measures welfare_exact");
  const auto at = own.out.find(",CHN,,");
  ASSERT_NE(at, std::string::npos) << own.out.substr(0, 400);
  EXPECT_NEAR(row.at("centre").as_double(), std::stod(own.out.substr(at + 6)), 1e-7);
  EXPECT_NEAR(row.at("p05").as_double(), row.at("centre").as_double(), 1e-7);
  EXPECT_GT(row.at("p50").as_double(), row.at("centre").as_double() + 0.1);
  EXPECT_EQ(row.at("p50").as_double(), row.at("p95").as_double());
}

TEST_F(EnsembleCommand, PoliticalWeightsMoveAnOptimum) {
  write("war.toml", R"(
name = "weights"
benchmark = "world-2022-12"
[strategy]
question = "optimum"
players = ["USA"]
class = "mfn"
[ensemble]
question = "strategy"
draws = 8
[[ensemble.input]]
draw = "weight"
sectors = ["C26"]
distribution = "uniform"
low = 1
high = 3
)");
  const auto answer = cobden("ensemble " + path("war.toml"), true);
  EXPECT_EQ(answer.code, 0) << answer.out;
  EXPECT_THAT(answer.out, HasSubstr("Mean tariff at the answer"));
  EXPECT_THAT(answer.out, HasSubstr("the question in every draw: cobden optimum"));
}

TEST_F(EnsembleCommand, JudgedNumbersMoveTheTalks) {
  write("war.toml", R"(
name = "talks"
benchmark = "world-2022-12"
[[shock]]
importer = "USA"
exporter = "CHN"
add = 100
unit = "percentage points"
[[shock]]
importer = "CHN"
exporter = "USA"
add = 80
unit = "percentage points"
[strategy]
players = ["USA", "CHN"]
points = 9
[precursor]
draws = 500
[talks]
draws = 100
[[talks.deal]]
name = "twenty points for control"
concession = 1
[[talks.deal.shock]]
importer = "USA"
exporter = "CHN"
add = -20
unit = "percentage points"
[ensemble]
question = "talks"
draws = 500
)");
  const auto answer = cobden("ensemble " + path("war.toml"), true);
  EXPECT_EQ(answer.code, 0) << answer.out;
  EXPECT_THAT(answer.out, HasSubstr("P(the prior is enough to take the offer) = "));
  EXPECT_THAT(answer.out, HasSubstr("every judged number of [talks] is triangular over its range"));
}

TEST_F(EnsembleCommand, BadInputIsNamedAndNothingIsWritten) {
  const struct {
    const char *arguments, *says;
  } cases[] = {{"--draws 1", "--draws: '1': is not such a number"},
               {"--draws many", "a whole number from 2"},
               {"--sampling sobl", "did you mean 'sobol'"},
               {"--measures welfare_exat", "did you mean 'welfare_exact'"},
               {"--measures trade_customs_value", "is not a measure of one economy"},
               {"--countries USS", "USS"},
               {"--resume", "needs the folder to go on with"},
               {"--question strategy", "no question in [strategy]"}};
  for (const auto& c : cases) {
    const auto answer = cobden(ensemble(std::string(c.arguments)), true);
    EXPECT_EQ(answer.code, 2) << c.arguments;
    EXPECT_THAT(answer.out, HasSubstr(c.says)) << c.arguments;
    EXPECT_THAT(answer.out, Not(HasSubstr("\nEnsemble:")));
  }
}

TEST_F(EnsembleCommand, DrawsAreNotOverwritten) {
  ASSERT_EQ(cobden(ensemble("--out " + path("out"))).code, 0);
  const auto again = cobden(ensemble("--seed 9 --out " + path("out")), true);
  EXPECT_EQ(again.code, 2);
  EXPECT_THAT(again.out, HasSubstr("holds the draws of an earlier run"));
  const auto other = cobden(ensemble("--seed 9 --resume --out " + path("out")), true);
  EXPECT_EQ(other.code, 2);
  EXPECT_THAT(other.out, HasSubstr("another question"));
}

}  // namespace
}  // namespace cobden
