#include "cobden/schedule/product_code.h"

#include <array>

namespace cobden::schedule {
namespace {

constexpr std::array<std::uint64_t, ProductCode::kMostDigits + 1> kPowers = [] {
  std::array<std::uint64_t, ProductCode::kMostDigits + 1> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = 10 * powers[i - 1];
  return powers;
}();

std::uint64_t unit_of(int digits) {
  return kPowers[static_cast<std::size_t>(ProductCode::kMostDigits - digits)];
}

}  // namespace

std::optional<ProductCode> ProductCode::parse(std::string_view text) {
  ProductCode code;
  for (const char c : text) {
    if (c == '.' || c == ' ') continue;
    if (c < '0' || c > '9' || code.digits_ == kMostDigits) return std::nullopt;
    code.value_ = 10 * code.value_ + static_cast<std::uint64_t>(c - '0');
    ++code.digits_;
  }
  if (code.digits_ == 0) return std::nullopt;
  code.value_ *= unit_of(code.digits_);
  return code;
}

ProductCode ProductCode::first(int digits) const {
  if (digits >= digits_) return *this;
  ProductCode heading;
  heading.digits_ = digits;
  heading.value_ = value_ - value_ % unit_of(digits);
  return heading;
}

std::string ProductCode::text() const {
  std::string text = std::to_string(value_);
  text.insert(0, static_cast<std::size_t>(kMostDigits) - text.size(), '0');
  return text.substr(0, static_cast<std::size_t>(digits_));
}

}  // namespace cobden::schedule
