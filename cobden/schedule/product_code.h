#pragma once
// Codes of goods in a customs nomenclature: digit strings in which every prefix is a heading. The first six
// digits are the Harmonised System's, the rest national (eight digits in China, ten in the United States).
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cobden::schedule {

/// A product or heading of 1 to 14 digits. Ordered so that a heading stands before everything under it.
class ProductCode {
 public:
  static constexpr int kMostDigits = 14;
  ProductCode() = default;
  /// Digits, with dots or blanks between them ("8517.13.00"); nullopt for anything else.
  static std::optional<ProductCode> parse(std::string_view text);

  int digits() const { return digits_; }
  /// The heading made of the first `digits` digits.
  ProductCode first(int digits) const;
  bool is_prefix_of(const ProductCode& other) const {
    return digits_ <= other.digits_ && other.first(digits_) == *this;
  }
  std::string text() const;
  // clang-tidy 14 takes the zero of a defaulted comparison for a null pointer.
  auto operator<=>(const ProductCode&) const = default;  // NOLINT(modernize-use-nullptr)

 private:
  std::uint64_t value_ = 0;  ///< padded with zeros to kMostDigits
  int digits_ = 0;
};

}  // namespace cobden::schedule
