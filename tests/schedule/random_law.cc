#include "schedule/random_law.h"

#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <memory>
#include <tuple>

namespace cobden::schedule::testing {
namespace {

// ---- drawing

bool one_in(int n) { return below(n) == n - 1; }
/// A day, or none.
int maybe_day() { return one_in(2) ? random_day() : kNone; }
double quarter() { return 0.25 * (1 + below(4)); }

std::vector<std::string> random_who() {
  std::vector<std::string> who;
  for (int i = 1 + below(2); i > 0; --i) who.push_back(random_partner());
  return who;
}

LawWindow random_window(const LawLimits& limits) {
  LawWindow w{.from = maybe_day(), .to = kNone};
  if (one_in(2)) w.to = std::max(w.from, 0) + 1 + below(4);
  if (!limits.knowledge) return w;
  w.announced = maybe_day();
  if (w.to != kNone) w.to_announced = maybe_day();
  return w;
}

LawScope random_scope(const LawLimits& limits) {
  LawScope scope;
  if (one_in(3)) scope.who = random_who();
  if (one_in(3)) scope.except.push_back({random_who(), random_window(limits)});
  return scope;
}

LawRate random_rate(const LawLimits& limits, bool additive) {
  static constexpr int kPercents[] = {10, 0, 5, 25, 100};
  LawRate rate{.kind = LawRate::kDuty, .percent = kPercents[below(5)], .specific = false};
  switch (below(9)) {
    case 3:
      if (!additive) rate.kind = LawRate::kTotal;
      break;
    case 4:
      if (!additive && limits.replace) rate.kind = LawRate::kReplace;
      break;
    case 5:
      rate.kind = LawRate::kOff;
      break;
    case 6:
      rate.kind = LawRate::kSuspended;
      break;
    case 7:
      if (!additive) rate.kind = one_in(2) ? LawRate::kQuota : LawRate::kBan;
      break;
    case 8:
      rate.specific = !additive;
      break;
    default:
      break;
  }
  return rate;
}

LawRow random_row(const LawLimits& limits, int lists, bool additive) {
  LawRow row;
  for (int i = below(3); i > 0; --i) row.lists.push_back(below(lists));
  std::sort(row.lists.begin(), row.lists.end());
  row.lists.erase(std::unique(row.lists.begin(), row.lists.end()), row.lists.end());
  row.scope = random_scope(limits);
  for (int i = 1 + below(3); i > 0; --i) {
    LawStep step{.from = maybe_day(), .announced = kNone, .rate = random_rate(limits, additive)};
    if (limits.knowledge) step.announced = maybe_day();
    if (one_in(4)) step.loaded_before = random_day(), step.entered_before = maybe_day();
    row.steps.push_back(step);
  }
  return row;
}

LawMeasure random_measure(const LawLimits& limits, int lists) {
  LawMeasure m;
  m.scope = random_scope(limits);
  m.combine = static_cast<LawMeasure::Combine>(below(3));
  for (int i = 1 + below(3); i > 0; --i)
    m.rows.push_back(random_row(limits, lists, m.combine == LawMeasure::kSum));
  if (one_in(3)) m.exempt.push_back(below(lists));
  if (one_in(3))
    m.content = below(2);
  else if (one_in(3))
    m.share = quarter();
  m.quota_in = 5 * below(3), m.quota_out = m.quota_in + 20;
  m.quota_full = one_in(2);
  if (one_in(2)) m.equivalent = 40;
  return m;
}

LawList random_list() {
  LawList list;
  for (int i = 1 + below(5); i > 0; --i) {
    LawEntry e{.code = random_code(1 + below(4)), .from = maybe_day(), .to = kNone, .share = quarter()};
    if (one_in(3)) e.to = std::max(e.from, 0) + 1 + below(4);
    list.push_back(e);
  }
  return list;
}

std::vector<int> some_of(int n) {
  std::vector<int> some;
  for (int i = 0; i < n; ++i)
    if (one_in(2)) some.push_back(i);
  if (some.empty()) some.push_back(below(n));
  return some;
}

void random_rules(Law& law, const LawLimits& limits) {
  const int n = static_cast<int>(law.measures.size()), lists = static_cast<int>(law.lists.size());
  for (int i = below(3); i > 0; --i)
    law.exemptions.push_back(
        {some_of(n), {below(lists)}, random_scope(limits), random_window(limits), quarter()});
  for (auto& x : law.exemptions)
    if (const int other = below(lists); other != x.lists[0]) x.lists.push_back(other);
  for (int i = limits.rules ? below(4) : 0; i > 0; --i)
    law.rules.push_back({some_of(n), some_of(n), one_in(2), random_scope(limits), random_window(limits)});
  for (int i = below(3); i > 0; --i)
    law.claims.push_back({one_in(2), some_of(n), random_scope(limits), random_window(limits)});
}

// ---- writing

std::string date(int day) { return cobden::to_string(law_day(day)); }
std::string key(const char* name, int day) {
  return day == kNone ? "" : fmt::format("{} = {}\n", name, date(day));
}
std::string inline_key(const char* name, int day) {
  return day == kNone ? "" : fmt::format(", {} = {}", name, date(day));
}

std::string quoted(const std::vector<std::string>& words) {
  return "\"" + fmt::format("{}", fmt::join(words, "\", \"")) + "\"";
}

std::string names(const char* prefix, const std::vector<int>& positions) {
  std::vector<std::string> words;
  for (const int p : positions) words.push_back(prefix + std::to_string(p));
  return quoted(words);
}

std::string window_text(const LawWindow& w) {
  return key("from", w.from) + key("to", w.to) + key("announced", w.announced) +
         key("to_announced", w.to_announced);
}

std::string scope_text(const LawScope& scope) {
  std::string text;
  if (!scope.who.empty()) text += "partners = [" + quoted(scope.who) + "]\n";
  for (const auto& x : scope.except)
    text += "exclude_partners = [{ who = [" + quoted(x.who) + "]" + inline_key("from", x.window.from) +
            inline_key("to", x.window.to) + inline_key("announced", x.window.announced) +
            inline_key("to_announced", x.window.to_announced) + " }]\n";
  return text;
}

std::string rate_text(const LawRate& rate) {
  const std::string percent = fmt::format("{}%", rate.percent);
  switch (rate.kind) {
    case LawRate::kTotal:
      return "total " + percent;
    case LawRate::kReplace:
      return "replace " + percent + (rate.specific ? " + 1 USD/kg" : "");
    case LawRate::kOff:
      return "off";
    case LawRate::kSuspended:
      return "suspended";
    case LawRate::kQuota:
      return "quota";
    case LawRate::kBan:
      return "ban";
    default:
      return percent + (rate.specific ? " + 1 USD/kg" : "");
  }
}

std::string row_text(const LawRow& row) {
  std::string text = "[[measure.row]]\n" + scope_text(row.scope);
  if (!row.lists.empty()) text += "products = [" + names("l", row.lists) + "]\n";
  text += "rate = [";
  for (const auto& step : row.steps) {
    text += "{ is = \"" + rate_text(step.rate) + "\"" + inline_key("from", step.from) +
            inline_key("announced", step.announced);
    if (step.loaded_before != kNone)
      text += ", in_transit = { loaded_before = " + date(step.loaded_before) +
              inline_key("entered_before", step.entered_before) + " }";
    text += " }, ";
  }
  return text + "]\n";
}

std::string measure_text(const LawMeasure& m, int i) {
  static constexpr const char* kCombine[] = {"max", "sum", "first"};
  std::string text = fmt::format("[[measure]]\nid = \"m{}\"\ncombine = \"{}\"\n", i, kCombine[m.combine]) +
                     scope_text(m.scope);
  if (!m.exempt.empty()) text += "exempt = [" + names("l", m.exempt) + "]\n";
  if (m.content != kNone)
    text += fmt::format("on = \"content:c{}\"\n", m.content);
  else if (m.share != 1)
    text += fmt::format("on = {}\n", m.share);
  text += fmt::format("quota = {{ in = \"{}%\", out = \"{}%\", fill = {} }}\n", m.quota_in, m.quota_out,
                      m.quota_full ? "1.5" : "0.5");
  if (m.equivalent != kNone) text += fmt::format("equivalent = \"{}%\"\n", m.equivalent);
  for (const auto& row : m.rows) text += row_text(row);
  return text;
}

std::string law_text(const Law& law) {
  std::string text =
      "[schedule]\nimporter = \"USA\"\n[base]\nfile = \"base.csv\"\n[content]\nfile = \"content.csv\"\n"
      "[unit_values]\nfile = \"prices.csv\"\n[list]\n";
  for (std::size_t i = 0; i < law.lists.size(); ++i)
    text +=
        fmt::format("l{0} = {{ file = \"l{0}.csv\", from = \"from\", to = \"to\", share = \"share\" }}\n", i);
  for (std::size_t i = 0; i < law.measures.size(); ++i)
    text += measure_text(law.measures[i], static_cast<int>(i));
  for (std::size_t i = 0; i < law.exemptions.size(); ++i) {
    const auto& x = law.exemptions[i];
    text += fmt::format("[[exemption]]\nid = \"x{}\"\nof = [{}]\nproducts = [{}]\nshare = {}\n", i,
                        names("m", x.of), names("l", x.lists), x.share) +
            scope_text(x.scope) + window_text(x.window);
  }
  for (const auto& r : law.rules)
    text += fmt::format("[[stack]]\nwhen_owed = [{}]\nnot_owed = [{}]\nscope = \"{}\"\n", names("m", r.when),
                        names("m", r.then), r.content ? "content" : "article") +
            scope_text(r.scope) + window_text(r.window);
  for (std::size_t i = 0; i < law.claims.size(); ++i) {
    const auto& c = law.claims[i];
    text += fmt::format("[[claim]]\nid = \"c{}\"\nof = [{}{}]\nfile = \"claims.csv\"\n", i,
                        c.base ? "\"base\", " : "", names("m", c.of)) +
            scope_text(c.scope) + window_text(c.window);
  }
  return text;
}

std::string cell(int day) { return day == kNone ? "" : date(day); }

Files law_files(const Law& law) {
  Files files{{"claims.csv", "code,share\n1,0.5\n"}};
  for (std::size_t i = 0; i < law.lists.size(); ++i) {
    std::string csv = "code,from,to,share\n";
    for (const auto& e : law.lists[i])
      csv += fmt::format("{},{},{},{}\n", e.code, cell(e.from), cell(e.to), e.share);
    files.emplace_back(fmt::format("l{}.csv", i), csv);
  }
  std::string base = "code,kind,ad_valorem,general\n", content = "code,c0,c1\n", prices = "code,unit,value\n";
  for (const auto& b : law.base)
    base += fmt::format("{},{},{},x\n", b.code, b.specific ? "compound" : "ad_valorem", b.percent / 100.0);
  for (const auto& c : law.content) content += fmt::format("{},{},{}\n", c.code, c.shares[0], c.shares[1]);
  for (const auto& p : law.prices) prices += fmt::format("{},kg,{}\n", p.code, p.share);
  files.emplace_back("base.csv", base), files.emplace_back("content.csv", content),
      files.emplace_back("prices.csv", prices);
  return files;
}

// ---- the ten rules

/// Rule 1: the entries of the longest prefix, whatever their dates.
template <class Lines>
std::vector<typename Lines::value_type> longest(const Lines& lines, const std::string& code) {
  std::vector<typename Lines::value_type> best;
  for (const auto& line : lines) {
    if (code.rfind(line.code, 0) != 0) continue;
    if (!best.empty() && line.code.size() < best[0].code.size()) continue;
    if (!best.empty() && line.code.size() > best[0].code.size()) best.clear();
    best.push_back(line);
  }
  return best;
}

bool begun(int day, long t) { return day == kNone || day * kDaySeconds <= t; }
bool ended(int day, long t) { return day != kNone && day * kDaySeconds <= t; }

/// The share of a list at t; 0 if the product is not on it then.
double listed(const Law& law, int list, const LawQuestion& q) {
  double share = 0;
  for (const auto& e : longest(law.lists[static_cast<std::size_t>(list)], q.code))
    if (begun(e.from, q.t) && !ended(e.to, q.t)) share = std::max(share, e.share);
  return share;
}

bool unknown(int announced, const LawQuestion& q) {
  return q.known != kNone && announced != kNone && announced > q.known;
}

bool holds(const LawWindow& w, const LawQuestion& q) {
  if (unknown(w.announced, q)) return false;
  return begun(w.from, q.t) && (unknown(w.to_announced, q) || !ended(w.to, q.t));
}

bool named(const std::vector<std::string>& who, const std::string& partner) {
  for (const auto& code : who)
    if (code == partner || (code == "EUU" && partner == "DEU")) return true;
  return false;
}

bool meant(const LawScope& scope, const LawQuestion& q) {
  if (!scope.who.empty() && !named(scope.who, q.partner)) return false;
  for (const auto& x : scope.except)
    if (named(x.who, q.partner) && holds(x.window, q)) return false;
  return true;
}

/// Rule 2.
const LawStep* step_at(const LawRow& row, const LawQuestion& q) {
  const LawStep* last = nullptr;
  for (const auto& step : row.steps) {
    const bool escapes = q.loaded != kNone && step.loaded_before != kNone && q.loaded < step.loaded_before &&
                         !ended(step.entered_before, q.t);
    if (unknown(step.announced, q) || !begun(step.from, q.t) || escapes) continue;
    // Of equal beginnings the one announced later, of equal announcements the later one in the file.
    if (!last || std::tie(step.from, step.announced) >= std::tie(last->from, last->announced)) last = &step;
  }
  return last;
}

/// A measure as it stands in the sums.
struct Standing {
  bool in_force = false, control = false, positive = false, unconverted = false;
  LawRate::Kind kind = LawRate::kDuty;
  double rate = 0, x = 0;
};

Standing row_standing(const Law& law, const LawMeasure& m, const LawRow& row, const LawQuestion& q) {
  Standing s;
  double share = row.lists.empty() ? 1 : 0;
  for (const int list : row.lists) share = std::max(share, listed(law, list, q));
  const LawStep* step = step_at(row, q);
  if (share == 0 || !step || !meant(m.scope, q) || !meant(row.scope, q)) return s;
  LawRate rate = step->rate;
  if (rate.kind == LawRate::kOff || rate.kind == LawRate::kSuspended) return s;
  if (rate.kind == LawRate::kQuota) rate = {LawRate::kDuty, m.quota_full ? m.quota_out : m.quota_in, false};
  if (rate.kind == LawRate::kBan) {
    s.control = m.equivalent == kNone;
    rate = {LawRate::kDuty, s.control ? 0 : m.equivalent, false};
  }
  if (rate.kind == LawRate::kTotal) rate.specific = false;
  s.in_force = true, s.kind = rate.kind, s.x = share, s.rate = rate.percent / 100.0;
  s.positive = rate.percent > 0 || rate.specific;
  if (!rate.specific) return s;
  const auto price = longest(law.prices, q.code);
  if (price.empty())
    s.unconverted = true;
  else
    s.rate += 1 / price[0].share;
  return s;
}

/// Rule 3.
Standing combined(const LawMeasure& m, const std::vector<Standing>& rows) {
  Standing best;
  double sum = 0, weighted = 0;
  bool any_unconverted = false, any_positive = false;
  for (const auto& row : rows) {
    if (!row.in_force) continue;
    sum += row.rate, weighted += row.rate * row.x;
    any_unconverted |= row.unconverted, any_positive |= row.positive;
    const bool better =
        m.combine == LawMeasure::kMax && std::tie(row.rate, row.x) > std::tie(best.rate, best.x);
    if (!best.in_force || better) best = row;
  }
  if (m.combine != LawMeasure::kFirst) best.unconverted = any_unconverted;
  if (m.combine != LawMeasure::kSum) return best;
  best.rate = sum, best.positive = any_positive;
  if (sum > 0) best.x = weighted / sum;
  return best;
}

/// Rule 4.
double exemptions_leave(const Law& law, int m, const LawQuestion& q) {
  double left = 1;
  for (const int list : law.measures[static_cast<std::size_t>(m)].exempt)
    if (listed(law, list, q) > 0) left = 0;
  for (const auto& x : law.exemptions) {
    if (std::find(x.of.begin(), x.of.end(), m) == x.of.end() || !meant(x.scope, q) || !holds(x.window, q))
      continue;
    double share = 0;
    for (const int list : x.lists) share = std::max(share, listed(law, list, q));
    left *= 1 - share * x.share;
  }
  return left;
}

bool has(const std::vector<int>& list, int value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool is_claimed(const Law& law, std::size_t c, const LawQuestion& q) {
  return (q.claimed >> c & 1U) != 0 && meant(law.claims[c].scope, q) && holds(law.claims[c].window, q);
}

Standing measure_standing(const Law& law, int i, const LawQuestion& q) {
  const LawMeasure& m = law.measures[static_cast<std::size_t>(i)];
  std::vector<Standing> rows;
  for (const auto& row : m.rows) rows.push_back(row_standing(law, m, row, q));
  Standing s = combined(m, rows);
  if (!s.in_force || s.control) return {.in_force = s.in_force, .control = s.control};
  const auto content = longest(law.content, q.code);
  s.x *= m.content == kNone ? m.share : content.empty() ? 0 : content[0].shares[m.content];
  s.x *= exemptions_leave(law, i, q);
  for (std::size_t c = 0; c < law.claims.size(); ++c)
    if (is_claimed(law, c, q) && has(law.claims[c].of, i)) s.x = 0;
  return s;
}

/// Rule 6.
void stack(const Law& law, const LawQuestion& q, std::vector<Standing>& measures) {
  for (const auto& rule : law.rules) {
    if (!meant(rule.scope, q) || !holds(rule.window, q)) continue;
    double largest = 0;
    for (std::size_t m = 0; m < measures.size(); ++m)
      if (has(rule.when, static_cast<int>(m)) && measures[m].positive)
        largest = std::max(largest, measures[m].x);
    if (largest == 0) continue;
    for (std::size_t n = 0; n < measures.size(); ++n)
      if (has(rule.then, static_cast<int>(n))) measures[n].x *= rule.content ? 1 - largest : 0;
  }
}

}  // namespace

int below(int n) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, n)); }
std::string random_code(int digits) {
  std::string code;
  for (int i = 0; i < digits; ++i) code += static_cast<char>('1' + below(2));
  return code;
}
std::string random_partner() {
  static constexpr const char* kPartners[] = {"CHN", "DEU", "EUU", "CAN"};
  return kPartners[below(4)];
}
int random_day() { return below(8); }

Law random_law(const LawLimits& limits) {
  Law law;
  for (int i = 1 + below(3); i > 0; --i) law.lists.push_back(random_list());
  const int lists = static_cast<int>(law.lists.size());
  for (int i = below(4); i > 0; --i) law.base.push_back({random_code(2 + below(3)), 5 * below(5), one_in(4)});
  for (int i = below(4); i > 0; --i)
    law.content.push_back({random_code(1 + below(3)), {0.25 * below(5), 0.25 * below(5)}});
  for (int i = below(3); i > 0; --i)
    law.prices.push_back(
        {.code = random_code(1 + below(2)), .from = kNone, .to = kNone, .share = 1.0 + below(4)});
  for (int i = 1 + below(4); i > 0; --i) law.measures.push_back(random_measure(limits, lists));
  random_rules(law, limits);
  return law;
}

Written write_law(const Law& law) { return Written(law_text(law), law_files(law)); }

LawAnswer ask(const Law& law, const LawQuestion& q) {
  LawAnswer answer;
  std::vector<Standing> measures;
  for (std::size_t m = 0; m < law.measures.size(); ++m)
    measures.push_back(measure_standing(law, static_cast<int>(m), q));
  const auto line = longest(law.base, q.code);
  double b = line.empty() ? 0 : line[0].percent / 100.0;
  answer.unconverted = !line.empty() && line[0].specific;
  for (std::size_t c = 0; c < law.claims.size(); ++c)
    if (is_claimed(law, c, q) && law.claims[c].base) b = 0, answer.unconverted = false;
  stack(law, q, measures);
  for (const auto& m : measures)  // rule 5: the first replacement that is in force
    if (m.kind == LawRate::kReplace && m.x > 0) {
      b = b * (1 - m.x) + m.rate * m.x;
      answer.unconverted = (m.x < 1 && answer.unconverted) || m.unconverted;
      break;
    }
  answer.base = answer.total = b;
  for (const auto& m : measures) {  // rules 7 and 8
    double rate = m.kind == LawRate::kTotal ? std::max(0.0, m.rate - b) : m.rate;
    if (m.kind == LawRate::kReplace) rate = 0;
    answer.owed.push_back(rate * m.x);
    answer.total += answer.owed.back();
    if (m.kind != LawRate::kReplace && m.x > 0) answer.unconverted |= m.unconverted;
  }
  return answer;
}

Instant law_instant(long t) { return Instant(law_day(0)) + std::chrono::seconds(t); }
Day law_day(int day) { return *parse_day("2025-01-01") + std::chrono::days(day); }

}  // namespace cobden::schedule::testing
