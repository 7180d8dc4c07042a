#include "cobden/core/random.h"

#include <algorithm>

namespace cobden {
namespace {

constexpr std::uint32_t kMultiplier0 = 0xD2511F53, kMultiplier1 = 0xCD9E8D57;  // Salmon et al. 2011, table 2
constexpr std::uint32_t kWeyl0 = 0x9E3779B9, kWeyl1 = 0xBB67AE85;              // golden ratio, sqrt(3) - 1
constexpr int kRounds = 10;

std::uint32_t high(std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); }
std::uint32_t low(std::uint64_t x) { return static_cast<std::uint32_t>(x); }

/// FNV-1a over the bytes of the name, started from the seed, then the finaliser of SplitMix64, so that near
/// names and near seeds give unlike keys.
std::uint64_t key_of(std::uint64_t seed, std::string_view name) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  const auto take = [&hash](unsigned char byte) { hash = (hash ^ byte) * 0x100000001B3ULL; };
  for (int shift = 0; shift < 64; shift += 8) take(static_cast<unsigned char>(seed >> shift));
  for (const char c : name) take(static_cast<unsigned char>(c));
  hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9ULL;
  hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBULL;
  return hash ^ (hash >> 31);
}

}  // namespace

std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> c, std::array<std::uint32_t, 2> k) {
  for (int round = 0; round < kRounds; ++round) {
    const std::uint64_t p0 = std::uint64_t{kMultiplier0} * c[0], p1 = std::uint64_t{kMultiplier1} * c[2];
    c = {high(p1) ^ c[1] ^ k[0], low(p1), high(p0) ^ c[3] ^ k[1], low(p0)};
    k[0] += kWeyl0, k[1] += kWeyl1;
  }
  return c;
}

RandomStream::RandomStream(std::uint64_t seed, std::string_view name) {
  const std::uint64_t key = key_of(seed, name);
  key_ = {low(key), high(key)};
}

std::uint64_t RandomStream::bits(std::uint64_t draw, std::uint64_t dimension) const {
  const auto block = philox4x32_10({low(draw), high(draw), low(dimension), high(dimension)}, key_);
  return (std::uint64_t{block[1]} << 32) | block[0];
}

double RandomStream::uniform(std::uint64_t draw, std::uint64_t dimension) const {
  // The highest cell's middle rounds to 1, which is outside.
  return std::min((static_cast<double>(bits(draw, dimension) >> 11) + 0.5) * 0x1p-53, 1 - 0x1p-53);
}

}  // namespace cobden
