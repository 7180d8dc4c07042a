#include "cobden/precursor/stock.h"

#include <cmath>

#include "cobden/precursor/checks.h"

namespace cobden::precursor {

double hard_draw_stockout_month(double months, double loss) {
  require_not_negative("stock_months", months);
  require_share("loss", loss);
  return loss == 0 ? std::numeric_limits<double>::infinity() : months / loss;
}

double smooth_draw_use(double inflow, double stock, double normal_stock) {
  return normal_stock > 0 ? inflow + (1 - inflow) * stock / normal_stock : inflow;
}

double stock_after_loss(double normal_stock, double cumulative_loss) {
  require_not_negative("stock_months", normal_stock);
  require_not_negative("cumulative loss", cumulative_loss);
  return normal_stock > 0 ? normal_stock * std::exp(-cumulative_loss / normal_stock) : 0;
}

double drawn_after_loss(double normal_stock, double cumulative_loss) {
  require_not_negative("stock_months", normal_stock);
  require_not_negative("cumulative loss", cumulative_loss);
  return normal_stock > 0 ? -normal_stock * std::expm1(-cumulative_loss / normal_stock) : 0;
}

double smooth_draw_supply(double normal_stock, double loss, double month) {
  require_share("loss", loss);
  require_not_negative("month", month);
  return smooth_draw_use(1 - loss, stock_after_loss(normal_stock, loss * month), normal_stock);
}

}  // namespace cobden::precursor
