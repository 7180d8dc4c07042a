// The routes that give the answers of stored runs.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "apps/server/api_call.h"
#include "apps/server/deadline.h"
#include "apps/server/json_reply.h"
#include "apps/server/run_documents.h"
#include "cobden/core/file.h"
#include "cobden/core/text.h"
#include "cobden/core/version.h"
#include "cobden/report/comparison.h"
#include "cobden/store/compare_answers.h"

namespace cobden::server {
namespace {

namespace json = boost::json;

constexpr const char* kJson = "application/json; charset=utf-8";
constexpr const char* kCsv = "text/csv; charset=utf-8";
/// A report holds its own styles and pictures and runs no script.
constexpr const char* kReportPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-downloads allow-popups";

std::string joined(const std::vector<std::string>& parts) { return fmt::format("{}", fmt::join(parts, ",")); }
store::Document needed(const std::optional<store::Document>& document, const store::RunRecord& run,
                       const std::string& what) {
  if (document) return *document;
  if (!is_final(run.state)) throw HttpError(409, "the run is " + to_string(run.state));
  throw HttpError(404, fmt::format("the run is {} and has no {}{}", to_string(run.state), what,
                                   run.message.empty() ? "" : ": " + run.message));
}

/// The document as it is kept, for a client that unpacks it itself.
Response document_reply(const Request& request, const store::Document& document, const std::string& type) {
  const std::string tag = "\"" + document.sha256.substr(0, 24) + "\"";
  const bool gzip = accepts_gzip(request);
  auto response = text_reply(gzip ? document.gzip : store::text_of(document), type, tag);
  if (gzip) response.headers.emplace_back("Content-Encoding", "gzip");
  response.headers.emplace_back("Vary", "Accept-Encoding");
  return response;
}

}  // namespace

Response Api::result(Call& call) {
  const auto run = existing(call.names[0]);
  const std::string format = call.query("format");
  if (!format.empty() && format != "json" && format != "csv") throw HttpError(400, "'format' is json or csv");
  if (!row_filter(call.target.query).empty()) return filtered_result(run, call);
  const bool csv = format == "csv";
  const auto document = catalogues_.borrow()->document(run.id, csv ? "csv" : "answer");
  return document_reply(call.request(), needed(document, run, csv ? "CSV" : "answer"), csv ? kCsv : kJson);
}

Response Api::filtered_result(const store::RunRecord& run, Call& call) {
  const auto filter = row_filter(call.target.query);
  const auto document = needed(catalogues_.borrow()->document(run.id, "answer"), run, "answer");
  const bool has_detail = json::parse(run.options).as_object().contains("full");
  const bool detail =
      run.question == "run" && !filter.sectors.empty() && !filter.measures.empty() && !has_detail;
  std::string text = detail ? this->detail(run, call) : filtered(store::text_of(document), filter);
  if (call.query("format") == "csv") return text_reply(rows_csv(text), kCsv);
  return text_reply(std::move(text), kJson);
}

/// Rows that were not kept are solved again, which gives the same bits with the same program and data.
std::string Api::detail(const store::RunRecord& run, const Call& call) {
  if (run.version != version() || run.commit != commit())
    throw HttpError(409,
                    fmt::format("the run is of version {} ({}), which kept no detail by sector; ask again",
                                run.version, run.commit));
  const auto filter = row_filter(call.target.query);
  cli::AskedQuestion question{.words = run.question, .options = json::parse(run.options).as_object()};
  question.scenario = run.scenario;
  if (run.scenario.empty() || sha256_hex(scenario::read_text(run.scenario).text) != run.scenario_sha256)
    question.scenario.text = run.scenario_text;
  question.options["full"] = true;
  question.options["no-range"] = true;
  const auto set = [&](const char* key, const std::vector<std::string>& codes) {
    if (!codes.empty()) question.options[key] = joined(codes);
  };
  set("measures", filter.measures), set("exporter", filter.exporters), set("importer", filter.importers);
  set("sector", filter.sectors);
  const Deadline deadline(options_.ask_seconds, call.exchange);
  const auto answer = cli::ask(question, RunContext({}, &deadline.passed()));
  if (answer.exit_code == cli::kInterrupted) throw HttpError(503, "solving the detail took too long");
  return answer.out;
}

Response Api::report(Call& call) {
  const auto run = existing(call.names[0]);
  const auto document = catalogues_.borrow()->document(run.id, "report");
  auto response = document_reply(call.request(), needed(document, run, "report"), "text/html; charset=utf-8");
  response.headers.emplace_back("Content-Security-Policy", kReportPolicy);
  return response;
}

Response Api::compare_runs(Call& call) {
  const auto measures_text = call.query("measures");
  const auto measures = measures_text.empty() ? std::vector<std::string>{} : split(measures_text, ',');
  const auto figures = [&](const char* key) {
    const auto id = call.query(key);
    if (id.empty()) throw HttpError(400, fmt::format("'{}' is missing: the id of a run", key));
    const auto run = existing(id);
    const auto document = needed(catalogues_.borrow()->document(run.id, "answer"), run, "answer");
    return store::answer_figures(store::text_of(document), "run " + run.id, measures);
  };
  json::array rows;
  for (const auto& row : report::compare(figures("a"), figures("b"))) {
    json::object object{{"measure", row.key[0]}, {"unit", row.key[1]}};
    const char* names[] = {"exporter", "importer", "sector"};
    for (std::size_t k = 0; k < 3; ++k)
      if (!row.key[k + 2].empty()) object[names[k]] = row.key[k + 2];
    object["a"] = row.first, object["b"] = row.second, object["difference"] = row.difference();
    rows.push_back(std::move(object));
  }
  return json_reply(200, {{"a", call.query("a")}, {"b", call.query("b")}, {"rows", std::move(rows)}});
}

}  // namespace cobden::server
