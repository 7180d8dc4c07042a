#include "cobden/store/process_identity.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "cobden/core/text.h"

namespace cobden::store {
namespace {

std::string first_line(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

/// Clock ticks from the start of the machine to that of the process: field 22 of /proc/PID/stat, counted from
/// the end of the name in brackets, which may hold blanks. Empty if there is no such process, or if it has
/// ended and only waits for its parent.
std::string start_of(const std::string& pid) {
  const std::string line = first_line("/proc/" + pid + "/stat");
  const auto bracket = line.rfind(')');
  if (bracket == std::string::npos) return "";
  std::istringstream fields(line.substr(bracket + 1));
  std::string field, state;
  fields >> state;
  if (state == "Z" || state == "X") return "";
  for (int k = 4; k <= 22; ++k) fields >> field;
  return field;
}

std::string boot() { return first_line("/proc/sys/kernel/random/boot_id"); }

}  // namespace

std::string this_process() {
  const std::string pid = std::to_string(::getpid());
  return fmt::format("{}:{}:{}", boot(), pid, start_of(pid));
}

bool is_alive(const std::string& identity) {
  const auto parts = split(identity, ':');
  return parts.size() == 3 && parts[0] == boot() && !parts[2].empty() && parts[2] == start_of(parts[1]);
}

}  // namespace cobden::store
