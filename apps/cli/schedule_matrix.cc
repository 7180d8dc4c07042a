// `cobden schedule matrix`: the duties of a schedule on the sectors and economies of a benchmark.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "apps/cli/schedule_answer.h"
#include "apps/cli/schedule_question.h"
#include "cobden/core/file.h"
#include "cobden/data/builtin.h"
#include "cobden/schedule/sector_matrix.h"

namespace cobden::cli {
namespace {

namespace json = boost::json;
using data::Benchmark;
using schedule::SectorMatrix;
using schedule::WeightSource;
using Style = Field::Style;

/// Economies shown side by side where --from names none.
constexpr std::size_t kColumns = 8;

std::vector<Country> chosen_exporters(const ScheduleOptions& o, const Benchmark& b) {
  if (o.from.empty()) {
    const auto all = b.countries().all();
    return {all.begin(), all.end()};
  }
  std::vector<Country> chosen;
  for (const auto& name : o.from)
    for (const Country n : b.country_selection(name, {.file = "", .line = {}, .column = "--from"}))
      chosen.push_back(n);
  return chosen;
}

/// Trade of the economy itself; members of the European Union share the Union's and have none of their own.
double own_trade(const SectorMatrix& m, const Benchmark& b, Country n) {
  double sum = 0;
  for (const Sector s : b.sectors().all())
    if (m.weight(s, n) == WeightSource::kOwn) sum += m.trade_usd(s, n);
  return sum;
}

/// One row for each cell that has a rate: the CSV and JSON answer.
Section cell_section(const SectorMatrix& m, const Benchmark& b, const std::vector<Country>& exporters) {
  Section section{.key = "matrix",
                  .title = "",
                  .fields = {{"importer", "Importer"},
                             {"exporter", "Exporter"},
                             {"sector", "Sector"},
                             {"statutory_pct", "Statutory", Style::kPercent, "%"},
                             {"claim_adjusted_pct", "Claim-adjusted", Style::kPercent, "%"},
                             {"trade_usd", "Imports", Style::kMoney, "USD"},
                             {"unconverted_usd", "Unconverted", Style::kMoney, "USD"},
                             {"weights", "Weights"},
                             {"concordance", ""},
                             {"weights_file", ""}}};
  for (const Country n : exporters)
    for (const Sector s : b.sectors().all())
      if (m.weight(s, n) != WeightSource::kNone)
        section.rows.push_back({m.importer, b.countries().code(n), b.sectors().code(s),
                                100 * m.statutory(s, n), 100 * m.adjusted(s, n), m.trade_usd(s, n),
                                m.unconverted_usd(s, n), schedule::to_string(m.weight(s, n)), m.concordance,
                                m.weights_file});
  return section;
}

/// Sectors by economies, for a person.
Section grid_section(const SectorMatrix& m, const Benchmark& b, std::vector<Country> exporters,
                     bool statutory) {
  std::stable_sort(exporters.begin(), exporters.end(),
                   [&](Country x, Country y) { return own_trade(m, b, x) > own_trade(m, b, y); });
  if (exporters.size() > kColumns) exporters.resize(kColumns);
  Section section{.key = "grid", .title = "", .fields = {{"sector", "Sector"}}};
  for (const Country n : exporters)
    section.fields.push_back({b.countries().code(n), b.countries().code(n), Style::kPercent, "%"});
  for (const Sector s : b.sectors().all()) {
    std::vector<Cell> row{b.sectors().code(s) + " " + b.sectors().label(s)};
    bool any = false;
    for (const Country n : exporters) {
      any = any || m.weight(s, n) != WeightSource::kNone;
      row.emplace_back(100 * (statutory ? m.statutory(s, n) : m.adjusted(s, n)));
    }
    if (any) section.rows.push_back(std::move(row));
  }
  return section;
}

}  // namespace

int schedule_matrix(const ScheduleOptions& o, CommandIo& io, const RunContext& context) {
  require_known_format(io);
  Question q = open_question(o);
  const auto& clock = q.schedule->clock;
  schedule::When when = kBeginningOfTime;
  if (o.between.empty()) {
    when = parse_on(o.on, clock);
  } else {
    const DaySpan span = parse_span(o.between);
    when = schedule::Days{span.first, span.last};
  }
  const auto opened = data::open_tables(o.benchmark);
  const Benchmark benchmark(opened.tables);
  const auto exporters = chosen_exporters(o, benchmark);
  const schedule::Trade trade = open_trade(o, *q.schedule, q.inputs);
  const auto concordance = schedule::concordance_for(
      benchmark, o.concordance.empty() ? std::nullopt : std::optional<std::filesystem::path>(o.concordance));
  const SectorMatrix m = schedule::sector_matrix(*q.evaluator, trade, concordance, benchmark, when, context);
  ScheduleAnswer answer{.command = "matrix"};
  answer.inputs = q.inputs;
  for (const auto& file : m.files) answer.inputs.push_back({file.string(), sha256_of_file(file)});
  answer.head.push_back(fmt::format("{} duties of {} on the sectors of {}, {}  [{}]",
                                    o.statutory ? "Statutory" : "Claim-adjusted", m.importer, o.benchmark,
                                    m.when, described(q)));
  const Section cells = cell_section(m, benchmark, exporters);
  answer.tables.push_back(io.format == "csv" ? cells : grid_section(m, benchmark, exporters, o.statutory));
  answer.results = {{"importer", m.importer},
                    {"benchmark", o.benchmark},
                    {"when", m.when},
                    {"unit", "percent of customs value"},
                    {"concordance", m.concordance},
                    {"weights", m.weights_file},
                    {"weights_year", m.weights_year},
                    {"weights_estimate", m.weights_estimate},
                    {"trade_usd", m.total_usd},
                    {"without_sector_usd", m.without_sector_usd},
                    {"unclaimed_usd", m.unclaimed_usd},
                    {"unmatched_usd", m.all_unmatched_usd},
                    {"unconverted_usd", m.all_unconverted_usd},
                    {"cells", io.wants_json() ? json_rows(cells) : json::array{}}};
  answer.notes.push_back(fmt::format("Products to sectors: {}. {}", m.concordance, weights_note(trade)));
  answer.notes.push_back(
      fmt::format("Of {:.1f} bn USD, {:.1f} are in no sector (chapters 98 and 99), {:.1f} from partners of "
                  "no economy here; "
                  "base duty unknown for {:.1f}, not converted for {:.1f}. Where an economy has no trade in "
                  "a sector, all "
                  "partners' trade weighs it under the economy's own rules (column weights of --format csv).",
                  m.total_usd / 1e9, m.without_sector_usd / 1e9, m.unclaimed_usd / 1e9,
                  m.all_unmatched_usd / 1e9, m.all_unconverted_usd / 1e9));
  print(answer, io);
  return kDone;
}

}  // namespace cobden::cli
