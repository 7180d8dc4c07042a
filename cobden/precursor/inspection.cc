#include "cobden/precursor/inspection.h"

#include <limits>

#include "cobden/precursor/checks.h"

namespace cobden::precursor {

InspectionGame inspection_game(const Network& network) {
  Network inverse = network;
  for (auto& arc : inverse.arcs) {
    require_share("detection", arc.capacity);
    arc.capacity = arc.capacity > 0 ? 1 / arc.capacity : std::numeric_limits<double>::infinity();
  }
  const Cut cut = minimum_cut(inverse);
  if (cut.capacity == std::numeric_limits<double>::infinity()) return {};
  if (cut.arcs.empty()) return {.value = 1, .arcs = {}, .share = {}};
  InspectionGame game{.value = 1 / cut.capacity, .arcs = cut.arcs, .share = {}};
  for (const int i : cut.arcs)
    game.share.push_back(inverse.arcs[static_cast<std::size_t>(i)].capacity / cut.capacity);
  return game;
}

}  // namespace cobden::precursor
