#pragma once
// How a report looks: on a screen in light and dark, on a phone, on paper.
#include <string_view>

namespace cobden::report {

/// The style sheet of html_report.h.
std::string_view html_style();

}  // namespace cobden::report
