#include "apps/cli/data_sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace cobden::cli {
namespace {

using data::Benchmark;
using Kind = data::AccountingIssue::Kind;
using Style = Field::Style;

std::string word(Kind kind) {
  switch (kind) {
    case Kind::kIndustryAccount:
      return "industry account";
    case Kind::kProductAccount:
      return "product account";
    case Kind::kNegativeFinalUse:
      return "negative final use";
    case Kind::kNegativeValueAdded:
      return "negative value added";
    case Kind::kNegativeIntermediate:
      return "negative intermediate use";
    case Kind::kZeroOutput:
      return "no output";
  }
  return "";
}

bool is_imbalance(Kind kind) { return kind == Kind::kIndustryAccount || kind == Kind::kProductAccount; }

double sum(std::span<const double> values) { return std::accumulate(values.begin(), values.end(), 0.0); }

double share(double part, double whole) { return whole > 0 ? 100 * part / whole : 0.0; }

struct Trade {
  ByCountry exports, imports;
};

/// Trade across borders, before tariffs.
Trade trade_of(const Benchmark& b) {
  Trade trade{ByCountry(b.country_count()), ByCountry(b.country_count())};
  for (const Sector s : b.sectors().all())
    for (const Country d : b.countries().all())
      for (const Country o : b.countries().all())
        if (d != o)
          trade.imports[d] += b.tables().flow(s, d, o), trade.exports[o] += b.tables().flow(s, d, o);
  return trade;
}

Section about(const Benchmark& b) {
  const auto& t = b.tables();
  Section section{"about", "About", {{"key", "Item"}, {"value", "Content"}}, {}};
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) section.rows.push_back({std::string(key), value});
  };
  add("name", t.name);
  add("title", t.provenance.title);
  add("axes", fmt::format("{} countries x {} sectors", b.country_count(), b.sector_count()));
  add("countries", fmt::format("{}", fmt::join(b.countries().codes(), " ")));
  add("sectors", fmt::format("{}", fmt::join(b.sectors().codes(), " ")));
  add("year", t.year == 0 ? "not given" : std::to_string(t.year));
  add("unit", t.unit);
  add("input_output_links", b.has_input_output() ? "yes" : "no");
  add("source", t.provenance.source);
  add("licence", t.provenance.licence);
  add("citation", t.provenance.citation);
  for (const auto& step : t.provenance.steps) add("step", step);
  return section;
}

Section totals(const Benchmark& b) {
  const auto& t = b.tables();
  Section section{"totals",
                  "World totals",
                  {{"measure", "Measure"}, {"value", "Value", Style::kMoney, ""}, {"unit", "Unit"}},
                  {}};
  const auto add = [&](const char* measure, double value, const std::string& unit) {
    section.rows.push_back({std::string(measure), value, unit});
  };
  const double imports = sum(trade_of(b).imports.flat()), revenue = sum(b.tariff_revenue().flat());
  add("output", sum(b.output().flat()), t.unit);
  add("value added", sum(t.value_added.flat()), t.unit);
  add("intermediate use", sum(t.intermediate.flat()), t.unit);
  add("final use", sum(t.final_use.flat()), t.unit);
  add("cross-border trade", imports, t.unit);
  add("tariff revenue", revenue, t.unit);
  add("average tariff, trade-weighted", share(revenue, imports), "percent");
  return section;
}

Section economies(const Benchmark& b, std::size_t largest) {
  const std::string& unit = b.tables().unit;
  const ByCountry added = b.value_added(), revenue = b.tariff_revenue();
  const Trade trade = trade_of(b);
  std::vector<Country> order;
  for (const Country n : b.countries().all()) order.push_back(n);
  std::stable_sort(order.begin(), order.end(), [&](Country x, Country y) { return added[x] > added[y]; });
  Section section{"economies",
                  "Largest economies, by value added",
                  {{"country", "Code"},
                   {"name", "Economy"},
                   {"value_added", "Value added", Style::kMoney, unit},
                   {"exports", "Exports", Style::kMoney, unit},
                   {"imports", "Imports", Style::kMoney, unit},
                   {"deficit", "Deficit", Style::kMoney, unit},
                   {"tariff_revenue", "Tariff revenue", Style::kMoney, unit},
                   {"average_tariff", "Average tariff", Style::kPercent, "percent"}},
                  {},
                  largest};
  for (const Country n : order)
    section.rows.push_back({b.countries().code(n), b.countries().label(n), added[n], trade.exports[n],
                            trade.imports[n], b.deficit()[n], revenue[n],
                            share(revenue[n], trade.imports[n])});
  return section;
}

Section elasticities(const Benchmark& b) {
  Section section{"elasticities",
                  "Trade elasticity sets",
                  {{"set", "Set"},
                   {"lowest", "Lowest", Style::kMoney, ""},
                   {"highest", "Highest", Style::kMoney, ""},
                   {"source", "Source"}},
                  {}};
  for (const auto& set : b.tables().elasticities) {
    const auto [low, high] = std::minmax_element(set.theta.flat().begin(), set.theta.flat().end());
    section.rows.push_back({set.name, *low, *high, set.source});
  }
  return section;
}

Section groups(const std::string& key, const std::string& title,
               const std::map<std::string, std::vector<std::string>>& all) {
  Section section{key, title, {{"group", "Group"}, {"members", "Members"}}, {}};
  for (const auto& [name, codes] : all)
    section.rows.push_back({name, fmt::format("{}", fmt::join(codes, " "))});
  return section;
}

Section check_summary(const Benchmark& b, double tolerance) {
  const auto& issues = b.accounting().issues;
  Section section{"accounts",
                  fmt::format("Accounts of {}, tolerance {:g} of each cell", b.name(), tolerance),
                  {{"check", "Check"},
                   {"cells", "Cells", Style::kCount},
                   {"found", "Found", Style::kCount},
                   {"worst", "Worst gap", Style::kPercent, "percent"}},
                  {}};
  const long cells = static_cast<long>(b.country_count() * b.sector_count());
  for (const Kind kind : {Kind::kIndustryAccount, Kind::kProductAccount, Kind::kNegativeFinalUse,
                          Kind::kNegativeValueAdded, Kind::kNegativeIntermediate, Kind::kZeroOutput}) {
    long found = 0;
    double worst = 0;
    for (const auto& issue : issues)
      if (issue.kind == kind) ++found, worst = std::max(worst, 100 * issue.relative);
    const long checked =
        kind == Kind::kNegativeIntermediate ? cells * static_cast<long>(b.sector_count()) : cells;
    section.rows.push_back({word(kind), checked, found, worst});
  }
  return section;
}

}  // namespace

std::vector<Section> row_accounting(const data::ImportReport& report) {
  Section files{"files",
                "Rows",
                {{"file", "File"},
                 {"rows_read", "Read", Style::kCount},
                 {"rows_used", "Used", Style::kCount},
                 {"rows_dropped", "Dropped", Style::kCount},
                 {"sha256", ""}},
                {}};
  Section dropped{
      "dropped", "Rows dropped", {{"file", "File"}, {"rows", "Rows", Style::kCount}, {"reason", "Why"}}, {}};
  Section notes{"import_notes", "Notes of the import", {{"file", "File"}, {"note", "Note"}}, {}};
  for (const auto& file : report.files) {
    long lost = 0;
    for (const auto& [reason, rows] : file.dropped) {
      dropped.rows.push_back({file.file, rows, reason});
      lost += rows;
    }
    files.rows.push_back({file.file, file.read, file.used, lost, file.sha256});
    for (const auto& note : file.notes) notes.rows.push_back({file.file, note});
  }
  return {files, dropped, notes};
}

std::vector<Section> accounting_checks(const Benchmark& b, double tolerance, std::size_t most) {
  const std::string& unit = b.tables().unit;
  Section imbalances{"imbalances",
                     "Cells that do not add up, worst first",
                     {{"account", "Account"},
                      {"sector", "Sector"},
                      {"country", "Country"},
                      {"left", "Output or\nabsorption", Style::kExact, unit},
                      {"right", "Sum of\nits parts", Style::kExact, unit},
                      {"gap", "Gap", Style::kPercent, "percent"}},
                     {},
                     most};
  Section notices{"notices",
                  "Allowed, but worth knowing",
                  {{"kind", "What"},
                   {"sector", "Sector"},
                   {"country", "Country"},
                   {"value", "Value", Style::kExact, unit}},
                  {},
                  most};
  for (const auto& issue : b.accounting().issues) {
    const std::string sector = b.sectors().code(issue.sector), country = b.countries().code(issue.country);
    if (is_imbalance(issue.kind))
      imbalances.rows.push_back(
          {word(issue.kind), sector, country, issue.left, issue.right, 100 * issue.relative});
    else
      notices.rows.push_back({word(issue.kind), sector, country, issue.left});
  }
  return {check_summary(b, tolerance), imbalances, notices};
}

Section balance_section(const data::BalanceSummary& summary, const Benchmark& b) {
  Section section{"balance",
                  "Balancing, most moved first",
                  {{"country", "Country"},
                   {"method", "Method"},
                   {"status", "Status"},
                   {"iterations", "Iterations", Style::kCount},
                   {"residual", "Margin left", Style::kExact},
                   {"moved", "Shares moved", Style::kPercent, "percent"},
                   {"worst_cell", "Moved most"},
                   {"before", "Before", Style::kPercent, "percent"},
                   {"after", "After", Style::kPercent, "percent"}},
                  {},
                  10};
  auto order = summary.countries;
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& x, const auto& y) { return x.moved > y.moved; });
  for (const auto& c : order)
    section.rows.push_back(
        {b.countries().code(c.country), std::string(c.generalised ? "GRAS" : "RAS"),
         std::string(c.converged ? "converged" : "not converged"), static_cast<long>(c.iterations), c.gap,
         100 * c.moved, c.worst_input + " in " + c.worst_user, 100 * c.worst_before, 100 * c.worst_after});
  return section;
}

std::vector<Section> description(const Benchmark& b, std::size_t largest) {
  return {about(b),
          totals(b),
          economies(b, largest),
          elasticities(b),
          groups("country_groups", "Groups of countries", b.tables().country_groups),
          groups("sector_groups", "Groups of sectors", b.tables().sector_groups)};
}

}  // namespace cobden::cli
