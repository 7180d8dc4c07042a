#include "cobden/data/aggregate.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace cobden::data {
namespace {

using Groups = std::map<std::string, std::vector<std::string>>;

/// Adds every flow; trade between merged countries at what the buyer paid. Returns the tariff revenue so
/// absorbed.
double add_flows(const BenchmarkTables& from, const AggregationMap& map, BenchmarkTables& to) {
  double internal_revenue = 0;
  for (const Sector s : from.sectors.all())
    for (const Country d : from.countries.all())
      for (const Country o : from.countries.all()) {
        const Sector S = map.sector_to[s.value];
        const Country D = map.country_to[d.value], O = map.country_to[o.value];
        const double flow = from.flow(s, d, o), revenue = flow * from.tariff(s, d, o);
        to.flow(S, D, O) += flow;
        if (D != O) {
          to.tariff(S, D, O) += revenue;  // turned into a rate below
        } else if (d != o) {
          to.flow(S, D, D) += revenue;
          to.value_added(S, D) += revenue;
          internal_revenue += revenue;
        }
      }
  return internal_revenue;
}

/// Plain means of the rates merged into each cell, for cells without trade.
TradeCube mean_rates(const BenchmarkTables& from, const AggregationMap& map) {
  const std::size_t N = map.countries.size(), S = map.sectors.size();
  TradeCube sum(S, N, N), count(S, N, N);
  for (const Sector s : from.sectors.all())
    for (const Country d : from.countries.all())
      for (const Country o : from.countries.all()) {
        const Country D = map.country_to[d.value], O = map.country_to[o.value];
        sum(map.sector_to[s.value], D, O) += from.tariff(s, d, o);
        count(map.sector_to[s.value], D, O) += 1;
      }
  for (std::size_t i = 0; i < sum.flat().size(); ++i) sum.flat()[i] /= count.flat()[i];
  return sum;
}

void revenue_to_rates(const TradeCube& means, BenchmarkTables& to) {
  for (const Sector s : to.sectors.all())
    for (const Country d : to.countries.all())
      for (const Country o : to.countries.all()) {
        double& tariff = to.tariff(s, d, o);
        if (d == o)
          tariff = 0;
        else
          tariff = to.flow(s, d, o) > 0 ? tariff / to.flow(s, d, o) : means(s, d, o);
      }
}

void add_uses(const BenchmarkTables& from, const AggregationMap& map, BenchmarkTables& to) {
  for (const Sector k : from.sectors.all())
    for (const Country n : from.countries.all()) {
      const Sector K = map.sector_to[k.value];
      const Country C = map.country_to[n.value];
      to.final_use(K, C) += from.final_use(k, n);
      to.value_added(K, C) += from.value_added(k, n);
      if (from.intermediate.empty()) continue;
      for (const Sector j : from.sectors.all())
        to.intermediate(K, map.sector_to[j.value], C) += from.intermediate(k, j, n);
    }
}

/// Trade that crosses a border, by sector: the weight of its elasticity.
BySector traded_value(const BenchmarkTables& t) {
  BySector value(t.sectors.size());
  for (const Sector s : t.sectors.all())
    for (const Country d : t.countries.all())
      for (const Country o : t.countries.all())
        if (d != o) value[s] += t.flow(s, d, o);
  return value;
}

/// Weighted mean as the first value plus weighted differences, so that equal elasticities stay exactly equal.
ElasticitySet merge_elasticities(const ElasticitySet& set, const AggregationMap& map,
                                 const BySector& weight) {
  const std::size_t S = map.sectors.size();
  BySector total(S), count(S), base(S), weighted(S), plain(S);
  for (std::size_t i = 0; i < map.sector_to.size(); ++i) {
    const Sector s(i), target = map.sector_to[i];
    if (count[target] == 0) base[target] = set.theta[s];
    count[target] += 1;
    total[target] += weight[s];
    weighted[target] += weight[s] * (set.theta[s] - base[target]);
    plain[target] += set.theta[s] - base[target];
  }
  ElasticitySet merged{set.name, set.source, BySector(S)};
  for (const Sector s : map.sectors.all())
    merged.theta[s] = base[s] + (total[s] > 0 ? weighted[s] / total[s] : plain[s] / count[s]);
  return merged;
}

/// Groups whose members were merged only among themselves; the names of the others go to `lost`.
template <class I, class A>
Groups carry_groups(const Groups& groups, const A& from, const A& to, const std::vector<I>& target_of,
                    std::vector<std::string>& lost) {
  Groups kept;
  for (const auto& [name, codes] : groups) {
    std::set<int> inside, outside;
    for (const I i : from.all()) {
      const bool member = std::find(codes.begin(), codes.end(), from.code(i)) != codes.end();
      (member ? inside : outside).insert(target_of[static_cast<std::size_t>(i.value)].value);
    }
    const bool whole = std::none_of(inside.begin(), inside.end(), [&](int i) { return outside.contains(i); });
    if (!whole) {
      lost.push_back(name);
      continue;
    }
    if (inside.size() == 1 && to.code(I(*inside.begin())) == name) continue;  // the code itself says it
    for (const int i : inside) kept[name].push_back(to.code(I(i)));
  }
  return kept;
}

std::string step_note(const BenchmarkTables& from, const AggregationMap& map, double internal_revenue,
                      const std::vector<std::string>& lost) {
  std::string note = fmt::format(
      "aggregated {} ({} countries x {} sectors) to {} x {} by {}: tariffs weighted by flows; tariff revenue "
      "of {:.6g} {} "
      "on trade between merged countries became a tax inside the value added of the selling sector; "
      "elasticities "
      "weighted by cross-border trade",
      from.name, from.countries.size(), from.sectors.size(), map.countries.size(), map.sectors.size(),
      map.name, internal_revenue, from.unit);
  if (!lost.empty())
    note += fmt::format("; groups dropped because they were merged with others: {}", fmt::join(lost, ", "));
  return note;
}

BenchmarkTables empty_tables(const BenchmarkTables& from, const AggregationMap& map,
                             const std::string& name) {
  const std::size_t N = map.countries.size(), S = map.sectors.size();
  BenchmarkTables to;
  to.name = name.empty() ? from.name + "-aggregated" : name;
  to.countries = map.countries;
  to.sectors = map.sectors;
  to.year = from.year;
  to.unit = from.unit;
  to.flow = TradeCube(S, N, N);
  to.tariff = TradeCube(S, N, N);
  if (!from.intermediate.empty()) to.intermediate = InputOutputCube(S, S, N);
  to.final_use = SectorCountry(S, N);
  to.value_added = SectorCountry(S, N);
  to.provenance = from.provenance;
  return to;
}

}  // namespace

BenchmarkTables aggregate(const BenchmarkTables& from, const AggregationMap& map, const std::string& name) {
  invariant(map.country_to.size() == from.countries.size() && map.sector_to.size() == from.sectors.size(),
            "the mapping fits the benchmark");
  BenchmarkTables to = empty_tables(from, map, name);
  add_uses(from, map, to);
  const double internal_revenue = add_flows(from, map, to);
  revenue_to_rates(mean_rates(from, map), to);
  const BySector weight = traded_value(from);
  for (const auto& set : from.elasticities) to.elasticities.push_back(merge_elasticities(set, map, weight));
  if (!from.gdp.empty()) {
    to.gdp = ByCountry(map.countries.size());
    for (const Country n : from.countries.all()) to.gdp[map.country_to[n.value]] += from.gdp[n];
  }
  std::vector<std::string> lost;
  to.country_groups = carry_groups(from.country_groups, from.countries, to.countries, map.country_to, lost);
  to.sector_groups = carry_groups(from.sector_groups, from.sectors, to.sectors, map.sector_to, lost);
  to.provenance.steps.push_back(step_note(from, map, internal_revenue, lost));
  return to;
}

}  // namespace cobden::data
