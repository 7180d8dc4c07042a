#pragma once
// A result in long form, the one shape of all files and of the JSON answer: a row for each figure, with its
// unit, its axes, its base and its change (tidy data; Wickham 2014, Journal of Statistical Software 59(10)).
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cobden/economy/model.h"

namespace cobden::report {

/// One figure. Views point into the result, which must outlive them.
struct Row {
  std::string_view measure, unit;
  std::string_view exporter, importer, sector;  ///< empty = the measure has no such axis
  double value = 0, base = 0;                   ///< in `unit`; NaN = undefined
  double change() const { return value - base; }
};

struct RowSelection {
  std::vector<std::string> measures;  ///< empty = all
  bool bilateral_by_sector =
      false;  ///< also importer x exporter x sector: most of the rows of a large result
};

/// UserError that names the nearest if the result has no measure of that name.
void require_measures(const economy::Result& result, const std::vector<std::string>& measures);
/// Visits the selected rows in the order of the result. Country-level measures sit on the importer or
/// exporter axis as the result says.
void for_each_row(const economy::Result& result, const RowSelection& selection,
                  const std::function<void(const Row&)>& visit);
/// "caliendo-parro/input-output": how the model column names a model.
std::string model_name(const economy::ModelDescription& model);

}  // namespace cobden::report
