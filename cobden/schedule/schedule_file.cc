#include "cobden/schedule/schedule_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cobden/core/file.h"
#include "cobden/core/table_reader.h"
#include "cobden/core/text.h"
#include "cobden/schedule/list_book.h"
#include "cobden/schedule/partner_book.h"

namespace cobden::schedule {
namespace {

using Kind = TomlValue::Kind;

/// Reads the tables of a file in the order in which they refer to one another.
class ScheduleReader {
 public:
  ScheduleReader(const TomlValue& root, std::string file, const FileFinder& find)
      : root_(schedule_options(), root, "", file,
              {"schedule", "base", "content", "trade", "unit_values", "list", "group", "measure", "exemption",
               "stack", "claim"}),
        file_(std::move(file)),
        find_(find),
        lists_(s_.clock, find) {}

  /// The head and the files of tables.
  Schedule read_tables() {
    read_head();
    read_table_files();
    return std::move(s_);
  }

  Schedule read() {
    read_head();
    read_table_files();
    if (const auto* lists = root_.find("list")) define_lists(lists->value);
    if (const auto* groups = root_.find("group")) read_groups(groups->value);
    for (const auto* value : root_.tables("measure")) read_measure(reader(*value, "measure", {}));
    for (const auto* value : root_.tables("exemption")) read_exemption(reader(*value, "exemption", {}));
    for (const auto* value : root_.tables("stack")) read_rule(reader(*value, "stack", {}));
    for (const auto* value : root_.tables("claim")) read_claim(reader(*value, "claim", {}));
    s_.lists = lists_.take();
    return std::move(s_);
  }

 private:
  TableReader reader(const TomlValue& value, const std::string& table,
                     const std::vector<std::string>& subtables) const {
    return TableReader(schedule_options(), value, table, file_, subtables);
  }

  void read_head() {
    const auto* entry = root_.find("schedule");
    if (!entry)
      fail_at(root_.place(), "", "the table [schedule] is missing", "[schedule] with id and importer");
    const TableReader head = reader(entry->value, "schedule", {});
    s_.id = head.text("id", std::filesystem::path(file_).stem().string());
    s_.title = head.text("title", s_.id);
    s_.note = head.text("note");
    s_.nomenclature = head.text("nomenclature");
    s_.importer = head.required_text("importer", "\"USA\"");
    partners_.require_economy(s_.importer, head.place("importer"));
    if (const auto text = head.text("day_starts"); !text.empty())
      s_.clock = LocalClock(text, head.place("day_starts"));
  }

  TableFile table_file(const TableReader& reader) const {
    TableFile f;
    f.path = find_(reader.required_text("file", "\"name.csv\""), reader.place("file"));
    f.code = reader.text("code");
    f.source = reader.text("source");
    f.place = reader.place("file");
    return f;
  }

  void read_table_files() {
    if (const auto* e = root_.find("base")) read_base(reader(e->value, "base", {}));
    if (const auto* e = root_.find("content")) s_.content = table_file(reader(e->value, "content", {}));
    if (const auto* e = root_.find("trade")) {
      const TableReader trade = reader(e->value, "trade", {});
      s_.trade = table_file(trade);
      s_.trade->partner = trade.text("partner", "partner");
      s_.trade->value = trade.text("value", "imports_usd");
      s_.trade->year = static_cast<int>(trade.number("year").value_or(0));
      s_.trade->estimate = trade.truth("estimate");
    }
    if (const auto* e = root_.find("unit_values")) {
      const TableReader units = reader(e->value, "unit_values", {});
      s_.unit_values = table_file(units);
      s_.unit_values->value = units.text("value", "value");
      s_.unit_values->partner = units.text("unit", "unit");
    }
  }

  void read_base(const TableReader& base) {
    s_.base = BaseFiles{.duties = table_file(base), .equivalents = {}, .column2 = {}};
    if (const auto ave = base.text("ave"); !ave.empty()) {
      s_.base->equivalents = TableFile{};
      s_.base->equivalents->path = find_(ave, base.place("ave"));
      s_.base->equivalents->place = base.place("ave");
    }
    s_.base->column2 = partners_.resolve(base.texts("column2"), base.place("column2"));
  }

  void define_lists(const TomlValue& lists) {
    const TableReader names = reader(lists, "list", {});
    for (const auto& entry : lists.entries) {
      names.require_kind(entry, entry.value.kind == Kind::kTable,
                         "{ codes = [\"8471\"] } or { file = \"list.csv\", code = \"code\" }");
      lists_.define(entry.key, reader(entry.value, "list.NAME", {}));
    }
  }

  void read_groups(const TomlValue& groups) {
    const TableReader names = reader(groups, "group", {});
    for (const auto& entry : groups.entries)
      partners_.define(entry.key, names.texts(entry, false), names.place(entry));
  }

  Instant instant(const TableReader& reader, const char* key, Instant otherwise) const {
    const auto date = reader.date(key);
    return date ? s_.clock.instant(*date) : otherwise;
  }

  Window window(const TableReader& reader) const {
    Window w{.from = instant(reader, "from", kBeginningOfTime),
             .to = instant(reader, "to", kEndOfTime),
             .announced = reader.day("announced"),
             .to_announced = reader.day("to_announced")};
    // A window that ends as it begins was called off: it exists for those who did not know its end yet.
    const bool called_off = w.from == w.to && w.to_announced;
    if (w.from >= w.to && !called_off)
      fail_at(reader.place("to"), s_.clock.describe(w.to), "is not after its beginning",
              "a date after " + s_.clock.describe(w.from));
    return w;
  }

  PartnerScope scope(const TableReader& reader) const {
    PartnerScope scope;
    if (reader.find("partners"))
      scope.who = partners_.resolve(reader.texts("partners"), reader.place("partners"));
    const auto* except = reader.find("exclude_partners");
    if (!except) return scope;
    const char* expected = "a list of codes, groups and { who = [...], from = ..., to = ... }";
    reader.require_kind(*except, except->value.kind == Kind::kList, expected);
    for (const auto& item : except->value.items) {
      if (item.kind == Kind::kText) {
        scope.except.push_back({.who = partners_.resolve({item.text}, reader.place(*except))});
        continue;
      }
      const TableReader who = this->reader(item, "who", {});
      if (!who.find("who")) fail_at(who.place(), "", "'who' is missing", expected);
      scope.except.push_back({.who = partners_.resolve(who.texts("who"), who.place("who")),
                              .window = window(who),
                              .source = who.text("source")});
    }
    return scope;
  }

  Step read_step(const TableReader& reader) const {
    Step step;
    step.place = reader.place();
    step.from = instant(reader, "from", kBeginningOfTime);
    step.rate = parse_rate(reader.required_text("is", "\"25%\""), reader.place("is"));
    step.announced = reader.day("announced");
    step.source = reader.text("source"), step.note = reader.text("note");
    if (const auto* e = reader.find("in_transit")) {
      const TableReader transit = this->reader(e->value, "in_transit", {});
      if (!transit.find("loaded_before"))
        fail_at(transit.place(), "", "'loaded_before' is missing", "loaded_before = 2025-04-05");
      step.in_transit = InTransit{.loaded_before = instant(transit, "loaded_before", kBeginningOfTime),
                                  .entered_before = instant(transit, "entered_before", kEndOfTime)};
    }
    return step;
  }

  std::vector<Step> read_steps(const TableReader& owner) const {
    const auto* entry = owner.find("rate");
    std::vector<Step> steps;
    if (entry->value.kind == Kind::kText) {
      Step always;
      always.place = owner.place(*entry);
      always.rate = parse_rate(entry->value.text, always.place);
      return {std::move(always)};
    }
    owner.require_kind(*entry, entry->value.kind == Kind::kList && !entry->value.items.empty(),
                       "[{ from = 2025-04-05, is = \"10%\" }, ...]");
    for (const auto& item : entry->value.items) steps.push_back(read_step(reader(item, "measure.rate", {})));
    // What was announced later amends what was to begin at the same time.
    std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) {
      return a.from != b.from ? a.from < b.from : a.announced < b.announced;
    });
    return steps;
  }

  /// What a measure without `rate` means: its quota, its licence or its ban, always.
  static std::optional<Step> only_step(const Measure& m) {
    Step step;
    step.place = m.place;
    if (m.quota)
      step.rate = parse_rate("quota", m.place);
    else if (m.kind == MeasureKind::kLicence || m.kind == MeasureKind::kBan)
      step.rate = parse_rate(m.kind == MeasureKind::kBan ? "ban" : "licence", m.place);
    else
      return std::nullopt;
    return step;
  }

  MeasureRow read_row(const TableReader& reader, const Measure& m) {
    MeasureRow row;
    row.place = reader.place();
    const auto names = reader.texts("products");
    row.products =
        lists_.resolve(names.empty() ? std::vector<std::string>{"*"} : names, reader.place("products"));
    row.headings = reader.texts("heading");
    row.source = reader.text("source");
    if (reader.find("rate"))
      row.steps = read_steps(reader);
    else if (auto step = only_step(m))
      row.steps.push_back(std::move(*step));
    else
      fail_at(reader.place(), "", "'rate' is missing", "rate = [{ from = 2025-04-05, is = \"10%\" }]");
    return row;
  }

  static MeasureKind parse_kind(const std::string& text) {
    if (text == "quota") return MeasureKind::kQuota;
    if (text == "licence") return MeasureKind::kLicence;
    return text == "ban" ? MeasureKind::kBan : MeasureKind::kDuty;
  }

  static Combine parse_combine(const std::string& text) {
    if (text == "sum") return Combine::kSum;
    return text == "first" ? Combine::kFirst : Combine::kMax;
  }

  /// `on`: "value", "content:steel_share" or a number.
  void read_charged(const TableReader& reader, Measure& m) const {
    const auto* on = reader.find("on");
    if (!on) return;
    const char* expected = "\"value\", \"content:COLUMN\", or a number from 0 to 1";
    if (on->value.kind == Kind::kNumber || on->value.kind == Kind::kInteger) {
      m.share = on->value.number;
      if (!(m.share >= 0 && m.share <= 1))
        fail_at(reader.place(*on), on->value.text, "is not a share of the value", expected);
      return;
    }
    const std::string text = reader.text("on");
    constexpr std::string_view kContent = "content:";
    if (text == "value") return;
    if (!text.starts_with(kContent) || text.size() == kContent.size())
      fail_at(reader.place(*on), text, "is not a part of the value", expected);
    m.content = text.substr(kContent.size());
  }

  void read_quota(const TableReader& owner, Measure& m) const {
    const auto* entry = owner.find("quota");
    if (!entry) return;
    const TableReader q = reader(entry->value, "quota", {});
    m.quota = Quota{.volume = q.number("volume").value_or(0),
                    .unit = q.text("unit"),
                    .period = q.text("period", "year"),
                    .in = parse_rate(q.required_text("in", "\"10%\""), q.place("in")),
                    .out = parse_rate(q.required_text("out", "\"25%\""), q.place("out")),
                    .fill = q.number("fill").value_or(0)};
    for (const auto* rate : {&m.quota->in, &m.quota->out})
      if (rate->kind == Rate::Kind::kQuota)
        fail_at(q.place(rate == &m.quota->in ? "in" : "out"), "quota",
                "is not a rate inside or outside a quota", "a duty, \"10%\"");
  }

  void require_quota(const TableReader& reader, const Measure& m) const {
    for (const auto& row : m.rows)
      for (const auto& step : row.steps)
        if (step.rate.kind == Rate::Kind::kQuota && !m.quota)
          fail_at(step.place, "quota", "the measure has no quota",
                  "quota = { volume = 100000, unit = \"t\", in = \"10%\", out = \"25%\" }");
    if (m.kind == MeasureKind::kQuota && !m.quota)
      fail_at(reader.place(), m.id, "is of kind quota and has none", "quota = { ... }");
  }

  void read_control(const TableReader& owner, Measure& m) const {
    const auto* entry = owner.find("control");
    if (!entry) return;
    const bool licence_or_ban = m.kind == MeasureKind::kLicence || m.kind == MeasureKind::kBan;
    if (m.flow != Flow::kExport || !licence_or_ban)
      fail_at(owner.place(*entry), m.id, "is no control of exports",
              "control in a measure with flow = \"export\" and kind = \"licence\" or \"ban\"");
    const TableReader c = reader(entry->value, "control", {});
    m.control = ControlTerms{.stringency = c.number("stringency").value_or(1),
                             .enforcement = c.number("enforcement"),
                             .coverage = c.number("coverage"),
                             .ramp_months = c.number("ramp_months"),
                             .goods = c.text("goods", "precursor-class"),
                             .verification = c.text("verification"),
                             .snap_back = c.text("snap_back"),
                             .linked = c.text("linked"),
                             .basis = c.text("basis", "judgement"),
                             .place = owner.place(*entry)};
    const auto colon = m.control->linked.find(':');
    if (!m.control->linked.empty() && (colon == 0 || colon + 1 >= m.control->linked.size()))
      fail_at(c.place("linked"), m.control->linked, "does not name a measure of a schedule",
              "\"us-2025:ieepa-fentanyl-china\"");
  }

  void read_measure(const TableReader& reader) {
    Measure m;
    m.place = reader.place();
    m.id = reader.required_text("id", "\"short-name\"");
    if (!measures_.emplace(m.id, s_.measures.size()).second || m.id == "base")
      fail_at(reader.place("id"), m.id, "names a measure already", "another id");
    m.title = reader.text("title", m.id);
    m.authority = reader.text("authority", "unnamed authority");
    m.headings = reader.texts("heading");
    m.flow = reader.text("flow") == "export" ? Flow::kExport : Flow::kImport;
    m.kind = parse_kind(reader.text("kind"));
    m.combine = parse_combine(reader.text("combine"));
    m.partners = scope(reader);
    m.source = reader.text("source"), m.note = reader.text("note");
    if (reader.find("exempt")) m.exempt = lists_.resolve(reader.texts("exempt"), reader.place("exempt"));
    read_charged(reader, m);
    read_quota(reader, m);
    read_control(reader, m);
    if (const auto text = reader.text("equivalent"); !text.empty())
      m.equivalent = parse_rate(text, reader.place("equivalent"));
    read_rows(reader, m);
    require_quota(reader, m);
    s_.measures.push_back(std::move(m));
  }

  void read_rows(const TableReader& reader, Measure& m) {
    const auto rows = reader.tables("row");
    if (rows.empty()) {
      m.rows.push_back(read_row(reader, m));
      return;
    }
    for (const char* key : {"products", "rate"})
      if (reader.find(key))
        fail_at(reader.place(key), "", fmt::format("'{}' stands beside [[measure.row]]", key),
                "products and rate in the rows only");
    for (const auto* value : rows) {
      const TableReader row = this->reader(*value, "measure.row", {});
      m.rows.push_back(read_row(row, m));
      m.rows.back().partners = scope(row);
    }
  }

  /// Positions of measures; `base` is set where "base" is named and allowed.
  std::vector<std::size_t> measures(const TableReader& reader, const char* key, bool* base = nullptr) const {
    std::vector<std::string> known;
    for (const auto& [id, position] : measures_) known.push_back(id);
    std::vector<std::size_t> positions;
    if (!reader.find(key)) fail_at(reader.place(), "", fmt::format("'{}' is missing", key), "measure ids");
    for (const auto& id : reader.texts(key)) {
      if (base && id == "base") {
        *base = true;
        continue;
      }
      const auto it = measures_.find(id);
      if (it == measures_.end())
        fail_at(reader.place(key), id, "is not a measure of this file", "the id of a [[measure]]",
                did_you_mean(id, known));
      positions.push_back(it->second);
    }
    return positions;
  }

  void read_exemption(const TableReader& reader) {
    Exemption x;
    x.place = reader.place();
    x.id = reader.required_text("id", "\"short-name\"");
    if (!exemptions_.insert(x.id).second)
      fail_at(reader.place("id"), x.id, "names an exemption already", "another id");
    x.of = measures(reader, "of");
    const auto* products = reader.find("products");
    if (products && products->value.kind == Kind::kTable)
      x.products = {lists_.add(x.id, this->reader(products->value, "list.NAME", {}))};
    else
      x.products = lists_.resolve(product_names(reader), reader.place("products"));
    x.partners = scope(reader);
    x.window = window(reader);
    x.share = reader.number("share").value_or(1);
    x.covers_usd = reader.number("covers_usd");
    if (x.covers_usd && reader.find("share"))
      fail_at(reader.place("share"), "", "stands beside covers_usd", "one of share and covers_usd");
    x.of_total_usd = reader.number("of_total_usd");
    if (x.of_total_usd && !x.covers_usd)
      fail_at(reader.place("of_total_usd"), "", "stands without covers_usd",
              "the value that is spared of it");
    x.estimate = reader.truth("estimate");
    x.unpublished = reader.truth("unpublished");
    x.source = reader.text("source"), x.note = reader.text("note");
    s_.exemptions.push_back(std::move(x));
  }

  static std::vector<std::string> product_names(const TableReader& reader) {
    const auto* entry = reader.find("products");
    return entry ? reader.texts(*entry, true) : std::vector<std::string>{"*"};
  }

  void read_rule(const TableReader& reader) {
    s_.stack.push_back(
        {.when_owed = measures(reader, "when_owed"),
         .not_owed = measures(reader, "not_owed"),
         .scope = reader.text("scope") == "content" ? StackRule::Scope::kContent : StackRule::Scope::kArticle,
         .partners = scope(reader),
         .window = window(reader),
         .source = reader.text("source"),
         .place = reader.place()});
  }

  void read_claim(const TableReader& reader) {
    Claim c;
    c.place = reader.place();
    c.id = reader.required_text("id", "\"usmca\"");
    c.of = measures(reader, "of", &c.of_base);
    c.shares = table_file(reader);
    c.shares.partner = reader.text("partner");
    c.shares.value = reader.text("share", "share");
    c.window = window(reader);
    c.partners = scope(reader);
    s_.claims.push_back(std::move(c));
  }

  const TableReader root_;
  const std::string file_;
  const FileFinder& find_;
  Schedule s_;
  ListBook lists_;
  PartnerBook partners_;
  std::map<std::string, std::size_t> measures_;
  std::set<std::string> exemptions_;
};

}  // namespace

Schedule parse_schedule(std::string_view text, const std::string& file, const FileFinder& find) {
  const TomlValue root = parse_toml(text, file);
  Schedule schedule = ScheduleReader(root, file, find).read();
  schedule.sha256 = sha256_hex(text);
  return schedule;
}

Schedule parse_schedule_tables(std::string_view text, const std::string& file, const FileFinder& find) {
  const TomlValue root = parse_toml(text, file);
  return ScheduleReader(root, file, find).read_tables();
}

}  // namespace cobden::schedule
