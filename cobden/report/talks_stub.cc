#include "cobden/report/talks_brief.h"
#include "cobden/report/talks_folder.h"
#include "cobden/report/talks_json.h"
namespace cobden::report {
Brief talks_brief(const scenario::TalksAnswer&, BriefDetail) { return {}; }
std::vector<OutputFile> talks_files(const scenario::TalksAnswer&, const std::string&) { return {}; }
std::string talks_csv(const scenario::TalksAnswer&) { return ""; }
}
