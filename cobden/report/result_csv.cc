#include <fmt/format.h>

#include <iterator>

#include "cobden/report/number_text.h"
#include "cobden/report/result_files.h"

namespace cobden::report {

CsvText to_csv(const scenario::Answer& answer, const RowSelection& selection) {
  CsvText csv{.text = "scenario,model,measure,unit,exporter,importer,sector,value,base,change\n"};
  const std::string head =
      csv_text(answer.run.scenario.name) + "," + csv_text(model_name(answer.result.model));
  auto at = std::back_inserter(csv.text);
  for_each_row(answer.result, selection, [&](const Row& row) {
    const bool bulky = !row.exporter.empty() && !row.importer.empty() && !row.sector.empty();
    if (bulky && row.value == 0 && row.base == 0) return void(++csv.zero_rows_left_out);
    fmt::format_to(at, "{},{},{},{},{},{},{},{},{}\n", head, csv_text(std::string(row.measure)),
                   csv_text(std::string(row.unit)), csv_text(std::string(row.exporter)),
                   csv_text(std::string(row.importer)), csv_text(std::string(row.sector)),
                   csv_number(row.value), csv_number(row.base), csv_number(row.change()));
    ++csv.rows;
  });
  return csv;
}

}  // namespace cobden::report
