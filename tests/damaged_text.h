#pragma once
// Text with a few bytes damaged, for tests that parsers refuse or read whatever they are given.
#include <random>
#include <string>
#include <string_view>

namespace cobden::testing {

/// One to four edits: a byte changed, removed, repeated, or the tail cut; new bytes are taken from `bytes`,
/// which lean to what the parser cares about.
inline std::string damaged(std::string text, std::string_view bytes, std::mt19937& random) {
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  for (std::size_t edits = 1 + below(4); edits > 0 && !text.empty(); --edits) {
    const std::size_t at = below(text.size());
    switch (below(5)) {
      case 0:
        text[at] = bytes[below(bytes.size())];
        break;
      case 1:
        text.erase(at, 1 + below(8));
        break;
      case 2:
        text.insert(at, 1, bytes[below(bytes.size())]);
        break;
      case 3:
        text.insert(at, text.substr(below(text.size()), 1 + below(30)));
        break;
      default:
        if (below(4) == 0) text.resize(at);
    }
  }
  return text;
}

}  // namespace cobden::testing
