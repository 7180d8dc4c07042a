#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <set>

#include "cobden/core/file.h"
#include "cobden/data/har.h"
#include "cobden/data/har_records.h"

namespace cobden::data {
namespace {

using Type = HeaderArray::Type;
using Kind = HarDimension::Kind;
constexpr std::size_t kElementLength = 12, kDescriptionLength = 70, kNameLength = 4;
/// Values of one record, as GEMPACK's own programs write them.
constexpr std::size_t kFullValues = 7996, kSparseValues = 3996, kTextBytes = 29996;

/// One record under construction.
class Record {
 public:
  Record& text(std::string_view text, std::size_t length) {
    bytes_ += text;
    bytes_.append(length - text.size(), ' ');
    return *this;
  }
  Record& blanks() { return text("", 4); }
  Record& word(std::uint32_t value) {
    for (int i = 0; i < 4; ++i) bytes_ += static_cast<char>(value >> (8 * i) & 0xFF);
    return *this;
  }
  Record& count(std::size_t value) { return word(static_cast<std::uint32_t>(value)); }
  Record& real(float value) { return word(std::bit_cast<std::uint32_t>(value)); }
  void append_to(std::string& file) const {
    const std::string length = Record().count(bytes_.size()).bytes_;
    file += length + bytes_ + length;
  }

 private:
  std::string bytes_;
};

[[noreturn]] void refuse(const HeaderArray& array, const std::string& value, const std::string& problem) {
  throw UserError({.place = {.file = "", .line = {}, .column = "header " + array.name},
                   .value = value,
                   .problem = problem,
                   .expected = "",
                   .remedy = "shorten or rename it; nothing was written"});
}

void check_length(const HeaderArray& array, const std::string& text, std::size_t most,
                  const std::string& what) {
  if (text.size() > most)
    refuse(array, text,
           fmt::format("{} is longer than the {} characters of a header array file", what, most));
}

void check(const HeaderArray& array) {
  check_length(array, array.name, kNameLength, "the name of a header");
  check_length(array, array.description, kDescriptionLength, "the description");
  check_length(array, array.coefficient, kElementLength, "the coefficient");
  for (const auto& d : array.dimensions) {
    check_length(array, d.set, kElementLength, "the name of a set");
    for (const auto& e : d.elements) check_length(array, e, kElementLength, "an element");
  }
  const std::size_t values = array.type == Type::kIntegers ? array.integers.size() : array.reals.size();
  std::size_t cells = 1;
  for (const std::size_t n : array.shape) cells *= n;
  const bool matrix = array.type == Type::kIntegers || array.type == Type::kMatrix;
  invariant(array.type == Type::kTexts || values == cells, "the values of a header fill its shape");
  invariant(!matrix || array.shape.size() == 2, "a matrix has two sizes");
  invariant(array.shape.size() <= 7, "a header has at most seven dimensions");
  invariant(array.type != Type::kReals || array.dimensions.size() == array.shape.size(),
            "every size of a header has its dimension");
}

void write_texts(const std::vector<std::string>& texts, std::size_t length, std::string& file) {
  const std::size_t most = std::max<std::size_t>(1, kTextBytes / std::max<std::size_t>(length, 1));
  std::size_t records = std::max<std::size_t>(1, (texts.size() + most - 1) / most);
  for (std::size_t from = 0; records > 0; --records, from += most) {
    const std::size_t here = std::min(most, texts.size() - from);
    Record record;
    record.blanks().count(records).count(texts.size()).count(here);
    for (std::size_t i = from; i < from + here; ++i) record.text(texts[i], length);
    record.append_to(file);
  }
}

void write_head(const HeaderArray& array, std::string_view type, const std::vector<std::size_t>& sizes,
                std::string& file) {
  Record().text(array.name, kNameLength).append_to(file);
  Record record;
  record.blanks().text(type, 6).text(array.description, kDescriptionLength).count(sizes.size());
  for (const std::size_t n : sizes) record.count(n);
  record.append_to(file);
}

std::vector<std::size_t> seven(std::vector<std::size_t> shape) {
  shape.resize(7, 1);
  return shape;
}

void write_matrix(const HeaderArray& array, std::string& file) {
  const std::size_t rows = array.shape[0], columns = array.shape[1];
  write_head(array, array.type == Type::kIntegers ? "2IFULL" : "2RFULL", array.shape, file);
  const std::size_t most = std::max<std::size_t>(1, kFullValues / std::max<std::size_t>(rows, 1));
  std::size_t records = std::max<std::size_t>(1, (columns + most - 1) / most);
  for (std::size_t from = 0; records > 0; --records, from += most) {
    const std::size_t to = std::min(columns, from + most);
    Record record;
    record.blanks().count(records).count(rows).count(columns).count(1).count(rows).count(from + 1).count(to);
    for (std::size_t i = from * rows; i < to * rows; ++i)
      array.type == Type::kIntegers ? record.word(static_cast<std::uint32_t>(array.integers[i]))
                                    : record.real(array.reals[i]);
    record.append_to(file);
  }
}

void write_dimensions(const HeaderArray& array, std::string& file) {
  std::vector<const HarDimension*> sets;  // each set once: of one name they are one set
  std::vector<std::string> single;
  for (const auto& d : array.dimensions) {
    if (d.kind == Kind::kElement) single.push_back(d.elements.at(0));
    if (d.kind == Kind::kSet &&
        std::none_of(sets.begin(), sets.end(), [&](const auto* known) { return known->set == d.set; }))
      sets.push_back(&d);
  }
  constexpr std::uint32_t kNone = 0xFFFFFFFF;
  Record record;
  record.blanks().count(sets.size()).word(kNone).count(array.dimensions.size());
  record.text(array.coefficient, kElementLength).word(kNone);
  for (const auto& d : array.dimensions) record.text(d.set, kElementLength);
  for (const auto& d : array.dimensions)
    record.text(d.kind == Kind::kSet ? "k" : d.kind == Kind::kElement ? "e" : "u", 1);
  for (std::size_t i = 0; i < array.dimensions.size(); ++i) record.count(0);
  record.count(single.size());
  for (const auto& element : single) record.text(element, kElementLength);
  record.append_to(file);
  for (const auto* d : sets) write_texts(d->elements, kElementLength, file);
}

/// A run of values that is a block: all of the first `split` dimensions, a part of the next, one of each
/// after.
struct Blocks {
  std::size_t split = 0;  ///< the dimension that is cut
  std::size_t inner = 1;  ///< values below it
  std::size_t step = 1;   ///< positions of it in one block
};

Blocks blocks_of(const std::vector<std::size_t>& sizes) {
  Blocks b;
  while (b.split + 1 < sizes.size() && b.inner * sizes[b.split] <= kFullValues) b.inner *= sizes[b.split++];
  b.step = std::max<std::size_t>(1, kFullValues / std::max<std::size_t>(b.inner, 1));
  return b;
}

void write_full(const HeaderArray& array, std::string& file) {
  const auto sizes = seven(array.shape);
  const Blocks b = blocks_of(sizes);
  const std::size_t whole = sizes[b.split], parts = (whole + b.step - 1) / b.step;
  const std::size_t slabs = array.reals.empty() ? 0 : array.reals.size() / (b.inner * whole);
  std::size_t records = 2 * slabs * parts + 1;
  Record head;
  head.blanks().count(records).count(7);
  for (const std::size_t n : sizes) head.count(n);
  head.append_to(file);
  for (std::size_t slab = 0; slab < slabs; ++slab)
    for (std::size_t from = 0; from < whole; from += b.step) {
      const std::size_t to = std::min(whole, from + b.step);
      Record bounds;
      bounds.blanks().count(--records);
      std::size_t rest = slab;
      for (std::size_t k = 0; k < 7; ++k) {
        const std::size_t position = rest % sizes[k] + 1;
        if (k > b.split) rest /= sizes[k];
        k < b.split    ? bounds.count(1).count(sizes[k])
        : k == b.split ? bounds.count(from + 1).count(to)
                       : bounds.count(position).count(position);
      }
      bounds.append_to(file);
      Record values;
      values.blanks().count(--records);
      const std::size_t first = (slab * whole + from) * b.inner;
      for (std::size_t i = first; i < first + (to - from) * b.inner; ++i) values.real(array.reals[i]);
      values.append_to(file);
    }
}

void write_sparse(const HeaderArray& array, std::size_t given, std::string& file) {
  Record().blanks().count(given).count(4).count(4).text("", 80).append_to(file);
  std::size_t records = std::max<std::size_t>(1, (given + kSparseValues - 1) / kSparseValues);
  for (std::size_t at = 0, left = given; records > 0; --records) {
    const std::size_t here = std::min(kSparseValues, left);
    std::vector<std::size_t> cells;
    for (; cells.size() < here; ++at)
      if (array.reals[at] != 0) cells.push_back(at);
    Record record;
    record.blanks().count(records).count(given).count(here);
    for (const std::size_t cell : cells) record.count(cell + 1);
    for (const std::size_t cell : cells) record.real(array.reals[cell]);
    record.append_to(file);
    left -= here;
  }
}

void write_reals(const HeaderArray& array, std::string& file) {
  const auto given = static_cast<std::size_t>(
      std::count_if(array.reals.begin(), array.reals.end(), [](float v) { return v != 0; }));
  const bool sparse = array.reals.size() > 1 && 5 * given <= 2 * array.reals.size();
  write_head(array, std::string(array.type == Type::kReals ? "RE" : "RL") + (sparse ? "SPSE" : "FULL"),
             seven(array.shape), file);
  if (array.type == Type::kReals) write_dimensions(array, file);
  sparse ? write_sparse(array, given, file) : write_full(array, file);
}

void write_array(const HeaderArray& array, std::string& file) {
  if (array.type == Type::kIntegers || array.type == Type::kMatrix) return write_matrix(array, file);
  if (array.type != Type::kTexts) return write_reals(array, file);
  std::size_t length = kElementLength;
  for (const auto& text : array.texts) length = std::max(length, text.size());
  write_head(array, "1CFULL", {array.texts.size(), length}, file);
  write_texts(array.texts, length, file);
}

}  // namespace

std::string har_bytes(const std::vector<HeaderArray>& arrays) {
  std::string file;
  std::set<std::string> names;
  for (const auto& array : arrays) {
    check(array);
    if (!names.insert(har_key(array.name)).second) refuse(array, array.name, "the header stands twice");
    write_array(array, file);
  }
  return file;
}

void write_har(const std::filesystem::path& path, const std::vector<HeaderArray>& arrays) {
  write_file(path, har_bytes(arrays));
}

}  // namespace cobden::data
