// Legend: A = P - N with P, N >= 0; r, s row and column factors; result X = r P s - N / (r s); u, v the
// wanted totals.
#include "cobden/data/ras.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cobden::data {
namespace {

std::string name_of(const std::vector<std::string>& names, std::size_t i) {
  return i < names.size() ? names[i] : std::to_string(i + 1);
}

[[noreturn]] void fail(const BalanceProblem& p, const std::string& where, double value,
                       const std::string& problem, const std::string& expected) {
  throw UserError({.place = {.file = p.what, .line = {}, .column = where},
                   .value = fmt::format("{:.10g}", value),
                   .problem = problem,
                   .expected = expected,
                   .remedy = "correct the total or fill in the missing cells"});
}

/// Sums of the positive and of the negative parts along one row or column.
struct Signs {
  double positive = 0, negative = 0;
  void add(double x) { (x > 0 ? positive : negative) += std::abs(x); }
};

void check_line(const BalanceProblem& p, const std::string& where, const Signs& signs, double total) {
  if (!std::isfinite(total)) fail(p, where, total, "the total is not a number", "a finite value");
  if (signs.positive == 0 && signs.negative == 0 && total != 0)
    fail(p, where, total, "cannot be balanced: all its cells are zero but its total is not", "a total of 0");
  if (signs.positive == 0 && signs.negative > 0 && total >= 0)
    fail(p, where, total, "cannot be balanced: no cell is positive", "a negative total");
  if (signs.negative == 0 && total < 0)
    fail(p, where, total, "cannot be balanced: no cell is negative", "a total of 0 or more");
}

void check_problem(const BalanceProblem& p) {
  const std::size_t rows = p.start.rows(), columns = p.start.columns();
  invariant(p.row_totals.size() == rows && p.column_totals.size() == columns, "one total per row and column");
  std::vector<Signs> by_row(rows), by_column(columns);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) {
      const double x = p.start(Row(i), Column(j));
      if (!std::isfinite(x))
        fail(p, fmt::format("row {}, column {}", name_of(p.row_names, i), name_of(p.column_names, j)), x,
             "is not a number", "");
      by_row[i].add(x), by_column[j].add(x);
    }
  double sum_rows = 0, sum_columns = 0, scale = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    check_line(p, "row " + name_of(p.row_names, i), by_row[i], p.row_totals[i]);
    sum_rows += p.row_totals[i], scale += std::abs(p.row_totals[i]);
  }
  for (std::size_t j = 0; j < columns; ++j) {
    check_line(p, "column " + name_of(p.column_names, j), by_column[j], p.column_totals[j]);
    sum_columns += p.column_totals[j];
  }
  if (std::abs(sum_rows - sum_columns) > 1e-9 * scale)
    fail(p, "totals", sum_rows, "the row totals do not sum to what the column totals sum to",
         fmt::format("{:.10g}", sum_columns));
}

/// The root r > 0 of p r - n / r = total (Lenzen, Wood and Gallego 2007, eqs 12-13); without negatives it is
/// total / p.
double factor(double p, double n, double total) {
  if (p == 0 && n == 0) return 1;
  if (n == 0) return total / p;
  if (p == 0) return -n / total;
  const double root = std::sqrt(total * total + 4 * p * n);
  // The second form avoids cancellation when the total is negative.
  return total >= 0 ? (total + root) / (2 * p) : 2 * n / (root - total);
}

class Balancer {
 public:
  explicit Balancer(const BalanceProblem& problem)
      : p_(problem), rows_(p_.start.rows()), columns_(p_.start.columns()), r_(rows_, 1.0), s_(columns_, 1.0) {
    for (const double u : p_.row_totals) scale_ += std::abs(u);
    if (scale_ == 0) scale_ = 1;
  }

  BalancedMatrix solve(const BalanceOptions& options) {
    BalancedMatrix result;
    for (result.iterations = 1;; ++result.iterations) {
      fit_rows();
      fit_columns();
      result.gap = worst_gap();
      result.converged = result.gap <= options.tolerance;
      if (result.converged || !std::isfinite(result.gap) || result.iterations >= options.max_iterations)
        break;
    }
    result.matrix = product();
    result.message =
        result.converged
            ? fmt::format("margins met to {:.1e} of the total in {} iterations", result.gap,
                          result.iterations)
            : fmt::format(
                  "margins still miss by {:.1e} of the total after {} iterations: the pattern of zeros "
                  "may not allow these totals",
                  result.gap, result.iterations);
    return result;
  }

 private:
  double cell(std::size_t i, std::size_t j) const {
    const double a = p_.start(Row(i), Column(j));
    if (a == 0) return 0;
    return a > 0 ? r_[i] * a * s_[j] : a / (r_[i] * s_[j]);
  }
  void fit_rows() {
    for (std::size_t i = 0; i < rows_; ++i) {
      double p = 0, n = 0;
      for (std::size_t j = 0; j < columns_; ++j) {
        const double a = p_.start(Row(i), Column(j));
        if (a > 0) p += a * s_[j];
        if (a < 0) n -= a / s_[j];
      }
      r_[i] = factor(p, n, p_.row_totals[i]);
    }
  }
  void fit_columns() {
    std::vector<double> p(columns_), n(columns_);
    for (std::size_t i = 0; i < rows_; ++i)
      for (std::size_t j = 0; j < columns_; ++j) {
        const double a = p_.start(Row(i), Column(j));
        if (a > 0) p[j] += a * r_[i];
        if (a < 0) n[j] -= a / r_[i];
      }
    for (std::size_t j = 0; j < columns_; ++j) s_[j] = factor(p[j], n[j], p_.column_totals[j]);
  }
  /// After fit_columns the columns hold, but for a column that lost all its cells to rows with a total of
  /// zero.
  double worst_gap() const {
    std::vector<double> row_gap(p_.row_totals), column_gap(p_.column_totals);
    for (std::size_t i = 0; i < rows_; ++i)
      for (std::size_t j = 0; j < columns_; ++j) {
        const double x = cell(i, j);
        row_gap[i] -= x, column_gap[j] -= x;
      }
    double worst = 0;
    for (const auto& gaps : {row_gap, column_gap})
      for (const double gap : gaps) worst = std::abs(gap) > worst || std::isnan(gap) ? std::abs(gap) : worst;
    return worst / scale_;
  }
  Matrix product() const {
    Matrix x(rows_, columns_);
    for (std::size_t i = 0; i < rows_; ++i)
      for (std::size_t j = 0; j < columns_; ++j) x(Row(i), Column(j)) = cell(i, j);
    return x;
  }

  const BalanceProblem& p_;
  std::size_t rows_, columns_;
  std::vector<double> r_, s_;
  double scale_ = 0;
};

}  // namespace

BalancedMatrix ras(const BalanceProblem& problem, const BalanceOptions& options) {
  for (std::size_t i = 0; i < problem.start.rows(); ++i)
    for (std::size_t j = 0; j < problem.start.columns(); ++j)
      if (const double x = problem.start(Row(i), Column(j)); x < 0)
        fail(
            problem,
            fmt::format("row {}, column {}", name_of(problem.row_names, i), name_of(problem.column_names, j)),
            x, "RAS cannot balance a negative cell", "a value of 0 or more, or generalised RAS");
  return gras(problem, options);
}

BalancedMatrix gras(const BalanceProblem& problem, const BalanceOptions& options) {
  check_problem(problem);
  return Balancer(problem).solve(options);
}

}  // namespace cobden::data
