#include "cobden/report/talks_folder.h"

#include "cobden/core/file.h"
#include "cobden/report/talks_brief.h"
#include "cobden/report/talks_charts.h"
#include "cobden/report/talks_json.h"
#include "cobden/talks/gambit_files.h"

namespace cobden::report {
namespace {

OutputFile text_file(std::string name, std::string text) {
  return {std::move(name),
          [text = std::move(text)](const std::filesystem::path& path) { write_file(path, text); }};
}

/// The brief with its pictures, so that the folder can be read as it is.
std::string illustrated(const scenario::TalksAnswer& a, const std::vector<BriefChart>& charts) {
  Brief brief = talks_brief(a);
  brief.sections.push_back({"Pictures", {charts.begin(), charts.end()}, "pictures"});
  return to_markdown(brief);
}

}  // namespace

std::vector<OutputFile> talks_files(const scenario::TalksAnswer& a, const std::string& command_line) {
  auto charts = talks_charts(a);
  std::vector<OutputFile> files{text_file("brief.md", illustrated(a, charts)),
                                text_file("brief-full.txt", to_terminal(talks_brief(a, BriefDetail::kFull))),
                                text_file("talks.json", talks_json(a)), text_file("talks.csv", talks_csv(a)),
                                text_file("manifest.json", talks_manifest(a, command_line))};
  if (a.sincerity && a.sincerity->no_game.empty())
    files.push_back(text_file("sincerity.efg", talks::to_efg(talks::to_tree(a.sincerity->game))));
  for (auto& chart : charts) files.push_back(text_file(chart.file, std::move(chart.svg)));
  return files;
}

}  // namespace cobden::report
