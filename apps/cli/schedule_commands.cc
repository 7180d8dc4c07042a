// `cobden schedule list | explain | check`.
#include "apps/cli/schedule_commands.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cmath>

#include "apps/cli/schedule_answer.h"
#include "apps/cli/schedule_question.h"
#include "cobden/core/file.h"
#include "cobden/schedule/build.h"
#include "cobden/schedule/check.h"
#include "cobden/schedule/explain.h"

namespace cobden::cli {
namespace {

namespace json = boost::json;
using schedule::Explanation;
using Style = Field::Style;

std::string one_partner(const ScheduleOptions& o) {
  if (o.from.size() == 1) return o.from[0];
  throw UserError("one partner is needed", "give --from ISO3, for example --from CHN");
}

schedule::ProductCode parse_product(const std::string& text) {
  const auto code = schedule::ProductCode::parse(text);
  if (!code) fail_at({}, text, "is not a product code", "digits, with or without dots: 8517.13.0000");
  return *code;
}

std::string short_number(double value) { return fmt::format("{:.6g}", value); }

/// The controls that the exporter's own schedule puts on the product, where it has one here.
std::vector<schedule::ExplainedPart> export_controls(const ScheduleOptions& o, const std::string& importer,
                                                     const schedule::ProductCode& product) {
  for (const auto& ready : schedule::list_schedules()) {
    if (ready.importer != o.from[0]) continue;
    const schedule::Schedule s = schedule::read_schedule(ready.file);
    auto options = evaluator_options(o);
    options.flow = schedule::Flow::kExport;
    options.fill.clear(), options.without.clear();
    const schedule::Evaluator evaluator(s, options);
    return schedule::explain(evaluator, product, importer, parse_on(o.on, s.clock)).parts;
  }
  return {};
}

json::value to_json(const std::optional<double>& share) { return share ? json::value(*share) : nullptr; }

json::object to_json(const schedule::ControlTerms& c) {
  return {{"goods", c.goods},
          {"stringency", c.stringency},
          {"enforcement", to_json(c.enforcement)},
          {"coverage", to_json(c.coverage)},
          {"denied_share", to_json(c.denied())},
          {"ramp_months", to_json(c.ramp_months)},
          {"verification", c.verification},
          {"snap_back", c.snap_back},
          {"linked", c.linked},
          {"basis", c.basis}};
}

json::object to_json(const schedule::ExplainedPart& p) {
  json::object object = {{"measure", p.measure},
                         {"title", p.title},
                         {"authority", p.authority},
                         {"heading", p.heading},
                         {"status", p.status},
                         {"rate", p.rate},
                         {"rate_pct", p.rate_percent},
                         {"charged_share", p.charged_share},
                         {"owed_pct", p.owed_percent},
                         {"in_force", p.in_force},
                         {"unconverted", p.unconverted},
                         {"reason", p.reason},
                         {"source", p.source}};
  if (p.control) object["control"] = to_json(*p.control);
  return object;
}

json::object to_json(const Explanation& x, const std::vector<schedule::ExplainedPart>& controls) {
  json::array parts, exports;
  for (const auto& p : x.parts) parts.push_back(to_json(p));
  for (const auto& p : controls) exports.push_back(to_json(p));
  return {{"product", x.product},
          {"from", x.partner},
          {"to", x.importer},
          {"on", x.on},
          {"known", x.known.empty() ? json::value(nullptr) : json::value(x.known)},
          {"schedule", x.schedule},
          {"unit", "percent of customs value"},
          {"total_pct", x.total_percent},
          {"base_pct", x.base_percent},
          {"base_text", x.base_text},
          {"base_known", x.base_given && x.base_matched},
          {"unconverted", x.unconverted},
          {"parts", std::move(parts)},
          {"export_controls", std::move(exports)}};
}

std::vector<Field> part_fields() {
  return {{"measure", "Measure"},
          {"authority", "Authority"},
          {"status", "Status"},
          {"rate", "Rate"},
          {"charged_share", "Charged on", Style::kPercent, "% of value"},
          {"owed_pct", "Owed", Style::kExact, "% of value"},
          {"reason", "Why"},
          {"source", "Source"},
          {"rate_pct", ""},
          {"heading", ""}};
}

std::vector<Cell> part_row(const schedule::ExplainedPart& p) {
  return {p.measure,      p.authority, p.status, p.rate,         100 * p.charged_share,
          p.owed_percent, p.reason,    p.source, p.rate_percent, p.heading};
}

Section part_section(const Explanation& x) {
  Section section{.key = "parts", .title = "", .fields = part_fields()};
  const std::string base =
      !x.base_given ? "not in the schedule" : (x.base_matched ? x.base_text : "not in the base file");
  section.rows.push_back({std::string("base"), std::string("column 1"),
                          std::string(x.base_matched ? "owed" : "unknown"), base, 100.0, x.base_percent,
                          std::string(x.unconverted ? "a part by quantity is not converted" : ""),
                          std::string(), x.base_percent, std::string()});
  for (const auto& p : x.parts) section.rows.push_back(part_row(p));
  section.rows.push_back({std::string("total"), std::string(), std::string(), std::string(), 100.0,
                          x.total_percent, std::string(), std::string(), x.total_percent, std::string()});
  return section;
}

const char* base_charged(const Explanation& x) {
  if (!x.base_given) return "not in the file";
  if (!x.base_matched) return "unknown";
  return x.base_unconverted ? "not converted" : "value";
}

/// For a person: what is owed in a narrow table, the reasons below it.
std::vector<Section> explained_tables(const Explanation& x) {
  Section owed{.key = "owed",
               .title = "",
               .fields = {{"measure", "Measure"},
                          {"authority", "Authority"},
                          {"rate", "Rate"},
                          {"charged", "Charged on"},
                          {"owed", "Owed, %", Style::kExact}}};
  Section why{.key = "why", .title = "Why", .fields = {{"measure", "Measure"}, {"reason", "Reason"}}};
  owed.rows.push_back({std::string("base"), std::string("column 1"),
                       x.base_given ? x.base_text : std::string(), std::string(base_charged(x)),
                       x.base_percent});
  for (const auto& p : x.parts) {
    const bool part = p.charged_share > 0 && p.charged_share < 1;
    owed.rows.push_back({p.measure, p.authority, p.rate,
                         part ? short_number(100 * p.charged_share) + "% of value"
                              : std::string(p.charged_share > 0 ? "value" : p.status),
                         p.owed_percent});
    why.rows.push_back({p.measure, p.reason + (p.source.empty() ? "" : " [" + p.source + "]")});
  }
  owed.rows.push_back({std::string("total"), std::string(), std::string(), std::string(), x.total_percent});
  return {std::move(owed), std::move(why)};
}

/// The exporter's own controls: for a person the reasons stand below a narrow table, for a program beside it.
void add_controls(const std::string& exporter, const std::vector<schedule::ExplainedPart>& controls, bool csv,
                  ScheduleAnswer& answer) {
  Section section{.key = "export_controls",
                  .title = fmt::format("Controls of {} on its exports", exporter),
                  .fields = {{"measure", "Measure"},
                             {"authority", "Authority"},
                             {"status", "Status"},
                             {"denied", "Denied", Style::kPercent, "% of shipments"}}};
  Section why{.key = "export_why", .title = "Why", .fields = {{"measure", "Measure"}, {"reason", "Reason"}}};
  if (csv) section.fields.push_back({"reason", "Why"});
  for (const auto& p : controls) {
    const auto denied = p.in_force && p.control ? p.control->denied() : std::nullopt;
    auto& row = section.rows.emplace_back();
    row = {p.measure, p.authority, p.status, denied ? 100 * *denied : NAN};
    if (csv) row.emplace_back(p.reason);
    why.rows.push_back({p.measure, p.reason});
  }
  answer.tables.push_back(std::move(section));
  if (!csv) answer.tables.push_back(std::move(why));
}

}  // namespace

int schedule_list(const ScheduleOptions&, CommandIo& io) {
  Section section{
      .key = "schedules",
      .title = "",
      .fields = {{"id", "Schedule"}, {"importer", "Border of"}, {"title", "What it holds"}, {"file", ""}}};
  for (const auto& s : schedule::list_schedules())
    section.rows.push_back({s.id, s.importer, s.title, s.file.string()});
  ScheduleAnswer answer{.command = "list"};
  answer.results["schedules"] = json_rows(section);
  answer.tables.push_back(std::move(section));
  answer.notes.push_back("Ask one with: cobden schedule explain CODE --from ISO3 --to ISO3 --on DATE");
  print(answer, io);
  return kDone;
}

int schedule_explain(const ScheduleOptions& o, CommandIo& io) {
  const schedule::ProductCode product = parse_product(o.code);
  const std::string partner = one_partner(o);
  const Question q = open_question(o);
  Explanation x =
      schedule::explain(*q.evaluator, product, partner, parse_on(o.on, q.schedule->clock), o.claims);
  const auto controls = export_controls(o, q.schedule->importer, product);
  ScheduleAnswer answer{.command = "explain"};
  answer.inputs = q.inputs;
  answer.head.push_back(fmt::format("{} from {} to {} at {} ({})  [{}]", x.product, x.partner, x.importer,
                                    x.on, q.schedule->clock.zone(), described(q)));
  answer.tables = io.format == "csv" ? std::vector{part_section(x)} : explained_tables(x);
  if (!controls.empty()) add_controls(x.partner, controls, io.format == "csv", answer);
  answer.notes = x.notes;
  answer.results = to_json(x, controls);
  print(answer, io);
  return kDone;
}

int schedule_check(const ScheduleOptions& o, CommandIo& io, const RunContext& context) {
  const auto path = schedule::find_schedule(o.code);
  const schedule::Schedule s = schedule::read_schedule(path);
  const auto report = schedule::check(s, context);
  Section section{.key = "findings",
                  .title = "",
                  .fields = {{"severity", "Severity"},
                             {"place", "Where"},
                             {"subject", "What"},
                             {"problem", "Problem"},
                             {"remedy", "Remedy"},
                             {"file", ""},
                             {"line", ""}}};
  for (const auto& f : report.findings) {
    const std::string name = std::filesystem::path(f.place.file).filename().string();
    section.rows.push_back({schedule::severity_name(f.severity),
                            f.place.line ? fmt::format("{}:{}", name, *f.place.line) : name, f.subject,
                            f.problem, f.remedy, f.place.file, f.place.line.value_or(0)});
  }
  ScheduleAnswer answer{.command = "check"};
  answer.inputs = {{path.string(), s.sha256}};
  answer.head.push_back(fmt::format(
      "{}: {} measures ({} of them controls of exports), {} rows, {} steps; {} lists with {} entries; {} "
      "exemptions; {} stacking rules",
      s.id, report.measures, report.controls, report.rows, report.steps, report.lists, report.entries,
      report.exemptions, report.rules));
  answer.results = {
      {"sound", report.sound()}, {"products_tried", report.products}, {"findings", json_rows(section)}};
  answer.tables.push_back(std::move(section));
  const std::size_t count = report.findings.size();
  answer.notes.push_back(count == 0 ? "Nothing to complain of."
                                    : fmt::format("{} finding{}.", count, count == 1 ? "" : "s"));
  print(answer, io);
  return report.sound() ? kDone : kBadInput;
}

int schedule_build(const ScheduleOptions& o, CommandIo& io) {
  require_known_format(io);
  Section section{.key = "files", .title = "Written", .fields = {{"path", "File"}, {"sha256", ""}}};
  for (const auto& path : schedule::build_schedule_data(o.source, o.out))
    section.rows.push_back({path.string(), sha256_of_file(path)});
  ScheduleAnswer answer{.command = "build"};
  answer.results = {{"files", json_rows(section)}};
  answer.tables.push_back(std::move(section));
  print(answer, io);
  return kDone;
}

}  // namespace cobden::cli
