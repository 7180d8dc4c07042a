#include "cobden/scenario/liberation_day_study.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "cobden/data/read_gravity_matrix.h"
#include "cobden/economy/single_sector_calibration.h"

namespace cobden::scenario {
namespace {

using economy::Counterfactual;
using economy::SingleSectorSpec;
constexpr double kFloor = 0.1;       // the study's lowest rate on any partner
constexpr double kChinaRate = 1.08;  // rate of the third regional war
constexpr double kRoundaboutShare = 0.49;

// ---- tariffs ----

Counterfactual free_trade(const LiberationDayData& data) {
  const std::size_t n = data.benchmark->country_count();
  return {.tariff_new = TradeCube(1, n, n), .trade_cost_hat = {}};
}

void charge(Counterfactual& c, Country importer, Country exporter, double rate) {
  if (importer != exporter) c.tariff_new(Sector(0), importer, exporter) = rate;
}

using RateOf = std::function<double(Country partner)>;

void us_charges(const LiberationDayData& data, Counterfactual& c, const RateOf& rate) {
  for (const Country o : data.benchmark->countries().all()) charge(c, data.usa, o, rate(o));
}
void partners_charge(const LiberationDayData& data, Counterfactual& c, const RateOf& rate) {
  for (const Country d : data.benchmark->countries().all()) charge(c, d, data.usa, rate(d));
}

/// 10% both ways, the announced rate both ways for the chosen.
Counterfactual regional_war(const LiberationDayData& data, const std::vector<Country>& chosen,
                            double china_rate) {
  const RateOf rate = [&](Country partner) {
    if (partner == data.china && china_rate > 0) return china_rate;
    return std::find(chosen.begin(), chosen.end(), partner) != chosen.end() ? data.us_rate[partner] : kFloor;
  };
  Counterfactual c = free_trade(data);
  us_charges(data, c, rate);
  partners_charge(data, c, rate);
  return c;
}

enum class UsTariff { kAnnounced, kFormula };
enum class Retaliation { kNone, kReciprocal, kFormula, kUniform };

Counterfactual war(const LiberationDayData& data, const SingleSectorSpec& spec, UsTariff us,
                   Retaliation retaliation) {
  const auto base = economy::calibrate_single_sector(*data.benchmark, spec);
  Counterfactual c = free_trade(data);
  // As published, the experiment in which both sides optimise measures US imports by income, not by spending.
  const auto imports = retaliation == Retaliation::kFormula ? economy::ImportMeasure::kIncome
                                                            : economy::ImportMeasure::kSpending;
  const double formula = economy::optimal_tariff_formula(base, spec, imports);
  us_charges(data, c, [&](Country o) { return us == UsTariff::kAnnounced ? data.us_rate[o] : formula; });
  if (retaliation == Retaliation::kReciprocal)
    partners_charge(data, c, [&](Country d) { return data.us_rate[d]; });
  if (retaliation == Retaliation::kFormula) {
    const auto rates = economy::optimal_retaliation_formula(base, spec);
    partners_charge(data, c, [&](Country d) { return rates[static_cast<std::size_t>(d.value)]; });
  }
  if (retaliation == Retaliation::kUniform) {
    // A partner that takes the US economy as given (delta = 1), with the US exponent, as published.
    const double phi = base.tariff_exponent[static_cast<std::size_t>(data.usa.value)];
    partners_charge(data, c, [&](Country) { return 1 / ((1 + spec.trade_elasticity) * phi - 1); });
  }
  return c;
}

/// The uniform US tariff with the highest US welfare in the model with inputs, by golden-section search on
/// (0, 60%).
double best_uniform_tariff(const LiberationDayData& data, const SingleSectorSpec& spec) {
  const auto model = economy::make_single_sector(data.benchmark, spec);
  const auto welfare = [&](double rate) {
    Counterfactual c = free_trade(data);
    us_charges(data, c, [&](Country) { return rate; });
    const auto result = model->solve(c, {.tolerance = 1e-11});
    return result.outcomes.find("welfare_exact")->value[static_cast<std::size_t>(data.usa.value)];
  };
  const double golden = (std::sqrt(5.0) - 1) / 2;
  double low = 0, high = 0.6, left = high - golden * (high - low), right = low + golden * (high - low);
  double at_left = welfare(left), at_right = welfare(right);
  while (high - low > 1e-6) {
    if (at_left > at_right) {
      high = right, right = left, at_right = at_left;
      at_left = welfare(left = high - golden * (high - low));
    } else {
      low = left, left = right, at_left = at_right;
      at_right = welfare(right = low + golden * (high - low));
    }
  }
  return (low + high) / 2;
}

// ---- experiments ----

SingleSectorSpec with(const std::function<void(SingleSectorSpec&)>& change) {
  SingleSectorSpec spec;
  change(spec);
  return spec;
}

using Transfers = SingleSectorSpec::Transfers;
const auto kEatonKortum = [](SingleSectorSpec& s) { s.profits = false; };
const auto kRoundabout = [](SingleSectorSpec& s) { s.labour_share = kRoundaboutShare; };

LiberationDayExperiment io_optimal(const LiberationDayData& data) {
  const SingleSectorSpec spec = with(kRoundabout);
  const double rate = best_uniform_tariff(data, spec);
  Counterfactual c = free_trade(data);
  us_charges(data, c, [&](Country) { return rate; });
  return {"io_optimal_us", "IO", spec, std::move(c),
          fmt::format("io_optimal_us: the uniform US tariff that maximises US welfare, {:.2f}%; the "
                      "published value comes from a constrained optimiser "
                      "stopped at its bounds (rates of at most 25%, every variable within 75 to 150% of the "
                      "announced-tariff equilibrium), of which one "
                      "country's rate was applied to all: it rests on that solver, not on the model",
                      100 * rate)};
}

struct Entry {
  const char *name, *table;
  std::function<LiberationDayExperiment(const LiberationDayData&, const char* name, const char* table)> make;
};

auto plain(std::function<void(SingleSectorSpec&)> change, UsTariff us, Retaliation retaliation,
           std::string note = "") {
  return [=](const LiberationDayData& data, const char* name, const char* table) {
    const SingleSectorSpec spec = with(change);
    return LiberationDayExperiment{name, table, spec, war(data, spec, us, retaliation),
                                   note.empty() ? "" : std::string(name) + ": " + note};
  };
}

auto regional(bool with_europe, double china_rate) {
  return [=](const LiberationDayData& data, const char* name, const char* table) {
    std::vector<Country> chosen{data.china};
    if (with_europe) chosen.insert(chosen.end(), data.europe.begin(), data.europe.end());
    return LiberationDayExperiment{name, table, {}, regional_war(data, chosen, china_rate), ""};
  };
}

auto balanced(Transfers transfers) {
  return [=](SingleSectorSpec& s) { s.transfers = transfers; };
}

const std::vector<Entry>& experiments() {
  const auto unchanged = [](SingleSectorSpec&) {};
  const char* gap =
      "transfers as published do not add up to zero; the labour market of the last country absorbs the gap";
  static const std::vector<Entry> all{
      {"baseline_ustr", "1", plain(unchanged, UsTariff::kAnnounced, Retaliation::kNone)},
      {"lump_sum_ustr", "1",
       plain([](SingleSectorSpec& s) { s.rebate = SingleSectorSpec::Rebate::kLumpSum; }, UsTariff::kAnnounced,
             Retaliation::kNone)},
      {"optimal_us", "1", plain(unchanged, UsTariff::kFormula, Retaliation::kNone)},
      {"ustr_reciprocal_retaliation", "2", plain(unchanged, UsTariff::kAnnounced, Retaliation::kReciprocal)},
      {"ustr_optimal_retaliation", "2", plain(unchanged, UsTariff::kAnnounced, Retaliation::kFormula)},
      {"optimal_us_optimal_retaliation", "2", plain(unchanged, UsTariff::kFormula, Retaliation::kFormula)},
      {"regional_us_eu_china", "8", regional(true, 0)},
      {"regional_us_china", "8", regional(false, 0)},
      {"regional_us_china_108", "8", regional(false, kChinaRate)},
      {"partial_passthrough_ustr", "9",
       plain([](SingleSectorSpec& s) { s.pass_through = 0.25; }, UsTariff::kAnnounced, Retaliation::kNone)},
      {"eps8_ustr", "9",
       plain([](SingleSectorSpec& s) { s.trade_elasticity = 8; }, UsTariff::kAnnounced, Retaliation::kNone)},
      {"eaton_kortum_ustr", "9", plain(kEatonKortum, UsTariff::kAnnounced, Retaliation::kNone)},
      {"deficit_fixed_ustr", "10", plain(kEatonKortum, UsTariff::kAnnounced, Retaliation::kNone)},
      {"deficit_zero_ustr", "10",
       plain(balanced(Transfers::kBalancedAsPublished), UsTariff::kAnnounced, Retaliation::kNone, gap)},
      {"deficit_zero_ustr_corrected", "10",
       plain(balanced(Transfers::kBalanced), UsTariff::kAnnounced, Retaliation::kNone)},
      {"deficit_fixed_ustr_retal", "10", plain(kEatonKortum, UsTariff::kAnnounced, Retaliation::kUniform)},
      {"deficit_zero_ustr_retal", "10",
       plain(balanced(Transfers::kBalancedAsPublished), UsTariff::kAnnounced, Retaliation::kUniform, gap)},
      {"deficit_zero_ustr_retal_corrected", "10",
       plain(balanced(Transfers::kBalanced), UsTariff::kAnnounced, Retaliation::kUniform)},
      {"io_ustr", "IO", plain(kRoundabout, UsTariff::kAnnounced, Retaliation::kNone)},
      {"io_ustr_reciprocal", "IO", plain(kRoundabout, UsTariff::kAnnounced, Retaliation::kReciprocal)},
      {"io_optimal_us", "IO",
       [](const LiberationDayData& data, const char*, const char*) { return io_optimal(data); }},
  };
  return all;
}

}  // namespace

LiberationDayData read_liberation_day(const std::filesystem::path& folder) {
  const auto inside = folder / "liberation_day_194x1";
  const auto place = std::filesystem::exists(inside) ? inside : folder;
  data::ImportReport report;
  LiberationDayData data;
  data.benchmark = std::make_shared<const data::Benchmark>(data::read_gravity_matrix(place, report));
  const auto& axis = data.benchmark->countries();
  data.usa = axis.at("USA");
  data.china = axis.at("CHN");
  data.europe = data.benchmark->country_selection("EU25");
  data.us_rate = data::read_liberation_day_tariffs(place, report);
  for (const Country n : axis.all()) data.us_rate[n] = n == data.usa ? 0 : std::max(kFloor, data.us_rate[n]);
  return data;
}

std::vector<std::string> liberation_day_experiment_names() {
  std::vector<std::string> names;
  for (const auto& e : experiments()) names.emplace_back(e.name);
  return names;
}

LiberationDayExperiment liberation_day_experiment(const LiberationDayData& data, const std::string& name) {
  for (const auto& e : experiments())
    if (name == e.name) return e.make(data, e.name, e.table);
  const std::string near = nearest_name(name, liberation_day_experiment_names());
  throw UserError({.place = {},
                   .value = name,
                   .problem = "is not an experiment of the Liberation Day study",
                   .expected = "",
                   .remedy = near.empty() ? "" : "did you mean '" + near + "'?"});
}

}  // namespace cobden::scenario
