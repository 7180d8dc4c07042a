#include "apps/server/http.h"

namespace cobden::server {

std::string Request::header(const std::string& name) const {
  const auto it = headers.find(name);
  return it == headers.end() || it->second.size() != 1 ? "" : it->second[0];
}

std::shared_ptr<const std::string> body_of(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

std::string reason_of(int status) {
  static const std::map<int, std::string> kReasons{{200, "OK"},
                                                   {202, "Accepted"},
                                                   {204, "No Content"},
                                                   {304, "Not Modified"},
                                                   {400, "Bad Request"},
                                                   {403, "Forbidden"},
                                                   {404, "Not Found"},
                                                   {405, "Method Not Allowed"},
                                                   {408, "Request Timeout"},
                                                   {409, "Conflict"},
                                                   {411, "Length Required"},
                                                   {413, "Content Too Large"},
                                                   {415, "Unsupported Media Type"},
                                                   {422, "Unprocessable Content"},
                                                   {429, "Too Many Requests"},
                                                   {431, "Request Header Fields Too Large"},
                                                   {500, "Internal Server Error"},
                                                   {503, "Service Unavailable"}};
  const auto it = kReasons.find(status);
  return it == kReasons.end() ? "Unknown" : it->second;
}

}  // namespace cobden::server
