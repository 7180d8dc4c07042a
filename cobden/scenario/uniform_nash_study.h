#pragma once
// Worlds of Lashkaripour (2021, J. International Economics 131): many sectors without input-output links, and
// tariffs. His code takes flows as gross of the importer's tariff.
#include <filesystem>

#include "cobden/economy/model.h"

namespace cobden::scenario {

/// WIOD 2014, 44 economies x 16 sectors, eight elasticity sets. `folder` holds WIOD2014.json and its binary
/// matrices. UserError: missing or truncated files, unknown keys.
economy::BenchmarkPtr read_wiod2014_world(const std::filesystem::path& folder);

/// OECD ICIO 2022, 81 economies x 28 sectors, from `trade.csv.xz` and `sectors.csv` of the world-2022 data:
/// the published tariffs, the published flows taken as gross of them, and one million USD added to every
/// domestic flow, all as the peer does. world-2022 itself corrects the first two. UserErrors as for a CSV
/// table.
economy::BenchmarkPtr read_icio2022_world(const std::filesystem::path& folder);

}  // namespace cobden::scenario
