#pragma once
// Whether a file is still the one that was read, without reading it again: what long-lived processes ask
// before they give an answer they kept.
#include <filesystem>
#include <string>

namespace cobden {

/// Path, size and time of the last change as one text; empty if the file is not there.
std::string file_stamp(const std::filesystem::path& file);

}  // namespace cobden
