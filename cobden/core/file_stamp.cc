#include "cobden/core/file_stamp.h"

#include <fmt/format.h>

namespace cobden {

std::string file_stamp(const std::filesystem::path& file) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(file, failed);
  if (failed) return "";
  const auto time = std::filesystem::last_write_time(file, failed).time_since_epoch().count();
  return failed ? "" : fmt::format("{}:{}:{};", file.string(), size, time);
}

}  // namespace cobden
