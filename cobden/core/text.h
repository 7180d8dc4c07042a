#pragma once
// Strict text handling shared by every reader: numbers, UTF-8, splitting.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cobden {

/// The finite double that `text` spells in full (spaces around it allowed), else nullopt. ".5" and "1E+10"
/// are numbers.
std::optional<double> parse_number(std::string_view text);
/// Byte offset of the first byte that is not valid UTF-8, or nullopt.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);
std::string_view trim(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);

}  // namespace cobden
