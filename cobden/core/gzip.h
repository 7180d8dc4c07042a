#pragma once
// Bytes in the gzip format: what the store keeps and what a browser takes as it is.
#include <cstddef>
#include <string>
#include <string_view>

namespace cobden {

/// `bytes` as one gzip stream; the same bytes for the same version of zlib.
std::string gzip_compressed(std::string_view bytes);

/// The bytes of one gzip stream. UserError: cut short, damaged, or longer than `most` bytes.
std::string gzip_expanded(std::string_view packed, std::size_t most = std::size_t{1} << 31);

}  // namespace cobden
