// Arbitrary bytes as the files of one layout. The first byte chooses the layout; the rest is cut at bytes
// 0x01 into its files, in the order listed here. A reader may refuse with a UserError or succeed, never
// anything else.
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "cobden/core/text.h"
#include "cobden/data/read.h"

namespace {

struct Layout {
  const char* format;
  std::vector<const char*> files;
};

const std::vector<Layout>& layouts() {
  static const std::vector<Layout> kLayouts = {
      {"long-csv",
       {"countries.csv", "sectors.csv", "flows.csv", "country_sector.csv", "intermediate.csv", "about.csv"}},
      {"caliendo-parro",
       {"countries.txt", "GO.txt", "B.txt", "IO.txt", "T.txt", "xbilat1993.txt", "tariffs1993.txt"}},
      {"gravity-matrix", {"country_labels.csv", "gdp.csv", "trade_cepii.csv", "ids.txt"}},
      {"ossa", {"regions.csv", "sectors.csv", "trade_ijs.csv", "tariff_ijs.csv", "sigma_s.csv"}},
      {"gravity-long", {"g.csv"}},
      {"wiot",
       {"countries.txt", "sectors.csv", "wiot2011_inter.csv", "wiot2011_final.csv", "wiot2011_output.csv",
        "tariffs.csv"}},
      {"icio", {"ICIO2020.csv"}}};
  return kLayouts;
}

std::filesystem::path fresh_folder() {
  const auto folder = std::filesystem::temp_directory_path() / ("cobden-fuzz-" + std::to_string(::getpid()));
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const Layout& layout = layouts()[data[0] % layouts().size()];
  const auto parts =
      cobden::split(std::string_view(reinterpret_cast<const char*>(data + 1), size - 1), '\x01');
  const auto folder = fresh_folder();
  for (std::size_t i = 0; i < layout.files.size() && i < parts.size(); ++i)
    std::ofstream(folder / layout.files[i], std::ios::binary)
        << parts[i];  // no flush to disk: thousands of runs a minute
  try {
    cobden::data::ImportReport report;
    const auto path = layout.files.size() == 1 ? folder / layout.files[0] : folder;
    cobden::data::Benchmark(
        cobden::data::read_benchmark(path, {.format = layout.format, .name = "", .settings = {}}, report));
  } catch (const cobden::UserError&) {
  }
  return 0;
}
