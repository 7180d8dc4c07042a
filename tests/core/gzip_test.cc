#include "cobden/core/gzip.h"

#include <gtest/gtest.h>

#include "cobden/core/error.h"

namespace cobden {
namespace {

TEST(Gzip, GivesBackWhatItWasGiven) {
  std::string text;
  for (unsigned k = 0; k < 3'000'000; ++k) text += static_cast<char>((k * k) % 251);
  for (const std::size_t size : {0, 1, 65535, 65536, 1 << 20, (1 << 20) + 1, 3'000'000}) {
    const std::string part = text.substr(0, size);
    EXPECT_EQ(gzip_expanded(gzip_compressed(part)), part) << size;
  }
  EXPECT_EQ(gzip_compressed(text), gzip_compressed(text));
}

TEST(Gzip, RefusesWhatIsDamagedCutOrTooLong) {
  const std::string packed = gzip_compressed(std::string(1'000'000, 'x'));
  EXPECT_LT(packed.size(), 2'000u);
  EXPECT_THROW(gzip_expanded(packed, 999'999), UserError);
  EXPECT_EQ(gzip_expanded(packed, 1'000'000).size(), 1'000'000u);
  EXPECT_THROW(gzip_expanded(packed.substr(0, packed.size() - 1)), UserError);
  EXPECT_THROW(gzip_expanded("not gzip"), UserError);
  EXPECT_THROW(gzip_expanded(""), UserError);
  std::string damaged = packed;
  damaged[packed.size() / 2] = static_cast<char>(damaged[packed.size() / 2] ^ 0x55);
  EXPECT_THROW(gzip_expanded(damaged), UserError);
}

}  // namespace
}  // namespace cobden
