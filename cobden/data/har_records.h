#pragma once
// Fortran unformatted records, read one after another with their lengths checked. Used by the reader of
// header array files alone.
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

#include "cobden/core/error.h"

namespace cobden::data {

/// A header's name for comparison: case does not tell two names apart.
inline std::string har_key(std::string name) {
  for (char& c : name)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return name;
}

/// Where a reader is, for its errors.
struct HarPlace {
  std::string file;
  std::string header;  ///< name of the header being read; empty before the first
};

[[noreturn]] void har_fail(const HarPlace& place, std::size_t byte, const std::string& problem,
                           const std::string& expected = "");

/// The number at `bytes[at]`, least significant byte first unless `swapped`.
inline std::uint32_t word_at(std::string_view bytes, std::size_t at, bool swapped) {
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < 4; ++i)
    word |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + (swapped ? 3 - i : i)]))
            << (8 * i);
  return word;
}

/// One record, read from front to back; asking for more than it holds is a UserError.
class HarRecord {
 public:
  HarRecord(std::string_view bytes, std::size_t offset, bool swapped, const HarPlace& place)
      : bytes_(bytes), offset_(offset), swapped_(swapped), place_(place) {}

  std::string_view text(std::size_t length) {
    if (length > left()) fail("the record is too short for what it should hold");
    const auto part = bytes_.substr(at_, length);
    at_ += length;
    return part;
  }
  std::int32_t integer() { return static_cast<std::int32_t>(word_at(text(4), 0, swapped_)); }
  float real() { return std::bit_cast<float>(word_at(text(4), 0, swapped_)); }
  /// A number of things: 0 or more.
  std::size_t count() {
    const std::int32_t value = integer();
    if (value < 0) fail("a count is negative: " + std::to_string(value));
    return static_cast<std::size_t>(value);
  }
  /// Every record but a header's name opens with four blanks.
  void blanks() {
    if (text(4) != "    ") fail("the record does not open with four blanks", "four blanks");
  }
  void finish() const {
    if (left() != 0) fail("the record holds " + std::to_string(left()) + " bytes more than it should");
  }
  std::size_t left() const { return bytes_.size() - at_; }
  [[noreturn]] void fail(const std::string& problem, const std::string& expected = "") const {
    har_fail(place_, offset_ + at_, problem, expected);
  }

 private:
  std::string_view bytes_;
  std::size_t offset_, at_ = 0;
  bool swapped_;
  const HarPlace& place_;
};

/// The records of a file in order.
class HarRecords {
 public:
  HarRecords(std::string_view bytes, bool swapped, HarPlace place)
      : bytes_(bytes), swapped_(swapped), place_(std::move(place)) {}

  bool at_end() const { return at_ == bytes_.size(); }
  std::size_t left() const { return bytes_.size() - at_; }
  void enter(const std::string& header) { place_.header = header; }
  HarRecord next() {
    if (left() < 8) fail("the file ends within a header");
    const std::size_t length = word_at(bytes_, at_, swapped_);
    if (length > left() - 8)
      fail("a record of " + std::to_string(length) + " bytes runs past the end of the file");
    if (word_at(bytes_, at_ + 4 + length, swapped_) != length) fail("the two lengths of a record differ");
    const HarRecord record(bytes_.substr(at_ + 4, length), at_ + 4, swapped_, place_);
    at_ += length + 8;
    return record;
  }
  [[noreturn]] void fail(const std::string& problem) const { har_fail(place_, at_, problem); }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  bool swapped_;
  HarPlace place_;
};

}  // namespace cobden::data
