#include "cobden/economy/single_sector.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <mutex>

#include "cobden/economy/single_sector_policy.h"

namespace cobden::economy {
namespace {

using Rebate = SingleSectorSpec::Rebate;
using Transfers = SingleSectorSpec::Transfers;

template <class E>
struct Named {
  E value;
  const char* name;
};
constexpr std::array kRebates{Named<Rebate>{Rebate::kIncomeTaxRelief, "income-tax-relief"},
                              Named<Rebate>{Rebate::kLumpSum, "lump-sum"}};
constexpr std::array kTransfers{Named<Transfers>{Transfers::kWorldIncomeShare, "world-income-share"},
                                Named<Transfers>{Transfers::kZero, "zero"},
                                Named<Transfers>{Transfers::kBalancedAsPublished, "balanced-as-published"},
                                Named<Transfers>{Transfers::kBalanced, "balanced"}};

template <class T, class E>
std::string name_of(const T& table, E value) {
  for (const auto& entry : table)
    if (entry.value == value) return entry.name;
  return "unknown";
}

template <class T>
auto parse(const T& table, const std::string& text, const char* what, const SourcePlace& place) {
  std::vector<std::string> known;
  for (const auto& entry : table) {
    if (text == entry.name) return entry.value;
    known.emplace_back(entry.name);
  }
  const std::string near = nearest_name(text, known);
  throw UserError({.place = place,
                   .value = text,
                   .problem = std::string("unknown ") + what,
                   .expected = fmt::format("one of {}", fmt::join(known, ", ")),
                   .remedy = near.empty() ? "" : "did you mean '" + near + "'?"});
}

class SingleSector final : public Model {
 public:
  SingleSector(BenchmarkPtr benchmark, const SingleSectorSpec& spec)
      : benchmark_(std::move(benchmark)), spec_(spec) {
    const auto begin = std::chrono::steady_clock::now();
    base_ = calibrate_single_sector(*benchmark_, spec);
    map_ = std::make_unique<SingleSectorMap>(base_, spec);
    describe();
    if (spec.transfers == Transfers::kWorldIncomeShare) {
      reference_ = factual_levels(*map_);
    } else {
      const auto balanced = solve_single_sector(*map_, {}, {.tolerance = 1e-12}, {});
      reference_ = levels_at(*map_, SingleSectorScenario(base_, spec_, {}), balanced.point);
      if (!balanced.summary.converged())
        base_problem_ = "the base without tariff changes could not be balanced: " + balanced.summary.message;
    }
    setup_seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }

  const ModelDescription& description() const override { return description_; }
  const BenchmarkPtr& benchmark() const override { return benchmark_; }

  Result solve(const Counterfactual& counterfactual, const SolveOptions& options,
               const RunContext& context) const override {
    const auto solution = solve_single_sector(*map_, counterfactual, options, context);
    const SingleSectorScenario scenario(base_, spec_, counterfactual);
    const auto levels = levels_at(*map_, scenario, solution.point);
    Result result{.benchmark = benchmark_,
                  .model = description_,
                  .closure = to_string(spec_.transfers),
                  .numeraire = spec_.labour_share < 1 ? "income-weighted world wage"
                                                      : "spending-weighted world price index",
                  .solver = solution.summary,
                  .outcomes = single_sector_outcomes(*map_, benchmark_->tables().unit, counterfactual,
                                                     reference_, levels)};
    result.solver.setup_seconds = setup_seconds_;
    if (!base_problem_.empty()) {
      result.solver.status = SolveStatus::kNoEquilibrium;
      result.solver.message = base_problem_;
    }
    return result;
  }

  const PolicyModel* policy() const override {
    std::call_once(policy_made_, [&] {
      policy_ = make_single_sector_policy(*map_, *benchmark_, reference_, base_problem_);
    });
    return policy_.get();
  }

 private:
  void describe() {
    const std::string variant = !spec_.profits           ? "eaton-kortum"
                                : spec_.labour_share < 1 ? "roundabout-inputs"
                                                         : "profits";
    description_ = {
        .family = "single-sector",
        .variant = variant,
        .elasticities = fmt::format("eps {:g}, kappa {:g}, psi {:g}, theta {:g}", spec_.trade_elasticity,
                                    spec_.labour_elasticity, spec_.scale_elasticity, spec_.firm_elasticity),
        .citation = "ignatenko_et_al_2025",
        .notes = {}};
    auto& notes = description_.notes;
    notes.emplace_back(
        "domestic sales are calibrated from GDP and trade; where imports exceed spending they are zero");
    notes.emplace_back(spec_.rebate == Rebate::kIncomeTaxRelief
                           ? "tariff revenue lowers the tax on labour income"
                           : "tariff revenue is handed back as a lump sum");
    if (spec_.transfers == Transfers::kZero)
      notes.emplace_back("the base is re-solved without international transfers; changes are against it");
    if (spec_.transfers == Transfers::kBalanced || spec_.transfers == Transfers::kBalancedAsPublished)
      notes.push_back("the base is re-solved with bilateral trade with " + spec_.country +
                      " balanced; changes are against it");
    if (spec_.transfers == Transfers::kBalancedAsPublished)
      notes.push_back("these transfers do not add up to zero: the labour market of " +
                      benchmark_->countries().codes().back() + " does not clear and absorbs the gap");
  }

  BenchmarkPtr benchmark_;
  SingleSectorSpec spec_;
  SingleSectorBase base_;
  std::unique_ptr<SingleSectorMap> map_;
  SingleSectorLevels reference_;
  ModelDescription description_;
  std::string base_problem_;
  double setup_seconds_ = 0;
  mutable std::once_flag policy_made_;  // made when first asked for: most models only solve
  mutable std::unique_ptr<PolicyModel> policy_;
};

}  // namespace

std::string to_string(Rebate rebate) { return name_of(kRebates, rebate); }
std::string to_string(Transfers transfers) { return name_of(kTransfers, transfers); }
Rebate parse_rebate(const std::string& text, const SourcePlace& place) {
  return parse(kRebates, text, "rebate of tariff revenue", place);
}
Transfers parse_transfers(const std::string& text, const SourcePlace& place) {
  return parse(kTransfers, text, "transfer regime", place);
}

std::unique_ptr<Model> make_single_sector(BenchmarkPtr benchmark, const SingleSectorSpec& spec) {
  return std::make_unique<SingleSector>(std::move(benchmark), spec);
}

}  // namespace cobden::economy
