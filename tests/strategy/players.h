#pragma once
// Short ways to make players and tariffs in tests of this room.
#include "cobden/strategy/instruments.h"

namespace cobden::testing {

inline strategy::Player player_of(const economy::PolicyModel& model, int country,
                                  const strategy::InstrumentSpec& spec = {}) {
  strategy::Player player;
  player.objective.country = Country(country);
  player.instruments = strategy::make_instruments(model, Country(country), spec);
  return player;
}

inline strategy::InstrumentSpec within(double lower, double upper) {
  strategy::InstrumentSpec spec;
  spec.lower = lower, spec.upper = upper;
  return spec;
}

inline strategy::InstrumentSpec of_class(strategy::TariffClass tariff_class) {
  strategy::InstrumentSpec spec;
  spec.tariff_class = tariff_class;
  return spec;
}

}  // namespace cobden::testing
