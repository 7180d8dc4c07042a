#include "cobden/schedule/build.h"

#include "cobden/core/file.h"
#include "cobden/schedule/build_trade.h"
#include "cobden/schedule/build_us_lists.h"

namespace cobden::schedule {

std::vector<std::filesystem::path> build_schedule_data(const std::filesystem::path& source,
                                                       const std::filesystem::path& out) {
  std::vector<BuiltFile> files = build_trade_files(source);
  for (auto& list : build_us_lists(source)) files.push_back(std::move(list));
  std::vector<std::filesystem::path> written;
  for (const BuiltFile& file : files) {
    const auto path = (out / file.name).lexically_normal();
    std::filesystem::create_directories(path.parent_path());
    write_file(path, file.content);
    written.push_back(path);
  }
  return written;
}

}  // namespace cobden::schedule
