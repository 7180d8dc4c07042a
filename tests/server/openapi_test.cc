// Every route of the server stands in openapi.yaml, and nothing else does. (What the answers look like is
// checked by test_openapi.py.)
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "apps/server/api.h"
#include "cobden/core/file.h"

namespace cobden::server {
namespace {

std::set<std::string> described() {
  std::istringstream lines(read_file(SERVER_OPENAPI));
  std::set<std::string> routes;
  std::string line, path;
  while (std::getline(lines, line) && line != "components:") {
    if (line.starts_with("  /") && line.ends_with(":")) path = line.substr(2, line.size() - 3);
    for (const char* method : {"GET", "POST", "PUT", "DELETE", "PATCH"}) {
      std::string key = std::string("    ") + method + ":";
      for (char& c : key) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      if (line == key) routes.insert(method + (" " + path));
    }
  }
  return routes;
}

TEST(OpenApi, DescribesEveryRoute) {
  std::set<std::string> known;
  for (const auto& route : Api::routes()) known.insert(route.method + " " + route.path);
  EXPECT_EQ(known, described());
  EXPECT_GE(known.size(), 14u);
}

}  // namespace
}  // namespace cobden::server
