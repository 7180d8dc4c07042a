#include "apps/cli/runs_commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "apps/cli/commands.h"
#include "apps/cli/data_answer.h"
#include "apps/cli/save.h"
#include "cobden/core/file.h"
#include "cobden/core/table_reader.h"
#include "cobden/report/json_text.h"
#include "cobden/report/number_text.h"
#include "cobden/report/output_folder.h"
#include "cobden/report/text_table.h"
#include "cobden/store/compare_answers.h"
#include "cobden/store/run_json.h"

namespace cobden::cli {
namespace {

namespace json = boost::json;
using store::Catalogue;
using store::RunRecord;

/// The run that `id` means: an id, its beginning if that is one run's alone, or "last".
RunRecord find_run(const Catalogue& catalogue, const std::string& id) {
  if (id == "last")
    if (auto newest = catalogue.list({.limit = 1}); !newest.empty()) return newest[0];
  if (auto run = catalogue.find(id)) return *run;
  std::vector<std::string> ids;
  std::vector<RunRecord> begins;
  for (auto& run : catalogue.list({.limit = 10'000})) {
    ids.push_back(run.id);
    if (!id.empty() && run.id.starts_with(id)) begins.push_back(std::move(run));
  }
  if (begins.size() == 1) return begins[0];
  const SourcePlace place{.file = catalogue.file().string(), .line = {}, .column = ""};
  if (begins.size() > 1)
    fail_at(place, id, fmt::format("is the beginning of {} runs", begins.size()), "the whole id");
  fail_at(place, id, "is no run of this store", "an id, its beginning, or 'last'",
          ids.empty() ? "the store is empty: keep runs with --save" : did_you_mean(id, ids));
}

store::Document needed(const Catalogue& catalogue, const RunRecord& run, const std::string& kind) {
  if (auto document = catalogue.document(run.id, kind)) return *document;
  fail_at({.file = catalogue.file().string(), .line = {}, .column = ""}, run.id,
          fmt::format("is {} and has no {}", to_string(run.state), kind));
}

/// "2025-04-10 12:01:00".
std::string short_time(const std::string& time) {
  if (time.size() < 19) return time;
  return time.substr(0, 10) + " " + time.substr(11, 8);
}

std::string seconds_text(const RunRecord& run) {
  const auto seconds = store::seconds_between(run.started, run.finished);
  return seconds ? fmt::format("{:.2f}", *seconds) : "";
}

std::string list_text(const std::vector<RunRecord>& runs) {
  report::TextTable table{.title = "",
                          .columns = {{"Run", "", true},
                                      {"Created", "UTC", true},
                                      {"State", "", true},
                                      {"Question", "", true},
                                      {"Title", "", true},
                                      {"Time", "s"}}};
  for (const auto& run : runs)
    table.rows.push_back({run.id, short_time(run.created), to_string(run.state), run.question,
                          report::shortened(run.title, 48), seconds_text(run)});
  return report::to_text(table);
}

std::string list_csv(const std::vector<RunRecord>& runs) {
  std::string text = "id,created,state,question,scenario,title,seconds,exit_code,version\n";
  for (const auto& run : runs)
    text += fmt::format("{},{},{},{},{},{},{},{},{}\n", run.id, run.created, to_string(run.state),
                        run.question, report::csv_text(run.scenario), report::csv_text(run.title),
                        seconds_text(run), run.exit_code ? std::to_string(*run.exit_code) : "", run.version);
  return text;
}

std::string facts_text(const Catalogue& catalogue, const RunRecord& run) {
  std::string text;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) text += fmt::format("  {:<13} {}\n", name, value);
  };
  text += "Run " + run.id + "\n";
  add("title", run.title), add("asked as", run.program_line), add("state", to_string(run.state));
  add("message", run.message), add("created", short_time(run.created) + " UTC");
  add("time", seconds_text(run).empty() ? "" : seconds_text(run) + " s");
  add("scenario", run.scenario), add("scenario hash", run.scenario_sha256);
  add("program", fmt::format("cobden {} (commit {})", run.version, run.commit));
  for (const auto& input : run.inputs) add("input", input.sha256.substr(0, 12) + "  " + input.path);
  for (const auto& kind : run.documents)
    if (const auto document = catalogue.document(run.id, kind))
      add("kept", fmt::format("{} ({} bytes, {} packed)", kind,
                              report::grouped_number(static_cast<double>(document->size), 0),
                              report::grouped_number(static_cast<double>(document->gzip.size()), 0)));
  return text + "The answer itself: cobden runs show " + run.id + " --answer, or --format csv.\n";
}

json::object schema_of(const char* name) { return {{"name", name}, {"version", 1}}; }

void write_text(std::vector<report::OutputFile>& files, const std::string& name, std::string text) {
  files.push_back(
      {name, [text = std::move(text)](const std::filesystem::path& path) { write_file(path, text); }});
}

/// The options that every command of the family describes.
OptionDescription run_word(RunsOptions& o) {
  return {"run", &o.id, "Id of a run, its beginning, or 'last'", true};
}

}  // namespace

int runs_list(const RunsOptions& o, CommandIo& io) {
  store::RunQuery query{
      .limit = static_cast<std::size_t>(o.limit), .before = o.before, .question = o.question};
  if (!o.state.empty()) query.state = store::parse_run_state(o.state);
  const auto catalogue = open_store(io);
  const auto runs = catalogue.list(query);
  if (io.format == "json") {
    json::array list;
    for (const auto& run : runs) list.push_back(store::run_json(run));
    io.out << report::to_json_text(
        json::object{{"schema", schema_of("cobden.runs")}, {"results", std::move(list)}});
  }
  if (io.format == "csv") io.out << list_csv(runs);
  if (io.format != "table") return kDone;
  if (!runs.empty()) io.out << list_text(runs) << "\n";
  io.out << fmt::format(
      "{} of {} runs in {}.{}\n", runs.size(), catalogue.count(), catalogue.file().string(),
      catalogue.count() == 0 ? " Keep one with --save: cobden run us-china-2025 --save" : "");
  return kDone;
}

int runs_show(const RunsOptions& o, CommandIo& io) {
  const auto catalogue = open_store(io);
  const auto run = find_run(catalogue, o.id);
  if (o.scenario) {
    if (!run.scenario_text) throw UserError("run " + run.id + " has no scenario");
    io.out << *run.scenario_text;
  } else if (o.answer) {
    io.out << text_of(needed(catalogue, run, "answer"));
  } else if (io.format == "csv") {
    io.out << text_of(needed(catalogue, run, "csv"));
  } else if (io.format == "json") {
    io.out << report::to_json_text(
        json::object{{"schema", schema_of("cobden.run_record")}, {"results", store::run_json(run)}});
  } else {
    io.out << facts_text(catalogue, run);
  }
  return kDone;
}

int runs_compare(const RunsOptions& o, CommandIo& io) {
  const auto catalogue = open_store(io);
  const auto figures = [&](const std::string& id) {
    const auto run = find_run(catalogue, id);
    return store::answer_figures(text_of(needed(catalogue, run, "answer")), run.id, o.measures);
  };
  print_comparison(figures(o.id), figures(o.other), o.top, io);
  return kDone;
}

int runs_delete(const RunsOptions& o, CommandIo& io) {
  auto catalogue = open_store(io);
  std::vector<RunRecord> runs;
  for (const auto& id : o.ids) runs.push_back(find_run(catalogue, id));  // all are known before one goes
  for (const auto& run : runs)
    if (!is_final(run.state))
      fail_at({}, run.id, "is " + to_string(run.state), "", "wait for it, or stop it");
  for (const auto& run : runs) catalogue.remove(run.id);
  if (!io.quiet) io.err << fmt::format("Deleted {} run{}.\n", runs.size(), runs.size() == 1 ? "" : "s");
  return kDone;
}

int runs_export(const RunsOptions& o, CommandIo& io) {
  const auto catalogue = open_store(io);
  const auto run = find_run(catalogue, o.id);
  std::vector<report::OutputFile> files;
  write_text(files, "answer.json", text_of(needed(catalogue, run, "answer")));
  if (const auto csv = catalogue.document(run.id, "csv")) write_text(files, "results.csv", text_of(*csv));
  if (const auto page = catalogue.document(run.id, "report"))
    write_text(files, "report.html", text_of(*page));
  if (run.scenario_text) write_text(files, "scenario.toml", *run.scenario_text);
  write_text(files, "manifest.json",
             report::to_json_text(json::object{{"schema", schema_of("cobden.run_record")},
                                               {"results", store::run_json(run)}}));
  const auto written = report::write_folder(o.out, files);
  io.out << "Written:";
  for (const auto& path : written) io.out << " " << path.string();
  io.out << "\n";
  return kDone;
}

CommandDescription runs_command(RunsOptions& o) {
  const auto act = [&o](int (*function)(const RunsOptions&, CommandIo&)) {
    return [&o, function](CommandIo& io, const RunContext&) { return function(o, io); };
  };
  return {
      .name = "runs",
      .help = "Past runs: those of cobden serve, and those kept with --save",
      .footer =
          "Examples:\n  cobden run us-china-2025 --save\n  cobden runs list\n  cobden runs show last\n  "
          "cobden "
          "runs export last --out results/\nThe store is a file of SQLite: --store FILE, else $COBDEN_STORE, "
          "else cobden/runs.sqlite in the data folder of the user.",
      .subcommands =
          {{.name = "list",
            .help = "The newest runs",
            .options =
                {{.name = "--limit", .target = &o.limit, .help = "Runs listed at most", .positive = true},
                 {"--before", &o.before, "Only runs older than this id"},
                 {"--question", &o.question, "Only answers to this question, e.g. run"},
                 {"--state", &o.state, "Only runs in this state, e.g. done"}},
            .action = act(runs_list),
            .terminal = true},
           {.name = "show",
            .help = "One run: what was asked, on which inputs, how it went",
            .options = {run_word(o),
                        {"--answer", &o.answer, "The stored answer (JSON)"},
                        {"--scenario", &o.scenario, "The scenario that was answered (TOML)"}},
            .action = act(runs_show),
            .terminal = true},
           {.name = "compare",
            .help = "Two runs side by side",
            .footer =
                "Example:\n  cobden runs compare 20250410-120100-123-9f3a last --measures welfare_exact",
            .options = {{"first", &o.id, "A run", true},
                        {"second", &o.other, "Another", true},
                        {"--measures", &o.measures, "Measures to compare, comma separated"},
                        {.name = "--top",
                         .target = &o.top,
                         .help = "Rows per measure in the table",
                         .positive = true}},
            .action = act(runs_compare),
            .terminal = true},
           {.name = "delete",
            .help = "Remove runs from the store",
            .options = {{"runs", &o.ids, "Ids", true}},
            .action = act(runs_delete),
            .terminal = true,
            .answers = false},
           {.name = "export",
            .help = "Write answer.json, results.csv, scenario.toml and manifest.json of a run",
            .options = {run_word(o), {"--out", &o.out, "Folder to write", true}},
            .action = act(runs_export),
            .terminal = true,
            .answers = false}},
      .terminal = true};
}

}  // namespace cobden::cli
