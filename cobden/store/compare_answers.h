#pragma once
// Two stored answers side by side, figure by figure (report/comparison.h).
#include <string>
#include <vector>

#include "cobden/report/comparison.h"

namespace cobden::store {

/// The figures of an answer document whose `results` are rows in long form; measures not asked for and
/// importer x exporter x sector detail are left out. No measures = those of the headline table, where the
/// answer has them, else all. UserError: the results are no such rows (`name` says whose).
report::ResultFigures answer_figures(const std::string& document, const std::string& name,
                                     const std::vector<std::string>& measures);

}  // namespace cobden::store
