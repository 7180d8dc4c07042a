#include "cobden/precursor/backcast.h"

#include <algorithm>
#include <cmath>

#include "cobden/precursor/calibration.h"

namespace cobden::precursor {
namespace {

/// Deaths held at one level, so that a path gives changes as shares.
constexpr Baseline kLevel{.level = 1, .factor = 1, .floor = 0};
constexpr double kMostAttribution = 0.5;  // upper end of the specification's range

/// Change of deaths, as a share of no control, over the months `from`..`to` after its start.
double change_over(const Parameters& p, const Control& control, int from, int to) {
  const auto path = monthly_path(p, control, kLevel, to);
  double averted = 0;
  for (int month = from; month <= to; ++month) averted += path[static_cast<std::size_t>(month) - 1].averted;
  return -averted / (to - from + 1);
}

/// The model's change with its range over the structural prior.
BackcastRow modelled(const Study& study, int from, int to, const RunContext& context) {
  DrawSettings settings = study.draws;
  settings.months = to;
  const Control control{.stringency = study.control.stringency};
  const Draws draws = structural_draws(study.prior, control, kLevel, settings, context);
  std::vector<double> changes(draws.draws);
  for (std::size_t d = 0; d < draws.draws; ++d)
    changes[d] = -(draws.cumulative_averted(d, static_cast<std::size_t>(to)) -
                   draws.cumulative_averted(d, static_cast<std::size_t>(from) - 1)) /
                 (to - from + 1);
  const Band band = band_of(changes);
  return {.event = "",
          .measure = "",
          .central = change_over(study.prior.centre, control, from, to),
          .low = band.p05,
          .high = band.p95,
          .note = ""};
}

void finish(BackcastRow& row, std::string event, std::string measure, double observed, std::string note) {
  row.event = std::move(event), row.measure = std::move(measure), row.note = std::move(note);
  row.observed = observed;
  row.unexplained = observed - row.central;
}

BackcastRow class_control(const PublicSeries& series, const Study& study, const RunContext& context) {
  const int start = month_number(2019, 5);
  BackcastRow row = modelled(study, 1, 12, context);
  finish(row, "class control of May 2019", "deaths, 12 months after on 12 before",
         series.deaths.sum(start, start + 11) / series.deaths.sum(start - 12, start - 1) - 1,
         "The balloon case: mail seizures from China fell from 278 to 11 lb, those from Mexico rose from "
         "1,500 to "
         "2,660 lb. Finished substances were covered, precursors were not.");
  return row;
}

BackcastRow fall_of_2024(const PublicSeries& series, const Study& study, const RunContext& context) {
  BackcastRow row = modelled(study, 14, 16, context);
  finish(
      row, "fall of 2023-24", "deaths, 2024-08..10 on 2023-06..08",
      series.deaths.mean(month_number(2024, 8), month_number(2024, 10)) /
              series.deaths.mean(month_number(2023, 6), month_number(2023, 8)) -
          1,
      "As if a control had begun in July 2023. No control did: the fall began before the listings of 2024, "
      "so it is not clean proof of one.");
  return row;
}

/// Deaths from purity: what the supply implied by purity says of deaths, over the ranges of phi, eta, omega.
BackcastRow deaths_from_purity(const PublicSeries& series, const Study& study) {
  const double ratio = series.purity.mean(month_number(2024, 8), month_number(2024, 10)) /
                       series.purity.mean(month_number(2023, 6), month_number(2023, 8));
  const auto change = [ratio](double phi, double eta, double omega) {
    return -averted_share(omega, eta, supply_of_purity(ratio, phi));
  };
  const auto& [low, centre, high] = study.prior;
  BackcastRow row{.event = "", .measure = "", .note = ""};
  row.central = change(centre.purity_exponent, centre.death_exponent, centre.exposed_share);
  row.low = change(low.purity_exponent, high.death_exponent, high.exposed_share);
  row.high = change(high.purity_exponent, low.death_exponent, low.exposed_share);
  finish(
      row, "fall of 2023-24, from purity", "deaths, 2024-08..10 on 2023-06..08",
      series.deaths.mean(month_number(2024, 8), month_number(2024, 10)) /
              series.deaths.mean(month_number(2023, 6), month_number(2023, 8)) -
          1,
      "Supply taken from the fall of powder purity; range: ends of phi, eta and omega. Says how far a supply "
      "shock of any cause reaches, not what caused it.");
  return row;
}

BackcastRow licences(const PublicSeries& series, const Study& study, const RunContext& context) {
  const int start = month_number(2025, 11), last = std::min(series.deaths.last(), start + 11);
  const int months = last - start + 1;
  BackcastRow row = modelled(study, 1, months, context);
  const Baseline known = calibrate_baseline(series.deaths, start - 1, 12, 0);
  double expected = 0;
  for (int m = 1; m <= months; ++m) expected += known.deaths(m);
  finish(
      row, "licences of November 2025", "deaths to " + month_text(last) + " on the trend before",
      series.deaths.sum(start, last) / expected - 1,
      "Recent months are estimates that will be revised, and the trend itself is uncertain by more than the "
      "effect.");
  return row;
}

std::vector<SlopeRow> slopes_of(const PublicSeries& s) {
  std::vector<SlopeRow> rows;
  const int end = s.purity.last(), rise = month_number(2021, 1), fall = month_number(2022, 6);
  for (const int lag : {0, 1, 3}) {
    rows.push_back({"deaths on powder purity, all months", lag,
                    log_regression(s.purity, s.deaths, lag, s.purity.first, end)});
    rows.push_back(
        {"deaths on powder purity, from 2022-06", lag, log_regression(s.purity, s.deaths, lag, fall, end)});
    rows.push_back({"deaths on fentanyl per pill, all months", lag,
                    log_regression(s.pill_mg, s.deaths, lag, s.pill_mg.first, end)});
    rows.push_back({"deaths on pounds seized, from 2021-01", lag,
                    log_regression(s.seized, s.deaths, lag, rise, s.seized.last())});
  }
  return rows;
}

/// Every parameter at the end of its range that lowers deaths most.
Parameters best_case(const StructuralPrior& prior) {
  Parameters p = prior.high;
  p.replacement = prior.low.replacement, p.stock_months = prior.low.stock_months;
  p.ramp_months = prior.low.ramp_months, p.lag_months = prior.low.lag_months;
  return p;  // tau at its high end: late replacement
}

}  // namespace

PublicSeries read_public_series(const std::filesystem::path& folder) {
  const auto purity = folder / "dea_purity_monthly" / "dea_purity_monthly.csv";
  return {
      .deaths = read_month_series(folder / "deaths_t404_us_monthly" / "us_monthly_t404.csv", "deaths_t404"),
      .seized = read_month_series(folder / "cbp_fentanyl_monthly" / "cbp_fentanyl_national.csv", "pounds"),
      .purity = read_month_series(purity, "powder_purity_pct"),
      .pill_mg = read_month_series(purity, "pill_mg_fentanyl")};
}

Backcast backcast(const PublicSeries& series, const Study& study, const RunContext& context) {
  check(study);
  Backcast out;
  out.rows = {class_control(series, study, context), fall_of_2024(series, study, context),
              deaths_from_purity(series, study), licences(series, study, context)};
  out.slopes = slopes_of(series);
  out.implied_slope = implied_slope(study.prior.centre);
  out.calibrated = calibrate_baseline(series.deaths, month_number(2025, 4), 12, study.baseline.floor);
  out.fall_2024 = -out.rows[1].observed;
  constexpr int kMonths = 15;  // July 2023 to September 2024, the middles of the two windows
  out.best_case_fall = -change_over(best_case(study.prior), {}, kMonths, kMonths);
  out.needed_loss = gross_loss_for_fall(study.prior.centre, out.fall_2024, kMonths);
  const int from = month_number(2023, 9), to = month_number(2024, 12);
  out.deaths_below_2023 =
      (to - from + 1) * series.deaths.mean(from - 3, from - 1) - series.deaths.sum(from, to);
  out.attributed_low = attributed(out.deaths_below_2023, 0);
  out.attributed = attributed(out.deaths_below_2023, study.valuation.attribution);
  out.attributed_high = attributed(out.deaths_below_2023, kMostAttribution);
  return out;
}

}  // namespace cobden::precursor
