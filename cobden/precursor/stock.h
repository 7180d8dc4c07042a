#pragma once
// Stock between shipment and street, in months of use. It hides a disruption at first: supply falls only as
// the stock is drawn down, which is why a short control does little.
#include <limits>

namespace cobden::precursor {

/// Month in which a stock of `months` is used up if every month's `loss` (share of use) is drawn from it in
/// full: months / loss. Infinite for no loss. UserError for a negative stock or a loss outside [0, 1].
double hard_draw_stockout_month(double months, double loss);

/// Use in a month with inflow F of normal use and stock I, drawn in proportion to what is left:
/// u = F + (1-F) I/m. With a constant loss the stock decays as exp(-L t/m).
double smooth_draw_use(double inflow, double stock, double normal_stock);

/// Stock left after cumulative loss (integral of L, in months of use): I = m exp(-loss/m), the solution of
/// I' = F - u = -(1-F) I/m for any path of F. Zero for m = 0. UserError for negative arguments.
double stock_after_loss(double normal_stock, double cumulative_loss);

/// What has been drawn from it by then, m (1 - exp(-loss/m)), without loss of digits.
double drawn_after_loss(double normal_stock, double cumulative_loss);

/// Supply at month t under a constant loss L, 1 - L (1 - exp(-L t/m)).
double smooth_draw_supply(double normal_stock, double loss, double month);

}  // namespace cobden::precursor
