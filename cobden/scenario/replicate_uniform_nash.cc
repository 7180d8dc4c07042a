// Replication of the global tariff war of Lashkaripour (2021, J. International Economics 131): every country
// charges one rate on everything from everybody. Three readings: the formula as published, with shares at
// tariff-inclusive prices; the same with shares net of tariffs, exact for two countries; and the exact Nash
// equilibrium in uniform tariffs, found from gradients of welfare.
#include <fmt/format.h>

#include <algorithm>

#include "cobden/data/csv.h"
#include "cobden/economy/caliendo_parro.h"
#include "cobden/scenario/replication.h"
#include "cobden/scenario/uniform_nash_study.h"
#include "cobden/strategy/nash.h"
#include "cobden/strategy/uniform_nash.h"

namespace cobden::scenario {
namespace {

using economy::Model;
constexpr const char* kSet = "U4";  // trade elasticity 4 in every sector, sigma 5

enum class Reading { kPublished, kFactoryPrices, kExact };
struct Variant {
  const char* name;
  bool icio;
  Reading reading;
};
constexpr std::array kVariants{Variant{"wiod2014", false, Reading::kPublished},
                               Variant{"wiod2014-factory-prices", false, Reading::kFactoryPrices},
                               Variant{"wiod2014-exact", false, Reading::kExact},
                               Variant{"icio2022", true, Reading::kPublished},
                               Variant{"icio2022-factory-prices", true, Reading::kFactoryPrices},
                               Variant{"icio2022-exact", true, Reading::kExact}};

struct War {
  ByCountry rate;
  std::string method, message;
};

War by_formula(const economy::PolicyModel& policy, const BySector& theta, Reading reading,
               const RunContext& context) {
  const auto nash =
      strategy::find_formula_nash(policy, theta,
                                  reading == Reading::kPublished ? strategy::ShareMeasure::kTariffInclusive
                                                                 : strategy::ShareMeasure::kFactoryPrices,
                                  {.tolerance = 1e-12, .solve = {.tolerance = 1e-12}}, context);
  return {nash.rate, nash.search.method,
          nash.search.converged() ? "" : "formula: " + to_string(nash.search.status)};
}

War exact(const economy::PolicyModel& policy, const RunContext& context) {
  std::vector<strategy::Player> players;
  for (const Country n : policy.countries().all()) {
    const strategy::InstrumentSpec uniform{.tariff_class = strategy::TariffClass::kUniform};
    players.push_back({.objective = {.country = n}, .instruments = make_instruments(policy, n, uniform)});
  }
  const auto nash =
      strategy::find_nash(policy, players, policy.base()->tariff, {.tolerance = 1e-9}, nullptr, context);
  War war{.rate = ByCountry(policy.countries().size()), .method = nash.search.method, .message = ""};
  for (const auto& player : players)
    war.rate[player.instruments.player] = std::exp(player.instruments.read(policy, nash.tariff).front()) - 1;
  if (!nash.search.converged())
    war.message = fmt::format("exact: {} ({})", to_string(nash.search.status), nash.search.message);
  return war;
}

economy::Counterfactual everybody_charges(const ByCountry& rate, std::size_t sectors) {
  const std::size_t N = rate.size();
  economy::Counterfactual c{.tariff_new = TradeCube(sectors, N, N), .trade_cost_hat = {}};
  for (const Sector s : indices<Sector>(sectors))
    for (const Country d : indices<Country>(N))
      for (const Country o : indices<Country>(N))
        if (d != o) c.tariff_new(s, d, o) = rate[d];
  return c;
}

double hat(const economy::Result& result, const char* measure, Country n) {
  const auto* v = result.outcomes.find(measure);
  invariant(v != nullptr, "the Caliendo-Parro family reports wages, incomes and real incomes");
  const auto i = static_cast<std::size_t>(n.value);
  return v->unit == "percent" ? 1 + v->value[i] / 100 : v->value[i] / v->base[i];
}

/// Wages, incomes, tariffs and welfare of every country; `paper` gives the published number where there is
/// one.
void add_countries(const economy::Result& result, const ByCountry& rate, const std::string& scenario,
                   Replication& out) {
  for (const Country n : result.benchmark->countries().all()) {
    const auto add = [&](const char* measure, const char* unit, double ours) {
      out.rows.push_back({.table = "reference",
                          .entity = result.benchmark->countries().code(n),
                          .measure = measure,
                          .scenario = scenario,
                          .unit = unit,
                          .paper = {},
                          .paper_decimals = 6,
                          .ours = ours});
    };
    add("one_plus_t", "power of the tariff", 1 + rate[n]);
    add("welfare_pct", "percent", 100 * (hat(result, "welfare_exact", n) - 1));
    add("w_hat", "index, base = 1", hat(result, "wage", n));
    add("Y_hat", "index, base = 1", hat(result, "income", n));
  }
}

/// The stored run of the author's code on WIOD 2014.
void add_published(const std::filesystem::path& folder, Replication& out) {
  const auto table = data::CsvTable::read(folder / "WIOD2014_U4_nash_reference.csv");
  const std::size_t country = table.column("iso3");
  for (auto& row : out.rows)
    for (std::size_t r = 0; r < table.rows(); ++r)
      if (table.text(r, country) == row.entity) row.paper = table.number(r, table.column(row.measure));
}

/// An independent solution of the published formula on ICIO 2022, as printed.
struct Printed {
  const char *entity, *measure;
  double value;
  int decimals;
};
constexpr std::array kIcioPrinted{
    Printed{"USA", "one_plus_t", 1.2681, 4},  Printed{"CHN", "one_plus_t", 1.2818, 4},
    Printed{"USA", "welfare_pct", -0.249, 3}, Printed{"CHN", "welfare_pct", -0.341, 3},
    Printed{"MEX", "welfare_pct", -1.914, 3}, Printed{"mean of all", "welfare_pct", -1.685, 3}};

void add_printed(Replication& out) {
  for (auto& row : out.rows)
    for (const Printed& printed : kIcioPrinted)
      if (row.entity == printed.entity && row.measure == printed.measure)
        row.paper = printed.value, row.paper_decimals = printed.decimals;
}

void add_mean(Replication& out) {
  double sum = 0;
  int count = 0;
  for (const auto& row : out.rows)
    if (row.measure == "welfare_pct") sum += row.ours, ++count;
  out.rows.push_back({.table = "reference",
                      .entity = "mean of all",
                      .measure = "welfare_pct",
                      .scenario = out.variant,
                      .unit = "percent",
                      .paper = {},
                      .paper_decimals = 6,
                      .ours = sum / count});
}

}  // namespace

std::vector<std::string> uniform_nash_variants() {
  std::vector<std::string> names;
  for (const Variant& v : kVariants) names.emplace_back(v.name);
  return names;
}

Replication replicate_uniform_nash(const std::filesystem::path& data, const std::string& variant,
                                   const RunContext& context) {
  const auto found =
      std::find_if(kVariants.begin(), kVariants.end(), [&](const Variant& v) { return variant == v.name; });
  invariant(found != kVariants.end(), "replicate() has checked the variant");
  const auto benchmark =
      found->icio ? read_icio2022_world(data.parent_path() / "world2022_81x28") : read_wiod2014_world(data);
  const auto model =
      economy::make_caliendo_parro(benchmark, {.variant = economy::CaliendoParroSpec::Variant::kNoMaterials,
                                               .closure = economy::Closure::kZero,
                                               .numeraire = {},
                                               .elasticities = kSet});
  const auto& policy = *model->policy();
  const War war = found->reading == Reading::kExact
                      ? exact(policy, context)
                      : by_formula(policy, benchmark->elasticities(kSet).theta, found->reading, context);
  const auto result =
      model->solve(everybody_charges(war.rate, benchmark->sector_count()), {.tolerance = 1e-12}, context);
  Replication out{.name = "uniform-nash",
                  .variant = variant,
                  .citation = "Lashkaripour (2021), Journal of International Economics 131, 103419",
                  .rows = {},
                  .notes = {},
                  .solver = result.solver,
                  .closure = result.closure,
                  .numeraire = result.numeraire};
  add_countries(result, war.rate, variant, out);
  if (!found->icio) add_published(data, out);
  add_mean(out);
  if (found->icio) add_printed(out);
  out.notes = {"trade elasticity 4 in every sector; deficits are taken out at the applied tariffs first",
               "tariffs by " + war.method};
  if (found->reading != Reading::kPublished)
    out.notes.emplace_back("the published numbers beside ours are those of the published formula");
  if (found->icio)
    out.notes.emplace_back(
        "flows are taken as gross of the tariff, as the author's code does; world-2022 does not");
  if (!war.message.empty()) out.notes.push_back(war.message);
  return out;
}

}  // namespace cobden::scenario
