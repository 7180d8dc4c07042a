#include "cobden/precursor/source_benchmarks.h"

#include <fmt/format.h>

#include <cmath>

#include "cobden/core/error.h"
#include "cobden/precursor/checks.h"
#include "cobden/precursor/csv_rows.h"

namespace cobden::precursor {

std::vector<SourceYear> read_source_years(const std::filesystem::path& path) {
  const CsvRows table(path);
  std::vector<SourceYear> years;
  for (std::size_t row = 0; row < table.size(); ++row)
    years.push_back({.scenario = table.text(row, "scenario"),
                     .year = static_cast<int>(table.number(row, "time_year_start")),
                     .penetration = table.number(row, "fentanyl_penetration"),
                     .deaths = table.number(row, "total_od_deaths_per_year")});
  return years;
}

const SourceYear& source_year(const std::vector<SourceYear>& years, const std::string& scenario, int year) {
  for (const auto& candidate : years)
    if (candidate.scenario == scenario && candidate.year == year) return candidate;
  throw UserError(fmt::format("the benchmark has no run '{}' with the year {}", scenario, year));
}

double penetration_elasticity(const SourceYear& run, const SourceYear& base) {
  require_positive("penetration", run.penetration), require_positive("penetration", base.penetration);
  require_positive("deaths", run.deaths), require_positive("deaths", base.deaths);
  if (run.penetration == base.penetration)
    throw UserError("two runs of equal penetration give no elasticity", "compare runs that differ");
  return std::log(run.deaths / base.deaths) / std::log(run.penetration / base.penetration);
}

}  // namespace cobden::precursor
