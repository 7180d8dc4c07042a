#include "cobden/strategy/instruments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "strategy/hat_world.h"
#include "strategy/players.h"

namespace cobden::strategy {
namespace {

using cobden::testing::of_class;
using cobden::testing::player_of;
using cobden::testing::within;

TEST(TariffClass, NamesRoundTripAndMistakesNameTheNearest) {
  for (const auto c :
       {TariffClass::kUnrestricted, TariffClass::kMfn, TariffClass::kByPartner, TariffClass::kUniform})
    EXPECT_EQ(parse_tariff_class(to_string(c)), c);
  try {
    parse_tariff_class("by-partners", {"talks.toml", 3, "class"});
    FAIL();
  } catch (const UserError& e) {
    EXPECT_THAT(e.what(), ::testing::HasSubstr("did you mean 'by-partner'?"));
    EXPECT_THAT(e.what(), ::testing::HasSubstr("talks.toml"));
  }
}

TEST(Instruments, ClassesGroupCells) {
  const auto world = cobden::testing::small_world();
  const auto size = [&](TariffClass c) { return make_instruments(world, Country(1), of_class(c)).size(); };
  EXPECT_EQ(size(TariffClass::kUnrestricted), 4u);  // two partners, two sectors
  EXPECT_EQ(size(TariffClass::kMfn), 2u);
  EXPECT_EQ(size(TariffClass::kByPartner), 2u);
  EXPECT_EQ(size(TariffClass::kUniform), 1u);
  InstrumentSpec one = of_class(TariffClass::kMfn);
  one.partners = {Country(2)};
  one.sectors = {Sector(1)};
  const auto only = make_instruments(world, Country(1), one);
  EXPECT_THAT(only.groups, ::testing::ElementsAre(std::vector<Cell>{{Sector(1), Country(2)}}));
}

TEST(Instruments, WhatIsWrittenIsReadAndNothingElseMoves) {
  const auto world = cobden::testing::small_world();
  const auto own = make_instruments(world, Country(0), {});
  TradeCube tariff(2, 3, 3, 0.5);
  const std::vector<double> h = {0.1, 0.2, 0.3, 0.0};
  own.write(h, tariff);
  const auto back = own.read(world, tariff);
  for (std::size_t k = 0; k < 4; ++k) EXPECT_NEAR(back[k], h[k], 1e-15);
  EXPECT_EQ(tariff(Sector(0), Country(0), Country(0)), 0.5);
  EXPECT_EQ(tariff(Sector(1), Country(2), Country(0)), 0.5);
}

TEST(Instruments, UnequalCellsAreReadAsTheirTradeWeightedMean) {
  const auto world = cobden::testing::small_world();
  const auto own = make_instruments(world, Country(0), of_class(TariffClass::kUniform));
  TradeCube tariff(2, 3, 3);
  tariff(Sector(0), Country(0), Country(1)) = 0.2;  // 60 of 120 imported
  EXPECT_NEAR(own.read(world, tariff)[0], std::log(1.1), 1e-15);
}

TEST(Instruments, DerivativesOfAGroupAddUp) {
  const auto world = cobden::testing::small_world();
  const auto own = make_instruments(world, Country(0), of_class(TariffClass::kByPartner));
  SectorCountry cells(2, 3);
  for (std::size_t i = 0; i < 6; ++i) cells.flat()[i] = std::pow(10.0, static_cast<double>(i));
  EXPECT_THAT(own.collect(cells), ::testing::ElementsAre(10 + 10000, 100 + 100000));
}

TEST(Instruments, MistakesAreUserErrors) {
  const auto world = cobden::testing::small_world();
  InstrumentSpec own_partner;
  own_partner.partners = {Country(1), Country(0)};
  EXPECT_THROW(make_instruments(world, Country(0), own_partner), UserError);
  EXPECT_THROW(make_instruments(world, Country(0), within(0.2, 0.1)), UserError);
  EXPECT_THROW(make_instruments(world, Country(0), within(-1, 0.1)), UserError);
  EXPECT_THROW(make_instruments(world, Country(0), within(0, std::nan(""))), UserError);
}

TEST(Instruments, APlayerThatImportsNothingIsAUserError) {
  TradeCube flow(1, 3, 3);
  for (const Country c : indices<Country>(3)) flow(Sector(0), c, c) = 100;
  flow(Sector(0), Country(0), Country(1)) = flow(Sector(0), Country(1), Country(0)) = 20;
  const cobden::testing::HatWorld world(std::move(flow), {4});
  EXPECT_THROW(make_instruments(world, Country(2), {}), UserError);
  InstrumentSpec spec;
  spec.partners = {Country(2)};
  EXPECT_THROW(make_instruments(world, Country(0), spec), UserError);
  EXPECT_EQ(make_instruments(world, Country(0), {}).size(), 1u) << "cells without trade belong to none";
}

}  // namespace
}  // namespace cobden::strategy
