#include "cobden/report/rows.h"

#include <algorithm>

#include "cobden/core/axis.h"

namespace cobden::report {
namespace {

bool selected(const economy::Variable& v, const RowSelection& selection) {
  const bool bulky = v.by_sector && v.by_importer && v.by_exporter;
  if (bulky && !selection.bilateral_by_sector) return false;
  const auto& names = selection.measures;
  return names.empty() || std::find(names.begin(), names.end(), v.measure) != names.end();
}

void visit_variable(const economy::Variable& v, const data::Benchmark& b,
                    const std::function<void(const Row&)>& visit) {
  const std::size_t S = v.by_sector ? b.sector_count() : 1, D = v.by_importer ? b.country_count() : 1,
                    O = v.by_exporter ? b.country_count() : 1;
  std::size_t i = 0;
  for (std::size_t s = 0; s < S; ++s)
    for (std::size_t d = 0; d < D; ++d)
      for (std::size_t o = 0; o < O; ++o, ++i) {
        Row row{.measure = v.measure,
                .unit = v.unit,
                .exporter = {},
                .importer = {},
                .sector = {},
                .value = v.value[i],
                .base = v.base.empty() ? 0.0 : v.base[i]};
        if (v.by_sector) row.sector = b.sectors().code(Sector(s));
        if (v.by_importer) row.importer = b.countries().code(Country(d));
        if (v.by_exporter) row.exporter = b.countries().code(Country(o));
        visit(row);
      }
}

}  // namespace

void require_measures(const economy::Result& result, const std::vector<std::string>& measures) {
  std::vector<std::string> known;
  for (const auto& v : result.outcomes.all()) known.push_back(v.measure);
  for (const auto& name : measures) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = nearest_name(name, known);
    throw UserError(
        {.place = {.file = "", .line = {}, .column = "measures"},
         .value = name,
         .problem = "the model has no such measure",
         .expected = "",
         .remedy = near.empty() ? "see the measure column of --format csv" : "did you mean '" + near + "'?"});
  }
}

void for_each_row(const economy::Result& result, const RowSelection& selection,
                  const std::function<void(const Row&)>& visit) {
  for (const auto& v : result.outcomes.all())
    if (selected(v, selection)) visit_variable(v, *result.benchmark, visit);
}

std::string model_name(const economy::ModelDescription& model) {
  return model.variant.empty() ? model.family : model.family + "/" + model.variant;
}

}  // namespace cobden::report
