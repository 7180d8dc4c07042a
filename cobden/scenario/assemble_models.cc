// The factory of model families: the one place that knows every family by name.
#include <fmt/format.h>

#include "cobden/economy/caliendo_parro.h"
#include "cobden/economy/gravity.h"
#include "cobden/economy/ossa.h"
#include "cobden/economy/single_sector.h"
#include "cobden/scenario/assemble.h"

namespace cobden::scenario {
namespace {

using economy::BenchmarkPtr;
using economy::Model;

SourcePlace place_of(const ModelSpec& spec, const std::string& key) {
  const auto it = spec.places.find(key);
  return it == spec.places.end() ? SourcePlace{.file = "", .line = {}, .column = "model." + key} : it->second;
}

/// A key that is given although the family has nothing to set by it.
void refuse_key(const ModelSpec& spec, const std::string& key, const std::string& remedy) {
  if (spec.places.contains(key))
    throw UserError({.place = place_of(spec, key),
                     .value = "",
                     .problem = fmt::format("the family '{}' has no {}", spec.family, key),
                     .expected = "",
                     .remedy = remedy});
}

double number(const ModelSpec& spec, const std::string& key, double otherwise) {
  const auto it = spec.numbers.find(key);
  return it == spec.numbers.end() ? otherwise : it->second;
}

std::string word(const ModelSpec& spec, const std::string& key, const std::string& otherwise) {
  const auto it = spec.words.find(key);
  return it == spec.words.end() ? otherwise : it->second;
}

std::unique_ptr<Model> caliendo_parro(const BenchmarkPtr& benchmark, const ModelSpec& spec) {
  return economy::make_caliendo_parro(benchmark, caliendo_parro_spec(*benchmark, spec));
}

void require_one_sector(const BenchmarkPtr& benchmark, const ModelSpec& spec) {
  if (benchmark->sector_count() == 1) return;
  throw UserError({.place = place_of(spec, "family"),
                   .value = spec.family,
                   .problem = fmt::format("needs a benchmark of one sector, and '{}' has {}",
                                          benchmark->name(), benchmark->sector_count()),
                   .expected = "",
                   .remedy = "aggregate it first (cobden data aggregate), or use family caliendo-parro"});
}

std::unique_ptr<Model> single_sector(const BenchmarkPtr& benchmark, const ModelSpec& spec) {
  refuse_key(spec, "variant", "set pass_through, profits, labour_share and the like");
  refuse_key(spec, "closure", "set 'transfers' in the scenario file");
  refuse_key(spec, "elasticities", "set 'trade_elasticity' in the scenario file");
  refuse_key(spec, "numeraire", "its numeraire is the world price level of the study");
  require_one_sector(benchmark, spec);
  economy::SingleSectorSpec s;
  s.trade_elasticity = number(spec, "trade_elasticity", s.trade_elasticity);
  s.labour_elasticity = number(spec, "labour_elasticity", s.labour_elasticity);
  s.scale_elasticity = number(spec, "scale_elasticity", s.scale_elasticity);
  s.firm_elasticity = number(spec, "firm_elasticity", s.firm_elasticity);
  s.labour_share = number(spec, "labour_share", s.labour_share);
  s.pass_through = number(spec, "pass_through", s.pass_through);
  s.rest_margin = number(spec, "rest_margin", s.rest_margin);
  s.country_margin = number(spec, "country_margin", s.country_margin);
  s.profits = word(spec, "profits", "true") == "true";
  s.rebate = economy::parse_rebate(word(spec, "rebate", to_string(s.rebate)), place_of(spec, "rebate"));
  s.transfers =
      economy::parse_transfers(word(spec, "transfers", to_string(s.transfers)), place_of(spec, "transfers"));
  s.country = word(spec, "country", s.country);
  return economy::make_single_sector(benchmark, s);
}

std::unique_ptr<Model> gravity(const BenchmarkPtr& benchmark, const ModelSpec& spec) {
  refuse_key(spec, "variant", "set 'effects' and 'deficits' in the scenario file");
  refuse_key(spec, "closure", "set 'deficits' in the scenario file");
  require_one_sector(benchmark, spec);
  economy::GravitySpec g;
  if (spec.numbers.contains("theta")) g.theta = spec.numbers.at("theta");
  if (spec.numbers.contains("sigma")) g.sigma = spec.numbers.at("sigma");
  if (!spec.theta.empty()) g.theta = spec.theta[Sector(0)], g.sigma.reset();
  g.elasticities = !spec.theta.empty()  ? ""
                   : g.theta || g.sigma ? spec.elasticities
                                        : elasticity_set(*benchmark, spec);
  g.deficits = economy::parse_gravity_deficits(word(spec, "deficits", to_string(g.deficits)),
                                               place_of(spec, "deficits"));
  g.effects =
      economy::parse_gravity_effects(word(spec, "effects", to_string(g.effects)), place_of(spec, "effects"));
  g.numeraire = spec.numeraire;
  return economy::make_gravity(benchmark, g);
}

std::unique_ptr<Model> ossa(const BenchmarkPtr& benchmark, const ModelSpec& spec) {
  refuse_key(spec, "variant", "it has one variant: monopolistic competition without intermediate inputs");
  economy::OssaSpec o;
  // The paper purges trade of imbalances; deficits stay only where that is asked for.
  if (spec.places.contains("closure") || spec.closure != economy::Closure::kFixed) o.closure = spec.closure;
  o.numeraire = spec.numeraire;
  o.elasticities = elasticity_set(*benchmark, spec);
  o.theta = spec.theta;
  return economy::make_ossa(benchmark, o);
}

struct Family {
  const char* name;
  std::unique_ptr<Model> (*make)(const BenchmarkPtr&, const ModelSpec&);
};
constexpr Family kFamilies[] = {{"caliendo-parro", caliendo_parro},
                                {"single-sector", single_sector},
                                {"gravity", gravity},
                                {"ossa", ossa}};

}  // namespace

economy::CaliendoParroSpec caliendo_parro_spec(const data::Benchmark& benchmark, const ModelSpec& spec) {
  economy::CaliendoParroSpec cp;
  if (!spec.variant.empty())
    cp.variant = economy::parse_caliendo_parro_variant(spec.variant, place_of(spec, "variant"));
  cp.closure = spec.closure;
  cp.numeraire = spec.numeraire;
  cp.elasticities = elasticity_set(benchmark, spec);
  cp.theta = spec.theta;
  return cp;
}

std::vector<std::string> strategy_families() { return {"caliendo-parro", "single-sector", "ossa"}; }

std::string elasticity_set(const data::Benchmark& benchmark, const ModelSpec& spec) {
  if (!spec.elasticities.empty()) return spec.elasticities;
  const auto& sets = benchmark.tables().elasticities;
  for (const auto& set : sets)
    if (set.name == "GYY") return set.name;
  return sets.empty() ? "" : sets.front().name;
}

std::unique_ptr<Model> make_model(const BenchmarkPtr& benchmark, const ModelSpec& spec) {
  for (const auto& family : kFamilies)
    if (spec.family == family.name) return family.make(benchmark, spec);
  std::vector<std::string> known;
  for (const auto& family : kFamilies) known.emplace_back(family.name);
  const std::string near = nearest_name(spec.family, known);
  throw UserError({.place = place_of(spec, "family"),
                   .value = spec.family,
                   .problem = "no such model family",
                   .expected = fmt::format("one of: {}", fmt::join(known, ", ")),
                   .remedy = near.empty() ? "" : "did you mean '" + near + "'?"});
}

}  // namespace cobden::scenario
