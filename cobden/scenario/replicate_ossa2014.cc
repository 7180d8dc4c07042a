// Ossa (2014, AER 104(12)), "Trade Wars and Trade Talks with Data": optimal tariffs (Table 3a), Nash tariffs
// (Table 4a), cooperative tariffs (Tables 5a and 5b), and independent evaluations of tariff shocks. Scenario
// "stored" evaluates the study's own tariffs, "ours" those of our searches; cooperative ones are not stored.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "cobden/scenario/ossa_study.h"
#include "cobden/scenario/replication.h"
#include "cobden/strategy/cooperate.h"
#include "cobden/strategy/nash.h"

namespace cobden::scenario {
namespace {

using Values = std::vector<double>;

constexpr std::array kVariants{"table3a", "table4a", "table5a", "table5b", "cases"};

/// Collects rows; the paper's numbers are looked up by position in its table.
class Table {
 public:
  Table(const OssaStudy& study, std::string name, Replication& out)
      : study_(study), name_(std::move(name)), out_(out) {}
  void print(Values printed_row, int decimals) { printed_ = std::move(printed_row), decimals_ = decimals; }
  /// `column` of the printed row; none if it has no such column.
  void add(const std::string& entity, const std::string& measure, const std::string& scenario, double ours,
           std::size_t column = 1000, const std::string& unit = "percent") {
    ReplicationRow row{.table = name_,
                       .entity = entity,
                       .measure = measure,
                       .scenario = scenario,
                       .unit = unit,
                       .paper = {},
                       .paper_decimals = decimals_,
                       .ours = ours};
    if (column < printed_.size()) row.paper = printed_[column];
    out_.rows.push_back(std::move(row));
  }
  std::string region(std::size_t n) const { return study_.benchmark->countries().label(Country(n)); }
  void note_solver(const economy::SolverSummary& s) {
    const auto& worst = out_.solver;
    const bool worse = !worst.converged() ? false : !s.converged() || s.residual > worst.residual;
    if (first_ || worse) out_.solver = s;
    first_ = false;
  }
  void note_search(const std::string& what, const strategy::SearchSummary& s) {
    out_.notes.push_back(fmt::format("{}: {} after {} steps and {} equilibria", what, to_string(s.status),
                                     s.iterations, s.solves));
  }

 private:
  const OssaStudy& study_;
  std::string name_;
  Replication& out_;
  Values printed_;
  int decimals_ = 1;
  bool first_ = true;
};

/// Trade-weighted mean and median gap between two sets of a region's tariffs, in percentage points.
struct TariffGap {
  double weighted = 0, median = 0;
};
TariffGap tariff_gap(const OssaStudy& study, const TradeCube& a, const TradeCube& b, Country importer) {
  const TradeCube& flow = study.policy().base_flow();
  Values gaps;
  double weight = 0, total = 0;
  for (const Sector s : study.benchmark->sectors().all())
    for (const Country o : study.benchmark->countries().all()) {
      if (o == importer) continue;
      gaps.push_back(100 * std::abs(a(s, importer, o) - b(s, importer, o)));
      weight += flow(s, importer, o), total += flow(s, importer, o) * gaps.back();
    }
  std::sort(gaps.begin(), gaps.end());
  return {total / weight, gaps[gaps.size() / 2]};
}

void add_gap(const OssaStudy& study, const TradeCube& ours, const TradeCube& stored, Country importer,
             Table& table) {
  const TariffGap gap = tariff_gap(study, ours, stored, importer);
  const std::string region = table.region(static_cast<std::size_t>(importer.value));
  table.add(region, "tariff_gap_weighted", "ours", gap.weighted, 1000, "percentage points from stored");
  table.add(region, "tariff_gap_median", "ours", gap.median, 1000, "percentage points from stored");
}

// --- Table 3a: optimal tariffs ----------------------------------------------------------------------------

/// The nine columns of one row of Table 3.
Values table_3_row(const OssaEffects& e, const TradeCube& tariff, std::size_t own) {
  Values row;
  for (const Values* column : {&e.government, &e.welfare, &e.wage, &e.profits}) {
    row.push_back((*column)[own]);
    row.push_back(mean_of_others(*column, own));
  }
  row.push_back(median_tariff(tariff, Country(own)));
  return row;
}

void add_table_3(const std::string& scenario, const std::vector<Values>& printed, std::vector<Values> rows,
                 Table& table) {
  static constexpr std::array kColumns{"government_own", "government_others", "welfare_own",
                                       "welfare_others", "wage_own",          "wage_others",
                                       "profits_own",    "profits_others",    "median_tariff"};
  Values mean(kColumns.size());
  for (std::size_t c = 0; c < mean.size(); ++c) {
    for (const Values& row : rows) mean[c] += row[c] / static_cast<double>(rows.size());
  }
  rows.push_back(mean);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    table.print(printed[r], 1);
    for (std::size_t c = 0; c < kColumns.size(); ++c)
      table.add(r + 1 < rows.size() ? table.region(r) : "mean", kColumns[c], scenario, rows[r][c], c);
  }
}

void replicate_table_3a(const OssaStudy& study, Table& table, const RunContext& context) {
  const auto printed = read_printed_table(study, "ref_TABLE3a.csv", 9);
  const auto stored = read_stored_optimal_tariffs(study);
  const auto players = ossa_players(study, false);
  std::vector<Values> at_stored, at_ours;
  std::vector<TradeCube> ours;
  for (std::size_t n = 0; n < study.regions(); ++n) {
    const auto found =
        strategy::find_optimum(study.policy(), players[n], study.benchmark->tables().tariff, {}, context);
    table.note_search("optimal tariffs of " + table.region(n), found.search);
    ours.push_back(found.tariff);
    for (auto* side : {&at_stored, &at_ours}) {
      const TradeCube& tariff = side == &at_stored ? stored[n] : ours[n];
      const OssaEffects e = ossa_effects(*study.plain, {}, tariff);
      table.note_solver(e.solver);
      side->push_back(table_3_row(e, tariff, n));
    }
  }
  add_table_3("stored", printed, at_stored, table);
  add_table_3("ours", printed, at_ours, table);
  for (std::size_t n = 0; n < study.regions(); ++n) add_gap(study, ours[n], stored[n], Country(n), table);
}

// --- Table 4a: Nash tariffs -------------------------------------------------------------------------------

void add_table_4(const OssaStudy& study, const std::string& scenario, const TradeCube& tariff, Table& table) {
  static constexpr std::array kColumns{"government", "welfare", "wage", "profits", "median_tariff"};
  const auto printed = read_printed_table(study, "ref_TABLE4a.csv", kColumns.size());
  const OssaEffects e = ossa_effects(*study.plain, {}, tariff);
  table.note_solver(e.solver);
  Values medians;
  for (std::size_t n = 0; n < study.regions(); ++n) medians.push_back(median_tariff(tariff, Country(n)));
  const std::array columns{&e.government, &e.welfare, &e.wage, &e.profits, &std::as_const(medians)};
  for (std::size_t r = 0; r <= study.regions(); ++r) {
    table.print(printed[r], 1);
    for (std::size_t c = 0; c < kColumns.size(); ++c) {
      const bool mean = r == study.regions();
      table.add(mean ? "mean" : table.region(r), kColumns[c], scenario,
                mean ? mean_of(*columns[c]) : (*columns[c])[r], c);
    }
  }
}

void replicate_table_4a(const OssaStudy& study, Table& table, const RunContext& context) {
  const TradeCube stored = read_stored_nash_tariffs(study);
  const auto players = ossa_players(study, false);
  const strategy::CertificateOptions thorough;
  const auto nash =
      strategy::find_nash(study.policy(), players, study.benchmark->tables().tariff, {}, &thorough, context);
  table.note_search("Nash tariffs", nash.search);
  add_table_4(study, "stored", stored, table);
  add_table_4(study, "ours", nash.tariff, table);
  for (std::size_t n = 0; n < study.regions(); ++n) add_gap(study, nash.tariff, stored, Country(n), table);
  const auto at_stored = study.policy().solve(stored, nash.equilibrium.get());
  const auto deviation = strategy::certify(study.policy(), players, *at_stored, thorough, context);
  table.add("world", "epsilon", "stored", deviation.epsilon_percent, 1000, "percent of welfare");
  table.add("world", "epsilon", "ours", nash.certificate.epsilon_percent, 1000, "percent of welfare");
}

// --- Tables 5a and 5b: cooperative tariffs ----------------------------------------------------------------

/// Where talks start from.
struct Talks {
  const char* name;
  std::size_t column;  ///< of the paper's three
  TradeCube start;
};

std::vector<Talks> talks(const OssaStudy& study, bool political, const std::vector<strategy::Player>& players,
                         Table& table, const RunContext& context) {
  const TradeCube& factual = study.benchmark->tables().tariff;
  auto nash = strategy::find_nash(study.policy(), players, factual, {}, nullptr, context);
  table.note_search("Nash tariffs", nash.search);
  std::vector<Talks> starts{
      {"from-nash", 0, std::move(nash.tariff)},
      {"from-factual", 1, factual},
      {"from-free-trade", 2, TradeCube(factual.size1(), factual.size2(), factual.size3())}};
  // The study's Nash tariffs are stored for governments without political weights.
  if (!political) starts.push_back({"from-stored-nash", 0, read_stored_nash_tariffs(study)});
  return starts;
}

/// Efficient tariffs between zero and the upper bound that raise all governments' objectives by the same
/// share (section I.F of the paper).
void replicate_table_5(const OssaStudy& study, bool political, Table& table, const RunContext& context) {
  static constexpr std::array kColumns{"government", "welfare", "wage", "profits"};
  const auto printed =
      read_printed_table(study, political ? "ref_TABLE5b.csv" : "ref_TABLE5a.csv", 3 * kColumns.size());
  const auto players = ossa_players(study, political);
  for (const Talks& from : talks(study, political, players, table, context)) {
    const auto agreed = strategy::cooperate(study.policy(), players, from.start, {}, context);
    table.note_search(fmt::format("cooperative tariffs {}", from.name), agreed.search);
    const OssaEffects e =
        ossa_effects(political ? *study.political : *study.plain, from.start, agreed.tariff);
    table.note_solver(e.solver);
    const std::array columns{&e.government, &e.welfare, &e.wage, &e.profits};
    for (std::size_t r = 0; r <= study.regions(); ++r)
      for (std::size_t c = 0; c < kColumns.size(); ++c) {
        // Gains from free trade are printed to two places.
        table.print(printed[r], from.column == 2 && c < 2 ? 2 : 1);
        const bool mean = r == study.regions();
        table.add(mean ? "mean" : table.region(r), kColumns[c], from.name,
                  mean ? mean_of(*columns[c]) : (*columns[c])[r], 3 * c + from.column);
      }
    for (std::size_t n = 0; n < study.regions(); ++n)
      table.add(table.region(n), "median_tariff", from.name, median_tariff(agreed.tariff, Country(n)));
  }
}

// --- independent evaluations ------------------------------------------------------------------------------

struct Case {
  const char* name;
  double by_usa, by_china;  ///< tariff set, or added where `adds`
  bool adds;
  std::array<double, 7> welfare;
};

/// Computed by others with the study's program: tariffs of the two on each other's goods, all industries.
constexpr std::array kCases{
    Case{"china-plus-20-points", 0, 0.20, true, {0.0141, 0.0139, -0.0034, -0.0017, 0.0182, 0.0338, -0.1936}},
    Case{"war-145-125", 1.45, 1.25, false, {0.0531, -1.1479, 0.082, 0.0753, 0.0458, 0.0954, -0.9092}}};

void add_case(const OssaStudy& study, const Case& c, Table& table) {
  const data::Benchmark& b = *study.benchmark;
  const Country usa = b.countries().at("USA"), china = b.countries().at("CHN");
  TradeCube tariff = b.tables().tariff;
  for (const Sector s : b.sectors().all()) {
    tariff(s, usa, china) = c.by_usa + (c.adds ? tariff(s, usa, china) : 0);
    tariff(s, china, usa) = c.by_china + (c.adds ? tariff(s, china, usa) : 0);
  }
  const OssaEffects e = ossa_effects(*study.plain, {}, tariff);
  table.note_solver(e.solver);
  table.print({c.welfare.begin(), c.welfare.end()}, 4);
  for (std::size_t n = 0; n < study.regions(); ++n)
    table.add(table.region(n), "welfare", c.name, e.welfare[n], n);
}

}  // namespace

std::vector<std::string> ossa2014_variants() { return {kVariants.begin(), kVariants.end()}; }

Replication replicate_ossa2014(const std::filesystem::path& folder, const std::string& variant,
                               const RunContext& context) {
  const OssaStudy study = read_ossa_study(folder);
  Replication out{.name = "ossa2014",
                  .variant = variant,
                  .citation = "ossa_2014",
                  .rows = {},
                  .notes = study.plain->description().notes,
                  .solver = {},
                  .closure = "zero",
                  .numeraire = "world wages"};
  Table table(study, variant == "cases" ? "reference" : variant.substr(5), out);
  if (variant == "table3a") replicate_table_3a(study, table, context);
  if (variant == "table4a") replicate_table_4a(study, table, context);
  if (variant == "table5a" || variant == "table5b")
    replicate_table_5(study, variant == "table5b", table, context);
  if (variant == "cases")
    for (const Case& c : kCases) add_case(study, c, table);
  return out;
}

}  // namespace cobden::scenario
