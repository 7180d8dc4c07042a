#include "cobden/report/tariff_change_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/report/number_text.h"

namespace cobden::report {
namespace {

struct PairTariff {
  Country importer, exporter;
  double trade = 0, base = 0, value = 0;  ///< money; mean rates as fractions
  std::size_t cells = 0;                  ///< sectors whose rate changes
  double weight() const { return trade * std::abs(value - base); }
};

PairTariff pair_tariff(const scenario::AssembledRun& run, Country d, Country o) {
  const auto& t = run.benchmark->tables();
  PairTariff pair{.importer = d, .exporter = o};
  double before = 0, after = 0;
  for (const Sector s : t.sectors.all()) {
    const double flow = t.flow(s, d, o), now = t.tariff(s, d, o),
                 then = run.counterfactual.tariff_new(s, d, o);
    pair.trade += flow, before += flow * now, after += flow * then;
    pair.cells += now != then;
  }
  if (pair.trade > 0) pair.base = before / pair.trade, pair.value = after / pair.trade;
  return pair;
}

std::vector<PairTariff> changed_pairs(const scenario::AssembledRun& run) {
  std::vector<PairTariff> pairs;
  if (run.counterfactual.tariff_new.empty()) return pairs;
  const auto& t = run.benchmark->tables();
  for (const Country d : t.countries.all())
    for (const Country o : t.countries.all())
      if (d != o)
        if (auto pair = pair_tariff(run, d, o); pair.cells > 0) pairs.push_back(pair);
  std::ranges::stable_sort(pairs, std::greater<>{}, &PairTariff::weight);
  return pairs;
}

}  // namespace

BriefBlocks tariff_change_table(const scenario::AssembledRun& run) {
  constexpr std::size_t kMost = 14;
  const auto pairs = changed_pairs(run);
  if (pairs.empty()) return {};
  const auto& t = run.benchmark->tables();
  TextTable table{.title = "Tariffs that change (means weighted by base imports)",
                  .columns = {{"Importer", "", true},
                              {"Exporter", "", true},
                              {"Imports", "base, bn"},
                              {"Tariff\nbefore", "%"},
                              {"Tariff\nafter", "%"},
                              {"Change", "points"},
                              {"Sectors\nthat change", "of " + std::to_string(t.sectors.size())}}};
  for (std::size_t i = 0; i < std::min(kMost, pairs.size()); ++i) {
    const auto& p = pairs[i];
    table.rows.push_back({t.countries.label(p.importer), t.countries.label(p.exporter),
                          grouped_number(p.trade / 1000, 1), grouped_number(100 * p.base, 1),
                          grouped_number(100 * p.value, 1), signed_number(100 * (p.value - p.base), 1),
                          std::to_string(p.cells)});
  }
  BriefBlocks blocks{std::move(table)};
  if (pairs.size() > kMost)
    blocks.push_back(
        BriefText{fmt::format("and {} further pairs with smaller changes.", pairs.size() - kMost)});
  return blocks;
}

}  // namespace cobden::report
