// Arbitrary bytes as a GEMPACK header array file: the parser may refuse them with a UserError, never crash.
// What it reads can be written and read again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "cobden/data/har.h"

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
  return 0;
}
