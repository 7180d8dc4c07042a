#pragma once
// The model held against what happened, from a folder of the public series: what it would have said of the
// class control of 2019, of the fall in deaths of 2023-24, and of the licences of November 2025, beside what
// was seen and what is left unexplained. None of these is clean proof of anything; each row says why.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cobden/core/run_context.h"
#include "cobden/precursor/series.h"
#include "cobden/precursor/study.h"

namespace cobden::precursor {

/// The three series, from deaths_t404_us_monthly/, cbp_fentanyl_monthly/ and dea_purity_monthly/ of a folder.
struct PublicSeries {
  MonthSeries deaths;   ///< US, ICD-10 T40.4, a month
  MonthSeries seized;   ///< pounds a month, gross weight
  MonthSeries purity;   ///< powder, percent
  MonthSeries pill_mg;  ///< per pill, mg
};
/// UserError for a file that is missing or cannot be read.
PublicSeries read_public_series(const std::filesystem::path& folder);

/// One comparison: changes as shares of the level before (-0.3 is a fall of 30%).
struct BackcastRow {
  std::string event, measure;
  double observed = 0;
  double central = 0, low = 0, high = 0;  ///< the model: centre, and 5% to 95% of the structural prior
  double unexplained = 0;                 ///< observed - central
  std::string note;                       ///< why the comparison is not clean
};

/// Purity and deaths, seizures and deaths.
struct SlopeRow {
  std::string what;
  int lag = 0;  ///< months
  LogRegression regression;
};

struct Backcast {
  std::vector<BackcastRow> rows;
  std::vector<SlopeRow> slopes;
  double implied_slope = 0;           ///< of deaths on purity, at the centre; see calibration.h
  Baseline calibrated;                ///< from the twelve months to April 2025
  double fall_2024 = 0;               ///< observed fall of monthly deaths, 2023-06..08 to 2024-08..10
  double best_case_fall = 0;          ///< largest fall at that horizon with every parameter at its best end
  std::optional<double> needed_loss;  ///< gross loss that gives the fall at the centre, if any does
  double deaths_below_2023 = 0;       ///< fewer than at the 2023 level, from 2023-09 to 2024-12
  double attributed_low = 0, attributed = 0,
         attributed_high = 0;  ///< deaths put down to control: 0, given, 0.5
};

/// Runs the comparisons with the study's prior, valuation and draws. UserError if a series lacks the months.
Backcast backcast(const PublicSeries& series, const Study& study, const RunContext& context = {});

}  // namespace cobden::precursor
