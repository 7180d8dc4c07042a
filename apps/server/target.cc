#include "apps/server/target.h"

#include <algorithm>
#include <charconv>

#include "cobden/core/text.h"

namespace cobden::server {
namespace {

std::optional<std::string> decoded(std::string_view text, bool plus_is_blank) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_blank) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      unsigned value = 0;
      const char* end = text.data() + i + 3;
      if (i + 2 >= text.size() || std::from_chars(text.data() + i + 1, end, value, 16).ptr != end)
        return std::nullopt;
      out += static_cast<char>(value);
      i += 2;
    }
  }
  const bool control =
      std::any_of(out.begin(), out.end(), [](unsigned char c) { return c < 32 || c == 127; });
  if (control || first_invalid_utf8(out)) return std::nullopt;
  return out;
}

std::optional<std::vector<std::string>> segments_of(const std::string& path) {
  std::vector<std::string> segments;
  if (path == "/") return segments;
  for (const auto& part : split(path.substr(1), '/')) {
    const auto segment = decoded(part, false);
    const bool strange = !segment || segment->empty() || *segment == "." || *segment == ".." ||
                         segment->find_first_of("/\\") != std::string::npos;
    if (strange) return std::nullopt;
    segments.push_back(*segment);
  }
  return segments;
}

}  // namespace

std::optional<Target> parse_target(const std::string& text) {
  if (text.empty() || text[0] != '/') return std::nullopt;
  const auto mark = text.find('?');
  const auto segments = segments_of(text.substr(0, mark));
  if (!segments) return std::nullopt;
  Target target{.segments = *segments, .query = {}};
  if (mark == std::string::npos) return target;
  for (const auto& pair : split(text.substr(mark + 1), '&')) {
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    const auto key = decoded(pair.substr(0, equals), true);
    const auto value = decoded(equals == std::string::npos ? "" : pair.substr(equals + 1), true);
    if (!key || !value) return std::nullopt;
    target.query[*key] = *value;
  }
  return target;
}

}  // namespace cobden::server
