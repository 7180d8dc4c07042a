#include "cobden/core/version.h"

#include "cobden_version.h"

namespace cobden {
std::string version() { return COBDEN_VERSION; }
std::string commit() { return COBDEN_COMMIT; }
std::string build_type() { return COBDEN_BUILD_TYPE; }
std::string source_folder() { return COBDEN_SOURCE_DIR; }
}  // namespace cobden
