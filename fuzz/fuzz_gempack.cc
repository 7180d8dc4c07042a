// Arbitrary bytes as GEMPACK's statements on tariffs: the parser may refuse them with a UserError, never
// crash.
#include <cstdint>
#include <string_view>

#include "cobden/scenario/gempack_shocks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    cobden::scenario::parse_gempack_shocks({reinterpret_cast<const char*>(data), size}, "fuzz.txt");
  } catch (const cobden::UserError&) {
  }
  return 0;
}
