#pragma once
#include <string>

namespace cobden {
std::string version();     ///< e.g. "0.1.0"
std::string commit();      ///< short commit the program was built from, or "unknown"
std::string build_type();  ///< "Release", "Debug", ...
std::string
source_folder();  ///< the checkout the program was built in; used to find its data/ and scenarios/
}  // namespace cobden
