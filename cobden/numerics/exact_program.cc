#include "cobden/numerics/exact_program.h"

#include <limits>
#include <optional>

#include "cobden/core/error.h"

namespace cobden::numerics {

namespace {
constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
}

// Legend: the tableau has one row per constraint, B^-1 [A | slacks | artificials] and B^-1 b in the last
// column; basis_[i] is the variable of row i; cost_ is the row of reduced costs, with minus the value last.
// Columns: x, the negative parts of free variables, slacks, artificials.
class ExactTableau {
 public:
  explicit ExactTableau(const ExactProgram& program) : program_(program) {
    const std::size_t m = program.rows_.size();
    first_slack_ = program.variables_ + program.free_.size();
    first_artificial_ = first_slack_ + m;  // an equality leaves its slack column empty
    columns_ = first_artificial_ + m;
    table_.assign(m, std::vector<Rational>(columns_ + 1));
    basis_.assign(m, kNone);
    for (std::size_t i = 0; i < m; ++i) fill_row(i);
  }

  ExactProgram::Solution maximise(const std::vector<Rational>& objective) {
    ExactProgram::Solution solution;
    if (!find_first_basis()) return solution;
    set_cost(objective);
    solution.status =
        improve(first_artificial_) ? ExactProgram::Status::kOptimal : ExactProgram::Status::kUnbounded;
    if (!solution.optimal()) return solution;
    solution.value = -cost_[columns_];
    solution.x = read_point();
    return solution;
  }

 private:
  void fill_row(std::size_t i) {
    const auto& row = program_.rows_[i];
    const bool flip = row.bound < 0;
    auto& line = table_[i];
    for (std::size_t j = 0; j < program_.variables_; ++j)
      line[j] = flip ? Rational(-row.coefficient[j]) : row.coefficient[j];
    for (std::size_t k = 0; k < program_.free_.size(); ++k)
      line[program_.variables_ + k] = -line[program_.free_[k]];
    line[columns_] = flip ? Rational(-row.bound) : row.bound;
    const int slack = row.sense == Sense::kEqual ? 0 : (row.sense == Sense::kAtMost) != flip ? 1 : -1;
    line[first_slack_ + i] = slack;
    if (slack == 1) {
      basis_[i] = first_slack_ + i;
    } else {
      line[first_artificial_ + i] = 1;
      basis_[i] = first_artificial_ + i;
    }
  }

  /// Phase one: minimises the sum of artificial variables, then drives those left at zero out of the basis.
  bool find_first_basis() {
    cost_.assign(columns_ + 1, Rational(0));
    for (std::size_t i = 0; i < basis_.size(); ++i) {
      if (basis_[i] < first_artificial_) continue;
      for (std::size_t j = 0; j < first_artificial_; ++j) cost_[j] += table_[i][j];
      cost_[columns_] += table_[i][columns_];
    }
    improve(first_artificial_);
    if (cost_[columns_] != 0) return false;
    for (std::size_t i = 0; i < basis_.size(); ++i)
      if (basis_[i] >= first_artificial_) drive_out(i);
    return true;
  }
  void drive_out(std::size_t i) {
    for (std::size_t j = 0; j < first_artificial_; ++j)
      if (table_[i][j] != 0) return pivot(i, j);
    // A redundant row: its artificial variable stays in the basis at zero, where no pivot can move it.
  }

  void set_cost(const std::vector<Rational>& objective) {
    cost_.assign(columns_ + 1, Rational(0));
    for (std::size_t j = 0; j < objective.size(); ++j) cost_[j] = objective[j];
    for (std::size_t k = 0; k < program_.free_.size(); ++k)
      if (program_.free_[k] < objective.size())
        cost_[program_.variables_ + k] = -objective[program_.free_[k]];
    for (std::size_t i = 0; i < basis_.size(); ++i) {
      const Rational c = cost_[basis_[i]];
      if (c == 0) continue;
      for (std::size_t j = 0; j <= columns_; ++j)
        if (table_[i][j] != 0) cost_[j] -= c * table_[i][j];
    }
  }

  /// Pivots until no reduced cost among the first `limit` columns is positive; false if unbounded.
  bool improve(std::size_t limit) {
    for (;;) {
      std::size_t entering = 0;
      while (entering < limit && cost_[entering] <= 0) ++entering;
      if (entering == limit) return true;
      const std::size_t leaving = ratio_test(entering);
      if (leaving == kNone) return false;
      pivot(leaving, entering);
    }
  }

  /// The row whose variable reaches zero first; ties go to the variable of smallest index.
  std::size_t ratio_test(std::size_t entering) const {
    std::size_t best = kNone;
    Rational best_ratio;
    for (std::size_t i = 0; i < basis_.size(); ++i) {
      if (table_[i][entering] <= 0) continue;
      const Rational ratio = table_[i][columns_] / table_[i][entering];
      if (best == kNone || ratio < best_ratio || (ratio == best_ratio && basis_[i] < basis_[best]))
        best = i, best_ratio = ratio;
    }
    return best;
  }

  void pivot(std::size_t r, std::size_t c) {
    auto& row = table_[r];
    const Rational p = row[c];
    for (auto& value : row)
      if (value != 0) value /= p;
    const auto eliminate = [&](std::vector<Rational>& line) {
      const Rational f = line[c];
      if (f == 0) return;
      for (std::size_t j = 0; j <= columns_; ++j)
        if (row[j] != 0) line[j] -= f * row[j];
    };
    for (std::size_t i = 0; i < table_.size(); ++i)
      if (i != r) eliminate(table_[i]);
    eliminate(cost_);
    basis_[r] = c;
  }

  std::vector<Rational> read_point() const {
    std::vector<Rational> all(columns_);
    for (std::size_t i = 0; i < basis_.size(); ++i) all[basis_[i]] = table_[i][columns_];
    std::vector<Rational> x(all.begin(), all.begin() + static_cast<long>(program_.variables_));
    for (std::size_t k = 0; k < program_.free_.size(); ++k)
      x[program_.free_[k]] -= all[program_.variables_ + k];
    return x;
  }

  const ExactProgram& program_;
  std::size_t first_slack_, first_artificial_, columns_;
  std::vector<std::vector<Rational>> table_;
  std::vector<std::size_t> basis_;
  std::vector<Rational> cost_;
};

ExactProgram::ExactProgram(std::size_t variables, std::vector<bool> is_free) : variables_(variables) {
  for (std::size_t j = 0; j < is_free.size(); ++j)
    if (is_free[j]) free_.push_back(j);
}

void ExactProgram::add_row(std::vector<Rational> coefficient, Sense sense, const Rational& bound) {
  invariant(coefficient.size() == variables_, "a row has one coefficient for each variable");
  rows_.push_back({std::move(coefficient), sense, bound});
}

void ExactProgram::add_sparse_row(const std::vector<std::pair<std::size_t, Rational>>& row, Sense sense,
                                  const Rational& bound) {
  std::vector<Rational> coefficient(variables_);
  for (const auto& [j, value] : row) coefficient.at(j) += value;
  rows_.push_back({std::move(coefficient), sense, bound});
}

ExactProgram::Solution ExactProgram::maximise(const std::vector<Rational>& objective) const {
  invariant(objective.size() == variables_, "the objective has one coefficient for each variable");
  return ExactTableau(*this).maximise(objective);
}

ExactProgram::Solution ExactProgram::minimise(const std::vector<Rational>& objective) const {
  std::vector<Rational> negative(objective.size());
  for (std::size_t j = 0; j < objective.size(); ++j) negative[j] = -objective[j];
  Solution solution = maximise(negative);
  solution.value = -solution.value;
  return solution;
}

ExactProgram::Solution ExactProgram::feasible_point() const {
  return maximise(std::vector<Rational>(variables_));
}

}  // namespace cobden::numerics
