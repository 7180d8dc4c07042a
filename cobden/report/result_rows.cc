#include "cobden/report/result_rows.h"

#include <algorithm>

#include "cobden/report/number_text.h"

namespace cobden::report {
namespace {

using economy::Variable;

bool chosen(const Variable& v, const RowChoice& choice) {
  if (v.by_sector && v.by_importer && v.by_exporter && !choice.bilateral_by_sector) return false;
  return choice.measures.empty() ||
         std::find(choice.measures.begin(), choice.measures.end(), v.measure) != choice.measures.end();
}

void check_measures(const economy::Result& result, const RowChoice& choice) {
  std::vector<std::string> known;
  for (const auto& v : result.outcomes.all()) known.push_back(v.measure);
  for (const auto& m : choice.measures) {
    if (std::find(known.begin(), known.end(), m) != known.end()) continue;
    const std::string near = nearest_name(m, known);
    throw UserError({.place = {.file = "", .line = {}, .column = "measures"},
                     .value = m,
                     .problem = "the model has no such measure",
                     .expected = "",
                     .remedy = near.empty() ? "leave it out to see all" : "did you mean '" + near + "'?"});
  }
}

void check_codes(const economy::Result& result, const RowChoice& choice) {
  const auto place = [](const char* column) { return SourcePlace{.file = "", .line = {}, .column = column}; };
  const auto& b = *result.benchmark;
  for (const auto& code : choice.exporters) b.countries().at(code, place("exporter"));
  for (const auto& code : choice.importers) b.countries().at(code, place("importer"));
  for (const auto& code : choice.sectors) b.sectors().at(code, place("sector"));
}

/// Whether each position of an axis is wanted; an axis that the variable lacks has one position without code.
std::vector<bool> wanted(std::size_t size, bool has_axis, const std::vector<std::string>& codes,
                         const std::vector<std::string>& choice) {
  std::vector<bool> list(size, choice.empty());
  for (std::size_t k = 0; has_axis && k < size && !choice.empty(); ++k)
    list[k] = std::find(choice.begin(), choice.end(), codes[k]) != choice.end();
  return list;
}

void rows_of(const economy::Result& result, const Variable& v, const RowChoice& choice,
             const std::function<void(const ResultRow&)>& take) {
  const auto& countries = result.benchmark->countries().codes();
  const auto& sectors = sector_codes(result, v);
  const std::size_t S = v.by_sector ? sectors.size() : 1, D = v.by_importer ? countries.size() : 1,
                    O = v.by_exporter ? countries.size() : 1;
  const auto from = wanted(O, v.by_exporter, countries, choice.exporters),
             to = wanted(D, v.by_importer, countries, choice.importers),
             of = wanted(S, v.by_sector, sectors, choice.sectors);
  std::size_t i = 0;
  for (std::size_t s = 0; s < S; ++s)
    for (std::size_t d = 0; d < D; ++d)
      for (std::size_t o = 0; o < O; ++o, ++i)
        if (of[s] && to[d] && from[o])
          take({.measure = v.measure,
                .unit = v.unit,
                .exporter = v.by_exporter ? std::string_view(countries[o]) : "",
                .importer = v.by_importer ? std::string_view(countries[d]) : "",
                .sector = v.by_sector ? std::string_view(sectors[s]) : "",
                .value = v.value[i],
                .base = v.base[i]});
}

}  // namespace

bool has_base(const Variable& v) {
  return v.unit.find("percent") == std::string::npos || v.measure == "average_tariff";
}

std::string model_name(const economy::Result& result) {
  return result.model.variant.empty() ? result.model.family
                                      : result.model.family + "/" + result.model.variant;
}

const std::vector<std::string>& sector_codes(const economy::Result& result, const Variable& v) {
  static const std::vector<std::string> kOne{"ALL"};
  const std::size_t N = result.benchmark->country_count();
  const std::size_t cells = (v.by_importer ? N : 1) * (v.by_exporter ? N : 1);
  return v.by_sector && v.value.size() == cells && result.benchmark->sector_count() != 1
             ? kOne
             : result.benchmark->sectors().codes();
}

void for_each_row(const economy::Result& result, const RowChoice& choice,
                  const std::function<void(const ResultRow&)>& take) {
  check_measures(result, choice), check_codes(result, choice);
  for (const auto& v : result.outcomes.all())
    if (chosen(v, choice)) rows_of(result, v, choice, take);
}

std::string to_long_csv(const std::string& scenario, const economy::Result& result, const RowChoice& choice) {
  std::string text = "scenario,model,measure,unit,exporter,importer,sector,value,base,change\n";
  const std::string head = scenario + "," + model_name(result) + ",";
  for_each_row(result, choice, [&](const ResultRow& r) {
    text += head;
    for (const std::string_view cell : {r.measure, r.unit, r.exporter, r.importer, r.sector})
      text.append(cell), text += ',';
    text += csv_number(r.value) + "," + csv_number(r.base) + "," + csv_number(r.change()) + "\n";
  });
  return text;
}

}  // namespace cobden::report
