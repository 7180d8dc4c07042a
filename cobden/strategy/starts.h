#pragma once
// Where searches start: the point given, then no tariffs, then seeded random ones.
#include <string>
#include <vector>

#include "cobden/strategy/instruments.h"

namespace cobden::strategy {

struct StartPoint {
  std::vector<double> h;  ///< ln(1 + t) by instrument, within the bounds
  std::string name;       ///< "as given", "zero tariffs", "random 1", ...
};

/// `count` starts. Random tariffs lie between the bounds, at most 100%; the same seed and player give the
/// same ones.
std::vector<StartPoint> make_starts(const Instruments& instruments, const std::vector<double>& given,
                                    const std::string& given_name, int count, unsigned seed);

}  // namespace cobden::strategy
