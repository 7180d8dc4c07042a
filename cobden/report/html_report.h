#pragma once
// A brief as one HTML file that can be mailed, archived and printed: no network, no script, charts drawn
// inside, light and dark by the reader's setting, the data attached, and where everything is from at the end.
// The same answer gives the same bytes: no clock is read. The file is well-formed XML besides.
#include <string>
#include <vector>

#include "cobden/report/brief.h"
#include "cobden/scenario/input_file.h"

namespace cobden::report {

/// Data that travel in the page as a link.
struct Attachment {
  std::string name;       ///< "results.csv"
  std::string type;       ///< "text/csv"
  std::string content;    ///< UTF-8
  std::string note = {};  ///< what it leaves out; empty = nothing
};

/// What a report says about itself under its sections.
struct ReportOrigin {
  std::string command_line;  ///< as typed; empty = not told
  std::vector<scenario::InputFile> inputs = {};
  std::vector<Attachment> attachments = {};
};

/// Attachments beyond this many bytes together are left out, the page says so.
inline constexpr std::size_t kMostAttachedBytes = 2'500'000;

/// The page. Everything that comes from a user is escaped.
std::string html_report(const Brief& brief, const ReportOrigin& origin);

}  // namespace cobden::report
