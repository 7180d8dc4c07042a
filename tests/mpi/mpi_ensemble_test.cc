// Ensembles shared among ranks: the bits of the serial program for any number of ranks, chunks of a killed
// rank done again, and no rank left waiting. Built only with -DCOBDEN_MPI=ON.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>

#include <thread>

#include "cli/program.h"
#include "cobden/core/file.h"

namespace cobden {
namespace {

using ::testing::HasSubstr;

constexpr const char* kWar = R"(
name = "war"
benchmark = "world-2022-12"
[[shock]]
importer = "USA"
exporter = "CHN"
add = 60
unit = "percentage points"
[ensemble]
seed = 5
countries = ["USA", "CHN"]
measures = ["welfare_exact"]
)";

class MpiEnsemble : public CommandLine {
 protected:
  void SetUp() override {
    CommandLine::SetUp();
    write("war.toml", kWar);
  }
  std::string arguments(const std::string& out, int draws, const std::string& more = "") const {
    return "ensemble " + path("war.toml") + " --draws " + std::to_string(draws) + " --out " + path(out) +
           " " + more;
  }
  /// Standard output of all ranks and the exit code.
  Answer ranks(int many, const std::string& line, bool with_errors = false) const {
    const std::string command = "mpirun --oversubscribe --allow-run-as-root -n " + std::to_string(many) +
                                " " + COBDEN_MPI_PROGRAM + " --threads 1 " + line +
                                (with_errors ? " 2>&1" : " 2>/dev/null");
    Answer answer;
    FILE* pipe = popen(command.c_str(), "r");
    std::array<char, 65536> chunk;
    for (std::size_t n = 0; (n = fread(chunk.data(), 1, chunk.size(), pipe)) > 0;)
      answer.out.append(chunk.data(), n);
    const int status = pclose(pipe);
    answer.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    return answer;
  }
  std::string text(const std::string& name) const { return read_file(folder_ / name); }
};

TEST_F(MpiEnsemble, SameBitsForAnyNumberOfRanks) {
  ASSERT_EQ(cobden(arguments("serial", 300)).code, 0);
  for (const int many : {1, 2, 3}) {
    const std::string out = "ranks" + std::to_string(many);
    const auto answer = ranks(many, arguments(out, 300));
    ASSERT_EQ(answer.code, 0) << answer.out;
    EXPECT_EQ(text(out + "/quantiles.csv"), text("serial/quantiles.csv")) << many << " ranks";
    EXPECT_EQ(text(out + "/draws.nc"), text("serial/draws.nc")) << many << " ranks";
    // The answer is printed once.
    const auto first = answer.out.find("Ensemble: 300");
    ASSERT_NE(first, std::string::npos);
    EXPECT_EQ(answer.out.find("Ensemble: 300", first + 1), std::string::npos);
    EXPECT_THAT(text(out + "/chunks/index.json"), HasSubstr("rank-00000.draws"));
  }
}

TEST_F(MpiEnsemble, ChunksOfAKilledRankAreDoneOnResume) {
  ASSERT_EQ(ranks(1, arguments("whole", 1500)).code, 0);
  const pid_t child = fork();
  if (child == 0) {
    setpgid(0, 0);
    if (freopen("/dev/null", "w", stdout) == nullptr || freopen("/dev/null", "w", stderr) == nullptr)
      _exit(99);
    const std::string script = path("war.toml"), out = path("killed");
    execlp("mpirun", "mpirun", "--oversubscribe", "--allow-run-as-root", "-n", "3", COBDEN_MPI_PROGRAM,
           "--threads", "1", "ensemble", script.c_str(), "--draws", "1500", "--out", out.c_str(),
           static_cast<char*>(nullptr));
    _exit(99);
  }
  // Ranks are ended once the second has saved something: its file may be torn.
  const fs::path file = folder_ / "killed" / "chunks" / "rank-00001.draws";
  int status = 0;
  std::error_code ignored;
  while ((!fs::exists(file, ignored) || fs::file_size(file, ignored) == 0) &&
         waitpid(child, &status, WNOHANG) == 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  kill(-child, SIGKILL);
  waitpid(child, &status, 0);
  // mpirun was killed with its group; ranks of their own groups end when they miss it.
  std::this_thread::sleep_for(std::chrono::seconds(2));
  fs::resize_file(file, fs::file_size(file) - 7);
  const auto again = ranks(2, arguments("killed", 1500, "--resume"));
  ASSERT_EQ(again.code, 0) << again.out;
  EXPECT_EQ(text("killed/quantiles.csv"), text("whole/quantiles.csv"));
}

TEST_F(MpiEnsemble, RanksNeedAFolder) {
  const auto answer = ranks(2, "ensemble " + path("war.toml") + " --draws 10", true);
  EXPECT_NE(answer.code, 0);
  EXPECT_THAT(answer.out, HasSubstr("give --out DIR on a file system that all ranks see"));
}

}  // namespace
}  // namespace cobden
