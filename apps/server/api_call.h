#pragma once
// A request on its way through the routes of the API.
#include <memory>
#include <string>
#include <vector>

#include "apps/server/api.h"

namespace cobden::server {

/// A request on its way through a route.
struct Api::Call {
  std::shared_ptr<Exchange> exchange;
  Target target;
  std::vector<std::string> names;  ///< of the varying segments, in order

  const Request& request() const { return exchange->request(); }
  std::string query(const char* key) const {
    const auto it = target.query.find(key);
    return it == target.query.end() ? "" : it->second;
  }
};

}  // namespace cobden::server
