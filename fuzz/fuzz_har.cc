// Arbitrary bytes as a GEMPACK header array file: the parser may refuse them with a UserError, never crash.
// What it reads can be written and read again, and read as a benchmark or refused, be the headers GTAP's or
// Cobden's.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "cobden/data/har.h"
#include "cobden/data/read.h"

namespace {

void read_as_benchmark(const std::string& bytes) {
  using namespace cobden::data;
  const auto path =
      std::filesystem::temp_directory_path() / ("cobden-fuzz-" + std::to_string(::getpid()) + ".har");
  std::ofstream(path, std::ios::binary) << bytes;
  const auto arrays = parse_har(bytes, "again.har");
  bool gtap = false;
  for (const auto& array : arrays) gtap = gtap || array.name == "VCIF" || array.name == "VIWS";
  ReadOptions options{.format = "har", .name = "", .settings = {}};
  if (gtap) options.settings["theta"] = "4";
  try {
    ImportReport report;
    Benchmark(read_benchmark(path, options, report));
  } catch (const cobden::UserError&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cobden::data;
  std::vector<HeaderArray> arrays;
  std::string bytes;
  try {
    arrays = parse_har({reinterpret_cast<const char*>(data), size}, "fuzz.har");
    bytes = har_bytes(arrays);
  } catch (const cobden::UserError&) {
    return 0;
  }
  if (parse_har(bytes, "again.har") != arrays) std::abort();
  read_as_benchmark(bytes);
  return 0;
}
