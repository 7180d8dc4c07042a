#pragma once
// Answers of the API: JSON documents with an ETag, and errors in one shape.
#include <boost/json/object.hpp>
#include <string>

#include "apps/server/http.h"
#include "cobden/core/error.h"

namespace cobden::server {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// What is wrong with a request, as the status it is answered with.
class HttpError : public std::runtime_error {
 public:
  HttpError(int status, const std::string& message, Headers headers = {})
      : std::runtime_error(message), status_(status), headers_(std::move(headers)) {}
  int status() const { return status_; }
  const Headers& headers() const { return headers_; }

 private:
  int status_;
  Headers headers_;
};

/// Headers that every answer carries: no sniffing of types, no framing, no use by other sites.
Headers safe_headers();

/// {error: {status, message, place?, value?, expected?, remedy?}}.
Response error_reply(int status, const std::string& message, const Headers& headers = {});
/// The engine's complaint, 422.
Response error_reply(const UserError& error);

Response json_reply(int status, const boost::json::object& document);
/// A document whose text is there already; its ETag is `tag`, or its hash if that is empty.
Response text_reply(std::string text, const std::string& content_type, const std::string& tag = "");

/// 304 in place of a 200 that the client has already (If-None-Match).
Response unless_known(const Request& request, Response response);
bool accepts_gzip(const Request& request);

}  // namespace cobden::server
