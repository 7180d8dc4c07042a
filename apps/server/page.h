#pragma once
// The workbench's page: files built by Vite, compressed and embedded when the program was built.
#include <string>
#include <string_view>
#include <vector>

#include "apps/server/http.h"
#include "apps/server/target.h"

namespace cobden::server {

struct PageFile {
  std::string_view path;  ///< "index.html", "assets/index-1a2b.js"
  std::string_view gzip;
};
/// Empty if the page was not built before the program.
std::vector<PageFile> page_files();

/// "/" and the files of the page; 404 for all else.
Response page_reply(const Request& request, const Target& target);

}  // namespace cobden::server
