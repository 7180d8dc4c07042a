#include "cobden/schedule/economy_sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "cobden/core/file.h"
#include "cobden/core/table_reader.h"
#include "cobden/data/csv.h"
#include "cobden/schedule/concordance.h"

namespace cobden::schedule {
namespace {

using data::Benchmark;
using Codes = std::vector<std::string>;

bool is_union(const std::string& code) { return code == kEuropeanUnion || code == "EU27"; }
bool is_member(const std::string& code) {
  const auto& members = european_union();
  return std::find(members.begin(), members.end(), code) != members.end();
}
bool is_rest(const std::string& code) { return code == "ROW" || code == "RoW" || code == "WLD"; }

bool holds(const Codes& codes, const std::string& code) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

/// Reads who was merged into whom, and names the members of each economy.
class MemberFinder {
 public:
  explicit MemberFinder(const Benchmark& benchmark) : benchmark_(benchmark) {
    const auto file = find_on_search_path(benchmark_.name() + ".map.csv");
    if (!file) return;
    const auto table = data::CsvTable::read(*file);
    const std::size_t axis = table.column("axis"), from = table.column("from"), to = table.column("to");
    for (std::size_t r = 0; r < table.rows(); ++r)
      if (table.text(r, axis) == "country")
        merged_[std::string(table.text(r, to))].emplace_back(table.text(r, from));
    made_.files.push_back(*file);
  }

  EconomyMembers find() {
    std::set<std::string> taken;
    for (const auto& economy : benchmark_.countries().codes()) {
      bool rest = is_rest(economy);
      made_.by_country.push_back(members_of(economy, rest));
      taken.insert(made_.by_country.back().begin(), made_.by_country.back().end());
      made_.rest.push_back(rest);
    }
    for (std::size_t n = 0; n < made_.rest.size(); ++n)
      if (made_.rest[n]) add_unclaimed(made_.by_country[n], taken);
    return std::move(made_);
  }

 private:
  /// Partner codes; sets `rest` if the rest of the world is among what was merged.
  Codes members_of(const std::string& economy, bool& rest) const {
    if (is_partner_code(economy)) return {economy};
    Codes members;
    const auto take = [&](const Codes& codes) {
      for (const auto& code : codes) {
        rest |= is_rest(code);
        if (is_partner_code(code)) members.push_back(code);
      }
    };
    if (const auto found = merged_.find(economy); found != merged_.end()) take(found->second);
    const auto& groups = benchmark_.tables().country_groups;
    if (const auto found = groups.find(economy); members.empty() && found != groups.end())
      take(found->second);
    if (members.empty() && !rest)
      fail_at({.file = "benchmark " + benchmark_.name(), .line = {}, .column = "country"}, economy,
              "stands for no economy that a schedule knows",
              "an ISO 3166 code of three letters, ROW, or a merged economy with its members",
              fmt::format("name its members in {}.map.csv (axis,from,to) in a folder of COBDEN_DATA",
                          benchmark_.name()));
    return members;
  }

  static void add_unclaimed(Codes& members, const std::set<std::string>& taken) {
    const bool whole_union = taken.contains(std::string(kEuropeanUnion)) || taken.contains("EU27");
    for (const auto& code : partner_codes())
      if (!is_union(code) && !taken.contains(code) && !(whole_union && is_member(code)))
        members.push_back(code);
  }

  const Benchmark& benchmark_;
  std::map<std::string, Codes> merged_;
  EconomyMembers made_;
};

class SourceFinder {
 public:
  SourceFinder(const Trade& trade, const Evaluator& evaluator) : trade_(trade), evaluator_(evaluator) {
    for (std::size_t p = 0; p < trade.partners.size(); ++p) position_[trade.partners[p]] = p;
  }

  EconomySources find(EconomyMembers members) {
    for (auto& codes : members.by_country)
      made_.by_country.push_back({.members = std::move(codes), .own = {}, .of_union = false, .rules = ""});
    // The rest comes last: members of the Union that no economy is do not have the Union's trade again.
    for (const bool rest : {false, true})
      for (std::size_t n = 0; n < members.rest.size(); ++n)
        if (members.rest[n] == rest) find_trade(made_.by_country[n], rest);
    made_.files = std::move(members.files);
    made_.unclaimed_usd = unclaimed();
    return std::move(made_);
  }

 private:
  std::optional<std::size_t> partner(const std::string& code) const {
    const auto it = position_.find(code);
    return it == position_.end() ? std::nullopt : std::optional(it->second);
  }
  std::optional<std::size_t> union_partner() const {
    const auto own = partner(std::string(kEuropeanUnion));
    return own ? own : partner("EU27");
  }

  void find_trade(EconomySource& economy, bool rest) {
    const auto& all = european_union();
    const bool whole =
        std::any_of(economy.members.begin(), economy.members.end(), is_union) ||
        std::all_of(all.begin(), all.end(), [&](const auto& code) { return holds(economy.members, code); });
    const auto together = union_partner();
    const bool given = rest && union_given_;
    if (whole && together) economy.own.push_back({*together, std::string(kEuropeanUnion)});
    for (const auto& code : economy.members) {
      if (is_union(code)) {
        if (!together) add_members(economy);
        continue;
      }
      if (is_member(code) && together) {
        if (!whole && !given) economy.own.push_back({*together, code}), economy.of_union = true;
      } else if (const auto own = partner(code)) {
        economy.own.push_back({*own, code});
      }
    }
    for (const auto& source : economy.own) union_given_ |= together && source.trade_partner == *together;
    economy.rules = economy.own.empty() ? common_rules(economy.members) : largest(economy.own);
  }

  void add_members(EconomySource& economy) const {
    for (const auto& code : european_union())
      if (const auto own = partner(code); own && !holds(economy.members, code))
        economy.own.push_back({*own, code});
  }

  /// The member with most trade speaks for sectors in which none of them has any.
  std::string largest(const std::vector<TradeSource>& sources) const {
    if (sources.size() == 1) return sources[0].evaluated_as;
    std::vector<double> usd(trade_.partners.size());
    for (const auto& line : trade_.lines) usd[line.partner] += line.usd;
    return std::max_element(
               sources.begin(), sources.end(),
               [&](const auto& a, const auto& b) { return usd[a.trade_partner] < usd[b.trade_partner]; })
        ->evaluated_as;
  }

  /// The rules that most members share.
  std::string common_rules(const Codes& members) const {
    if (members.size() == 1) return is_union(members[0]) ? std::string(kEuropeanUnion) : members[0];
    std::vector<std::pair<PartnerFacts, std::size_t>> kinds;
    for (const auto& code : members) {
      auto facts = evaluator_.partner(code);
      const auto same =
          std::find_if(kinds.begin(), kinds.end(), [&](const auto& k) { return same_rules(k.first, facts); });
      if (same != kinds.end())
        ++same->second;
      else
        kinds.emplace_back(std::move(facts), 1);
    }
    if (kinds.empty()) return partner_codes().front();  // no economy is left: nobody sends anything
    return std::max_element(kinds.begin(), kinds.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first.code;
  }

  double unclaimed() const {
    std::vector<bool> used(trade_.partners.size());
    for (const auto& economy : made_.by_country)
      for (const auto& source : economy.own) used[source.trade_partner] = true;
    double usd = 0;
    for (const auto& line : trade_.lines)
      if (!used[line.partner]) usd += line.usd;
    return usd;
  }

  const Trade& trade_;
  const Evaluator& evaluator_;
  std::map<std::string, std::size_t> position_;
  bool union_given_ = false;  ///< some economy has the trade of the European Union
  EconomySources made_;
};

}  // namespace

EconomySources economy_sources(const Benchmark& benchmark, const Trade& trade, const Evaluator& evaluator) {
  return SourceFinder(trade, evaluator).find(economy_members(benchmark));
}

EconomyMembers economy_members(const Benchmark& benchmark) { return MemberFinder(benchmark).find(); }

std::vector<Country> importer_economies(const std::string& importer, const Benchmark& benchmark,
                                        const SourcePlace& place) {
  const PartnerSet importers = make_partner_set({importer});
  const auto members = economy_members(benchmark);
  std::vector<Country> found;
  std::string holder;
  for (const Country n : benchmark.countries().all()) {
    const Codes& codes = members.by_country[static_cast<std::size_t>(n.value)];
    if (std::all_of(codes.begin(), codes.end(), [&](const auto& c) { return importers.contains(c); }))
      found.push_back(n);
    else if (make_partner_set(codes).contains(importer))
      holder = benchmark.countries().code(n);
  }
  if (!found.empty()) return found;
  if (holder.empty())
    fail_at(place, importer, fmt::format("is not an economy of the benchmark {}", benchmark.name()), "",
            did_you_mean(importer, benchmark.countries().codes()));
  fail_at(place, importer,
          fmt::format("is a part of {} in the benchmark {}, which has one tariff for all of it", holder,
                      benchmark.name()),
          "a benchmark in which it stands alone, such as world-2022");
}

}  // namespace cobden::schedule
