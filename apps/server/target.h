#pragma once
// The target of a request, taken apart: path segments and query, percent-decoded. Segments are compared and
// looked up as names; nothing here ever becomes a path of the file system.
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cobden::server {

struct Target {
  std::vector<std::string> segments;         ///< "/api/v1/runs" -> api, v1, runs; "/" -> none
  std::map<std::string, std::string> query;  ///< the last value of each key
};

/// Nullopt: not a path, a bad escape, bytes that are not UTF-8 or are controls, a "." or ".." segment, an
/// escaped slash.
std::optional<Target> parse_target(const std::string& text);

}  // namespace cobden::server
