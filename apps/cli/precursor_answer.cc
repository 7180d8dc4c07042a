// `cobden precursor`: the answer of a study as tables, JSON and CSV, and its chart.
#include <fmt/format.h>

#include <algorithm>

#include "apps/cli/data_answer.h"
#include "apps/cli/precursor_commands.h"
#include "apps/cli/report_option.h"
#include "cobden/core/file.h"
#include "cobden/precursor/options.h"
#include "cobden/report/line_chart.h"
#include "cobden/report/number_text.h"
#include "cobden/report/precursor_chart.h"
#include "cobden/scenario/scenario_file.h"
#include "cobden/scenario/schedule_control.h"

namespace cobden::cli {
namespace {

using precursor::Band;
using precursor::StudyAnswer;
using Style = Field::Style;

constexpr const char* kDeaths = "deaths";
constexpr const char* kShare = "share";
constexpr const char* kBn = "bn USD";

void add_band_fields(Section& section, const std::string& unit, Style style) {
  for (const char* key : {"mean", "p05", "p25", "p50", "p75", "p95"})
    section.fields.push_back({key, key, style, unit});
}

void append(std::vector<Cell>& row, const Band& b) {
  for (const double value : {b.mean, b.p05, b.p25, b.p50, b.p75, b.p95}) row.emplace_back(value);
}

/// One band per prior and horizon.
template <class Of>
Section band_section(const StudyAnswer& a, std::string key, std::string title, const std::string& unit,
                     Style style, const Of& of) {
  Section section{.key = std::move(key),
                  .title = std::move(title),
                  .fields = {{"prior", "Prior"}, {"month", "After", Style::kCount, "months"}}};
  add_band_fields(section, unit, style);
  for (const auto& prior : a.priors)
    for (const auto& horizon : prior.horizons) {
      auto& row = section.rows.emplace_back();
      row.emplace_back(to_string(prior.prior)), row.emplace_back(static_cast<long>(horizon.month));
      append(row, of(horizon));
    }
  return section;
}

Section control_section(const StudyAnswer& a) {
  Section section{.key = "control",
                  .title = "The control, at the centre of the structural prior",
                  .fields = {{"name", "What"}, {"text", "Value"}, {"value", "", Style::kExact}}};
  const auto add = [&](const char* name, const std::string& text, double value) {
    section.rows.push_back({std::string(name), text, value});
  };
  const auto& p = a.study.prior.centre;
  add("stringency", fmt::format("{:g}", a.study.control.stringency), a.study.control.stringency);
  add("denial on covered routes", fmt::format("{:.1f}%", 100 * a.denial), a.denial);
  add("the same as a duty of", fmt::format("{:.1f}%", 100 * a.ad_valorem_equivalent),
      a.ad_valorem_equivalent);
  add("landed cost of all routes", fmt::format("{:.3f} of before", a.landed_cost), a.landed_cost);
  add("share on covered routes",
      fmt::format("{:.1f}%, before {:.1f}%", 100 * a.covered_share_after, 100 * p.covered_share),
      a.covered_share_after);
  const auto& last = a.central.back();
  const auto low = std::min_element(a.central.begin(), a.central.end(),
                                    [](const auto& x, const auto& y) { return x.supply < y.supply; });
  add("lowest supply", fmt::format("{:.1f}% of before, in month {}", 100 * low->supply, low->month),
      low->supply);
  add("price then", fmt::format("{:.2f} of before", low->price), low->price);
  add("purity then", fmt::format("{:.2f} of before", low->purity), low->purity);
  add("deaths averted at the centre",
      fmt::format("{} in {} months", report::grouped_number(last.cumulative_averted, 0), last.month),
      last.cumulative_averted);
  return section;
}

Section value_section(const StudyAnswer& a) {
  Section section{.key = "value",
                  .title = fmt::format("Deaths averted and their present value over {} months, mean and band",
                                       a.study.draws.months),
                  .fields = {{"prior", "Prior"},
                             {"deaths_averted", "Deaths\naverted", Style::kMoney, kDeaths},
                             {"value", "Value", Style::kMoney, kBn},
                             {"value_p05", "p05", Style::kMoney, kBn},
                             {"value_p95", "p95", Style::kMoney, kBn},
                             {"cost", "Cost", Style::kMoney, kBn},
                             {"net", "Counted value\nless cost", Style::kMoney, kBn},
                             {"break_even", "Break-even\nlambda*"},
                             {"chance", "Covers cost\nin", Style::kPercent, "% of draws"},
                             {"break_even_share", "", Style::kExact}}};
  for (const auto& p : a.priors) {
    const std::string text = !p.break_even ? "never" : fmt::format("{:.3f}", *p.break_even);
    section.rows.push_back({to_string(p.prior), p.horizons.back().cumulative_averted.mean, p.value_bn.mean,
                            p.value_bn.p05, p.value_bn.p95, a.cost_bn, p.net_bn,
                            text + (p.break_even && *p.break_even > 1 ? " (> 1)" : ""),
                            100 * p.chance_covers_cost, p.break_even.value_or(NAN)});
  }
  return section;
}

Section tornado_section(const StudyAnswer& a) {
  Section section{.key = "tornado",
                  .title = "One assumption at a time, the rest at the centre of the structural prior",
                  .fields = {{"parameter", "Parameter"},
                             {"range", "Range"},
                             {"averted_low", "Averted\nat low", Style::kMoney, kDeaths},
                             {"averted_high", "at high", Style::kMoney, kDeaths},
                             {"net_low", "Net value\nat low", Style::kMoney, kBn},
                             {"net_high", "at high", Style::kMoney, kBn},
                             {"flips", "Conclusion\nturns at"},
                             {"low", "", Style::kExact},
                             {"centre", "", Style::kExact},
                             {"high", "", Style::kExact},
                             {"flips_at", "", Style::kExact}}};
  for (const auto& bar : a.tornado)
    section.rows.push_back({bar.key,
                            fmt::format("{:.4g} ({:.4g} to {:.4g})", bar.centre, bar.at_low, bar.at_high),
                            bar.averted_low, bar.averted_high, bar.net_bn_low, bar.net_bn_high,
                            bar.flips_at ? fmt::format("{:.4g}", *bar.flips_at) : std::string("-"),
                            bar.at_low, bar.centre, bar.at_high, bar.flips_at.value_or(NAN)});
  return section;
}

Section monthly_section(const StudyAnswer& a, bool shown) {
  Section section{.key = "central_path",
                  .title = "Month by month, at the centre of the structural prior",
                  .fields = {{"month", "Month", Style::kCount},
                             {"gross_loss", "Gross\nloss", Style::kMoney, "share"},
                             {"net_loss", "Net\nloss", Style::kMoney, "share"},
                             {"stock", "Stock", Style::kMoney, "months"},
                             {"supply", "Supply", Style::kMoney, "share"},
                             {"price", "Price", Style::kMoney, "of before"},
                             {"purity", "Purity", Style::kMoney, "of before"},
                             {"baseline", "Deaths\nwithout", Style::kMoney, "a month"},
                             {"deaths", "Deaths", Style::kMoney, "a month"},
                             {"cumulative", "Averted\nso far", Style::kMoney, kDeaths}}};
  if (!shown)
    for (auto& field : section.fields) field.heading.clear();
  for (const auto& r : a.central)
    section.rows.push_back({static_cast<long>(r.month), r.gross_loss, r.net_loss, r.stock, r.supply, r.price,
                            r.purity, r.baseline_deaths, r.deaths, r.cumulative_averted});
  return section;
}

std::string range_text(const std::optional<double>& low, const std::optional<double>& high, double scale) {
  if (!low || !high) return "-";
  return *low == *high ? fmt::format("{:.3g}", scale * *low)
                       : fmt::format("{:.3g}-{:.3g}", scale * *low, scale * *high);
}

/// The evaluated controls behind the second prior, and those that are only shown.
Section cases_section(const precursor::ReferenceClass& reference) {
  Section section{.key = "evaluated_controls",
                  .title = "Evaluated controls behind the reference class",
                  .fields = {{"case", "Case"},
                             {"year", "Year"},
                             {"place", "Of"},
                             {"indicator", "Indicator"},
                             {"fall", "Fall, %"},
                             {"half_life", "Half-life,\nmonths"},
                             {"use", "Used for"},
                             {"basis", ""},
                             {"source", ""}}};
  for (const auto& c : reference.cases)
    section.rows.push_back({c.name, c.year, c.place, c.indicator, range_text(c.fall_low, c.fall_high, 100),
                            range_text(c.half_life_low, c.half_life_high, 1), to_string(c.use), c.basis,
                            c.source});
  return section;
}

/// What every number rests on, for a reader of files.
Section assumptions_section(const StudyAnswer& a) {
  Section section{.key = "assumptions",
                  .title = "",
                  .fields = {{"key", ""},
                             {"symbol", ""},
                             {"low", ""},
                             {"centre", ""},
                             {"high", ""},
                             {"parameter_unit", ""},
                             {"basis", ""}}};
  for (const auto& r : precursor::parameter_records()) {
    const auto& [low, centre, high] = a.study.prior;
    section.rows.push_back({r.key, r.symbol, low.*r.value, centre.*r.value, high.*r.value, r.unit, r.basis});
  }
  return section;
}

Section deaths_section(const StudyAnswer& a) {
  Section section{.key = "deaths_by_month", .title = "", .fields = {{"prior", ""}, {"month", ""}}};
  add_band_fields(section, "deaths a month", Style::kExact);
  for (const auto& prior : a.priors)
    for (std::size_t m = 0; m < prior.deaths.size(); ++m) {
      auto& row = section.rows.emplace_back();
      row.emplace_back(to_string(prior.prior)), row.emplace_back(static_cast<long>(m + 1));
      append(row, prior.deaths[m]);
    }
  return section;
}

std::string flips_note(const StudyAnswer& a) {
  std::string text;
  for (const auto& bar : a.tornado)
    if (bar.flips_at) text += fmt::format("{}{} = {:.3g}", text.empty() ? "" : ", ", bar.key, *bar.flips_at);
  if (text.empty()) return "No single assumption within its range turns the conclusion at the centre.";
  return "The conclusion at the centre turns at: " + text + ".";
}

std::string priors_note(const StudyAnswer& a) {
  std::string pool = fmt::format("The pool gives {:g} to the structural prior, which is a judgement.",
                                 a.study.structural_weight);
  if (a.disagreement == 0) return pool;
  return fmt::format("The two priors differ {:.1f}-fold in mean deaths averted in the first year. {}",
                     a.disagreement, pool);
}

std::string valuation_note(const precursor::Valuation& v) {
  return fmt::format(
      "Value of a statistical life {:g} million USD (US DOT, base 2023; {:g} to {:g}), discounted at {:g}% a "
      "year; share counted {:g} and cost {:g} bn USD a year are judgements.",
      v.vsl_million_usd, v.vsl_low, v.vsl_high, 100 * v.discount_rate, v.internalised_share,
      v.cost_bn_usd_a_year);
}

constexpr const char* kReferenceNote =
    "Reference class: evaluated indicators of supply and use stand for supply and deaths alike; most were of "
    "another drug.";
constexpr const char* kBasisNote = "What each assumption rests on: cobden precursor --help-format text.";
constexpr const char* kHarmNote =
    "A disruption can also do harm: local spikes of overdoses, shifts to other drugs, and costs to licit "
    "trade "
    "and medicine. None of that is in these numbers.";

std::vector<std::string> notes_of(const StudyAnswer& a) {
  return {a.conclusion,   flips_note(a), priors_note(a), valuation_note(a.study.valuation),
          kReferenceNote, kBasisNote,    kHarmNote};
}

/// The text of the question; its file is noted, if it is from one.
scenario::ScenarioText input_text(const PrecursorOptions& o, DataAnswer& answer) {
  if (o.file.empty()) return {};
  auto input = scenario::read_text(o.file);
  if (!input.file.empty()) answer.inputs.push_back({input.file.string(), sha256_hex(input.text)});
  return input;
}

std::vector<Section> sections_of(const PrecursorOptions& o, const StudyAnswer& a,
                                 const precursor::ReferenceClass& reference, bool table) {
  std::vector<Section> out{control_section(a)};
  out.push_back(band_section(a, "supply",
                             "Supply, share of before (reference class: the evaluated indicator)", kShare,
                             Style::kMoney, [](const auto& h) -> const Band& { return h.supply; }));
  out.push_back(band_section(a, "deaths_averted", "Deaths averted since the start", kDeaths, Style::kMoney,
                             [](const auto& h) -> const Band& { return h.cumulative_averted; }));
  out.push_back(value_section(a)), out.push_back(cases_section(reference)), out.push_back(tornado_section(a));
  if (o.monthly || !table) out.push_back(monthly_section(a, o.monthly));
  if (!table) out.push_back(deaths_section(a)), out.push_back(assumptions_section(a));
  return out;
}

/// The page: the conclusion first, the pictures beside their tables, every figure attached.
void write_page(const PrecursorOptions& o, const CommandIo& io, const StudyAnswer& a,
                const precursor::ReferenceClass& reference, const DataAnswer& printed) {
  DataAnswer shown = printed, all = printed;
  shown.sections = sections_of(o, a, reference, true), all.sections = sections_of(o, a, reference, false);
  shown.footer = notes_of(a);
  report::Brief brief = brief_of(shown, "Control of precursors at the source");
  brief.subtitle = a.conclusion;
  const auto illustrate = [&](const char* key, report::BriefChart chart) {
    if (auto* section = find_section(brief, key)) section->blocks.push_back(std::move(chart));
  };
  illustrate("deaths_averted", report::picture("deaths.svg", report::precursor_chart(a)));
  if (!a.tornado.empty()) illustrate("tornado", report::picture("tornado.svg", report::precursor_tornado(a)));
  report::ReportOrigin origin{.command_line = io.program_line};
  for (const auto& file : printed.inputs) origin.inputs.push_back({"input", file.path, file.sha256});
  origin.attachments.push_back({"precursor.csv", "text/csv", csv_of(all)});
  write_report(o.report, io, brief, origin);
}

}  // namespace

int precursor_study(const PrecursorOptions& o, CommandIo& io, const RunContext& context) {
  require_known_format(io);
  require_report_path(o.report);
  DataAnswer answer{.command = "precursor"};
  const auto [text, path] = input_text(o, answer);
  const std::string file = path.empty() && !o.file.empty() ? o.file.label() : path.string();
  if (!o.file.empty() && text.find_first_not_of(" \t\r\n") == std::string::npos)
    fail_at({.file = file, .line = {}, .column = ""}, "", "is empty", "a [precursor] table");
  const auto study = precursor::read_study_text(text, file, o.settings, scenario::control_from_schedule);
  const auto table = precursor::find_reference_class();
  answer.inputs.push_back({table.string(), sha256_of_file(table)});
  const auto reference = precursor::read_reference_class(table);
  const StudyAnswer result = run_study(study, reference, context);
  answer.sections = sections_of(o, result, reference, io.format == "table");
  answer.footer = notes_of(result);
  if (!o.chart.empty()) {
    write_file(o.chart, report::to_svg(report::precursor_chart(result)));
    answer.outputs = hashes_of(o.chart);
    answer.footer.push_back("Written: " + o.chart.string());
  }
  if (wants_report(o.report, io)) write_page(o, io, result, reference, answer);
  if (!o.report.empty()) {
    for (auto& hash : hashes_of(o.report)) answer.outputs.push_back(std::move(hash));
    answer.footer.push_back("Written: " + o.report.string());
  }
  CommandIo shown = io;
  shown.json = shown.csv = nullptr;
  print(answer, shown);
  if (io.format == "table" && (io.json || io.csv)) answer.sections = sections_of(o, result, reference, false);
  keep(answer, io);
  return kDone;
}

}  // namespace cobden::cli
