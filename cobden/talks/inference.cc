#include "cobden/talks/inference.h"

#include <Eigen/Dense>
#include <cmath>
#include <limits>

#include "cobden/core/error.h"
#include "cobden/numerics/linear_program.h"
#include "cobden/talks/checks.h"

namespace cobden::talks {
namespace {

using numerics::LinearProgram;

std::size_t check_table(const std::vector<std::vector<double>>& table, const std::string& what) {
  const std::size_t columns = table.empty() ? 0 : table[0].size();
  if (columns == 0) throw UserError(what + ": there are no numbers");
  for (const auto& row : table) {
    if (row.size() != columns) throw UserError(what + ": rows have different lengths");
    for (const double value : row) require_finite(what, value);
  }
  return columns;
}

Eigen::MatrixXd matrix_of(const MarginalEffects& effects, std::span<const double> weight) {
  Eigen::MatrixXd m(effects.size(), effects[0].size());
  for (Eigen::Index k = 0; k < m.rows(); ++k)
    for (Eigen::Index s = 0; s < m.cols(); ++s)
      m(k, s) = effects[static_cast<std::size_t>(k)][static_cast<std::size_t>(s)] *
                (weight.empty() ? 1 : weight[static_cast<std::size_t>(k)]);
  return m;
}

/// Directions in which weights may move without leaving the normalisation.
Eigen::MatrixXd free_directions(Eigen::Index groups, int reference) {
  Eigen::VectorXd fixed = Eigen::VectorXd::Ones(groups);
  if (reference >= 0) fixed = Eigen::VectorXd::Unit(groups, reference);
  const Eigen::MatrixXd q = fixed.householderQr().householderQ() * Eigen::MatrixXd::Identity(groups, groups);
  return q.rightCols(groups - 1);
}

std::vector<double> to_vector(const Eigen::VectorXd& v) { return {v.data(), v.data() + v.size()}; }

/// Pairs of an exempt and a spared item, in order.
std::vector<std::pair<std::size_t, std::size_t>> pairs_of(const std::vector<bool>& exempt) {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t s = 0; s < exempt.size(); ++s)
    for (std::size_t t = 0; exempt[s] && t < exempt.size(); ++t)
      if (!exempt[t]) pairs.emplace_back(s, t);
  return pairs;
}

/// w.V_s - w.V_t (+ slack) >= 0 for every pair; variables 0..n-1 are the weights, then slacks if any.
class ExemptionProgram {
 public:
  ExemptionProgram(const std::vector<std::vector<double>>& value, const std::vector<bool>& exempt)
      : value_(value), pairs_(pairs_of(exempt)) {}

  LinearProgram program(bool with_slack) const {
    LinearProgram lp;
    std::vector<std::pair<int, double>> sum;
    for (std::size_t c = 0; c < value_[0].size(); ++c) sum.emplace_back(lp.add_variable(0, 0, 1), 1.0);
    lp.add_row(sum, 1, 1);
    for (const auto& [s, t] : pairs_) {
      std::vector<std::pair<int, double>> row;
      for (std::size_t c = 0; c < value_[0].size(); ++c)
        row.emplace_back(static_cast<int>(c), value_[s][c] - value_[t][c]);
      if (with_slack) row.emplace_back(lp.add_variable(), 1.0);
      lp.add_row(row, 0, numerics::kNoBound);
    }
    return lp;
  }

  double slack_of(const std::vector<double>& weight, std::size_t pair) const {
    const auto [s, t] = pairs_[pair];
    double difference = 0;
    for (std::size_t c = 0; c < value_[0].size(); ++c) difference += weight[c] * (value_[s][c] - value_[t][c]);
    return std::max(0.0, -difference);
  }
  const std::vector<std::pair<std::size_t, std::size_t>>& pairs() const { return pairs_; }
  double scale() const {
    double most = 0;
    for (const auto& row : value_)
      for (const double v : row) most = std::max(most, std::abs(v));
    return most;
  }

 private:
  const std::vector<std::vector<double>>& value_;
  std::vector<std::pair<std::size_t, std::size_t>> pairs_;
};

/// The program whose points are the least-slack weightings.
LinearProgram explaining(const ExemptionProgram& source, std::size_t criteria, double least_slack,
                         bool rationalised) {
  LinearProgram lp = source.program(!rationalised);
  if (rationalised) return lp;  // no slack at all: hard rows keep the ends sharp
  std::vector<std::pair<int, double>> total;
  for (std::size_t j = criteria; j < lp.objective.size(); ++j) total.emplace_back(static_cast<int>(j), 1.0);
  lp.add_row(total, -numerics::kNoBound, least_slack * (1 + 1e-9));
  return lp;
}

}  // namespace

std::vector<Caveat> exemption_caveats() {
  return {
      {"motive", "A high weight means that sparing the sector avoids harm by this measure; it does not prove why "
                 "it was spared."},
      {"scale", "Only ratios of weights are found, and they are in the units of the criteria."},
      {"elasticities", "Values come from a model; an error in trade elasticities moves the rank of sectors."},
      {"level of detail", "Lists name products and the model knows sectors: a sector counts as spared only in "
                          "part."},
      {"overlap", "Goods under Section 232 duties or investigations were spared for legal reasons too."},
      {"lobbying", "Access and organisation decide as well as harm; where they go together the weights carry "
                   "both."},
  };
}

std::vector<Caveat> tariff_caveats() {
  return {
      {"optimality", "The observed tariffs are taken for the government's own choice on all margins; agreements, "
                     "law and haste bind them."},
      {"scale", "Only ratios of weights are found."},
      {"elasticities", "Marginal effects come from a model; its errors are in the weights, and standard errors "
                       "do not know of them."},
      {"interior choices", "Tariffs at a bound say only which way the government would go; leave them out."},
      {"motive", "A weight is marginal self-harm accepted or avoided, not a proof of motive."},
  };
}

WeightFit weights_from_tariffs(const MarginalEffects& effects, int reference,
                               std::span<const double> instrument_weight) {
  const auto groups = static_cast<Eigen::Index>(check_table(effects, "marginal effects"));
  if (reference >= groups) throw UserError("the reference group is not one of the groups");
  if (!instrument_weight.empty() && instrument_weight.size() != effects.size())
    throw UserError("a weight is needed for each instrument");
  const Eigen::MatrixXd m = matrix_of(effects, instrument_weight), n = free_directions(groups, reference);
  // w = 1 + N z keeps either normalisation, since the weights all at one do.
  const Eigen::VectorXd ones = Eigen::VectorXd::Ones(groups);
  const Eigen::MatrixXd a = m * n;
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(a, Eigen::ComputeThinU | Eigen::ComputeThinV);
  const Eigen::VectorXd w = ones - n * svd.solve(m * ones);
  const Eigen::VectorXd residual = m * w;
  WeightFit fit{.weight = to_vector(w), .standard_error = {}, .residual = to_vector(residual), .caveats = {}};
  fit.rank = static_cast<int>(svd.rank());
  fit.identified = fit.rank == groups - 1;
  const auto& singular = svd.singularValues();
  if (singular.size() > 0) fit.condition = singular(0) / singular(singular.size() - 1);
  const double size = m.norm() * w.norm();
  fit.residual_share = size > 0 ? residual.norm() / size : 0;
  fit.standard_error.assign(fit.weight.size(), std::numeric_limits<double>::quiet_NaN());
  const Eigen::Index freedom = m.rows() - (groups - 1);
  if (fit.identified && freedom > 0) {
    const Eigen::MatrixXd spread = n * svd.matrixV() * singular.cwiseInverse().asDiagonal();
    const double sigma = residual.norm() / std::sqrt(static_cast<double>(freedom));
    for (Eigen::Index s = 0; s < groups; ++s)
      fit.standard_error[static_cast<std::size_t>(s)] = sigma * spread.row(s).norm();
  }
  fit.caveats = tariff_caveats();
  return fit;
}

ExemptionInference weights_from_exemptions(const std::vector<std::vector<double>>& value,
                                           const std::vector<bool>& exempt) {
  const std::size_t criteria = check_table(value, "values of exemptions");
  if (exempt.size() != value.size()) throw UserError("exemptions: an item is neither marked exempt nor not");
  const ExemptionProgram source(value, exempt);
  if (source.pairs().empty())
    throw UserError("exemptions say nothing unless some items are exempt and some are not");
  LinearProgram first = source.program(true);
  for (std::size_t j = criteria; j < first.objective.size(); ++j) first.objective[j] = -1;
  const auto best = numerics::maximise(first);
  invariant(best.optimal(), "the least slack of exemptions exists");
  ExemptionInference answer;
  answer.least_slack = std::max(0.0, -best.value);
  answer.rationalised = answer.least_slack <= 1e-9 * source.scale();
  if (answer.rationalised) answer.least_slack = 0;
  answer.example.assign(best.x.begin(), best.x.begin() + static_cast<long>(criteria));
  LinearProgram lp = explaining(source, criteria, answer.least_slack, answer.rationalised);
  for (std::size_t c = 0; c < criteria; ++c) {
    lp.objective.assign(lp.objective.size(), 0.0);
    lp.objective[c] = 1;
    const auto low = numerics::minimise(lp), high = numerics::maximise(lp);
    // The example is inside, so an end that the simplex code could not settle is no narrower than it.
    answer.weight.push_back({low.optimal() ? low.value : answer.example[c],
                             high.optimal() ? high.value : answer.example[c]});
  }
  for (std::size_t k = 0; k < source.pairs().size(); ++k)
    if (source.slack_of(answer.example, k) > 1e-9 * source.scale()) answer.unexplained.push_back(source.pairs()[k]);
  answer.caveats = exemption_caveats();
  return answer;
}

}  // namespace cobden::talks
