#include "cobden/precursor/supply_path.h"

#include <fmt/format.h>

#include <algorithm>

#include "cobden/precursor/checks.h"
#include "cobden/precursor/market.h"
#include "cobden/precursor/stock.h"

namespace cobden::precursor {

SupplyPath::SupplyPath(const Parameters& parameters, const Control& control)
    : full_loss_(precursor::full_loss(parameters, control.stringency)),
      normal_stock_(parameters.stock_months),
      way_(replacement_of(parameters, control.ends_after_months)) {
  check(parameters);
  check(control);
}

double SupplyPath::gross_loss(double month) const { return precursor::gross_loss(full_loss_, way_, month); }
double SupplyPath::replaced(double month) const { return precursor::replaced(full_loss_, way_, month); }
double SupplyPath::net_loss(double month) const { return precursor::net_loss(full_loss_, way_, month); }

double SupplyPath::stock(double month) const {
  return stock_after_loss(normal_stock_, cumulative_net_loss(full_loss_, way_, month));
}

double SupplyPath::use(double month) const {
  return smooth_draw_use(1 - net_loss(month), stock(month), normal_stock_);
}

double SupplyPath::shortfall_until(double month) const {
  const double lost = cumulative_net_loss(full_loss_, way_, month);
  return lost - drawn_after_loss(normal_stock_, lost);
}

double SupplyPath::supply(double month) const {
  // The difference of two shortfalls is exactly zero where nothing is lost; rounding elsewhere must not make
  // supply exceed normal, or deaths averted would turn negative.
  return std::clamp(1 - (shortfall_until(month) - shortfall_until(month - 1)), 0.0, 1.0);
}

std::vector<MonthRow> monthly_path(const Parameters& p, const Control& control, const Baseline& baseline,
                                   int months) {
  if (months < 1)
    fail_at({.file = "", .line = {}, .column = "months"}, fmt::format("{}", months), "is too small",
            "1 or more");
  check(baseline);
  const SupplyPath path(p, control);
  std::vector<MonthRow> rows;
  double cumulative = 0;
  for (int month = 1; month <= months; ++month) {
    MonthRow row{.month = month};
    row.gross_loss = path.gross_loss(month), row.net_loss = path.net_loss(month);
    row.stock = path.stock(month), row.supply = path.supply(month);
    row.price = price_factor(row.supply, p.demand_elasticity);
    row.purity = purity_factor(row.supply, p.purity_exponent);
    row.baseline_deaths = baseline.deaths(month);
    row.averted = row.baseline_deaths *
                  averted_share(p.exposed_share, p.death_exponent, path.supply(month - p.lag_months));
    row.deaths = row.baseline_deaths - row.averted;
    row.cumulative_averted = cumulative += row.averted;
    rows.push_back(row);
  }
  return rows;
}

}  // namespace cobden::precursor
