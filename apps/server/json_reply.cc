#include "apps/server/json_reply.h"

#include <boost/json.hpp>

#include "cobden/core/file.h"
#include "cobden/core/text.h"
#include "cobden/report/json_text.h"

namespace cobden::server {
namespace {

namespace json = boost::json;

constexpr const char* kJson = "application/json; charset=utf-8";

std::string tag_of(const std::string& text) { return "\"" + sha256_hex(text).substr(0, 24) + "\""; }

Response error_document(int status, json::object error, const Headers& headers) {
  Response response{.status = status, .headers = safe_headers()};
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.insert(response.headers.end(), headers.begin(), headers.end());
  response.body = body_of(report::to_json_text(json::object{{"error", std::move(error)}}));
  return response;
}

}  // namespace

Headers safe_headers() {
  return {{"X-Content-Type-Options", "nosniff"},
          {"X-Frame-Options", "DENY"},
          {"Referrer-Policy", "no-referrer"},
          {"Cross-Origin-Resource-Policy", "same-origin"},
          {"Cross-Origin-Opener-Policy", "same-origin"}};
}

Response error_reply(int status, const std::string& message, const Headers& headers) {
  return error_document(status, {{"status", status}, {"message", message}}, headers);
}

Response error_reply(const UserError& user_error) {
  const auto& d = user_error.detail();
  json::object error{{"status", 422}, {"message", user_error.what()}};
  json::object place;
  if (!d.place.file.empty()) place["file"] = d.place.file;
  if (d.place.line) place["line"] = *d.place.line;
  if (!d.place.column.empty()) place["column"] = d.place.column;
  if (!place.empty()) error["place"] = std::move(place);
  if (!d.value.empty()) error["value"] = d.value;
  if (!d.expected.empty()) error["expected"] = d.expected;
  if (!d.remedy.empty()) error["remedy"] = d.remedy;
  return error_document(422, std::move(error), {});
}

Response json_reply(int status, const json::object& document) {
  Response response = text_reply(report::to_json_text(document), kJson);
  response.status = status;
  return response;
}

Response text_reply(std::string text, const std::string& content_type, const std::string& tag) {
  Response response{.content_type = content_type, .headers = safe_headers()};
  response.headers.emplace_back("Cache-Control", "no-cache");
  response.headers.emplace_back("ETag", tag.empty() ? tag_of(text) : tag);
  response.body = body_of(std::move(text));
  return response;
}

Response unless_known(const Request& request, Response response) {
  const std::string known = request.header("if-none-match");
  if (response.status != 200 || known.empty()) return response;
  for (const auto& [name, value] : response.headers) {
    if (name != "ETag") continue;
    for (const auto& tag : split(known, ','))
      if (trim(tag) == value || trim(tag) == "W/" + value || trim(tag) == "*") {
        response.status = 304;
        response.body = nullptr;
        return response;
      }
  }
  return response;
}

bool accepts_gzip(const Request& request) {
  for (const auto& one : split(request.header("accept-encoding"), ',')) {
    const auto name = trim(one);
    if (name == "gzip" || (name.starts_with("gzip;") && name.find("q=0") == std::string::npos)) return true;
  }
  return false;
}

}  // namespace cobden::server
