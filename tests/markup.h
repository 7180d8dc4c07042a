#pragma once
// A check of markup that Cobden writes, from the reader's side: tags nest, attributes are quoted, nothing is
// loaded from elsewhere.
#include <string>
#include <string_view>
#include <vector>

namespace cobden::testing {

/// What is wrong with `text` as well-formed XML (elements, attributes, entities); empty if nothing is.
inline std::string markup_problem(std::string_view text) {
  std::vector<std::string> open;
  std::size_t at = 0;
  const auto near = [&](const std::string& what) {
    return what + " near: " + std::string(text.substr(at, 80));
  };
  while (at < text.size()) {
    if (text[at] == '&') {
      const auto end = text.find(';', at);
      if (end == std::string_view::npos || end - at > 8) return near("a bare &");
    }
    if (text[at] != '<') {
      ++at;
      continue;
    }
    if (text.substr(at, 2) == "<!" || text.substr(at, 2) == "<?") {
      at = text.find('>', at) + 1;
      continue;
    }
    std::size_t end = at + 1;
    for (bool quoted = false; end < text.size() && (quoted || text[end] != '>'); ++end) {
      if (text[end] == '"') quoted = !quoted;
      if (text[end] == '<') return near("a < within a tag");
    }
    if (end == text.size()) return near("a tag without end");
    const std::string_view tag = text.substr(at + 1, end - at - 1);
    const std::string name(tag.substr(0, tag.find_first_of(" \n/", 1)));
    if (tag[0] == '/') {
      if (open.empty() || "/" + open.back() != name) return near("an end that fits no start");
      open.pop_back();
    } else if (tag.back() != '/') {
      open.push_back(name);
    }
    at = end + 1;
  }
  return open.empty() ? "" : "never closed: " + open.back();
}

/// The addresses a page loads or links other than data: and its own parts, and elements that run or load.
inline std::vector<std::string> outside_loads(const std::string& page) {
  std::vector<std::string> found;
  for (const char* word : {"<script", "<link", "<iframe", "<img", "<object", "@import", " src=", " onload="})
    if (page.find(word) != std::string::npos) found.emplace_back(word);
  for (const std::string word : {"href=\"", "url("})
    for (std::size_t at = 0; (at = page.find(word, at)) != std::string::npos;) {
      at += word.size();
      if (page.compare(at, 1, "#") != 0 && page.compare(at, 5, "data:") != 0)
        found.push_back(page.substr(at, 60));
    }
  return found;
}

}  // namespace cobden::testing
