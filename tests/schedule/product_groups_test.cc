// Goods in groups: sums agree with the matrix of the same law, overlapping lists are cut into pieces that
// count once, names are found or refused with the nearest.
#include "cobden/schedule/product_groups.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "schedule/matrix_world.h"
#include "schedule/small_schedule.h"

namespace cobden::schedule {
namespace {

using testing::matrix_world;
using testing::user_error;
using testing::Written;

/// The law of matrix_world.h on its trade, asked for one exporter at a time.
class ProductGroups : public ::testing::Test {
 protected:
  ProductGroups()
      : written_(testing::kMatrixSchedule,
                 {{"trade.csv", testing::kMatrixTrade}, {"map.csv", testing::kMatrixConcordance}}),
        world_(matrix_world({"USA", "CHN", "DEU", "BRA", "VNM"})),
        evaluator_(written_.schedule()),
        trade_(read_trade(written_.schedule())),
        concordance_(concordance_for(world_, written_.folder() / "map.csv")) {}

  std::vector<ProductDuty> duties(const std::string& exporter, const When& when) const {
    const auto economies = economy_sources(world_, trade_, evaluator_);
    const auto n = static_cast<std::size_t>(world_.countries().at(exporter).value);
    return product_duties(evaluator_, trade_, concordance_, world_.sector_count(), economies.by_country[n],
                          when);
  }
  std::vector<Goods> goods(const std::string& exporter, std::string_view on) const {
    std::vector<Goods> all;
    for (const auto& p : duties(exporter, written_.at(on)))
      all.push_back({p.code, p.sector, p.trade_usd, p.statutory_usd});
    return all;
  }

  Written written_;
  data::Benchmark world_;
  Evaluator evaluator_;
  Trade trade_;
  Concordance concordance_;
};

TEST_F(ProductGroups, DutiesBySectorAreTheCellsOfTheMatrix) {
  const std::vector<When> times{written_.at("2025-04-10"),
                                Days{*parse_day("2025-04-07"), *parse_day("2025-04-12")}};
  for (const When& when : times) {
    const auto matrix = sector_matrix(evaluator_, trade_, concordance_, world_, when);
    // DEU: the Union's trade under its rules; BRA: own horses, all partners' telephones; VNM: no trade at
    // all.
    for (const std::string code : {"CHN", "DEU", "BRA", "VNM"}) {
      BySector usd(world_.sector_count()), duty(world_.sector_count());
      for (const auto& p : duties(code, when)) {
        usd[p.sector] += p.trade_usd, duty[p.sector] += p.adjusted_usd;
      }
      for (const Sector s : world_.sectors().all()) {
        const Country n = world_.countries().at(code);
        EXPECT_NEAR(usd[s], matrix.trade_usd(s, n), 1e-9) << code << " " << s.value;
        EXPECT_NEAR(duty[s], usd[s] * matrix.adjusted(s, n), 1e-9) << code << " " << s.value;
      }
    }
  }
}

TEST_F(ProductGroups, HeadingsShareOutEverything) {
  auto all = goods("CHN", "2025-04-10");
  ASSERT_EQ(all.size(), 3u)
      << "9901 belongs to no sector; China sends no horses, and all partners' stand for it";
  EXPECT_FALSE(duties("CHN", written_.at("2025-04-10"))[0].own);
  EXPECT_TRUE(duties("CHN", written_.at("2025-04-10"))[1].own);
  all.erase(all.begin());
  const auto chapters = group_by_heading(all, 2);
  ASSERT_EQ(chapters.groups.size(), 2u);
  EXPECT_EQ(chapters.groups[0].id, "84");
  EXPECT_EQ(chapters.groups[0].label, "Machinery, computers");
  EXPECT_DOUBLE_EQ(chapters.trade_usd(0), 100);
  EXPECT_DOUBLE_EQ(chapters.duty_usd(0), 0) << "computers are exempt";
  EXPECT_DOUBLE_EQ(chapters.trade_usd(1), 300);
  EXPECT_DOUBLE_EQ(chapters.duty_usd(1), 300 * 0.6);
  EXPECT_EQ(group_by_heading(all, 4).groups[1].id, "8517");
  EXPECT_EQ(group_by_heading(all, 4).groups[1].label, "of chapter 85, Electrical machinery, electronics");

  const auto kept = keep_largest(chapters, 1, true);
  ASSERT_EQ(kept.groups.size(), 2u);
  EXPECT_EQ(kept.groups[0].id, "85");
  EXPECT_EQ(kept.groups[1].id, "other");
  EXPECT_DOUBLE_EQ(kept.trade_usd(1), 100);
  EXPECT_EQ(keep_largest(chapters, 1, false).groups.size(), 1u);
  EXPECT_EQ(keep_largest(chapters, 2, true).groups.size(), 2u) << "nothing to put together";
}

TEST_F(ProductGroups, NamesAreListsExemptionsAndHeadings) {
  const auto all = goods("CHN", "2025-04-10");
  const auto at = written_.at("2025-04-10");
  const auto named = group_by_name(all, written_.schedule(), {"computers", "85", "8517"}, at);
  ASSERT_EQ(named.groups.size(), 3u);
  EXPECT_DOUBLE_EQ(named.trade_usd(0), 100);
  EXPECT_DOUBLE_EQ(named.trade_usd(1), 300);
  EXPECT_DOUBLE_EQ(named.trade_usd(2), 300);
  ASSERT_EQ(named.pieces.size(), 2u) << "85 and 8517 hold the same goods";
  EXPECT_EQ(named.pieces[1].groups, (std::vector<std::size_t>{1, 2}));
  const auto refused =
      user_error([&] { group_by_name(all, written_.schedule(), {"computer"}, at, {}, {"lists"}); });
  EXPECT_NE(refused.find("did you mean 'computers'?"), std::string::npos) << refused;
  const auto word = user_error([&] { group_by_name(all, written_.schedule(), {"list"}, at, {}, {"lists"}); });
  EXPECT_NE(word.find("did you mean 'lists'?"), std::string::npos) << word;
}

TEST(ProductLists, PartsOfValueAndTimesCutGoodsIntoPiecesThatAddUp) {
  const Written law(R"([list]
wide = { file = "wide.csv", code = "code", share = "share", from = "from", to = "to" }
narrow = { codes = ["851713"] }
later = { codes = ["8517"] }
[[measure]]
id = "m"
title = "A measure"
exempt = ["narrow"]
products = ["wide"]
rate = [{ from = 2025-01-01, is = "10%" }]
[[measure]]
id = "future"
products = ["later"]
rate = [{ from = 2026-01-01, is = "10%" }]
)",
                    {{"wide.csv", "code,share,from,to\n85,0.4,NA,NA\n84,1,2025-01-01,2025-03-01\n"}});
  const std::vector<Goods> goods{{*ProductCode::parse("84713001"), Sector(0), 50, 5},
                                 {*ProductCode::parse("85171300"), Sector(1), 100, 30},
                                 {*ProductCode::parse("85423100"), Sector(1), 10, 2}};
  const auto named = group_by_name(goods, law.schedule(), {"wide", "narrow"}, law.at("2025-04-01"));
  EXPECT_DOUBLE_EQ(named.trade_usd(0), 0.4 * 110) << "84 has left the list";
  EXPECT_DOUBLE_EQ(named.duty_usd(0), 0.4 * 32);
  EXPECT_DOUBLE_EQ(named.trade_usd(1), 100);
  double together = 0;
  for (const auto& piece : named.pieces) together += piece.trade_usd;
  EXPECT_DOUBLE_EQ(together, 100 + 0.4 * 10) << "the whole of 851713, and 0.4 of the other";
  EXPECT_DOUBLE_EQ(group_by_name(goods, law.schedule(), {"wide"}, law.at("2025-02-01")).trade_usd(0),
                   50 + 0.4 * 110);

  const Evaluator evaluator(law.schedule());
  const auto lists = group_by_lists(goods, evaluator, "CHN", law.at("2025-04-01"));
  ASSERT_EQ(lists.groups.size(), 2u) << "what begins in 2026 is not in force";
  EXPECT_EQ(lists.groups[0].id, "narrow");
  EXPECT_EQ(lists.groups[0].label, "free of A measure");
  EXPECT_EQ(lists.groups[1].id, "wide");
  EXPECT_EQ(lists.groups[1].label, "pays A measure");
}

}  // namespace
}  // namespace cobden::schedule
