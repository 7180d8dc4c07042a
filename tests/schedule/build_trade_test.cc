#include "cobden/schedule/build_trade.h"

#include <gtest/gtest.h>

namespace cobden::schedule {}
