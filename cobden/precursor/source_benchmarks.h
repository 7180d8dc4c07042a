#pragma once
// A check from outside: how deaths follow the penetration of the market in the published runs of the SOURCE
// model (Lim et al. 2022; Stringfellow et al. 2022), read from a folder. Only its outputs are used.
#include <filesystem>
#include <string>
#include <vector>

namespace cobden::precursor {

struct SourceYear {
  std::string scenario;
  int year = 0;
  double penetration = 0;  ///< share of the market
  double deaths = 0;       ///< overdose deaths a year
};

/// The file scenario_annual.csv. UserError for what is no number.
std::vector<SourceYear> read_source_years(const std::filesystem::path& path);
/// One of them. UserError for a scenario or year that is not there.
const SourceYear& source_year(const std::vector<SourceYear>& years, const std::string& scenario, int year);
/// ln(D/D_base) / ln(p/p_base): elasticity of deaths to penetration between two runs. UserError where the
/// penetrations are equal or a number is not above zero.
double penetration_elasticity(const SourceYear& run, const SourceYear& base);

}  // namespace cobden::precursor
