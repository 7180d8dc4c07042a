// Arbitrary bytes as delimited text: the parser may refuse them with a UserError, never crash. The first byte
// chooses the separator and whether there is a header.
#include <cstdint>
#include <string>

#include "cobden/data/csv.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using cobden::data::CsvTable;
  if (size == 0) return 0;
  const auto header = (data[0] & 1) != 0 ? CsvTable::Header::kFirstRow : CsvTable::Header::kNone;
  const char separator = (data[0] & 2) != 0 ? ',' : '\t';
  try {
    const CsvTable table = CsvTable::parse(std::string(reinterpret_cast<const char*>(data + 1), size - 1),
                                           "fuzz.csv", separator, header);
    for (std::size_t row = 0; row < table.rows(); ++row)
      for (std::size_t column = 0; column < table.columns().size(); ++column) table.number_or(row, column, 0);
  } catch (const cobden::UserError&) {
  }
  return 0;
}
