#pragma once
// Benchmarks opened before, kept for the next question of the same process: reading and checking a large one
// takes longer than solving it, and a server is asked about the same one again and again.
#include <filesystem>
#include <string>
#include <vector>

#include "cobden/economy/model.h"
#include "cobden/scenario/input_file.h"
#include "cobden/scenario/scenario_file.h"

namespace cobden::scenario {

struct OpenedBenchmark {
  economy::BenchmarkPtr benchmark;
  std::filesystem::path path;
  std::vector<InputFile> inputs;
};

/// The benchmark as data::open_tables finds it, its accounts checked. The last few are kept, as long as their
/// files have the size and time of change they had. Safe from several threads.
OpenedBenchmark open_benchmark(const std::string& name_or_path);
/// The benchmark of a scenario: a built-in name, a path, or a folder of the data search path whose name
/// starts with it. UserError says whose benchmark is missing.
OpenedBenchmark benchmark_of(const Scenario& scenario);

}  // namespace cobden::scenario
