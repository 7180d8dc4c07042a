#pragma once
// The 194-country layout of Ignatenko, Lashkaripour, Macedoni and Simonovska (2025, JIE), "Making America
// Great Again? The Economic Impacts of Liberation Day Tariffs": one square matrix of goods trade and a column
// of GDP. Use it for one-sector data of many small economies.
//
// Files: trade_cepii.csv (header, row = exporter, column = importer, thousand USD, blank = no flow), gdp.csv
// (header, USD), country_labels.csv (iso3,iso_code,CountryName), tariffs.csv (applied_tariff: the US rate on
// each exporter, fraction), ids.txt (the authors' 1-based index lists; only id_EU is read).
#include <filesystem>

#include "cobden/data/benchmark.h"
#include "cobden/data/import_report.h"

namespace cobden::data {

/// One sector, million USD, no tariffs, no input-output links. Domestic sales are max(GDP - exports, 0);
/// value added is output. `gdp` is filled. Elasticity set "ILMS2025": 4. Groups EU25 (the members the study's
/// analysis uses: without Czechia and Slovakia) and EU27. UserError for a matrix that is not square, negative
/// flows, unknown indices.
BenchmarkTables read_gravity_matrix(const std::filesystem::path& folder, ImportReport& report);

/// The US tariff of 2 April 2025 on each exporter, ad valorem fraction, in the order of country_labels.csv,
/// as published (0 for the United States and Russia; the study floors all others at 10%).
ByCountry read_liberation_day_tariffs(const std::filesystem::path& folder, ImportReport& report);

/// True if the folder holds the files of this layout.
bool is_gravity_matrix(const std::filesystem::path& folder);

}  // namespace cobden::data
