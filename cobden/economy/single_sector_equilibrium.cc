#include "cobden/economy/single_sector_equilibrium.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "cobden/numerics/simd.h"

namespace cobden::economy {
namespace {

using numerics::AlignedVector;

/// Largest move of a log wage in one application of the map: keeps far starts from overshooting.
constexpr double kLargestWageMove = 0.5;
/// Bounds that keep trial points inside the domain of the logarithms; a point where one is active is never
/// accepted.
constexpr double kSmallestIncomeShare = 1e-3, kLargestTaxShare = 0.99;

/// Four lanes, not eight: g++ 12 passes 64-byte vectors through the stack where the machine has only 32-byte
/// registers.
typedef double Quad __attribute__((vector_size(32)));

inline Quad load4(const double* p) {
  Quad v;
  std::memcpy(&v, p, sizeof v);
  return v;
}

/// row . a in a fixed order of summation; n is a multiple of eight.
COBDEN_CLONES double row_sum(const double* row, const double* a, std::size_t n) {
  Quad s0 = {}, s1 = {}, s2 = {}, s3 = {}, s4 = {}, s5 = {}, s6 = {}, s7 = {};
  std::size_t k = 0;
  for (; k + 32 <= n; k += 32) {
    s0 += load4(row + k) * load4(a + k);
    s1 += load4(row + k + 4) * load4(a + k + 4);
    s2 += load4(row + k + 8) * load4(a + k + 8);
    s3 += load4(row + k + 12) * load4(a + k + 12);
    s4 += load4(row + k + 16) * load4(a + k + 16);
    s5 += load4(row + k + 20) * load4(a + k + 20);
    s6 += load4(row + k + 24) * load4(a + k + 24);
    s7 += load4(row + k + 28) * load4(a + k + 28);
  }
  for (; k < n; k += 8) {
    s0 += load4(row + k) * load4(a + k);
    s1 += load4(row + k + 4) * load4(a + k + 4);
  }
  const Quad s = ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  return (s[0] + s[1]) + (s[2] + s[3]);
}

/// sold += f row, element by element.
COBDEN_CLONES void add_scaled(double f, const double* row, double* sold, std::size_t n) {
  for (std::size_t k = 0; k < n; k += 4) {
    const Quad v = load4(sold + k) + f * load4(row + k);
    std::memcpy(sold + k, &v, sizeof v);
  }
}

bool changes(double new_tariff, double old_tariff, double cost) {
  return new_tariff != old_tariff || cost != 1;
}

void check_shape(const SingleSectorBase& base, const TradeCube& cube) {
  if (!cube.empty() &&
      (cube.size1() != 1 || cube.size2() != base.countries || cube.size3() != base.countries))
    throw UserError(
        "the counterfactual's tariffs or trade costs are not [1 sector][importer][exporter] of this model's "
        "countries");
}

void check_tariffs(std::span<const double> tariff, std::size_t importer) {
  for (const double t : tariff)
    if (!(t > -1 && t <= std::numeric_limits<double>::max()))
      throw UserError("a counterfactual tariff is -100% or below, or not a number",
                      "give a fraction above -1");
  if (tariff[importer] != 0)
    throw UserError("a counterfactual has a tariff on domestic sales", "leave the diagonal at 0");
}

void check_costs(const TradeCube& cost) {
  for (const double d : cost.flat())
    if (!std::isfinite(d) || d <= 0)
      throw UserError("a change of trade costs is zero, negative or not a number",
                      "give new over base, above 0");
}

}  // namespace

SingleSectorScenario::SingleSectorScenario(const SingleSectorBase& base, const SingleSectorSpec& spec,
                                           const Counterfactual& c)
    : SingleSectorScenario(base, spec, c, 1) {}

SingleSectorScenario::SingleSectorScenario(const SingleSectorBase& base, const SingleSectorSpec& spec,
                                           const Counterfactual& c, double fraction)
    : net_(base.countries), gross_(base.countries), home_(base.home), changed_(base.countries) {
  check_shape(base, c.tariff_new);
  check_shape(base, c.trade_cost_hat);
  check_costs(c.trade_cost_hat);
  for (std::size_t i = 0; i < base.countries; ++i) {
    const double* t = base.tariff.data() + i * base.stride;
    if (!c.tariff_new.empty()) {
      check_tariffs(c.tariff_new.row(Sector(0), Country(i)), i);
      t = c.tariff_new.row(Sector(0), Country(i)).data();
    }
    const double* d = c.trade_cost_hat.empty() ? nullptr : c.trade_cost_hat.row(Sector(0), Country(i)).data();
    fill_row(base, spec, i, t, d, fraction);
  }
}

SingleSectorScenario::SingleSectorScenario(const SingleSectorBase& base, const SingleSectorSpec& spec,
                                           const TradeCube& tariff, const SingleSectorScenario& earlier,
                                           const TradeCube& earlier_tariff)
    : net_(earlier.net_), gross_(earlier.gross_), home_(earlier.home_), changed_(earlier.changed_) {
  check_shape(base, tariff);
  for (std::size_t i = 0; i < base.countries; ++i) {
    const auto now = tariff.row(Sector(0), Country(i)), before = earlier_tariff.row(Sector(0), Country(i));
    if (std::memcmp(now.data(), before.data(), now.size_bytes()) == 0) continue;
    check_tariffs(now, i);
    changed_[i] = nullptr;
    fill_row(base, spec, i, now.data(), nullptr, 1);
  }
}

void SingleSectorScenario::fill_row(const SingleSectorBase& base, const SingleSectorSpec& spec, std::size_t i,
                                    const double* t, const double* d, double fraction) {
  const double* t0 = base.tariff.data() + i * base.stride;
  bool taxed = false, changed = false;
  for (std::size_t j = 0; j < base.countries; ++j) {
    taxed |= t[j] != 0 || t0[j] != 0;
    changed |= changes(t[j], t0[j], d ? d[j] : 1);
  }
  net_[i] = base.net.data() + i * base.stride;
  gross_[i] = taxed ? base.gross.data() + i * base.stride : net_[i];
  if (changed) change_row(base, spec, i, t, d, fraction);
}

/// Rows of M = lambda tau_hat^(-eps phi) d_hat^(-eps) and B = M / (1 + t), on the cells that change; zero
/// shares stay zero.
void SingleSectorScenario::change_row(const SingleSectorBase& base, const SingleSectorSpec& spec,
                                      std::size_t i, const double* t, const double* d, double fraction) {
  const std::size_t n = base.countries, s = base.stride;
  const double *t0 = base.tariff.data() + i * s, *share = base.gross.data() + i * s;
  const double tariff_power = -spec.trade_elasticity * base.tariff_exponent[i];
  AlignedVector power(s, 1.0), factor(s, 0.0);
  for (std::size_t j = 0; j < n; ++j) power[j] = (1 + t[j]) / (1 + t0[j]);
  numerics::log_array(power.data(), factor.data(), s);
  for (std::size_t j = 0; j < n; ++j) {
    const double log_tau = fraction * factor[j];
    const double log_cost = d ? fraction * std::log(d[j]) : 0;
    factor[j] = tariff_power * log_tau - spec.trade_elasticity * log_cost;
    power[j] = log_tau;
  }
  numerics::exp_array(factor.data(), factor.data(), s);
  numerics::exp_array(power.data(), power.data(), s);
  auto rows = std::make_shared<Rows>(Rows{{net_[i], net_[i] + s}, {share, share + s}});
  for (std::size_t j = 0; j < n; ++j) {
    if (!changes(t[j], t0[j], d ? d[j] : 1)) continue;
    if (i == j) {
      home_[i] = base.home[i] * factor[j];
    } else {
      rows->gross[j] = share[j] * factor[j];
      rows->net[j] = rows->gross[j] / (fraction == 1 ? 1 + t[j] : (1 + t0[j]) * power[j]);
    }
  }
  net_[i] = rows->net.data();
  gross_[i] = rows->gross.data();
  changed_[i] = std::move(rows);
}

SingleSectorMap::SingleSectorMap(const SingleSectorBase& base, const SingleSectorSpec& spec)
    : base_(base), spec_(spec) {
  world_income_ = std::accumulate(base.income.begin(), base.income.end(), 0.0);
  const double beta = spec.labour_share;
  for (std::size_t i = 0; i < base.countries; ++i) {
    spending_weight_.push_back(1 / (beta + base.profit_share[i] * (1 - beta)));
    base_tax_.push_back(base.revenue[i] / base.income[i]);
    // A wage rise lowers exports with elasticity eps and raises imports with eps times the domestic share,
    // plus income.
    pace_.push_back(1 / (1 + spec.trade_elasticity * (1 + base.home[i])));
    log_spending_.push_back(std::log(base.spending[i]));
  }
  inverse_jacobian_ = inverse_wage_jacobian(base, spec);
}

SingleSectorPoint SingleSectorMap::start() const {
  const AlignedVector zero(base_.stride, 0.0), one(base_.stride, 1.0);
  SingleSectorPoint p;
  p.log_wage = p.log_labour = p.log_price = p.new_wage = p.new_labour = p.new_price = p.trade_gap = zero;
  p.cost = p.gross_sum = p.net_sum = p.foreign_sum = p.labour_income = p.net_spending =
      p.exports_value_added = one;
  return p;
}

std::string SingleSectorMap::obstacle() const {
  if (spec_.transfers == SingleSectorSpec::Transfers::kBalancedAsPublished) return "";
  const std::size_t n = base_.countries;
  std::vector<char> sells(n, 0), buys(n, 0);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      if (base_.net[i * base_.stride + j] > 0) buys[i] = sells[j] = 1;
  for (std::size_t i = 0; i < n; ++i) {
    if (buys[i] && !sells[i] && base_.transfer[i] <= 0)
      return base_.codes[i] + " imports but sells nothing abroad and receives no transfer";
    if (sells[i] && !buys[i] && base_.transfer[i] >= 0)
      return base_.codes[i] + " exports but buys nothing abroad and pays no transfer";
  }
  return "";
}

/// Equations (1) and (3).
void SingleSectorMap::costs_and_spending(SingleSectorPoint& p) const {
  const double eps = spec_.trade_elasticity, beta = spec_.labour_share, psi = spec_.scale_elasticity;
  const std::size_t s = base_.stride, n = base_.countries;
  for (std::size_t j = 0; j < s; ++j) {
    const double real_wage = p.log_wage[j] - p.log_price[j];
    p.cost[j] = -eps * (beta * p.log_wage[j] + (1 - beta) * p.log_price[j] -
                        psi * ((1 - beta) * real_wage + p.log_labour[j]));
    p.labour_income[j] = p.log_wage[j] + p.log_labour[j];
  }
  numerics::exp_array(p.cost.data(), p.cost.data(), s);
  numerics::exp_array(p.labour_income.data(), p.labour_income.data(), s);
  double world = 0;
  for (std::size_t i = 0; i < n; ++i) world += p.labour_income[i] *= base_.income[i];
  p.world_growth = world / world_income_;
  p.feasible = true;
  for (std::size_t i = 0; i < n; ++i) {
    const double y = p.labour_income[i],
                 z = (y + beta * base_.transfer[i] * p.world_growth) * spending_weight_[i];
    p.net_spending[i] = std::max(z, kSmallestIncomeShare * y);
    if (z < kSmallestIncomeShare * y) p.feasible = false, p.worst = i;
  }
}

/// Equation (2) and the exports of equation (4); one visit of every row.
void SingleSectorMap::trade(const SingleSectorScenario& scenario, SingleSectorPoint& p) const {
  const std::size_t s = base_.stride, n = base_.countries;
  auto& sold = p.exports_value_added;
  std::fill(sold.begin(), sold.end(), 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    const double *net = scenario.net(i), *gross = scenario.gross(i), own = scenario.home(i) * p.cost[i];
    const double foreign = row_sum(net, p.cost.data(), s);
    p.foreign_sum[i] = foreign;
    p.net_sum[i] = foreign + own;
    p.gross_sum[i] = gross == net ? p.net_sum[i] : row_sum(gross, p.cost.data(), s) + own;
    if (foreign > 0)
      add_scaled((1 - base_.profit_share[i]) * p.net_spending[i] / p.net_sum[i], net, sold.data(), s);
  }
  for (std::size_t j = 0; j < n; ++j) sold[j] *= p.cost[j];
}

/// Equations (5), (6) and (7) as images of the point. The labour market is used in the form "value added
/// exported plus transfers received equals imports plus transfers paid", equal to (5) once domestic sales are
/// taken out of both sides.
void SingleSectorMap::images(SingleSectorPoint& p) const {
  const std::size_t s = base_.stride, n = base_.countries;
  const double eps = spec_.trade_elasticity, kappa = spec_.labour_elasticity;
  for (std::size_t i = 0; i < n; ++i) {
    const double transfer = base_.transfer[i] * p.world_growth;
    const double in = p.exports_value_added[i] + std::max(transfer, 0.0);
    const double imports = p.net_spending[i] * p.foreign_sum[i] / p.net_sum[i];
    const double out = (1 - base_.profit_share[i]) * imports + std::max(-transfer, 0.0);
    p.trade_gap[i] = in == out ? 0 : (in - out) / std::max(in, out);
    p.new_wage[i] = in > 0 && out > 0 ? in / out : in == out ? 1 : in > out ? 1e10 : 1e-10;
    double tax = p.net_spending[i] * (p.gross_sum[i] / p.net_sum[i] - 1) / p.labour_income[i] - base_tax_[i];
    if (tax > kLargestTaxShare && spec_.rebate == SingleSectorSpec::Rebate::kIncomeTaxRelief)
      p.feasible = false, p.worst = i;
    tax = spec_.rebate == SingleSectorSpec::Rebate::kLumpSum ? 0 : std::min(tax, kLargestTaxShare);
    p.new_labour[i] = 1 - tax;
    p.new_price[i] = p.gross_sum[i];
  }
  for (auto* v : {&p.new_wage, &p.new_labour, &p.new_price}) {
    std::fill(v->begin() + static_cast<std::ptrdiff_t>(n), v->end(), 1.0);
    numerics::log_array(v->data(), v->data(), s);
  }
  AlignedVector spending(s, 1.0);
  for (std::size_t i = 0; i < n; ++i) spending[i] = p.net_spending[i] * p.gross_sum[i] / p.net_sum[i];
  numerics::log_array(spending.data(), spending.data(), s);
  for (std::size_t i = 0; i < n; ++i) {
    const double spending_hat = spending[i] - log_spending_[i];
    p.new_price[i] = (1 - base_.tariff_exponent[i]) * (spending_hat - p.log_wage[i]) - p.new_price[i] / eps;
    p.new_labour[i] = kappa * (p.log_wage[i] - p.new_price[i] - p.new_labour[i]);
  }
}

/// Turns the log gaps held in `new_wage` into moved log wages.
void SingleSectorMap::move_wages(SingleSectorPoint& p, WageRule rule) const {
  const std::size_t n = base_.countries;
  const bool last_dropped = spec_.transfers == SingleSectorSpec::Transfers::kBalancedAsPublished;
  if (last_dropped) p.new_wage[n - 1] = p.trade_gap[n - 1] = 0;
  const bool jointly = rule == WageRule::kJacobian && !inverse_jacobian_.empty();
  AlignedVector moved = p.log_wage;
  for (std::size_t i = 0; i < n; ++i) {
    const double move = jointly ? -row_sum(inverse_jacobian_[i].data(), p.new_wage.data(), base_.stride)
                                : pace_[i] * p.new_wage[i];
    moved[i] += std::clamp(move, -kLargestWageMove, kLargestWageMove);
  }
  if (last_dropped) moved[n - 1] = p.log_wage[n - 1];
  p.new_wage.swap(moved);
}

void SingleSectorMap::measure(SingleSectorPoint& p) const {
  double largest = -1;
  std::size_t worst = 0;
  for (std::size_t i = 0; i < base_.countries; ++i) {
    double gap = std::max(std::abs(p.trade_gap[i]), std::abs(p.new_labour[i] - p.log_labour[i]));
    if (has_inputs()) gap = std::max(gap, std::abs(p.new_price[i] - p.log_price[i]));
    if (!(gap <= largest)) largest = gap, worst = i;
  }
  p.residual = largest;
  if (p.feasible) p.worst = worst;
}

void SingleSectorMap::evaluate(const SingleSectorScenario& scenario, SingleSectorPoint& p,
                               WageRule rule) const {
  costs_and_spending(p);
  trade(scenario, p);
  images(p);
  move_wages(p, rule);
  measure(p);
}

void SingleSectorMap::normalise(SingleSectorPoint& p) const {
  if (!has_inputs()) p.log_price = p.new_price;
  double weighted = 0, weights = 0;
  for (std::size_t i = 0; i < base_.countries; ++i) {
    const double weight = has_inputs() ? base_.income[i] : base_.spending[i];
    weighted += weight * std::exp(has_inputs() ? p.log_wage[i] : p.log_price[i]);
    weights += weight;
  }
  const double shift = -std::log(weighted / weights);
  for (std::size_t i = 0; i < base_.countries; ++i) p.log_wage[i] += shift, p.log_price[i] += shift;
}

}  // namespace cobden::economy
