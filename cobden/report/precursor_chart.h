#pragma once
// Pictures of `cobden precursor`: deaths a month without a control and under both priors, with their bands;
// and what each assumption does to the net value.
#include "cobden/precursor/study.h"
#include "cobden/report/line_chart.h"
#include "cobden/report/tornado_chart.h"

namespace cobden::report {

LineChart precursor_chart(const precursor::StudyAnswer& answer);
/// Net value at the ends of each assumption's range, the rest at the centre of the structural prior. Needs a
/// tornado.
TornadoChart precursor_tornado(const precursor::StudyAnswer& answer);

}  // namespace cobden::report
