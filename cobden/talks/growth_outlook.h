#pragma once
// Published forecasts of growth as the stated baselines of growth at risk (growth_at_risk.h). A forecast made
// after the tariffs holds part of the shock already; adding the shock to it would count it twice, so each
// vintage says whether it is from before or with them in it. What the model gives is a change of the level of
// output once trade has adjusted; how much of it falls into the year of the forecast is a judgement.
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cobden/core/civil_time.h"
#include "cobden/talks/growth_at_risk.h"

namespace cobden::talks {

struct GrowthOutlook {
  std::string side;           ///< ISO3
  int year = 0;               ///< calendar year of the growth
  std::string vintage;        ///< who and when, in words
  Day known;                  ///< day of publication
  bool with_tariffs = false;  ///< the tariffs of the year, or part of them, are in it
  GrowthBaseline baseline;
  double threshold = 0;  ///< growth that its government does not want to miss, percent a year
  std::string threshold_source;
  double share_in_year = 1;  ///< of a solved change of output that falls into the year, (0, 1]
  std::string share_source;
};

/// growth.csv of a folder of clocks: columns side, year, vintage, known, tariffs (before or inside), mode,
/// spread_below, spread_above, source, threshold, threshold_source, share_in_year, share_source. UserError
/// with file, line and column.
std::vector<GrowthOutlook> read_growth_outlooks(const std::filesystem::path& path);

/// The latest outlook for `side` and `year` public on `known` (none = at any time), from before the tariffs
/// unless `with_tariffs`. UserError where there is none.
const GrowthOutlook& outlook_for(std::span<const GrowthOutlook> outlooks, std::string_view side, int year,
                                 std::optional<Day> known = {}, bool with_tariffs = false);

/// P(growth < threshold) before and after solved changes of output [percent of its level; one number, or
/// draws], each scaled by `share_in_year`. UserError as growth_at_risk.
GrowthAtRisk growth_at_risk(const GrowthOutlook& outlook, std::span<const double> output_change);

}  // namespace cobden::talks
