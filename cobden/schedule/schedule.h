#pragma once
// The border measures of one economy as its laws state them: what is charged on which goods of which partners
// from when, what is exempt, and which measure gives way to which. Plain values; schedule_file.h reads them
// from a file, evaluator.h says what they come to.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cobden/core/civil_time.h"
#include "cobden/schedule/partners.h"
#include "cobden/schedule/product_list.h"
#include "cobden/schedule/rate.h"

namespace cobden::schedule {

/// A half-open stretch of time [from, to), and the days its ends became public.
struct Window {
  Instant from = kBeginningOfTime, to = kEndOfTime;
  std::optional<Day> announced = {}, to_announced = {};  ///< absent = always known
  bool holds(Instant t) const { return from <= t && t < to; }
};

/// Economies left out for a while.
struct Exclusion {
  PartnerSet who;
  Window window = {};
  std::string source = {};
};
/// Whose goods are meant: all of `who` but the excluded.
struct PartnerScope {
  PartnerSet who{.all = true};
  std::vector<Exclusion> except = {};
};

/// Goods shipped before a date and entered before another escape a step.
struct InTransit {
  Instant loaded_before = kBeginningOfTime;
  Instant entered_before = kEndOfTime;
};

/// What is owed from an instant on, until the next step.
struct Step {
  Instant from = kBeginningOfTime;
  Rate rate;
  std::optional<Day> announced = {};
  std::optional<InTransit> in_transit = {};
  std::string source = {}, note = {};
  SourcePlace place = {};
};

/// A heading of a measure: products with their rates.
struct MeasureRow {
  std::vector<std::size_t> products;  ///< positions in Schedule::lists
  PartnerScope partners = {};
  std::vector<Step> steps;  ///< by time; of equal times, by announcement
  std::vector<std::string> headings = {};
  std::string source = {};
  SourcePlace place = {};
};

struct Quota {
  double volume = 0;         ///< in `unit` per `period`
  std::string unit, period;  ///< "t", "year"
  Rate in, out;              ///< owed inside and outside the volume
  double fill = 0;           ///< share of the volume that is used; from 1 on `out` is owed
};

/// What a licence or ban on exports is taken to deny, for those who ask what it does (the room precursor). No
/// law says any of it: each number is an assumption.
struct ControlTerms {
  double stringency = 1;                   ///< s in [0, 1]: share that is denied where it is enforced in full
  std::optional<double> enforcement = {};  ///< e in [0, 1]; absent = left to whoever asks
  std::optional<double> coverage = {};     ///< k in [0, 1]: share of the class of goods that is named
  std::optional<double> ramp_months = {};  ///< until the control has its full effect
  std::string goods = {};                  ///< class of goods
  std::string verification = {};           ///< the indicator it is checked by
  std::string snap_back = {};              ///< what ends it, or brings back what it was given for
  std::string linked = {};                 ///< "SCHEDULE:MEASURE", the duty it is linked to
  std::string basis = "judgement";         ///< what the shares rest on
  SourcePlace place = {};
  /// s e k, or nothing where a share is left open.
  std::optional<double> denied() const {
    return enforcement && coverage ? std::optional(stringency * *enforcement * *coverage) : std::nullopt;
  }
};

enum class Flow { kImport, kExport };
enum class MeasureKind { kDuty, kQuota, kLicence, kBan };
enum class Combine { kMax, kSum, kFirst };  ///< which of several matching rows is owed

/// One legal duty or control.
struct Measure {
  std::string id, title, authority;
  std::vector<std::string> headings = {};
  Flow flow = Flow::kImport;
  MeasureKind kind = MeasureKind::kDuty;
  PartnerScope partners = {};
  std::vector<MeasureRow> rows = {};
  std::vector<std::size_t> exempt = {};  ///< lists whose products owe nothing
  Combine combine = Combine::kMax;
  std::string content = {};  ///< column of the content table that is charged; empty = the whole value
  double share = 1;          ///< fixed share of the value that is charged, where `on` is a number
  std::optional<Quota> quota = {};
  std::optional<Rate> equivalent = {};       ///< assumed ad valorem equivalent of a licence or ban
  std::optional<ControlTerms> control = {};  ///< of an export licence or ban
  std::string source = {}, note = {};
  SourcePlace place = {};
};

/// A carve-out that is dated or announced apart from the measure.
struct Exemption {
  std::string id;
  std::vector<std::size_t> of;        ///< positions in Schedule::measures
  std::vector<std::size_t> products;  ///< positions in Schedule::lists
  PartnerScope partners = {};
  Window window = {};
  double share = 1;                         ///< of the value that is spared
  std::optional<double> covers_usd = {};    ///< value spared in the base year, spread evenly over the trade
  std::optional<double> of_total_usd = {};  ///< all trade of the partners in the source of covers_usd
  bool estimate = false;
  bool unpublished = false;  ///< no official text exists: applied only where it is asked for
  std::string source = {}, note = {};
  SourcePlace place = {};
};

/// Where one of `when_owed` is owed, `not_owed` are not.
struct StackRule {
  enum class Scope { kArticle, kContent };
  std::vector<std::size_t> when_owed, not_owed;  ///< positions in Schedule::measures
  Scope scope = Scope::kArticle;
  PartnerScope partners = {};
  Window window = {};
  std::string source = {};
  SourcePlace place = {};
};

/// A file of the schedule: where it is, which columns it is read by, where it comes from.
struct TableFile {
  std::filesystem::path path;
  std::string code = "code", partner, value;
  int year = 0;
  bool estimate = false;
  std::string source = {};
  SourcePlace place = {};
};

struct BaseFiles {
  TableFile duties;
  std::optional<TableFile> equivalents;  ///< ad valorem equivalents of lines that are not ad valorem
  PartnerSet column2 = {};               ///< partners that pay the second column
};

/// A preference that part of the trade claims and then does not owe what it is a preference from.
struct Claim {
  std::string id;
  bool of_base = false;
  std::vector<std::size_t> of;  ///< positions in Schedule::measures
  TableFile shares;
  Window window = {};
  PartnerScope partners = {};
  SourcePlace place = {};
};

struct Schedule {
  std::string id, importer, nomenclature, title, note;
  LocalClock clock;
  std::optional<BaseFiles> base = {};
  std::optional<TableFile> content = {}, trade = {}, unit_values = {};
  std::vector<ProductList> lists;
  std::vector<Measure> measures;
  std::vector<Exemption> exemptions = {};
  std::vector<StackRule> stack = {};
  std::vector<Claim> claims = {};
  std::filesystem::path file;
  std::string sha256;  ///< of the text
};

}  // namespace cobden::schedule
