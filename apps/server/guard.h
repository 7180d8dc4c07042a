#pragma once
// Who may talk to the server. A page of another site that is open in the same browser can send requests to
// this machine: it cannot hide its origin, and a name that was made to point here (DNS rebinding) shows in
// Host. There are no passwords; the network is kept out by listening on the loopback address.
#include <cstdint>
#include <string>

#include "apps/server/http.h"

namespace cobden::server {

struct Guard {
  std::string host;  ///< as bound: "127.0.0.1", "0.0.0.0", a name
  std::uint16_t port = 0;

  /// Whether Host names this server: a loopback name or address, or the one given; where every address is
  /// bound, any address written as a number.
  bool knows_host(const std::string& header) const;
  /// Throws HttpError 400 or 403 for a request that is not for this server or not from its own page.
  void check(const Request& request) const;
};

}  // namespace cobden::server
