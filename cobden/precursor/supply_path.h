#pragma once
// The monthly reduced form: from a control to supply, price, purity and deaths. The stock equation
// I' = F - u with u = F + (1-F) I/m is I' = -L I/m, so I = m exp(-(integral of L)/m), and the use of a month
// follows from the accounts, integral of u = normal use - integral of L + stock drawn. The integral of L is
// known in closed form (replacement.h), so the path is exact: no time step, no solver, and any lag is
// allowed.
#include <vector>

#include "cobden/precursor/control.h"
#include "cobden/precursor/mortality.h"
#include "cobden/precursor/parameters.h"

namespace cobden::precursor {

/// Supply under a control, in units of normal use. Months count from the start of the control, as reals.
class SupplyPath {
 public:
  /// UserError for parameters or a control out of bounds.
  SupplyPath(const Parameters& parameters, const Control& control);

  double gross_loss(double month) const;  ///< L0
  double replaced(double month) const;    ///< R
  double net_loss(double month) const;    ///< L
  double stock(double month) const;       ///< I [months of use]
  double use(double month) const;         ///< u at the moment
  /// Use forgone from the start to `month`: what was lost and not drawn from the stock [months of use].
  double shortfall_until(double month) const;
  /// S: mean of u over the month that ends at `month`.
  double supply(double month) const;

 private:
  double full_loss_, normal_stock_;
  Replacement way_;
};

/// One month of the path, m = 1 the first under the control. Shares are of the level before.
struct MonthRow {
  int month = 1;
  double gross_loss = 0, net_loss = 0;         ///< at the end of the month [share of use]
  double stock = 0;                            ///< at the end of the month [months of use]
  double supply = 1, price = 1, purity = 1;    ///< mean of the month over the level before
  double baseline_deaths = 0, deaths = 0;      ///< in the month
  double averted = 0, cumulative_averted = 0;  ///< deaths
};
/// The months 1..`months`. UserError for bad input or months < 1.
std::vector<MonthRow> monthly_path(const Parameters& parameters, const Control& control,
                                   const Baseline& baseline, int months);

}  // namespace cobden::precursor
