// Caliendo and Parro (2015, REStud 82(1)), "Estimates of the Trade and Welfare Effects of NAFTA": Tables 2, 3
// and 5 and the paper's other experiments on the same data. Conventions of the authors' code that matter:
// base re-solved without deficits; "NAFTA" moves only the members' tariffs on each other, 1993 to 2005;
// welfare is the first-order formula at finite changes.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "cobden/data/csv.h"
#include "cobden/data/read_caliendo_parro.h"
#include "cobden/economy/caliendo_parro.h"
#include "cobden/scenario/replication.h"

namespace cobden::scenario {
namespace {

using data::BenchmarkTables;
using economy::CaliendoParroSpec;
using economy::Closure;
namespace fs = std::filesystem;

enum class Shock { kNafta, kWorld, kWorldWithoutNafta };

struct Variant {
  const char* name;
  Shock shock;
  CaliendoParroSpec::Variant model;
  Closure closure;
  bool one_sector;  ///< the authors' two-sector aggregate (one traded sector, one not)
};

constexpr std::array kVariants{
    Variant{"nafta", Shock::kNafta, CaliendoParroSpec::Variant::kInputOutput, Closure::kZero, false},
    Variant{"world", Shock::kWorld, CaliendoParroSpec::Variant::kInputOutput, Closure::kZero, false},
    Variant{"world-without-nafta", Shock::kWorldWithoutNafta, CaliendoParroSpec::Variant::kInputOutput,
            Closure::kZero, false},
    Variant{"one-sector", Shock::kNafta, CaliendoParroSpec::Variant::kInputOutput, Closure::kZero, true},
    Variant{"no-materials", Shock::kNafta, CaliendoParroSpec::Variant::kNoMaterials, Closure::kZero, false},
    Variant{"no-io", Shock::kNafta, CaliendoParroSpec::Variant::kOwnSector, Closure::kZero, false},
    Variant{"observed-deficits", Shock::kNafta, CaliendoParroSpec::Variant::kInputOutput, Closure::kFixed,
            false}};

/// What the paper prints for the NAFTA experiment: (table, entity, measure) to percent.
const std::map<std::array<std::string, 3>, double>& printed() {
  static const std::map<std::array<std::string, 3>, double> values{
      {{"T2", "Mexico", "welfare_lin"}, 1.31},
      {{"T2", "Mexico", "tot"}, -0.41},
      {{"T2", "Mexico", "vot"}, 1.72},
      {{"T2", "Mexico", "real_wage"}, 1.72},
      {{"T2", "Canada", "welfare_lin"}, -0.06},
      {{"T2", "Canada", "tot"}, -0.11},
      {{"T2", "Canada", "vot"}, 0.04},
      {{"T2", "Canada", "real_wage"}, 0.32},
      {{"T2", "USA", "welfare_lin"}, 0.08},
      {{"T2", "USA", "tot"}, 0.04},
      {{"T2", "USA", "vot"}, 0.04},
      {{"T2", "USA", "real_wage"}, 0.11},
      {{"T3", "Mexico", "tot_nafta"}, -0.39},
      {{"T3", "Mexico", "tot_row"}, -0.02},
      {{"T3", "Mexico", "vot_nafta"}, 1.80},
      {{"T3", "Mexico", "vot_row"}, -0.08},
      {{"T3", "Canada", "tot_nafta"}, -0.09},
      {{"T3", "Canada", "tot_row"}, -0.02},
      {{"T3", "Canada", "vot_nafta"}, 0.08},
      {{"T3", "Canada", "vot_row"}, -0.04},
      {{"T3", "USA", "tot_nafta"}, 0.03},
      {{"T3", "USA", "tot_row"}, 0.01},
      {{"T3", "USA", "vot_nafta"}, 0.04},
      {{"T3", "USA", "vot_row"}, 0.00},
      {{"T5", "Mexico<-Canada", "import_growth"}, 116.60},
      {{"T5", "Mexico<-USA", "import_growth"}, 118.31},
      {{"T5", "Canada<-Mexico", "import_growth"}, 58.57},
      {{"T5", "Canada<-USA", "import_growth"}, 9.49},
      {{"T5", "USA<-Mexico", "import_growth"}, 109.54},
      {{"T5", "USA<-Canada", "import_growth"}, 6.57}};
  return values;
}

const Variant& find_variant(const std::string& name) {
  std::vector<std::string> known;
  for (const auto& v : kVariants) {
    if (name.empty() || name == v.name) return v;
    known.emplace_back(v.name);
  }
  const std::string near = nearest_name(name, known);
  throw UserError({.place = {.file = "", .line = {}, .column = "--variant"},
                   .value = name,
                   .problem = "cp2015 has no such variant",
                   .expected = fmt::format("one of {}", fmt::join(known, ", ")),
                   .remedy = near.empty() ? "" : "did you mean '" + near + "'?"});
}

double median(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  return v.size() % 2 ? v[v.size() / 2] : 0.5 * (v[v.size() / 2 - 1] + v[v.size() / 2]);
}

TradeCube median_tariffs(const TradeCube& tariff, std::size_t traded) {
  const std::size_t N = tariff.size2();
  TradeCube two(2, N, N);
  for (const Country d : indices<Country>(N))
    for (const Country o : indices<Country>(N)) {
      std::vector<double> rates;
      for (std::size_t s = 0; s < traded; ++s) rates.push_back(tariff(Sector(s), d, o));
      two(Sector(0), d, o) = median(std::move(rates));
    }
  return two;
}

fs::path text_file(const fs::path& folder, const std::string& stem) {
  const fs::path plain = folder / (stem + ".txt");
  return fs::exists(plain) ? plain : folder / (stem + ".txt.xz");
}

/// Two-by-two input shares of one country: block means of the 40 x 40 table, columns rescaled to one (the
/// authors' script).
std::array<double, 4> block_shares(const data::CsvTable& io, std::size_t country, std::size_t traded,
                                   std::size_t sectors) {
  std::array<double, 4> share{};
  for (std::size_t k = 0; k < sectors; ++k)
    for (std::size_t j = 0; j < sectors; ++j)
      share[(k < traded ? 0 : 2) + (j < traded ? 0 : 1)] += io.number(country * sectors + k, j);
  const double left = share[0] + share[2], right = share[1] + share[3];
  return {share[0] / left, share[1] / right, share[2] / left, share[3] / right};
}

/// The authors' one-sector experiment: one traded and one non-traded sector, theta 4.55, median tariffs and
/// value-added shares.
BenchmarkTables two_sectors(const BenchmarkTables& t, const fs::path& folder) {
  const std::size_t N = t.countries.size(), S = t.sectors.size(), traded = 20;
  const auto B = data::CsvTable::read_headless(text_file(folder, "B"), '\t');
  const auto io = data::CsvTable::read_headless(text_file(folder, "IO"), '\t');
  BenchmarkTables two;
  two.name = t.name + " (one traded sector)";
  two.countries = t.countries;
  two.sectors = SectorAxis({"T", "NT"}, {"Traded", "Non-traded"});
  two.year = t.year, two.unit = t.unit;
  two.flow = TradeCube(2, N, N);
  two.tariff = median_tariffs(t.tariff, traded);
  two.intermediate = InputOutputCube(2, 2, N);
  two.final_use = two.value_added = SectorCountry(2, N);
  two.elasticities = {{"CP", "Caliendo and Parro (2015), aggregate", BySector(2, 4.55)}};
  for (std::size_t s = 0; s < S; ++s)
    for (const Country d : t.countries.all())
      for (const Country o : t.countries.all())
        two.flow(Sector(s < traded ? 0 : 1), d, o) += t.flow(Sector(s), d, o);
  for (const Country n : t.countries.all()) {
    const auto i = static_cast<std::size_t>(n.value);
    const auto share = block_shares(io, i, traded, S);
    for (std::size_t j = 0; j < 2; ++j) {
      std::vector<double> value_added;
      for (std::size_t s = j * traded; s < (j + 1) * traded; ++s) value_added.push_back(B.number(s, i));
      double output = 0;
      for (const Country d : t.countries.all()) output += two.flow(Sector(j), d, n);
      const double gv = median(std::move(value_added));
      two.value_added(Sector(j), n) = gv * output;
      for (std::size_t k = 0; k < 2; ++k)
        two.intermediate(Sector(k), Sector(j), n) = share[2 * k + j] * (1 - gv) * output;
    }
    for (std::size_t k = 0; k < 2; ++k) {
      double use = 0;
      for (const Country o : t.countries.all())
        use += two.flow(Sector(k), n, o) * (1 + two.tariff(Sector(k), n, o));
      for (std::size_t j = 0; j < 2; ++j) use -= two.intermediate(Sector(k), Sector(j), n);
      two.final_use(Sector(k), n) = use;
    }
  }
  return two;
}

/// Positions and names, as the paper writes them, of the three members.
struct Members {
  std::array<Country, 3> at;
  std::array<std::string, 3> name;
  bool has(Country c) const { return std::find(at.begin(), at.end(), c) != at.end(); }
};

Members members(const CountryAxis& countries) {
  Members m;
  m.name = {"Mexico", "Canada", "USA"};
  for (std::size_t i = 0; i < 3; ++i)
    for (const Country c : countries.all())
      if (countries.label(c) == m.name[i] || countries.code(c) == m.name[i]) m.at[i] = c;
  return m;
}

TradeCube shocked_tariffs(const TradeCube& base, const TradeCube& later, Shock shock, const Members& nafta) {
  TradeCube out = base;
  for (const Sector s : indices<Sector>(base.size1()))
    for (const Country d : indices<Country>(base.size2()))
      for (const Country o : indices<Country>(base.size2())) {
        const bool inside = nafta.has(d) && nafta.has(o);
        if (shock == Shock::kWorld || (inside == (shock == Shock::kNafta))) out(s, d, o) = later(s, d, o);
      }
  return out;
}

class Rows {
 public:
  Rows(Replication& replication, bool with_paper) : r_(replication), with_paper_(with_paper) {}
  void add(const std::string& table, const std::string& entity, const std::string& measure, double ours,
           const std::string& unit = "percent") {
    ReplicationRow row{.table = table,
                       .entity = entity,
                       .measure = measure,
                       .scenario = r_.variant,
                       .unit = unit,
                       .paper = {},
                       .paper_decimals = 2,
                       .ours = ours};
    const auto found = printed().find({table, entity, measure});
    if (with_paper_ && found != printed().end()) row.paper = found->second;
    r_.rows.push_back(std::move(row));
  }

 private:
  Replication& r_;
  bool with_paper_;
};

void add_table_2(const economy::Outcomes& o, const CountryAxis& countries, const Members& nafta, Rows& rows) {
  static const std::array<std::array<const char*, 2>, 5> measures{{{"welfare_lin", "welfare_first_order"},
                                                                   {"tot", "terms_of_trade"},
                                                                   {"vot", "volume_of_trade"},
                                                                   {"real_wage", "real_wage"},
                                                                   {"welfare_exact", "welfare_exact"}}};
  std::vector<Country> order(nafta.at.begin(), nafta.at.end());
  for (const Country c : countries.all())
    if (!nafta.has(c)) order.push_back(c);
  for (const Country c : order) {
    for (const auto& [name, measure] : measures)
      rows.add("T2", countries.label(c), name, o.find(measure)->value[static_cast<std::size_t>(c.value)]);
    rows.add("T2", countries.label(c), "w_hat",
             1 + o.find("wage")->value[static_cast<std::size_t>(c.value)] / 100, "ratio");
  }
}

/// Terms and volume of trade of each member with the members and with the rest of the world.
void add_table_3(const economy::Outcomes& o, const Members& nafta, std::size_t N, Rows& rows) {
  for (std::size_t i = 0; i < 3; ++i)
    for (const auto& [name, measure] :
         {std::pair{"tot", "terms_of_trade"}, std::pair{"vot", "volume_of_trade"}}) {
      const auto& cells = o.find_by_sector(measure)->value;
      double inside = 0, outside = 0;
      for (std::size_t s = 0; s < cells.size() / (N * N); ++s)
        for (std::size_t p = 0; p < N; ++p) {
          const double v = cells[(s * N + static_cast<std::size_t>(nafta.at[i].value)) * N + p];
          (nafta.has(Country(p)) ? inside : outside) += v;
        }
      rows.add("T3", nafta.name[i], std::string(name) + "_nafta", inside);
      rows.add("T3", nafta.name[i], std::string(name) + "_row", outside);
    }
}

void add_table_5(const economy::Outcomes& o, const Members& nafta, std::size_t N, Rows& rows) {
  const auto& trade = *o.find("trade_customs_value");
  for (std::size_t d = 0; d < 3; ++d)
    for (std::size_t e = 0; e < 3; ++e) {
      if (d == e) continue;
      const std::size_t cell =
          static_cast<std::size_t>(nafta.at[d].value) * N + static_cast<std::size_t>(nafta.at[e].value);
      rows.add("T5", nafta.name[d] + "<-" + nafta.name[e], "import_growth",
               100 * (trade.value[cell] / trade.base[cell] - 1));
    }
}

}  // namespace

std::vector<std::string> cp2015_variants() {
  std::vector<std::string> names;
  for (const auto& v : kVariants) names.emplace_back(v.name);
  return names;
}

Replication replicate_cp2015(const fs::path& folder, const std::string& variant_name,
                             const RunContext& context) {
  const Variant& variant = find_variant(variant_name);
  data::ImportReport report;
  BenchmarkTables tables = data::read_caliendo_parro(folder, report);
  TradeCube later = data::read_caliendo_parro_tariffs(folder, 2005, report);
  if (variant.one_sector) {
    tables = two_sectors(tables, folder);
    later = median_tariffs(later, 20);
  }
  const auto benchmark = std::make_shared<const data::Benchmark>(std::move(tables));
  const Members nafta = members(benchmark->countries());
  const CaliendoParroSpec spec{
      .variant = variant.model, .closure = variant.closure, .numeraire = {}, .elasticities = "CP"};
  const auto model = economy::make_caliendo_parro(benchmark, spec);
  const economy::Counterfactual shock{
      .tariff_new = shocked_tariffs(benchmark->tables().tariff, later, variant.shock, nafta),
      .trade_cost_hat = {}};
  const auto result = model->solve(shock, {}, context);

  Replication replication{.name = "cp2015",
                          .variant = variant.name,
                          .citation = "caliendo_parro_2015",
                          .rows = {},
                          .notes = model->description().notes,
                          .solver = result.solver,
                          .closure = result.closure,
                          .numeraire = result.numeraire};
  replication.notes.emplace_back(
      "welfare_lin is the paper's first-order formula at finite changes with base weights; welfare_exact is "
      "the change in real income");
  Rows rows(replication, variant.shock == Shock::kNafta && std::string(variant.name) == "nafta");
  const std::size_t N = benchmark->country_count();
  add_table_2(result.outcomes, benchmark->countries(), nafta, rows);
  add_table_3(result.outcomes, nafta, N, rows);
  add_table_5(result.outcomes, nafta, N, rows);
  return replication;
}

}  // namespace cobden::scenario
