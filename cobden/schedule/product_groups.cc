#include "cobden/schedule/product_groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "cobden/core/table_reader.h"
#include "cobden/schedule/hs_chapters.h"

namespace cobden::schedule {
namespace {

/// A share of a product's value that is in a group.
struct Membership {
  std::size_t group = 0;
  double share = 1;
};

/// Collects pieces; those in the same groups and sector become one.
class Pieces {
 public:
  /// Cuts the goods into layers of value, so that a layer is wholly in or out of each group: of shares 0.4
  /// (A) and 1 (B), 0.4 of the value are in A and B and 0.6 in B alone.
  void add(const Goods& goods, const std::vector<Membership>& in) {
    std::vector<double> cuts;
    for (const auto& m : in)
      if (m.share > 0) cuts.push_back(m.share);
    std::ranges::sort(cuts);
    double below = 0;
    for (const double cut : cuts) {
      if (cut <= below) continue;
      std::vector<std::size_t> groups;
      for (const auto& m : in)
        if (m.share >= cut) groups.push_back(m.group);
      std::ranges::sort(groups);
      put(goods.sector, std::move(groups), (cut - below) * goods.trade_usd, (cut - below) * goods.duty_usd);
      below = cut;
    }
  }
  void put(Sector sector, std::vector<std::size_t> groups, double trade_usd, double duty_usd) {
    Sum& sum = sums_[{sector, std::move(groups)}];
    sum.trade_usd += trade_usd, sum.duty_usd += duty_usd;
  }
  std::vector<GroupPiece> take() const {
    std::vector<GroupPiece> pieces;
    for (const auto& [key, sum] : sums_)
      pieces.push_back({key.second, key.first, sum.trade_usd, sum.duty_usd});
    return pieces;
  }

 private:
  struct Sum {
    double trade_usd = 0, duty_usd = 0;
  };
  std::map<std::pair<Sector, std::vector<std::size_t>>, Sum> sums_;
};

std::string heading_label(const ProductCode& heading) {
  const int chapter = std::stoi(heading.first(std::min(2, heading.digits())).text());
  const std::string title = hs_chapter_title(chapter);
  if (heading.digits() <= 2 || title.empty()) return title;
  return fmt::format("of chapter {:02}, {}", chapter, title);
}

/// A group that is some lists together.
struct ListGroup {
  ProductGroup named;
  std::vector<ProductList> lists;
};

double share_at(const ProductList& list, const ProductCode& code, Instant at) {
  double share = 0;
  for (const auto& entry : list.longest(code))
    if (entry.from <= at && at < entry.to) share = std::max(share, entry.share);
  return share;
}

/// The groups that are kept, in their order; the others together as one, if `lump`.
GroupedGoods keep(const GroupedGoods& grouped, const std::vector<bool>& kept, bool lump) {
  GroupedGoods made;
  const auto others = static_cast<std::size_t>(std::ranges::count(kept, false));
  std::vector<std::size_t> position(kept.size(), kept.size() - others);
  for (std::size_t i = 0; i < kept.size(); ++i)
    if (kept[i]) position[i] = made.groups.size(), made.groups.push_back(grouped.groups[i]);
  if (lump) made.groups.push_back({"other", fmt::format("({} smaller groups)", others)});
  Pieces pieces;
  for (const auto& piece : grouped.pieces) {
    std::vector<std::size_t> groups;
    for (const std::size_t g : piece.groups)
      if (kept[g] || lump) groups.push_back(position[g]);
    std::ranges::sort(groups);
    groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
    if (!groups.empty()) pieces.put(piece.sector, std::move(groups), piece.trade_usd, piece.duty_usd);
  }
  made.pieces = pieces.take();
  return made;
}

GroupedGoods group_by(const std::vector<Goods>& goods, const std::vector<ListGroup>& groups, Instant at) {
  Pieces pieces;
  for (const auto& g : goods) {
    std::vector<Membership> in;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      double share = 0;
      for (const auto& list : groups[i].lists) share = std::max(share, share_at(list, g.code, at));
      if (share > 0) in.push_back({i, share});
    }
    pieces.add(g, in);
  }
  GroupedGoods made{.groups = {}, .pieces = pieces.take()};
  for (const auto& group : groups) made.groups.push_back(group.named);
  return made;
}

/// What the lists of a schedule are for.
class Roles {
 public:
  Roles(const Evaluator& evaluator, const std::string& partner, Instant at)
      : e_(evaluator),
        s_(evaluator.schedule()),
        at_(at),
        k_(evaluator.grid().segment(at)),
        facts_(evaluator.partner(partner)),
        text_(s_.lists.size()) {}

  std::vector<ListGroup> lists() {
    for (std::size_t m = 0; m < s_.measures.size(); ++m) add_measure(m);
    for (const auto& x : s_.exemptions) add_exemption(x);
    std::vector<ListGroup> groups;
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const auto& list = s_.lists[i];
      if (!text_[i].empty() && list.name() != ProductList::everything().name())
        groups.push_back({{list.name(), text_[i]}, {list}});
    }
    return groups;
  }

 private:
  bool in_force(std::size_t measure, std::size_t row) const {
    const std::size_t position = e_.row_position(measure, row);
    const Step* step = e_.step(position, k_);
    return facts_.rows[position * e_.grid().size() + k_] != 0 && step && step->rate.in_force();
  }
  bool in_force(std::size_t measure) const {
    const auto& m = s_.measures[measure];
    if (m.flow != Flow::kImport) return false;
    for (std::size_t row = 0; row < m.rows.size(); ++row)
      if (in_force(measure, row)) return true;
    return false;
  }
  bool meant(const PartnerScope& scope) const {
    const auto out = [&](const Exclusion& x) { return x.window.holds(at_) && x.who.contains(facts_.code); };
    return scope.who.contains(facts_.code) && std::ranges::none_of(scope.except, out);
  }

  void say(std::size_t list, const std::string& text) {
    std::string& all = text_[list];
    if (all.find(text) == std::string::npos) all += (all.empty() ? "" : "; ") + text;
  }
  void add_measure(std::size_t m) {
    const Measure& measure = s_.measures[m];
    if (!in_force(m)) return;
    for (std::size_t row = 0; row < measure.rows.size(); ++row)
      for (const std::size_t list : measure.rows[row].products)
        if (in_force(m, row)) say(list, "pays " + title(measure));
    for (const std::size_t list : measure.exempt) say(list, "free of " + title(measure));
  }
  void add_exemption(const Exemption& x) {
    const bool any = std::ranges::any_of(x.of, [&](std::size_t m) { return in_force(m); });
    if (!any || !x.window.holds(at_) || !meant(x.partners)) return;
    for (const std::size_t list : x.products) say(list, "exemption " + x.id);
  }
  static std::string title(const Measure& m) { return m.title.empty() ? m.id : m.title; }

  const Evaluator& e_;
  const Schedule& s_;
  const Instant at_;
  const std::size_t k_;
  const PartnerFacts facts_;
  std::vector<std::string> text_;  ///< [list]; empty: it serves nothing that is in force
};

ListGroup named_group(const Schedule& s, const std::string& name, const SourcePlace& place,
                      std::vector<std::string> known) {
  if (const auto code = ProductCode::parse(name))
    return {{name, heading_label(*code)}, {ProductList(name, {ListEntry{.code = *code}})}};
  for (const auto& list : s.lists) {
    if (list.name() == name) return {{name, ""}, {list}};
    if (!ProductCode::parse(list.name().substr(0, list.name().find(',')))) known.push_back(list.name());
  }
  for (const auto& x : s.exemptions) {
    if (x.id == name) {
      ListGroup group{{name, "goods of this exemption"}, {}};
      for (const std::size_t list : x.products) group.lists.push_back(s.lists[list]);
      return group;
    }
    known.push_back(x.id);
  }
  fail_at(place, name, fmt::format("is no product list and no exemption of the schedule {}", s.id),
          "a list, an exemption, or a heading such as 8517", did_you_mean(name, known));
}

}  // namespace

double GroupedGoods::trade_usd(std::size_t group) const {
  double usd = 0;
  for (const auto& piece : pieces)
    if (std::ranges::binary_search(piece.groups, group)) usd += piece.trade_usd;
  return usd;
}

double GroupedGoods::duty_usd(std::size_t group) const {
  double usd = 0;
  for (const auto& piece : pieces)
    if (std::ranges::binary_search(piece.groups, group)) usd += piece.duty_usd;
  return usd;
}

GroupedGoods group_by_heading(const std::vector<Goods>& goods, int digits) {
  std::map<ProductCode, std::size_t> position;
  for (const auto& g : goods) position.try_emplace(g.code.first(std::min(digits, g.code.digits())), 0);
  GroupedGoods made;
  for (auto& [heading, at] : position) {
    at = made.groups.size();
    made.groups.push_back({heading.text(), heading_label(heading)});
  }
  Pieces pieces;
  for (const auto& g : goods) pieces.add(g, {{position.at(g.code.first(std::min(digits, g.code.digits())))}});
  made.pieces = pieces.take();
  return made;
}

GroupedGoods group_by_name(const std::vector<Goods>& goods, const Schedule& schedule,
                           const std::vector<std::string>& names, Instant at, const SourcePlace& place,
                           const std::vector<std::string>& other_words) {
  std::vector<ListGroup> groups;
  for (const auto& name : names) groups.push_back(named_group(schedule, name, place, other_words));
  return group_by(goods, groups, at);
}

GroupedGoods group_by_lists(const std::vector<Goods>& goods, const Evaluator& evaluator,
                            const std::string& partner, Instant at) {
  const GroupedGoods all = group_by(goods, Roles(evaluator, partner, at).lists(), at);
  std::vector<bool> used(all.groups.size());
  for (const auto& piece : all.pieces)
    for (const std::size_t g : piece.groups) used[g] = used[g] || piece.trade_usd > 0;
  return keep(all, used, false);
}

GroupedGoods keep_largest(GroupedGoods grouped, std::size_t count, bool lump) {
  const std::size_t n = grouped.groups.size();
  if (n <= count) return grouped;
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<std::pair<double, double>> size;
  for (std::size_t i = 0; i < n; ++i) size.emplace_back(grouped.duty_usd(i), grouped.trade_usd(i));
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return size[a] > size[b]; });
  std::vector<bool> kept(n);
  for (std::size_t i = 0; i < count; ++i) kept[order[i]] = true;
  return keep(grouped, kept, lump);
}

}  // namespace cobden::schedule
