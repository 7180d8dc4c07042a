#pragma once
// One interface for every model of the economy: a benchmark and a specification make a Model; a
// Counterfactual makes a Result. A result carries its base data, specification, closure, numeraire, units and
// solver summary.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cobden/core/array.h"
#include "cobden/core/run_context.h"
#include "cobden/data/benchmark.h"

namespace cobden::economy {

using BenchmarkPtr = std::shared_ptr<const data::Benchmark>;

/// What changes. Empty cubes mean "as in the base".
struct Counterfactual {
  TradeCube tariff_new;      ///< [sector][importer][exporter] ad valorem fraction, the full new matrix
  TradeCube trade_cost_hat;  ///< same layout: new over base iceberg trade cost (1 = unchanged)
};

/// What happens to trade deficits.
enum class Closure {
  kZero,        ///< the base is first re-solved without deficits (Caliendo and Parro 2015, headline tables)
  kFixed,       ///< deficits keep their base value in units of the numeraire
  kWorldShare,  ///< deficits keep their share of world income
  kIncome,      ///< deficits keep their share of the country's own income, adjusted so that the world sums to
                ///< zero
};
std::string to_string(Closure closure);
/// Parses "zero", "fixed", "world-share", "income"; UserError names the nearest.
Closure parse_closure(const std::string& text, const SourcePlace& place = {});

/// The unit in which counterfactual money is counted; welfare and other real results do not depend on it
/// except through kFixed deficits.
struct Numeraire {
  enum class Kind { kWorldValueAdded, kWage, kPriceIndex };
  Kind kind = Kind::kWorldValueAdded;
  std::string country;  ///< for kWage and kPriceIndex
};
std::string to_string(const Numeraire& numeraire);
/// Parses "world-value-added", "wage:USA", "price-index:USA".
Numeraire parse_numeraire(const std::string& text, const SourcePlace& place = {});

struct SolveOptions {
  double tolerance = 1e-10;   ///< largest relative excess demand accepted as solved
  int max_iterations = 5000;  ///< reaching it is never success
};

enum class SolveStatus {
  kConverged,
  kNotConverged,   ///< the iteration limit was reached; the best point is reported, marked
  kNoEquilibrium,  ///< the way to the shock ends where an income reaches zero (a fixed surplus the country
                   ///< cannot earn)
  kInterrupted,
};
std::string to_string(SolveStatus status);

struct SolverSummary {
  SolveStatus status = SolveStatus::kNotConverged;
  std::string method;   ///< e.g. "Anderson-accelerated sweep on (c, X, w)"
  std::string message;  ///< why it stopped, in words
  int iterations = 0;   ///< passes over the data
  double residual =
      0;  ///< largest relative excess demand, over labour and goods markets, at the reported point
  double seconds = 0;           ///< wall time of the solve
  double setup_seconds = 0;     ///< wall time of what is shared by all scenarios of one model
  std::vector<double> history;  ///< residual by iteration
  bool converged() const { return status == SolveStatus::kConverged; }
};

/// One outcome over named axes. Kinds are never mixed: a level has base and new values in the same unit;
/// a percent change has base 0 and is 100 (new / base - 1).
struct Variable {
  std::string measure;  ///< e.g. "welfare_exact"
  std::string label;    ///< e.g. "Real income (exact)"
  std::string unit;     ///< "million USD", "percent", "percent of base income", "index, base = 1"
  bool by_sector = false, by_importer = false, by_exporter = false;
  std::vector<double> base,
      value;  ///< flat in the order sector, importer, exporter of the axes present; NaN = undefined
};

class Outcomes {
 public:
  void add(Variable variable) { variables_.push_back(std::move(variable)); }
  const std::vector<Variable>& all() const { return variables_; }
  /// nullptr if the model has no such measure. Totals come before their sectoral detail, which has the same
  /// name and the sector axis besides.
  const Variable* find(const std::string& measure) const {
    for (const auto& v : variables_)
      if (v.measure == measure) return &v;
    return nullptr;
  }
  const Variable* find_by_sector(const std::string& measure) const {
    for (const auto& v : variables_)
      if (v.measure == measure && v.by_sector) return &v;
    return nullptr;
  }

 private:
  std::vector<Variable> variables_;
};

struct ModelDescription {
  std::string family;              ///< "caliendo-parro", "single-sector", "gravity", "ossa"
  std::string variant;             ///< e.g. "input-output"
  std::string elasticities;        ///< name of the set, or the values
  std::string citation;            ///< key of docs/references.bib
  std::vector<std::string> notes;  ///< assumptions a reader must know, one sentence each
};

struct Result {
  BenchmarkPtr benchmark;  ///< the data as given
  ModelDescription model;
  std::string closure;
  std::string numeraire;
  SolverSummary solver;
  Outcomes outcomes;  ///< filled also when not converged, for diagnosis; check solver.converged()
};

class PolicyModel;

class Model {
 public:
  virtual ~Model() = default;
  virtual const ModelDescription& description() const = 0;
  virtual const BenchmarkPtr& benchmark() const = 0;
  /// Solves one counterfactual. Not converging is a status, never an exception; bad input is a UserError.
  virtual Result solve(const Counterfactual& counterfactual, const SolveOptions& options = {},
                       const RunContext& context = {}) const = 0;
  /// What strategy needs of the model (policy_model.h): values and exact gradients at any tariffs; nullptr
  /// for families without tariff revenue. Lives as long as the model.
  virtual const PolicyModel* policy() const { return nullptr; }
};

}  // namespace cobden::economy
