#pragma once
// Which process a run belongs to, so that runs whose process is gone can be told from those that still run. A
// process number alone comes back after a while: the start of the machine and of the process tell them apart.
#include <string>

namespace cobden::store {

/// Of this process: "BOOT:PID:START".
std::string this_process();
/// Whether the process that `identity` names still runs on this machine.
bool is_alive(const std::string& identity);

}  // namespace cobden::store
