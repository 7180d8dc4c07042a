#pragma once
// Deaths a month without a control and under both priors, with their bands: the chart of `cobden precursor`.
#include "cobden/precursor/study.h"
#include "cobden/report/line_chart.h"

namespace cobden::report {

LineChart precursor_chart(const precursor::StudyAnswer& answer);

}  // namespace cobden::report
