// Arbitrary bytes as a file of Stata or SPSS, the first byte chooses which: the reader may refuse them with a
// UserError, never crash.
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "cobden/data/statistical_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto path = std::filesystem::temp_directory_path() /
                    ("cobden-fuzz-" + std::to_string(::getpid()) + ((data[0] & 1) != 0 ? ".dta" : ".sav"));
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(data + 1), static_cast<std::streamsize>(size - 1));
  try {
    cobden::data::CsvTable::read(path);
  } catch (const cobden::UserError&) {
  }
  return 0;
}
