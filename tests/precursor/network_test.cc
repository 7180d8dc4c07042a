// Interdiction and inspection: published instances, every small network against brute force, and the
// boundary.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>

#include "cobden/core/error.h"
#include "cobden/precursor/inspection.h"
#include "cobden/precursor/interdiction.h"
#include "precursor/networks.h"
#include "shared_data.h"

namespace cobden::precursor {
namespace {

using namespace testing;

double without(Network network, unsigned removed) {
  for (std::size_t i = 0; i < network.arcs.size(); ++i)
    if (removed >> i & 1U) network.arcs[i].capacity = 0;
  return minimum_cut(network).capacity;
}

double cost_of(const Network& network, unsigned arcs) {
  double cost = 0;
  for (std::size_t i = 0; i < network.arcs.size(); ++i)
    if (arcs >> i & 1U) cost += network.arcs[i].cost;
  return cost;
}

/// Whole capacities and costs, so that sums are exact and optima can be compared with ==.
Network random_network() {
  Network network;
  network.nodes = *rc::gen::inRange(3, 6);
  network.source = 0, network.sink = network.nodes - 1;
  const int arcs = *rc::gen::inRange(2, 9);
  for (int i = 0; i < arcs; ++i)
    network.arcs.push_back({.from = *rc::gen::inRange(0, network.nodes),
                            .to = *rc::gen::inRange(0, network.nodes),
                            .capacity = static_cast<double>(*rc::gen::inRange(0, 20)),
                            .cost = static_cast<double>(*rc::gen::inRange(0, 5))});
  return network;
}

TEST(MaximumFlow, EqualsItsCut) {
  const Cut cut = minimum_cut(five_nodes());
  EXPECT_EQ(cut.capacity, 80);
  EXPECT_TRUE(cut.on_source_side[0]);
}

TEST(Interdiction, FiveNodes) {
  Network network = five_nodes();
  for (const auto& [budget, flow] : {std::pair{0, 80}, {1, 50}, {2, 40}, {3, 10}, {4, 0}})
    EXPECT_EQ(interdict_flow(network, budget).value, flow) << "budget " << budget;
  for (auto& arc : network.arcs) arc.cost = 1;
  for (const auto& [count, flow] : {std::pair{0, 80}, {1, 10}, {2, 0}})
    EXPECT_EQ(interdict_flow(network, count).value, flow) << count << " arcs";
}

TEST(Interdiction, PublishedInstances) {
  COBDEN_NEED_SHARED("data/precursor_control/interdiction_instances");
  const CsvRows optima(shared_path / "optima.csv");
  int compared = 0;
  for (std::size_t row = 0; row < optima.size(); ++row) {
    const std::string& name = optima.text(row, "network");
    const std::string sink = name == "n5" ? "T" : name.substr(1);
    const Network network =
        read_instance(shared_path / (name + "_arcs.csv"), sink, optima.text(row, "constraint") == "k");
    EXPECT_EQ(interdict_flow(network, optima.number(row, "value")).value,
              optima.number(row, "optimum_residual_flow"))
        << name << ", " << optima.text(row, "constraint") << " = " << optima.text(row, "value");
    ++compared;
  }
  EXPECT_EQ(compared, 20);
}

TEST(Interdiction, IsTheBestOfAllSubsets) {
  EXPECT_TRUE(rc::check("flow interdiction against enumeration", [] {
    const Network network = random_network();
    const double budget = *rc::gen::inRange(0, 9);
    double best = std::numeric_limits<double>::infinity();
    for (unsigned set = 0; set < 1U << network.arcs.size(); ++set)
      if (cost_of(network, set) <= budget) best = std::min(best, without(network, set));
    const Interdiction found = interdict_flow(network, budget);
    RC_ASSERT(found.value == best);
    unsigned chosen = 0;
    for (const int i : found.arcs) chosen |= 1U << i;
    RC_ASSERT(without(network, chosen) == best);
    RC_ASSERT(found.budget_spent <= budget);
  }));
}

TEST(Interdiction, ShortestPath) {
  for (const auto& [count, length] : {std::pair{0, 5}, {1, 10}, {2, 15}})
    EXPECT_EQ(interdict_path(five_node_lengths(), count, 5).value, length) << count << " arcs";
}

TEST(Interdiction, ShortestPathIsTheBestOfAllSubsets) {
  EXPECT_TRUE(rc::check("path interdiction against enumeration", [] {
    const Network network = random_network();
    const int count = *rc::gen::inRange(0, 4);
    const double delay = *rc::gen::inRange(0, 10);
    double best = -1;
    for (unsigned set = 0; set < 1U << network.arcs.size(); ++set) {
      if (__builtin_popcount(set) > count) continue;
      Network delayed = network;
      for (std::size_t i = 0; i < delayed.arcs.size(); ++i)
        if (set >> i & 1U) delayed.arcs[i].capacity += delay;
      best = std::max(best, interdict_path(delayed, 0, 0).value);
    }
    RC_ASSERT(interdict_path(network, count, delay).value == best);
  }));
}

TEST(Interdiction, RefusesBadInput) {
  Network network = five_nodes();
  EXPECT_THROW(interdict_flow(network, -1), UserError);
  EXPECT_THROW(interdict_path(network, -1, 5), UserError);
  EXPECT_THROW(interdict_path(network, 1, -5), UserError);
  network.arcs[0].capacity = -1;
  EXPECT_THROW(interdict_flow(network, 1), UserError);
  network = five_nodes(), network.sink = network.source;
  EXPECT_THROW(minimum_cut(network), UserError);
  network = five_nodes(), network.nodes = kMostNodesOfFlow + 1;
  EXPECT_THROW(interdict_flow(network, 1), UserError);
}

TEST(Inspection, ParallelAndSeries) {
  const Network parallel = network_of({{"A", "Z", 0.5}, {"A", "Z", 0.25}, {"A", "Z", 0.2}}, "Z");
  const InspectionGame all = inspection_game(parallel);
  EXPECT_NEAR(all.value, 1.0 / 11, 1e-9);
  ASSERT_EQ(all.share.size(), 3U);
  EXPECT_NEAR(all.share[0], 2.0 / 11, 1e-12) << "the poorer the detection, the more often it is looked at";
  const InspectionGame series = inspection_game(network_of({{"A", "B", 0.3}, {"B", "Z", 0.6}}, "Z"));
  EXPECT_NEAR(series.value, 0.6, 1e-9);
  EXPECT_EQ(series.arcs, std::vector<int>{1});
}

TEST(Inspection, EdgesOfTheGame) {
  EXPECT_EQ(inspection_game(network_of({{"A", "Z", 0.0}, {"A", "Z", 1}}, "Z")).value, 0);
  EXPECT_EQ(inspection_game(network_of({{"A", "B", 0.5}, {"Z", "B", 0.5}}, "Z")).value, 1) << "no way at all";
  EXPECT_THROW(inspection_game(network_of({{"A", "Z", 1.5}}, "Z")), UserError);
}

/// Every way from source to sink, as sets of arcs.
void ways(const Network& network, int node, std::vector<bool>& seen, unsigned used,
          std::vector<unsigned>& found) {
  if (node == network.sink) return found.push_back(used);
  seen[static_cast<std::size_t>(node)] = true;
  for (std::size_t i = 0; i < network.arcs.size(); ++i)
    if (network.arcs[i].from == node && !seen[static_cast<std::size_t>(network.arcs[i].to)])
      ways(network, network.arcs[i].to, seen, used | 1U << i, found);
  seen[static_cast<std::size_t>(node)] = false;
}

TEST(Inspection, GuaranteesItsValueOnEveryWay) {
  EXPECT_TRUE(rc::check("the mixture detects with at least the value, whatever way is taken", [] {
    Network network = random_network();
    for (auto& arc : network.arcs) arc.capacity /= 20;
    const InspectionGame game = inspection_game(network);
    std::vector<unsigned> all;
    std::vector<bool> seen(static_cast<std::size_t>(network.nodes), false);
    ways(network, network.source, seen, 0, all);
    for (const unsigned way : all) {
      double detected = 0;
      for (std::size_t k = 0; k < game.arcs.size(); ++k)
        if (way >> game.arcs[k] & 1U)
          detected += game.share[k] * network.arcs[static_cast<std::size_t>(game.arcs[k])].capacity;
      RC_ASSERT(detected >= game.value - 1e-12);
    }
    RC_ASSERT(game.value >= 0.0);
    RC_ASSERT(game.value <= 1.0);
  }));
}

class CountryNetwork : public ::testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(path_); }
  void write(const std::string& rows) const { std::ofstream(path_) << "from,to,capacity,cost\n" << rows; }
  std::string refusal() const {
    try {
      country_network(path_, "SOURCES", "USA");
    } catch (const UserError& error) {
      return error.what();
    }
    return "";
  }
  std::filesystem::path path_ = std::filesystem::temp_directory_path() /
                                ::testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(CountryNetwork, TakesCountriesAndAggregates) {
  write("SOURCES,CHN,80,9\nSOURCES,OTHER,20,9\nCHN,MEX,60,2\nCHN,USA,20,1\nMEX,USA,70,3\nOTHER,USA,20,2\n");
  const Network network = country_network(path_, "SOURCES", "USA");
  EXPECT_EQ(network.labels, (std::vector<std::string>{"SOURCES", "CHN", "OTHER", "MEX", "USA"}));
  EXPECT_EQ(minimum_cut(network).capacity, 100);
  EXPECT_EQ(interdict_flow(network, 2).value, 40);
}

TEST_F(CountryNetwork, RefusesLabelsFinerThanACountry) {
  for (const char* label : {"Atlantis City", "LAX", "XXA", "chn", "CHN-7", "US", ""}) {
    write(fmt::format("SOURCES,USA,1,1\nSOURCES,{},1,1\n", label));
    const std::string message = refusal();
    EXPECT_NE(message.find("finer than a country"), std::string::npos) << label << ": " << message;
    EXPECT_NE(message.find(":3: to: "), std::string::npos) << message;
  }
}

TEST_F(CountryNetwork, NamesOtherMistakes) {
  write("CHN,USA,1,1\n");
  EXPECT_NE(refusal().find("'SOURCES': is no node"), std::string::npos) << refusal();
  write("SOURCES,USA,many,1\n");
  EXPECT_NE(refusal().find("is not a number"), std::string::npos) << refusal();
  write("SOURCES,USA,1\n");
  EXPECT_NE(refusal().find("has 3 fields"), std::string::npos) << refusal();
}

}  // namespace
}  // namespace cobden::precursor
