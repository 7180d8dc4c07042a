#include "cobden/scenario/headline.h"

#include <algorithm>
#include <cmath>

#include "cobden/scenario/shocks.h"

namespace cobden::scenario {
namespace {

std::size_t at(Country c) { return static_cast<std::size_t>(c.value); }

void add_once(Country c, std::vector<Country>& list) {
  if (std::find(list.begin(), list.end(), c) == list.end()) list.push_back(c);
}

/// The `top` economies whose real income moves most and that are not in the list yet.
void add_most_affected(const AssembledRun& run, const economy::Variable& welfare,
                       std::vector<Country>& list) {
  std::vector<Country> order;
  for (const Country c : run.benchmark->countries().all()) order.push_back(c);
  const auto size = [&](Country c) {
    return std::isfinite(welfare.value[at(c)]) ? std::abs(welfare.value[at(c)]) : 0.0;
  };
  std::stable_sort(order.begin(), order.end(), [&](Country x, Country y) { return size(x) > size(y); });
  const std::size_t wanted = list.size() + static_cast<std::size_t>(run.scenario.outputs.top);
  for (std::size_t i = 0; i < order.size() && list.size() < wanted; ++i) add_once(order[i], list);
}

}  // namespace

std::vector<Country> named_by_shocks(const AssembledRun& run) {
  constexpr std::size_t kMany = 4;
  std::vector<Country> named;
  for (const auto& shock : run.scenario.shocks)
    for (const auto* side : {&shock.importers, &shock.exporters})
      for (const auto& name : *side) {
        const auto block = select_countries(name, run.scenario, *run.benchmark, shock.place);
        if (block.size() > kMany) continue;
        for (const Country c : block) add_once(c, named);
      }
  return named;
}

std::vector<Country> headline_countries(const AssembledRun& run, const economy::Result& result) {
  std::vector<Country> list;
  for (const auto& name : run.scenario.outputs.countries)
    for (const Country c : select_countries(name, run.scenario, *run.benchmark)) add_once(c, list);
  if (!list.empty()) return list;
  list = named_by_shocks(run);
  for (const char* large : {"USA", "CHN"})
    if (const auto c = run.benchmark->countries().find(large)) add_once(*c, list);
  if (const auto* welfare = result.outcomes.find("welfare_exact")) add_most_affected(run, *welfare, list);
  return list;
}

}  // namespace cobden::scenario
