#include "apps/server/guard.h"

#include <arpa/inet.h>

#include "apps/server/json_reply.h"

namespace cobden::server {
namespace {

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

bool is_address(const std::string& host) {
  in_addr v4{};
  in6_addr v6{};
  const bool bracketed = host.starts_with("[") && host.ends_with("]");
  const std::string bare = bracketed ? host.substr(1, host.size() - 2) : host;
  return ::inet_pton(AF_INET, host.c_str(), &v4) == 1 ||
         (bracketed && ::inet_pton(AF_INET6, bare.c_str(), &v6) == 1);
}

}  // namespace

bool Guard::knows_host(const std::string& header) const {
  std::string name = lower(header);
  const std::string ending = ":" + std::to_string(port);
  if (name.ends_with(ending))
    name.resize(name.size() - ending.size());
  else if (port != 80)
    return false;
  const std::string own = lower(host), bracketed = "[" + own + "]";
  if (name == "localhost" || name == "127.0.0.1" || name == "[::1]" || name == own || name == bracketed)
    return true;
  return (own == "0.0.0.0" || own == "::") && is_address(name);
}

void Guard::check(const Request& request) const {
  const auto named = request.headers.find("host");
  if (named == request.headers.end() || named->second.size() != 1)
    throw HttpError(400, "one Host header is needed");
  if (!knows_host(named->second[0]))
    throw HttpError(403, "this server does not go by the name '" + named->second[0].substr(0, 100) + "'");
  const auto origin = request.headers.find("origin");
  if (origin != request.headers.end() &&
      (origin->second.size() != 1 || lower(origin->second[0]) != "http://" + lower(named->second[0])))
    throw HttpError(403, "requests from pages of other origins are refused");
}

}  // namespace cobden::server
