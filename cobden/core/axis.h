#pragma once
// Named axes. A country or a sector is never a bare int: `Country` and `Sector` are distinct index types,
// and an `Axis` maps codes to them and back (Box2D v3 ids; xarray's named dimensions).
#include <compare>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cobden/core/error.h"

namespace cobden {

/// A position on the axis `Tag`, 0-based.
template <class Tag>
struct Index {
  int value = 0;
  constexpr Index() = default;
  constexpr explicit Index(int v) : value(v) {}
  constexpr explicit Index(std::size_t v) : value(static_cast<int>(v)) {}
  // clang-tidy 14 takes the zero of a defaulted comparison for a null pointer.
  constexpr auto operator<=>(const Index&) const = default;  // NOLINT(modernize-use-nullptr)
};

struct CountryTag {
  static constexpr std::string_view kName = "country";
};
struct SectorTag {
  static constexpr std::string_view kName = "sector";
};
using Country = Index<CountryTag>;
using Sector = Index<SectorTag>;

/// All positions 0..size-1 of an axis, for range-for loops. Written out because clang 14, which clang-tidy
/// uses on Debian 12, cannot compile libstdc++'s std::views::iota.
template <class I>
class IndexRange {
 public:
  class Iterator {
   public:
    using value_type = I;
    using difference_type = int;
    using reference = I;
    using pointer = void;
    using iterator_category = std::forward_iterator_tag;
    Iterator() = default;
    explicit Iterator(int position) : position_(position) {}
    I operator*() const { return I(position_); }
    Iterator& operator++() {
      ++position_;
      return *this;
    }
    Iterator operator++(int) { return Iterator(position_++); }
    bool operator==(const Iterator&) const = default;

   private:
    int position_ = 0;
  };
  explicit IndexRange(std::size_t size) : size_(static_cast<int>(size)) {}
  Iterator begin() const { return Iterator(0); }
  Iterator end() const { return Iterator(size_); }
  std::size_t size() const { return static_cast<std::size_t>(size_); }

 private:
  int size_ = 0;
};
template <class I>
IndexRange<I> indices(std::size_t size) {
  return IndexRange<I>(size);
}

/// The nearest of `known` to `text` by edit distance (case ignored); empty if nothing is close.
std::string nearest_name(std::string_view text, const std::vector<std::string>& known);

/// An ordered list of unique codes with a label each. Immutable after construction.
template <class Tag>
class Axis {
 public:
  Axis() = default;
  /// Throws UserError if a code is empty or stands twice, or if labels are given but not one per code.
  explicit Axis(std::vector<std::string> codes, std::vector<std::string> labels = {})
      : codes_(std::move(codes)), labels_(labels.empty() ? codes_ : std::move(labels)) {
    if (labels_.size() != codes_.size()) throw UserError("a label is needed for every code of the axis");
    for (std::size_t i = 0; i < codes_.size(); ++i) {
      if (codes_[i].empty()) throw UserError(std::string(Tag::kName) + " code is empty");
      if (!position_.emplace(codes_[i], static_cast<int>(i)).second)
        throw UserError(std::string(Tag::kName) + " code '" + codes_[i] + "' stands twice");
    }
  }
  std::size_t size() const { return codes_.size(); }
  const std::vector<std::string>& codes() const { return codes_; }
  const std::vector<std::string>& labels() const { return labels_; }
  const std::string& code(Index<Tag> i) const { return codes_[static_cast<std::size_t>(i.value)]; }
  const std::string& label(Index<Tag> i) const { return labels_[static_cast<std::size_t>(i.value)]; }
  auto all() const { return indices<Index<Tag>>(size()); }
  std::optional<Index<Tag>> find(std::string_view code) const {
    const auto it = position_.find(std::string(code));
    if (it == position_.end()) return std::nullopt;
    return Index<Tag>(it->second);
  }
  /// The position of `code`; an unknown code is a UserError at `place` that names the nearest known code.
  Index<Tag> at(std::string_view code, const SourcePlace& place = {}) const {
    if (const auto found = find(code)) return *found;
    const std::string near = nearest_name(code, codes_);
    throw UserError(
        {.place = place,
         .value = std::string(code),
         .problem = std::string("unknown ") + std::string(Tag::kName) + " code",
         .expected = near.empty() ? std::string("a code of the benchmark (see cobden data info)") : "",
         .remedy = near.empty() ? "" : "did you mean '" + near + "'?"});
  }
  bool operator==(const Axis& other) const { return codes_ == other.codes_; }

 private:
  std::vector<std::string> codes_, labels_;
  std::unordered_map<std::string, int> position_;
};

using CountryAxis = Axis<CountryTag>;
using SectorAxis = Axis<SectorTag>;

}  // namespace cobden
