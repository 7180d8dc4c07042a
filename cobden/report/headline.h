#pragma once
// The economies and figures a person wants to see first: which rows, which columns, and groups such as the EU
// as one row. Shared by the terminal table, the comparison of two runs and the chart.
#include <string>
#include <vector>

#include "cobden/scenario/assemble.h"

namespace cobden::report {

/// One row of the headline: an economy, or a group shown as one.
struct HeadlineRow {
  std::string code, label;
  std::vector<Country> members;
  bool is_group() const { return members.size() > 1; }
};

/// One column: a measure and how it is shown.
struct HeadlineColumn {
  enum class Show {
    kValue,          ///< the new value (measures in percent or an index)
    kPercentChange,  ///< 100 (new / base - 1) of a level
    kChange,         ///< new less base of a level, in billions where the unit is millions
  };
  std::string measure, heading, unit;
  Show show = Show::kValue;
};

/// The scenario's own choice of countries; else the two largest, the EU, the economies whose tariffs change
/// (up to six), and the `top` most affected by exact real income.
std::vector<HeadlineRow> headline_rows(const scenario::Answer& answer);
/// The scenario's own choice of measures; else the usual eleven as far as the model has them. UserError for
/// unknown names.
std::vector<HeadlineColumn> headline_columns(const scenario::Answer& answer,
                                             const std::vector<std::string>& measures);
/// The figure of one cell. A group's percent changes are means weighted by base income, its levels are sums.
/// NaN = undefined.
double headline_value(const economy::Result& result, const HeadlineColumn& column, const HeadlineRow& row);
/// Low and high of exact real income over the elasticity sets; for a group by set, then low and high.
scenario::ElasticityRange::Span headline_range(const scenario::Answer& answer, const HeadlineRow& row);
/// The country-level variable of `measure`, or nullptr.
const economy::Variable* country_variable(const economy::Result& result, const std::string& measure);

}  // namespace cobden::report
