#include "apps/server/page.h"

#include <map>

#include "apps/server/json_reply.h"
#include "cobden/core/file.h"
#include "cobden/core/gzip.h"
#include "cobden/core/version.h"

namespace cobden::server {
namespace {

/// Nothing from elsewhere, no script or style but the page's own files.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

constexpr const char* kNoPage = R"(<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Cobden</title>
<h1>Cobden is running; its page was not built</h1>
<p>The page is made with Node 20 and is then part of the program: run <code>make serve</code> in the folder of
the source, with Node installed, and this address shows the workbench.</p>
<p>The interface for programs is there already: <a href="/api/v1/info">/api/v1/info</a>. It is described in
<code>apps/server/openapi.yaml</code>.</p>
</html>
)";

std::string type_of(std::string_view path) {
  static const std::map<std::string_view, const char*> kTypes{{"html", "text/html; charset=utf-8"},
                                                              {"js", "text/javascript; charset=utf-8"},
                                                              {"css", "text/css; charset=utf-8"},
                                                              {"json", "application/json; charset=utf-8"},
                                                              {"svg", "image/svg+xml"},
                                                              {"png", "image/png"},
                                                              {"ico", "image/x-icon"},
                                                              {"woff2", "font/woff2"},
                                                              {"txt", "text/plain; charset=utf-8"},
                                                              {"map", "application/json; charset=utf-8"},
                                                              {"webmanifest", "application/manifest+json"}};
  const auto it = kTypes.find(path.substr(path.rfind('.') + 1));
  return it == kTypes.end() ? "application/octet-stream" : it->second;
}

Response file_reply(const Request& request, const PageFile& file) {
  static std::map<std::string_view, std::string> tags;  // used on the thread of the network alone
  auto& tag = tags[file.path];
  if (tag.empty()) tag = "\"" + sha256_hex(file.gzip).substr(0, 24) + "\"";
  const bool gzip = accepts_gzip(request);
  auto response =
      text_reply(gzip ? std::string(file.gzip) : gzip_expanded(file.gzip), type_of(file.path), tag);
  if (gzip) response.headers.emplace_back("Content-Encoding", "gzip");
  response.headers.emplace_back("Vary", "Accept-Encoding");
  response.headers.emplace_back("Content-Security-Policy", kPolicy);
  return response;
}

}  // namespace

Response page_reply(const Request& request, const Target& target) {
  std::string path;
  for (const auto& segment : target.segments) path += (path.empty() ? "" : "/") + segment;
  if (path.empty()) path = "index.html";
  const auto files = page_files();
  for (const auto& file : files)
    if (file.path == path) return file_reply(request, file);
  if (path != "index.html") return error_reply(404, "there is nothing at this address");
  auto response = text_reply(kNoPage, "text/html; charset=utf-8");
  response.headers.emplace_back("Content-Security-Policy", "default-src 'none'");
  return response;
}

}  // namespace cobden::server
