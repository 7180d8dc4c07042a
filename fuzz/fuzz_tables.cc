// Arbitrary bytes as one of the small tables of the rooms precursor and talks. The first byte chooses the
// reader. A table may be refused with a UserError, never anything else.
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "cobden/core/error.h"
#include "cobden/precursor/network.h"
#include "cobden/precursor/reference_class.h"
#include "cobden/precursor/series.h"
#include "cobden/precursor/source_benchmarks.h"
#include "cobden/talks/clock_book.h"
#include "cobden/talks/growth_outlook.h"

namespace {

namespace fs = std::filesystem;
using namespace cobden;

/// A folder of clocks whose other table is sound.
const fs::path& folder() {
  static const fs::path kFolder = [] {
    auto path = fs::temp_directory_path() / ("cobden-fuzz-" + std::to_string(::getpid()));
    fs::create_directories(path);
    return path;
  }();
  return kFolder;
}

void write(const char* name, std::string_view text) {
  std::ofstream(folder() / name, std::ios::binary) << text;
}

void use_clocks() {
  const Day day = *parse_day("2025-05-02");
  const auto book = talks::read_clock_book(folder(), {.known = day, .replaced = {}});
  for (const auto& side : book.sides) talks::weights_on(side, day), book.provenance(side.side);
  book.deadlines(day, *parse_day("2027-01-01"));
}

void read(unsigned which, std::string_view text) {
  const fs::path file = folder() / "table.csv";
  if (which < 5) write("table.csv", text);
  switch (which) {
    case 0:
      precursor::read_reference_class(file);
      return;
    case 1:
      precursor::read_month_series(file, "value");
      return;
    case 2:
      precursor::minimum_cut(precursor::country_network(file, "SOURCES", "USA"));
      return;
    case 3:
      precursor::read_source_years(file);
      return;
    case 4:
      talks::read_growth_outlooks(file);
      return;
    case 5:
      write("series.csv", text);
      write("weights.csv", "side,weight,sector,term,scale,neutral,source\nUSA,prices,,base,1,,judgement\n");
      return use_clocks();
    default:
      write("weights.csv", text);
      write("series.csv", "series,unit,kind,date,value,known,source\ns,u,step,2025-01-01,1,,judgement\n");
      return use_clocks();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  try {
    read(data[0] % 7, std::string_view(reinterpret_cast<const char*>(data + 1), size - 1));
  } catch (const UserError&) {
  }
  return 0;
}
