#pragma once
// Baselines for gravity: flows fitted to trade costs and margins, and one-sector benchmarks made of flows.
// Choose the fitted flows where a study builds its base from estimated trade costs instead of observed trade:
// the fitted values of a PPML regression with exporter and importer effects are exactly these flows, because
// its first-order conditions are the margins (Fally 2015, JIE 97(1); Arvis and Shepherd 2013).
#include <string>
#include <vector>

#include "cobden/economy/gravity_equilibrium.h"

namespace cobden::economy {

struct GravityFit {
  BilateralMatrix flow;       ///< [importer][exporter], in the unit of the margins
  ByCountry exporter_effect;  ///< a_i with flow = a_i cost_power b_j
  ByCountry importer_effect;  ///< b_j; 1 for the reference importer
  SolverSummary solver;
};

/// The flows a_i t_ij b_j whose sums over importers are `output` and over exporters `spending`. `cost_power`
/// is t^(1-sigma), [importer][exporter], >= 0; `reference` is the importer whose effect is 1. UserError when
/// the two margins differ in total by more than 1e-9 or a margin is not positive. Structural gravity,
/// Anderson and van Wincoop (2003, eqs 9-13).
GravityFit fit_gravity_flows(const BilateralMatrix& cost_power, const ByCountry& output,
                             const ByCountry& spending, Country reference,
                             const std::vector<std::string>& names, const SolveOptions& options = {});

/// A one-sector benchmark of trade flows alone: value added is output, final use is absorption, no tariffs,
/// no inputs. `flow` is [importer][exporter]. UserError from the Benchmark constructor for negative or
/// non-finite flows.
BenchmarkPtr one_sector_benchmark(const std::string& name, int year, const std::string& unit,
                                  const CountryAxis& countries, const BilateralMatrix& flow);

}  // namespace cobden::economy
