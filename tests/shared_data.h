#pragma once
// Where the replication data lie; tests that need them skip with one line when they are absent.
#include <cstdlib>
#include <filesystem>

#include "cobden/core/version.h"

namespace cobden::testing {

/// COBDEN_SHARED if set, else ../shared beside the checkout.
inline std::filesystem::path shared_folder() {
  if (const char* given = std::getenv("COBDEN_SHARED")) return given;
  return std::filesystem::path(source_folder()).parent_path() / "shared";
}

}  // namespace cobden::testing

#define COBDEN_NEED_SHARED(relative)                                                       \
  const std::filesystem::path shared_path = cobden::testing::shared_folder() / (relative); \
  if (!std::filesystem::exists(shared_path)) GTEST_SKIP() << "needs " << shared_path.string()
