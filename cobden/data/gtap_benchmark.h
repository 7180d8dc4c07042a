#pragma once
// A benchmark from GTAP's own data base (basedata.har of an aggregation, gsddat.har of FlexAgg), for those
// who have a licence for it. Two generations of header names are known, over the sets of the arrays
// themselves (commodities i, activities j, source r, destination s):
//
//   classic (to version 6.2)   standard (from version 7)
//   VIWS(i,r,s)                VCIF           bilateral imports at world (cif) prices, before the tariff
//   VIMS(i,r,s)                VMSB           the same with the tariff
//   VDFM, VIFM (i,j,s)         VDFB, VMFB     firms' domestic purchases and imports; column CGDS: investment
//   VDPM, VIPM (i,s)           VDPB, VMPB     private households'
//   VDGM, VIGM (i,s)           VDGB, VMGB     government's
//                              VDIB, VMIB     investment's
//   VST(m,r)                   VST            sales to the international transport pool
//
// Names and identities after Hertel (1997), Lanz and Rutherford (2016, GTAPinGAMS: tariff VIMS/VIWS - 1,
// total imports = uses of imports) and Corong et al. (2017). Prices before agents' taxes are taken, so that
// taxes on sales fall into value added, as do export taxes and margins: a flow is worth its cif value, and
// what ships earn counts as the exporter's. Sales to the transport pool count as final use at home. Trade of
// an aggregate region with itself is home trade, its tariff within value added.
#include <filesystem>

#include "cobden/data/benchmark.h"
#include "cobden/data/har_headers.h"
#include "cobden/data/import_report.h"

namespace cobden::data {

struct GtapOptions {
  std::filesystem::path parameters = {};  ///< default.prm: ESBM gives elasticities; empty = none
  double theta = 0;  ///< one trade elasticity for all sectors where there is no ESBM; 0 = none given
  int year = 0;      ///< base year of the data; 0 = not told
};

/// True if the file holds imports under one of GTAP's two names.
bool is_gtap(const HarHeaders& headers);

/// UserError that names file and header: one is missing or over other sets, activities that are not the
/// commodities, tariffs of -100% or below, imports and their uses apart by more than 0.1%, no elasticity.
/// Regions become capitals, as scenario files write them.
BenchmarkTables read_gtap_benchmark(const HarHeaders& headers, ImportReport& report,
                                    const GtapOptions& options = {});

}  // namespace cobden::data
