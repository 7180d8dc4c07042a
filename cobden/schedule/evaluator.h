#pragma once
// What a schedule comes to: for a product, a partner and an instant, which measures are owed, on what share
// of the value, and what that adds up to. The rules are those of docs/theory/schedule.md, in its order. Laws
// change on a few dozen days only, so time is cut once into the segments between changes, and everything that
// does not depend on the product, or not on the partner, is looked up before.
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cobden/schedule/schedule.h"
#include "cobden/schedule/tables.h"

namespace cobden::schedule {

/// The segments of time in which nothing changes. Segment 0 begins with time.
class TimeGrid {
 public:
  explicit TimeGrid(std::set<Instant> changes);
  std::size_t size() const { return starts_.size(); }
  std::size_t segment(Instant t) const;
  Instant start(std::size_t segment) const { return starts_[segment]; }
  /// The segments [first, last) that lie in [from, to); both must be changes or ends of time.
  std::pair<std::uint16_t, std::uint16_t> between(Instant from, Instant to) const;

 private:
  std::vector<Instant> starts_;
};

/// How a schedule is asked.
struct EvaluatorOptions {
  std::optional<Day> known = {};           ///< only what was public on this day
  std::optional<Day> loaded = {};          ///< goods shipped on this day (in-transit windows)
  Flow flow = Flow::kImport;               ///< measures of which direction
  std::map<std::string, double> fill{};    ///< quota fill by measure id, in place of the file's
  std::map<std::string, double> prices{};  ///< USD of one unit, by unit; before the file's
  bool unpublished = false;                ///< apply exemptions of which no official text exists
  /// Exempt lists (by name) and exemptions (by id) that are taken away.
  std::set<std::string> without = {};
};

/// What became of a measure that is in force for a product and a partner.
enum class PartStatus : std::uint8_t {
  kOwed,
  kFree,        ///< in force at a rate of zero
  kExempt,      ///< by an exempt list or an exemption
  kNoContent,   ///< on a content share of zero
  kSuppressed,  ///< by a stacking rule
  kClaimed,     ///< by a preference
  kControl,     ///< a licence or a ban: a flag, no duty
};

/// One measure in force for a product and a partner.
struct Part {
  std::size_t measure = 0, row = 0;  ///< positions in Schedule::measures and its rows
  const Step* step = nullptr;
  const Rate* rate = nullptr;  ///< of the step, or of the quota
  PartStatus status = PartStatus::kOwed;
  std::size_t by = 0;        ///< list or exemption that spared most lately, or the claim
  bool by_list = false;      ///< `by` is a list, not an exemption
  std::size_t rule = 0;      ///< the last stacking rule that took from it
  double list_share = 1;     ///< of the matching list entry
  double content_share = 1;  ///< of the content table, or the measure's fixed share
  double left = 1;           ///< what exemptions leave
  double charged = 1;        ///< x: the share of the customs value that is charged
  double rate_value = 0;     ///< ad valorem rate or equivalent, fraction
  double owed = 0;           ///< fraction of the customs value
  bool unconverted = false;  ///< a specific part has no unit value and is missing in `owed`
};

struct Assessment {
  BaseDuty base;         ///< of the tariff
  double base_owed = 0;  ///< after replacement and claims, fraction
  double total = 0;      ///< fraction of the customs value
  bool unconverted = false;
  std::vector<Part> parts;  ///< in the order of the file
};

/// Segments at whose beginning something changes: bit k of word k / 64.
using SegmentBits = std::vector<std::uint64_t>;
inline bool has_segment(const SegmentBits& bits, std::size_t k) {
  return (bits[k / 64] >> (k % 64) & 1U) != 0;
}

/// What the schedule says of a product, whoever sends it.
struct ProductFacts {
  struct Match {
    std::size_t measure, row, list;
    std::size_t position;       ///< of the row among all rows
    std::uint16_t first, last;  ///< segments [first, last)
    double share;
  };
  struct Sparing {
    std::size_t of, list;  ///< measure or exemption; the list that decided
    std::uint16_t first, last;
    double share;
  };
  ProductCode code;
  BaseDuty column1, column2;
  std::vector<Match> matches;                  ///< by measure, then row
  std::vector<Sparing> exempt;                 ///< by exempt lists: `of` is the measure
  std::vector<Sparing> exemptions;             ///< by exemptions: `of` is the exemption
  std::vector<std::optional<double>> content;  ///< [measure]; of measures on content
  SegmentBits changes;                         ///< of its listing
};

/// What the schedule says of a partner, whatever it sends.
struct PartnerFacts {
  std::string code;
  bool column2 = false;
  std::vector<std::uint8_t> rows, exemptions, rules, claims;  ///< [thing x segment]: 1 where it holds
  std::vector<std::uint8_t> in_force;    ///< [segment x row]: 1 where the row holds and its step is in force
  std::vector<SegmentBits> row_changes;  ///< [row]: of its step or its scope
  std::vector<const ClaimShares::Table*> claim_tables;  ///< [claim]: the partner's, or nullptr
  SegmentBits changes;                                  ///< of exemptions, rules and claims
};

class Evaluator {
 public:
  /// Reads the tables the schedule names. `schedule` must outlive the evaluator. UserError: a table is
  /// missing or wrong; an unknown name in `options`.
  explicit Evaluator(const Schedule& schedule, EvaluatorOptions options = {});

  const Schedule& schedule() const { return schedule_; }
  const EvaluatorOptions& options() const { return options_; }
  const TimeGrid& grid() const { return grid_; }

  ProductFacts product(const ProductCode& code) const;
  /// UserError for an unknown code.
  PartnerFacts partner(const std::string& code) const;
  /// The assessment in a segment. `claimed` has bit i set if claim i of the schedule is made. `out` is
  /// reused.
  void assess(const ProductFacts& product, const PartnerFacts& partner, std::size_t segment,
              std::uint32_t claimed, Assessment& out) const;

  /// Segments at whose beginning the assessment or the claims of a product and partner may change; between
  /// them every segment gives the same.
  void changes(const ProductFacts& product, const PartnerFacts& partner, SegmentBits& out) const;

  /// Shares of trade that make each set of claims: pairs of claims and weight that sum to 1. Claims are taken
  /// as independent of one another.
  void claim_cases(const ProductFacts& product, const PartnerFacts& partner, std::size_t segment,
                   std::vector<std::pair<std::uint32_t, double>>& out) const;

  /// The share that the exemption at position `i` of `product.exemptions` spares in a segment, where its
  /// partners and time hold; moves `i` to the next exemption.
  static double spared(const ProductFacts& product, std::size_t segment, std::size_t& i);
  /// The share that an exemption spares of the products on its list: its own, or what covers_usd comes to. A
  /// share above 1 says that covers_usd is more than the trade on the list; all of it is spared then.
  double exemption_share(std::size_t exemption) const { return exemption_share_[exemption]; }
  /// Position of a claim by id. UserError for an unknown one.
  std::size_t claim(const std::string& id) const;
  /// Row `row` of measure `measure` as a position among all rows.
  std::size_t row_position(std::size_t measure, std::size_t row) const { return row_first_[measure] + row; }
  /// The step of a row in a segment as known and asked, or nullptr.
  const Step* step(std::size_t row_position, std::size_t segment) const {
    return steps_[row_position * grid_.size() + segment];
  }

 private:
  using Flags = std::vector<std::uint8_t>;
  std::set<Instant> all_changes() const;
  SegmentBits no_segments() const { return SegmentBits((grid_.size() + 63) / 64, 0); }
  std::optional<Window> known(const Window& window) const;
  bool exists(const Step& step) const;
  bool escapes(const Step& step, Instant t) const;
  void lay_steps();
  void lay_content();
  void lay_covers();
  void check_without() const;
  void mark(Flags& flags, std::size_t thing, const PartnerScope& scope, const Window& window,
            const std::string& partner) const;
  void find_changes(PartnerFacts& facts) const;
  std::optional<double> price(const ProductCode& code, const std::string& unit) const;
  BaseDuty base_duty(const ProductCode& code, bool column2) const;
  void match_rows(ProductFacts& facts, std::size_t measure) const;
  const Rate* rate_in_force(const Measure& measure, const Step& step) const;
  bool candidate(const ProductFacts& product, std::size_t segment, const ProductFacts::Match& match,
                 Part& part) const;
  double value_of(const Rate& rate, const ProductFacts& product, bool& unconverted) const;
  void collect(const ProductFacts& product, const PartnerFacts& partner, std::size_t segment,
               Assessment& out) const;
  void combine(const Part& part, Assessment& out) const;
  void charge(const ProductFacts& product, const PartnerFacts& partner, std::size_t segment,
              std::uint32_t claimed, Part& part) const;
  void stack(const PartnerFacts& partner, std::size_t segment, std::vector<Part>& parts) const;
  void add_up(Assessment& out, double base) const;

  const Schedule& schedule_;
  EvaluatorOptions options_;
  TimeGrid grid_;
  std::optional<BaseDuties> base_;
  std::optional<ContentShares> content_;
  std::optional<UnitValues> unit_values_;
  std::vector<ClaimShares> claim_shares_;
  std::size_t row_count_ = 0;
  std::vector<std::size_t> row_first_;
  std::vector<const Step*> steps_;           ///< [row x segment]
  std::vector<std::size_t> content_column_;  ///< [measure]; of measures on content
  std::vector<double> exemption_share_;      ///< [exemption]
};

}  // namespace cobden::schedule
