#include "cobden/schedule/sector_matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace cobden::schedule {
namespace {

using data::Benchmark;

constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

std::size_t at(Country c) { return static_cast<std::size_t>(c.value); }
std::size_t at(Sector s) { return static_cast<std::size_t>(s.value); }

/// Whether an economy's members are, or belong to, the importer.
bool holds_importer(const std::vector<std::string>& members, const std::string& importer) {
  const PartnerSet importers = make_partner_set({importer});
  const PartnerSet economy = make_partner_set(members);
  return economy.contains(importer) ||
         std::any_of(members.begin(), members.end(), [&](const auto& m) { return importers.contains(m); });
}

/// The matrix under construction. Economies that have the same trade and the same rules share a column.
class MatrixMaker {
 public:
  MatrixMaker(const Evaluator& evaluator, const Trade& trade, const Concordance& concordance,
              const Benchmark& benchmark)
      : e_(evaluator),
        concordance_(concordance),
        S_(benchmark.sector_count()),
        N_(benchmark.country_count()),
        trade_(trade),
        total_usd_(trade.total()),
        everybody_(trade.partners.size()),
        economies_(economy_sources(benchmark, trade, evaluator)) {
    add_everybody();
    find_sectors();
    find_trade();
    for (std::size_t n = 0; n < N_; ++n) place(n);
  }

  std::vector<SectorMatrix> make(const std::vector<When>& when, const RunContext& context) {
    std::vector<TimeWeights> times;
    std::set<std::size_t> distinct;
    for (const auto& w : when) {
      times.push_back(time_weights(e_, w));
      for (const auto& [segment, share] : times.back()) distinct.insert(segment);
    }
    const std::vector<std::size_t> segments(distinct.begin(), distinct.end());
    question_.segments = segments;
    const auto sums = sum_columns(e_, trade_, question_, context);
    std::vector<SectorMatrix> made;
    for (std::size_t i = 0; i < when.size(); ++i) {
      made.push_back(described(when[i]));
      for (std::size_t k = 0; k < segments.size(); ++k)
        if (const auto share = times[i].find(segments[k]); share != times[i].end())
          add(sums[k], share->second, made.back());
    }
    return made;
  }

 private:
  struct Column {
    std::vector<std::pair<std::size_t, std::size_t>> key;  ///< trade partner, kind of rules; sorted
    bool counts = false;                                   ///< in the totals: its trade stands in no other
  };

  /// One more partner that sends what all send together.
  void add_everybody() {
    std::vector<Trade::Line> lines;
    lines.reserve(trade_.lines.size() + trade_.lines.size() / 4);
    for (std::size_t i = 0; i < trade_.lines.size();) {
      const ProductCode code = trade_.lines[i].code;
      Trade::Line all{.code = code, .partner = everybody_, .usd = 0};
      for (; i < trade_.lines.size() && trade_.lines[i].code == code; ++i) {
        lines.push_back(trade_.lines[i]);
        all.usd += trade_.lines[i].usd;
      }
      lines.push_back(all);
    }
    trade_.lines = std::move(lines);
    trade_.partners.emplace_back("all partners");
  }

  void find_sectors() {
    question_.sector_count = S_;
    for (const auto& line : trade_.lines) {
      auto& products = question_.products;
      if (products.empty() || products.back().code != line.code)
        products.push_back({line.code, concordance_.sector(line.code)});
      if (line.partner == everybody_ && !products.back().sector) without_sector_usd_ += line.usd;
    }
  }

  void find_trade() {
    by_partner_ = Array2<Sector, Country>(S_, trade_.partners.size());  // partners in place of economies
    std::size_t p = 0;
    for (const auto& line : trade_.lines) {
      while (question_.products[p].code != line.code) ++p;
      if (const auto& sector = question_.products[p].sector)
        by_partner_(*sector, Country(line.partner)) += line.usd;
    }
  }

  /// The columns an economy takes its cells from.
  void place(std::size_t n) {
    const EconomySource& economy = economies_.by_country[n];
    own_column_.push_back(kNowhere);
    other_column_.push_back(kNowhere);
    if (holds_importer(economy.members, e_.schedule().importer)) return;
    std::vector<bool> traded(S_), missing(S_);
    for (std::size_t s = 0; s < S_; ++s) {
      for (const auto& source : economy.own)
        if (by_partner_(Sector(s), Country(source.trade_partner)) > 0) traded[s] = true;
      missing[s] = !traded[s] && by_partner_(Sector(s), Country(everybody_)) > 0;
    }
    const auto any = [](const std::vector<bool>& v) {
      return std::find(v.begin(), v.end(), true) != v.end();
    };
    if (any(traded)) own_column_.back() = column(economy.own, traded);
    if (any(missing)) other_column_.back() = column({{everybody_, economy.rules}}, missing);
  }

  std::size_t column(const std::vector<TradeSource>& sources, const std::vector<bool>& sectors) {
    Column fresh;
    for (const auto& source : sources)
      fresh.key.emplace_back(source.trade_partner, kind(source.evaluated_as));
    std::sort(fresh.key.begin(), fresh.key.end());
    const auto known =
        std::find_if(columns_.begin(), columns_.end(), [&](const Column& c) { return c.key == fresh.key; });
    const auto position = static_cast<std::size_t>(known - columns_.begin());
    if (known == columns_.end()) {
      fresh.counts = count_once(sources);
      columns_.push_back(std::move(fresh));
      question_.sectors.emplace_back(S_, false);
      for (const auto& source : sources)
        question_.sources.push_back({source.trade_partner, kind(source.evaluated_as), position});
    }
    for (std::size_t s = 0; s < S_; ++s)
      if (sectors[s]) question_.sectors[position][s] = true;
    return position;
  }

  bool count_once(const std::vector<TradeSource>& sources) {
    bool fresh = true;
    for (const auto& source : sources)
      fresh &= source.trade_partner != everybody_ && counted_.insert(source.trade_partner).second;
    return fresh;
  }

  std::size_t kind(const std::string& partner) {
    if (const auto known = kind_of_.find(partner); known != kind_of_.end()) return known->second;
    auto facts = e_.partner(partner);
    const auto same = std::find_if(question_.rules.begin(), question_.rules.end(),
                                   [&](const PartnerFacts& k) { return same_rules(k, facts); });
    const auto position = static_cast<std::size_t>(same - question_.rules.begin());
    if (same == question_.rules.end()) question_.rules.push_back(std::move(facts));
    return kind_of_[partner] = position;
  }

  SectorMatrix described(const When& when) const {
    SectorMatrix m;
    m.schedule = e_.schedule().id, m.importer = e_.schedule().importer;
    m.when = describe(when, e_.schedule().clock);
    for (auto* array : {&m.statutory, &m.adjusted, &m.trade_usd, &m.unconverted_usd})
      *array = SectorCountry(S_, N_);
    m.weights.assign(S_ * N_, WeightSource::kNone);
    for (const auto& economy : economies_.by_country)
      m.importers.push_back(holds_importer(economy.members, m.importer));
    m.concordance = concordance_.name;
    m.weights_file = std::filesystem::path(trade_.file).filename().string();
    m.weights_source = trade_.source, m.weights_year = trade_.year, m.weights_estimate = trade_.estimate;
    m.total_usd = total_usd_, m.without_sector_usd = without_sector_usd_;
    m.unclaimed_usd = economies_.unclaimed_usd;
    m.files = concordance_.files;
    for (const auto& file : economies_.files)
      if (std::find(m.files.begin(), m.files.end(), file) == m.files.end()) m.files.push_back(file);
    return m;
  }

  /// Adds the sums of one segment with its share of the mean.
  void add(const std::vector<RateSum>& sums, double share, SectorMatrix& m) const {
    for (std::size_t n = 0; n < N_; ++n)
      for (std::size_t s = 0; s < S_; ++s) {
        if (own_column_[n] != kNowhere && sums[own_column_[n] * S_ + s].trade_usd > 0)
          add_cell(sums[own_column_[n] * S_ + s], share, Sector(s), Country(n),
                   economies_.by_country[n].of_union ? WeightSource::kUnion : WeightSource::kOwn, m);
        else if (other_column_[n] != kNowhere && sums[other_column_[n] * S_ + s].trade_usd > 0)
          add_cell(sums[other_column_[n] * S_ + s], share, Sector(s), Country(n), WeightSource::kAllPartners,
                   m);
      }
    for (std::size_t c = 0; c < columns_.size(); ++c)
      for (std::size_t s = 0; columns_[c].counts && s < S_; ++s) {
        m.all_unconverted_usd += share * sums[c * S_ + s].unconverted_usd;
        m.all_unmatched_usd += share * sums[c * S_ + s].unmatched_usd;
      }
  }

  void add_cell(const RateSum& sum, double share, Sector s, Country n, WeightSource source,
                SectorMatrix& m) const {
    m.statutory(s, n) += share * sum.statutory_usd / sum.trade_usd;
    m.adjusted(s, n) += share * sum.adjusted_usd / sum.trade_usd;
    m.trade_usd(s, n) = sum.trade_usd;
    m.unconverted_usd(s, n) += share * sum.unconverted_usd;
    m.weights[at(s) * N_ + at(n)] = source;
  }

  const Evaluator& e_;
  const Concordance& concordance_;
  const std::size_t S_, N_;
  Trade trade_;  ///< with everybody as one more partner
  const double total_usd_;
  const std::size_t everybody_;
  const EconomySources economies_;
  double without_sector_usd_ = 0;
  Array2<Sector, Country> by_partner_;  ///< [sector][trade partner] USD
  std::vector<Column> columns_;
  ColumnQuestion question_;
  std::vector<std::size_t> own_column_, other_column_;  ///< [exporter]
  std::map<std::string, std::size_t> kind_of_;
  std::set<std::size_t> counted_;
};

}  // namespace

TimeWeights time_weights(const Evaluator& e, const When& when) {
  if (const auto* instant = std::get_if<Instant>(&when)) return {{e.grid().segment(*instant), 1.0}};
  const Days& days = std::get<Days>(when);
  invariant(days.first <= days.last, "a span of days has a day");
  TimeWeights weights;
  const double each = 1.0 / static_cast<double>((days.last - days.first).count() + 1);
  for (Day day = days.first; day <= days.last; day += std::chrono::days(1))
    weights[e.grid().segment(e.schedule().clock.end_of(day))] += each;
  return weights;
}

std::string describe(const When& when, const LocalClock& clock) {
  if (const auto* days = std::get_if<Days>(&when))
    return fmt::format("the mean over {} to {}", cobden::to_string(days->first),
                       cobden::to_string(days->last));
  const Instant instant = std::get<Instant>(when);
  const Day day = clock.day_of(instant);
  return instant == clock.end_of(day) ? cobden::to_string(day) : clock.describe(instant);
}

std::string to_string(WeightSource source) {
  switch (source) {
    case WeightSource::kOwn:
      return "own";
    case WeightSource::kUnion:
      return "union";
    case WeightSource::kAllPartners:
      return "all partners";
    case WeightSource::kNone:
      break;
  }
  return "none";
}

std::vector<SectorMatrix> sector_matrices(const Evaluator& evaluator, const Trade& trade,
                                          const Concordance& concordance, const Benchmark& benchmark,
                                          const std::vector<When>& when, const RunContext& context) {
  return MatrixMaker(evaluator, trade, concordance, benchmark).make(when, context);
}

SectorMatrix sector_matrix(const Evaluator& evaluator, const Trade& trade, const Concordance& concordance,
                           const Benchmark& benchmark, const When& when, const RunContext& context) {
  return sector_matrices(evaluator, trade, concordance, benchmark, {when}, context)[0];
}

}  // namespace cobden::schedule
