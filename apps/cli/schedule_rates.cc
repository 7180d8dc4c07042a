// `cobden schedule rates`: a row for each product, partner and stretch of time in which nothing changes.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>

#include "apps/cli/schedule_answer.h"
#include "apps/cli/schedule_question.h"
#include "cobden/core/file.h"
#include "cobden/core/table_reader.h"
#include "cobden/report/number_text.h"

namespace cobden::cli {
namespace {

namespace json = boost::json;
using Style = Field::Style;

constexpr const char* kHeader =
    "product,partner,from,to,base_pct,statutory_pct,claim_adjusted_pct,unconverted,parts\n";

struct RateRow {
  std::string product, partner, from, to;
  double base = 0, statutory = 0, adjusted = 0;  ///< percent
  bool unconverted = false;
  std::string parts;  ///< "301-china=25; ieepa-fentanyl-china=20"
  bool same_rates(const RateRow& o) const {
    return base == o.base && statutory == o.statutory && adjusted == o.adjusted &&
           unconverted == o.unconverted && parts == o.parts;
  }
};

/// Makes the rows of one product and partner over some segments.
class RateMaker {
 public:
  RateMaker(const Question& q, std::vector<std::size_t> segments, std::vector<std::string> starts)
      : q_(q), segments_(std::move(segments)), starts_(std::move(starts)) {}

  void make(const schedule::ProductFacts& product, const schedule::PartnerFacts& partner,
            std::vector<RateRow>& rows) {
    const std::size_t first = rows.size();
    q_.evaluator->changes(product, partner, changes_);
    for (std::size_t i = 0; i < segments_.size(); ++i) {
      if (i > 0 && !schedule::has_segment(changes_, segments_[i])) continue;  // segments are consecutive
      RateRow row = rate(product, partner, segments_[i]);
      if (rows.size() > first && rows.back().same_rates(row)) continue;
      if (rows.size() > first) rows.back().to = starts_[i];
      row.product = product.code.text(), row.partner = partner.code, row.from = starts_[i];
      rows.push_back(std::move(row));
    }
    rows.back().to = starts_[segments_.size()];
  }

 private:
  RateRow rate(const schedule::ProductFacts& product, const schedule::PartnerFacts& partner, std::size_t k) {
    const auto& e = *q_.evaluator;
    RateRow row;
    e.assess(product, partner, k, 0, a_);
    row.base = 100 * a_.base_owed, row.statutory = 100 * a_.total, row.unconverted = a_.unconverted;
    for (const auto& part : a_.parts)
      if (part.owed != 0)
        row.parts += fmt::format("{}{}={:.10g}", row.parts.empty() ? "" : "; ",
                                 q_.schedule->measures[part.measure].id, 100 * part.owed);
    e.claim_cases(product, partner, k, cases_);
    for (const auto& [claimed, weight] : cases_) {
      if (claimed != 0) e.assess(product, partner, k, claimed, a_);
      row.adjusted += 100 * weight * a_.total;
    }
    return row;
  }

  const Question& q_;
  std::vector<std::size_t> segments_;
  std::vector<std::string> starts_;  ///< of every segment, and the end of the last one
  schedule::Assessment a_;
  schedule::SegmentBits changes_;
  std::vector<std::pair<std::uint32_t, double>> cases_;
};

RateMaker rate_maker(const ScheduleOptions& o, const Question& q) {
  const auto& clock = q.schedule->clock;
  const auto& grid = q.evaluator->grid();
  if (o.between.empty()) {
    const Instant on = parse_on(o.on, clock);
    return RateMaker(q, {grid.segment(on)}, {clock.describe(on), clock.describe(on)});
  }
  const DaySpan span = parse_span(o.between);
  const std::size_t first = grid.segment(clock.start_of(span.first)),
                    last = grid.segment(clock.end_of(span.last));
  std::vector<std::size_t> segments;
  std::vector<std::string> starts;
  for (std::size_t k = first; k <= last; ++k) {
    segments.push_back(k);
    starts.push_back(k == first ? to_string(span.first) : clock.describe(grid.start(k)));
  }
  starts.push_back(to_string(span.last + std::chrono::days(1)));
  return RateMaker(q, std::move(segments), std::move(starts));
}

/// The product and partner pairs asked about, product by product.
class Pairs {
 public:
  Pairs(const ScheduleOptions& o, Question& q) {
    for (const auto& text : o.products) {
      const auto code = schedule::ProductCode::parse(text);
      if (!code)
        fail_at({.file = "", .line = {}, .column = "--products"}, text, "is not a product code", "digits");
      headings_.push_back(*code);
    }
    const bool need_trade = headings_.empty() || o.from.empty() || q.schedule->trade;
    if (need_trade) {
      trade_ = open_trade(o, *q.schedule, q.inputs);
      for (const auto& line : trade_.lines) keep(line, o.from);
    }
    add_codes_without_trade(o.from);
  }
  std::size_t count() const { return pairs_.size(); }
  template <class Body>
  void for_each(const Body& body) const {
    for (const auto& [code, partner] : pairs_) body(code, partner);
  }

 private:
  void keep(const schedule::Trade::Line& line, const std::vector<std::string>& from) {
    const auto& partner = trade_.partners[line.partner];
    if (!from.empty() && std::find(from.begin(), from.end(), partner) == from.end()) return;
    const auto heading = std::find_if(headings_.begin(), headings_.end(),
                                      [&](const auto& h) { return h.is_prefix_of(line.code); });
    if (!headings_.empty() && heading == headings_.end()) return;
    pairs_.emplace_back(line.code, partner);
  }

  /// A product that is named in full is answered whether it is traded or not.
  void add_codes_without_trade(const std::vector<std::string>& from) {
    for (const auto& heading : headings_)
      for (const auto& partner : from) {
        const bool held = std::any_of(pairs_.begin(), pairs_.end(), [&](const auto& pair) {
          return pair.second == partner && heading.is_prefix_of(pair.first);
        });
        if (!held) pairs_.emplace_back(heading, partner);
      }
    std::stable_sort(pairs_.begin(), pairs_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
  }

  schedule::Trade trade_;
  std::vector<schedule::ProductCode> headings_;
  std::vector<std::pair<schedule::ProductCode, std::string>> pairs_;
};

/// Calls `take` with the rows of every pair, in order.
template <class Take>
void make_rows(const Question& q, const Pairs& pairs, RateMaker& maker, const RunContext& context,
               const Take& take) {
  std::map<std::string, schedule::PartnerFacts> partners;
  std::optional<schedule::ProductFacts> product;
  std::vector<RateRow> rows;
  std::size_t done = 0;
  pairs.for_each([&](const schedule::ProductCode& code, const std::string& name) {
    if (done++ % 4096 == 0) {
      if (context.cancelled()) throw Interrupted("nothing was saved");
      context.report({.task = "rates",
                      .fraction = static_cast<double>(done) / static_cast<double>(pairs.count()),
                      .detail = fmt::format("{} of {} lines", done, pairs.count())});
    }
    if (!product || product->code != code) product = q.evaluator->product(code);
    auto it = partners.find(name);
    if (it == partners.end()) it = partners.emplace(name, q.evaluator->partner(name)).first;
    rows.clear();
    maker.make(*product, it->second, rows);
    for (auto& row : rows) take(std::move(row));
  });
}

void append_csv(const RateRow& r, fmt::memory_buffer& out) {
  fmt::format_to(std::back_inserter(out), "{},{},{},{},{:.10g},{:.10g},{:.10g},{},{}\n", r.product, r.partner,
                 r.from, r.to, r.base, r.statutory, r.adjusted, r.unconverted ? "true" : "false",
                 report::csv_text(r.parts));
}

Section rate_section(const std::vector<RateRow>& rows, int top) {
  Section section{.key = "rates",
                  .title = "",
                  .fields = {{"product", "Product"},
                             {"partner", "Partner"},
                             {"from", "From"},
                             {"to", "To"},
                             {"base_pct", "Base", Style::kExact, "%"},
                             {"statutory_pct", "Statutory", Style::kExact, "%"},
                             {"claim_adjusted_pct", "Claim-adjusted", Style::kExact, "%"},
                             {"unconverted", ""},
                             {"parts", "Measures owed, %"}},
                  .most = static_cast<std::size_t>(std::max(1, top))};
  for (const auto& r : rows)
    section.rows.push_back({r.product, r.partner, r.from, r.to, r.base, r.statutory, r.adjusted,
                            std::string(r.unconverted ? "true" : "false"), r.parts});
  return section;
}

int write_rates(const ScheduleOptions& o, const Question& q, const Pairs& pairs, RateMaker& maker,
                CommandIo& io, const RunContext& context) {
  std::size_t rows = 0;
  write_file_with(o.out, [&](const std::filesystem::path& path) {
    std::ofstream file(path, std::ios::binary);
    fmt::memory_buffer buffer;
    file << kHeader;
    make_rows(q, pairs, maker, context, [&](RateRow&& row) {
      append_csv(row, buffer);
      ++rows;
      if (buffer.size() < (1U << 20)) return;
      file.write(buffer.data(), static_cast<std::streamsize>(buffer.size()));
      buffer.clear();
    });
    file.write(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    if (!file) throw UserError("could not write " + path.string(), "is the disk full?");
  });
  io.out << fmt::format("Written: {} ({} rows, {} lines)\n", o.out.string(), rows, pairs.count());
  return kDone;
}

}  // namespace

int schedule_rates(const ScheduleOptions& o, CommandIo& io, const RunContext& context) {
  require_known_format(io);
  Question q = open_question(o);
  RateMaker maker = rate_maker(o, q);
  const Pairs pairs(o, q);
  if (pairs.count() == 0)
    throw UserError("no product and partner match", "see the codes with --format csv and no --products");
  if (!o.out.empty()) return write_rates(o, q, pairs, maker, io, context);
  if (io.format == "csv" && !io.json) {
    fmt::memory_buffer buffer;
    make_rows(q, pairs, maker, context, [&](RateRow&& row) { append_csv(row, buffer); });
    io.out << kHeader << std::string_view(buffer.data(), buffer.size());
    return kDone;
  }
  std::vector<RateRow> rows;
  make_rows(q, pairs, maker, context, [&](RateRow&& row) { rows.push_back(std::move(row)); });
  ScheduleAnswer answer{.command = "rates"};
  answer.inputs = q.inputs;
  answer.head.push_back(fmt::format("Duties of {}, {} product and partner pairs  [{}]", q.schedule->importer,
                                    pairs.count(), described(q)));
  answer.tables.push_back(rate_section(rows, o.top));
  if (io.wants_csv()) {
    fmt::memory_buffer buffer;
    for (const auto& row : rows) append_csv(row, buffer);
    answer.csv = kHeader + std::string(buffer.data(), buffer.size());
  }
  if (io.wants_json()) {
    json::array list;
    for (const auto& r : rows)
      list.push_back(json::object{{"product", r.product},
                                  {"partner", r.partner},
                                  {"from", r.from},
                                  {"to", r.to},
                                  {"base_pct", r.base},
                                  {"statutory_pct", r.statutory},
                                  {"claim_adjusted_pct", r.adjusted},
                                  {"unconverted", r.unconverted},
                                  {"parts", r.parts}});
    answer.results = {{"unit", "percent of customs value"}, {"rates", std::move(list)}};
  }
  print(answer, io);
  return kDone;
}

}  // namespace cobden::cli
