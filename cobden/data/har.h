#pragma once
// GEMPACK header array files (.har): the form in which GTAP and other CGE modellers keep data. A file is a
// row of named arrays ("headers"); each is a few Fortran unformatted records, a record being its bytes
// between two equal 4-byte lengths. Known here: 1CFULL (texts, among them sets), 2IFULL and 2RFULL (matrices
// of integers and reals), REFULL and RESPSE (reals over up to seven sets, full or sparse), RLFULL and RLSPSE
// (the same without sets). Reals are of single precision: seven digits. Layout after Harrison and Pearson
// (1996) and the GEMPACK manual.
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "cobden/core/error.h"

namespace cobden::data {

/// One dimension of a RE array: a set with its elements, or a single element of a set, or neither.
struct HarDimension {
  enum class Kind {
    kSet,      ///< `elements` are the members, in order
    kElement,  ///< one element, `elements[0]`, of the set
    kUnknown,  ///< numbered 1, 2, ...
  };
  std::string set = {};  ///< up to 12 characters
  Kind kind = Kind::kSet;
  std::vector<std::string> elements = {};  ///< each up to 12 characters
  bool operator==(const HarDimension&) const = default;
};

/// One header of a file.
struct HeaderArray {
  enum class Type {
    kTexts,       ///< 1CFULL
    kIntegers,    ///< 2IFULL
    kMatrix,      ///< 2RFULL
    kReals,       ///< REFULL or RESPSE
    kPlainReals,  ///< RLFULL or RLSPSE: reals without sets
  };
  std::string name = {};         ///< 1 to 4 characters; unique in its file, whatever the case
  std::string description = {};  ///< up to 70 characters
  Type type = Type::kTexts;
  std::string coefficient = {};               ///< of kReals: name of the coefficient, up to 12 characters
  std::vector<std::size_t> shape = {};        ///< numbers: 2 sizes for matrices, up to 7 for reals
  std::vector<HarDimension> dimensions = {};  ///< of kReals: one for each size of `shape`
  std::vector<std::string> texts = {};        ///< of kTexts, without trailing blanks
  std::vector<std::int32_t> integers = {};    ///< of kIntegers, first index fastest
  std::vector<float> reals = {};              ///< of the others, first index fastest
  bool operator==(const HeaderArray&) const = default;
};

/// Elements of all arrays of one file that a reader accepts: a sparse array may claim any size in a few
/// bytes.
constexpr std::size_t kMostHarElements = std::size_t{1} << 27;

/// The headers of a file in order. Little-endian files, and big-endian ones, told apart by the first record.
/// UserError with `file`, header and byte offset: not a header array file, a record that is cut short or
/// whose two lengths differ, sizes that do not fit, an unknown type, a number that is not finite, a header
/// twice.
std::vector<HeaderArray> parse_har(std::string_view bytes, const std::string& file);
std::vector<HeaderArray> read_har(const std::filesystem::path& path);

/// The bytes of a little-endian file. Reals of which two in five or fewer are not zero are stored sparse.
/// UserError: a name, description or element that is too long, a header twice.
std::string har_bytes(const std::vector<HeaderArray>& arrays);
/// Writes it whole or not at all.
void write_har(const std::filesystem::path& path, const std::vector<HeaderArray>& arrays);

/// True if the bytes begin with a record of four, the name of the first header.
bool looks_like_har(std::string_view bytes);

}  // namespace cobden::data
