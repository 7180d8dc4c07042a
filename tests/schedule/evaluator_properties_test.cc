// Properties of the evaluator on random schedules, and its agreement with a naive one written from the rules.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "cobden/schedule/average.h"
#include "schedule/random_law.h"

namespace cobden::schedule {
namespace {

using namespace testing;

constexpr double kRounding = 1e-12;  // sums of a dozen fractions of order one, in another order

const std::vector<std::string>& all_codes() {
  static const std::vector<std::string> codes = [] {
    std::vector<std::string> all;
    for (int bits = 0; bits < 16; ++bits) {
      std::string code;
      for (int i = 0; i < 4; ++i) code += (bits >> i & 1) != 0 ? '2' : '1';
      all.push_back(code);
    }
    return all;
  }();
  return codes;
}

const std::vector<std::string> kPartners{"CHN", "DEU", "EUU", "CAN"};

/// Instants that tell: the last second before a day, its first, and one within.
std::vector<long> instants() {
  std::vector<long> times;
  for (long day = 0; day < 14; ++day)
    for (const long offset : {-1L, 0L, 40000L}) times.push_back(day * kDaySeconds + offset);
  return times;
}

EvaluatorOptions options_of(const LawQuestion& q) {
  EvaluatorOptions options;
  if (q.known != kNone) options.known = law_day(q.known);
  if (q.loaded != kNone) options.loaded = law_day(q.loaded);
  return options;
}

Assessment answer(const Evaluator& e, const LawQuestion& q) {
  Assessment out;
  e.assess(e.product(*ProductCode::parse(q.code)), e.partner(q.partner), e.grid().segment(law_instant(q.t)),
           q.claimed, out);
  return out;
}

/// Every product and partner at every instant.
template <class Check>
void everywhere(const LawQuestion& asked, const Check& check) {
  for (const auto& code : all_codes())
    for (const auto& partner : kPartners)
      for (const long t : instants()) {
        LawQuestion q = asked;
        q.code = code, q.partner = partner, q.t = t;
        check(q);
      }
}

std::string shown(const Written& s, const LawQuestion& q) {
  return fmt::format("{} from {} at {}, known {}, loaded {}, claimed {} in {}", q.code, q.partner, q.t,
                     q.known, q.loaded, q.claimed, s.folder().string());
}

void expect_same(const Written& s, const LawQuestion& q, const Assessment& a, const LawAnswer& n) {
  if (std::abs(a.total - n.total) > kRounding || std::abs(a.base_owed - n.base) > kRounding ||
      a.unconverted != n.unconverted)
    RC_FAIL(fmt::format("{}: {} on base {} ({}), the naive evaluator has {} on {} ({})", shown(s, q), a.total,
                        a.base_owed, a.unconverted, n.total, n.base, n.unconverted));
  std::vector<double> owed(n.owed.size(), 0);
  for (const auto& part : a.parts) owed[part.measure] = part.owed;
  for (std::size_t m = 0; m < owed.size(); ++m)
    if (std::abs(owed[m] - n.owed[m]) > kRounding)
      RC_FAIL(fmt::format("{}: measure {} owes {}, naive {}", shown(s, q), m, owed[m], n.owed[m]));
}

TEST(EvaluatorProperties, AgreesWithTheNaiveEvaluator) {
  EXPECT_TRUE(rc::check([] {
    const Law law = random_law();
    const Written s = write_law(law);
    for (int round = 0; round < 4; ++round) {
      LawQuestion asked;
      if (round % 2 == 1) asked.known = random_day();
      if (round >= 2) asked.loaded = random_day();
      asked.claimed = static_cast<unsigned>(below(4)) & ((1U << law.claims.size()) - 1);
      const Evaluator e(s.schedule(), options_of(asked));
      everywhere(asked, [&](const LawQuestion& q) { expect_same(s, q, answer(e, q), ask(law, q)); });
    }
  }));
}

TEST(EvaluatorProperties, NothingChangesWithinASegment) {
  EXPECT_TRUE(rc::check([] {
    const Law law = random_law();
    const Written s = write_law(law);
    const Evaluator e(s.schedule());
    everywhere({}, [&](const LawQuestion& q) {
      const Instant start = e.grid().start(e.grid().segment(law_instant(q.t)));
      LawQuestion at_start = q;
      at_start.t = start == kBeginningOfTime ? -1000 * kDaySeconds : (start - law_instant(0)).count();
      RC_ASSERT(ask(law, at_start).total == ask(law, q).total);
    });
  }));
}

TEST(EvaluatorProperties, TheTotalIsTheBaseAndTheParts) {
  EXPECT_TRUE(rc::check([] {
    const Written s = write_law(random_law());
    const Evaluator e(s.schedule());
    everywhere({}, [&](const LawQuestion& q) {
      const Assessment a = answer(e, q);
      double sum = a.base_owed;
      for (const auto& part : a.parts) sum += part.owed;
      RC_ASSERT(a.total == sum);
      for (const auto& part : a.parts) RC_ASSERT(part.owed >= 0 && part.charged >= 0 && part.charged <= 1);
      for (std::size_t i = 1; i < a.parts.size(); ++i) RC_ASSERT(a.parts[i - 1].measure < a.parts[i].measure);
    });
  }));
}

TEST(EvaluatorProperties, TheFarFutureKnowsEverything) {
  EXPECT_TRUE(rc::check([] {
    const Written s = write_law(random_law());
    const Evaluator now(s.schedule()), later(s.schedule(), known_on("2999-01-01"));
    everywhere({}, [&](const LawQuestion& q) { RC_ASSERT(answer(now, q).total == answer(later, q).total); });
  }));
}

TEST(EvaluatorProperties, WithoutAnnouncementsKnowledgeIsNothing) {
  EXPECT_TRUE(rc::check([] {
    const Written s = write_law(random_law({.knowledge = false}));
    const Evaluator now(s.schedule()), before(s.schedule(), known_on("1900-01-01"));
    everywhere({}, [&](const LawQuestion& q) { RC_ASSERT(answer(now, q).total == answer(before, q).total); });
  }));
}

TEST(EvaluatorProperties, ANewEntryChangesOnlyWhatIsUnderIt) {
  EXPECT_TRUE(rc::check([] {
    Law law = random_law();
    const Written before = write_law(law);
    const std::string code = random_code(1 + below(4));
    law.lists[0].push_back({.code = code, .from = random_day(), .to = kNone, .share = 0.5});
    const Written after = write_law(law);
    const Evaluator a(before.schedule()), b(after.schedule());
    everywhere({}, [&](const LawQuestion& q) {
      if (q.code.rfind(code, 0) != 0) RC_ASSERT(answer(a, q).total == answer(b, q).total);
    });
  }));
}

TEST(EvaluatorProperties, TheOrderOfRowsInAListIsNothing) {
  EXPECT_TRUE(rc::check([] {
    Law law = random_law();
    const Written before = write_law(law);
    for (auto& list : law.lists) {
      std::reverse(list.begin(), list.end());
      std::rotate(list.begin(), list.begin() + below(static_cast<int>(list.size())), list.end());
    }
    const Written after = write_law(law);
    const Evaluator a(before.schedule()), b(after.schedule());
    everywhere({}, [&](const LawQuestion& q) { RC_ASSERT(answer(a, q).total == answer(b, q).total); });
  }));
}

TEST(EvaluatorProperties, AMeasureBroughtToNothingExcludesNothing) {
  EXPECT_TRUE(rc::check([] {
    Law law = random_law();
    const Written before = write_law(law);
    const int m = below(static_cast<int>(law.measures.size()));
    LawRule rule{.when = {m}, .then = {}, .content = false, .scope = {}, .window = {}};
    for (int n = 0; n < static_cast<int>(law.measures.size()); ++n) rule.then.push_back(n);
    law.rules.push_back(rule);
    const Written after = write_law(law);
    const Evaluator a(before.schedule()), b(after.schedule());
    everywhere({}, [&](const LawQuestion& q) {
      const Assessment now = answer(a, q);
      for (const auto& part : now.parts)
        if (part.measure == static_cast<std::size_t>(m) && part.charged > 0) return;
      RC_ASSERT(now.total == answer(b, q).total);
    });
  }));
}

TEST(EvaluatorProperties, WithoutStackingALargerExemptionNeverRaisesADuty) {
  EXPECT_TRUE(rc::check([] {
    Law law = random_law({.rules = false, .replace = false});
    RC_PRE(!law.exemptions.empty());
    const Written before = write_law(law);
    law.exemptions[0].share = std::min(1.0, law.exemptions[0].share + 0.25);
    const Written after = write_law(law);
    const Evaluator a(before.schedule()), b(after.schedule());
    everywhere(
        {}, [&](const LawQuestion& q) { RC_ASSERT(answer(b, q).total <= answer(a, q).total + kRounding); });
  }));
}

/// Averages skip segments in which nothing changes for a line; they may not differ from asking one by one.
TEST(EvaluatorProperties, ManySegmentsAtOnceAreAsEachAlone) {
  EXPECT_TRUE(rc::check([] {
    const Written s = write_law(random_law());
    EvaluatorOptions options;
    if (below(2) == 1) options.known = law_day(random_day());
    if (below(2) == 1) options.loaded = law_day(random_day());
    const Evaluator e(s.schedule(), options);
    Trade trade;
    trade.partners = kPartners;
    for (const auto& code : all_codes())
      for (std::size_t p = 0; p < kPartners.size(); ++p)
        trade.lines.push_back({*ProductCode::parse(code), p, 1.0 + below(3)});
    std::vector<std::size_t> segments;
    for (int i = 0; i < 6; ++i)
      segments.push_back(static_cast<std::size_t>(below(static_cast<int>(e.grid().size()))));
    if (below(3) > 0) std::sort(segments.begin(), segments.end());
    const auto one_group = [](const Trade::Line&, std::size_t) { return std::optional<std::size_t>(0); };
    const auto all = sum_duties(e, trade, all_sources(trade), segments, 1, one_group);
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const DutySum alone = sum_duties(e, trade, all_sources(trade), {segments[i]}, 1, one_group)[0][0];
      RC_ASSERT(all[i][0].statutory_usd == alone.statutory_usd);
      RC_ASSERT(all[i][0].adjusted_usd == alone.adjusted_usd);
      RC_ASSERT(all[i][0].adjusted_by_authority == alone.adjusted_by_authority);
      RC_ASSERT(all[i][0].unmatched_usd == alone.unmatched_usd &&
                all[i][0].unconverted_usd == alone.unconverted_usd);
    }
  }));
}

/// A measure of dated steps "1%", "2%", ... on distinct days: at the beginning of a step its rate holds, a
/// second before it the one of the step before.
TEST(EvaluatorProperties, StepsAreHalfOpen) {
  EXPECT_TRUE(rc::check([] {
    std::string text =
        "[schedule]\nimporter = \"USA\"\nday_starts = \"00:01 America/New_York\"\n[[measure]]\nid = "
        "\"m\"\nrate = [";
    std::vector<Instant> begins;
    const LocalClock clock("00:01 America/New_York", {});
    Day day = *parse_day("2025-01-01");
    const int steps = 1 + below(7);
    for (int i = 1; i <= steps; ++i) {
      day += std::chrono::days(1 + below(60));
      begins.push_back(clock.start_of(day));
      text += fmt::format("{{ from = {}, is = \"{}%\" }}, ", cobden::to_string(day), i);
    }
    const Written s(text + "]\n");
    const Evaluator e(s.schedule());
    const auto rate = [&](Instant t) {
      Assessment out;
      e.assess(e.product(*ProductCode::parse("1")), e.partner("CHN"), e.grid().segment(t), 0, out);
      return out.total;
    };
    for (int i = 0; i < steps; ++i) {
      RC_ASSERT(std::abs(rate(begins[static_cast<std::size_t>(i)]) - 0.01 * (i + 1)) < kRounding);
      RC_ASSERT(std::abs(rate(begins[static_cast<std::size_t>(i)] - std::chrono::seconds(1)) - 0.01 * i) <
                kRounding);
    }
  }));
}

}  // namespace
}  // namespace cobden::schedule
