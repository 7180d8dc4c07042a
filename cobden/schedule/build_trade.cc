#include "cobden/schedule/build_trade.h"

#include <algorithm>

#include "cobden/schedule/build_trade_parts.h"

namespace cobden::schedule {

std::vector<BuiltFile> build_trade_files(const std::filesystem::path& source) {
  // Without a slash at the end, so that the folder beside it is found.
  std::filesystem::path folder = source.lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  const std::filesystem::path world = folder.parent_path() / "world2022_81x28";
  Files files;
  add_us_duties(folder, files);
  add_us_contents(folder, files);
  add_us_trade(folder, files);
  add_economies(folder, files);
  add_concordances(folder, world, files);
  add_china_trade(folder, world, files);
  add_china_lists(folder, files);
  std::ranges::sort(files, {}, &BuiltFile::name);
  return files;
}

}  // namespace cobden::schedule
