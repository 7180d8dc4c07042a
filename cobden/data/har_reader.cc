#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "cobden/core/file.h"
#include "cobden/core/text.h"
#include "cobden/data/har.h"
#include "cobden/data/har_records.h"

namespace cobden::data {

void har_fail(const HarPlace& place, std::size_t byte, const std::string& problem,
              const std::string& expected) {
  throw UserError(
      {.place = {.file = place.file,
                 .line = {},
                 .column = place.header.empty() ? "" : "header " + place.header},
       .value = fmt::format("byte {}", byte),
       .problem = problem,
       .expected = expected,
       .remedy = "the file is damaged or not a GEMPACK header array file; write it again at its source"});
}

namespace {

using Type = HeaderArray::Type;
using Kind = HarDimension::Kind;
constexpr std::size_t kElementLength = 12;

/// Without blanks and zero bytes at the end; Latin-1, as Windows programs write it, becomes UTF-8.
std::string clean(std::string_view bytes) {
  while (!bytes.empty() && (bytes.back() == ' ' || bytes.back() == '\0')) bytes.remove_suffix(1);
  if (!first_invalid_utf8(bytes)) return std::string(bytes);
  std::string text;
  for (const char c : bytes) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x80) {
      text += c;
    } else {
      text += static_cast<char>(0xC0 | code >> 6);
      text += static_cast<char>(0x80 | (code & 0x3F));
    }
  }
  return text;
}

/// Reads one header after another.
class Reader {
 public:
  explicit Reader(HarRecords records) : records_(std::move(records)) {}

  std::vector<HeaderArray> read() {
    std::vector<HeaderArray> arrays;
    while (!records_.at_end()) {
      HeaderArray array;
      array.name = read_name();
      read_header(array);
      arrays.push_back(std::move(array));
    }
    return arrays;
  }

 private:
  std::string read_name() {
    HarRecord record = records_.next();
    const std::string name = clean(record.text(4));
    record.finish();
    if (name.empty()) record.fail("a header has no name");
    records_.enter(name);
    if (!names_.insert(har_key(name)).second) record.fail("the header stands twice");
    return name;
  }

  /// The record that says what the header is, then its data.
  void read_header(HeaderArray& array) {
    HarRecord record = records_.next();
    record.blanks();
    const std::string type(record.text(2)), storage(record.text(4));
    array.description = clean(record.text(70));
    const std::size_t sizes = record.count();
    const bool reals = type == "RE" || type == "RL";
    if (sizes != (reals ? 7U : 2U))
      record.fail(fmt::format("{} sizes", sizes), reals ? "7 for an array of reals" : "2");
    for (std::size_t i = 0; i < sizes; ++i) array.shape.push_back(record.count());
    record.finish();
    if (storage != "FULL" && !(reals && storage == "SPSE"))
      record.fail(fmt::format("storage '{}' is not known for type {}", clean(storage), clean(type)),
                  reals ? "FULL or SPSE" : "FULL");
    if (type == "1C") return read_texts(array);
    if (type == "2I" || type == "2R") return read_matrix(array, type == "2I");
    if (!reals) record.fail(fmt::format("type '{}' is not known", clean(type)), "1C, 2I, 2R, RE or RL");
    array.type = type == "RE" ? Type::kReals : Type::kPlainReals;
    if (type == "RE") read_dimensions(array);
    claim_elements(record, array.shape);
    storage == "FULL" ? read_full(array) : read_sparse(array);
  }

  /// The number of elements; refused where it is beyond reason.
  std::size_t claim_elements(const HarRecord& record, const std::vector<std::size_t>& shape) {
    std::size_t cells = 1;
    for (const std::size_t n : shape) {
      if (n != 0 && cells > kMostHarElements / n) record.fail("the array is too large");
      cells *= n;
    }
    claimed_ += cells;
    if (claimed_ > kMostHarElements)
      record.fail("the arrays of the file are too large",
                  fmt::format("{} elements in all", kMostHarElements));
    return cells;
  }

  void read_texts(HeaderArray& array) {
    array.texts = read_text_records(array.shape[0], array.shape[1]);
    array.shape.clear();
  }

  std::vector<std::string> read_text_records(std::size_t count, std::size_t length) {
    if (length == 0 && count != 0) records_.fail("texts of no length");
    std::vector<std::string> texts;
    for (std::size_t records_left = 2; records_left > 1;) {
      HarRecord record = records_.next();
      record.blanks();
      records_left = record.count();
      const std::size_t total = record.count(), here = record.count();
      if (total != count) record.fail(fmt::format("{} texts", total), fmt::format("{}", count));
      if (here != 0 && here > record.left() / length) record.fail("fewer texts than the record says");
      if (here > count - texts.size()) record.fail("more texts than the header says");
      for (std::size_t i = 0; i < here; ++i) texts.push_back(clean(record.text(length)));
      record.finish();
      if (records_left <= 1 && texts.size() != count)
        record.fail(fmt::format("{} texts in all", texts.size()), fmt::format("{}", count));
    }
    return texts;
  }

  void read_matrix(HeaderArray& array, bool integers) {
    array.type = integers ? Type::kIntegers : Type::kMatrix;
    const std::size_t rows = array.shape[0], columns = array.shape[1];
    if (rows != 0 && columns > records_.left() / 4 / rows)
      records_.fail("the matrix runs past the end of the file");
    integers ? array.integers.resize(rows * columns) : array.reals.resize(rows * columns);
    std::size_t read = 0;
    for (std::size_t records_left = 2; records_left > 1;) {
      HarRecord record = records_.next();
      record.blanks();
      records_left = record.count();
      if (record.count() != rows || record.count() != columns)
        record.fail("the sizes differ from the header's");
      const std::size_t r0 = record.count(), r1 = record.count(), c0 = record.count(), c1 = record.count();
      if (rows * columns != 0 && (r0 < 1 || r1 < r0 || r1 > rows || c0 < 1 || c1 < c0 || c1 > columns))
        record.fail("the block is outside the matrix");
      for (std::size_t c = c0; c <= c1 && rows * columns != 0; ++c)
        for (std::size_t r = r0; r <= r1; ++r, ++read) {
          const std::size_t cell = (c - 1) * rows + r - 1;
          if (integers)
            array.integers[cell] = record.integer();
          else
            array.reals[cell] = finite(record);
        }
      record.finish();
      if (records_left <= 1 && read != rows * columns)
        record.fail("cells of the matrix are missing or stand twice");
    }
  }

  static float finite(HarRecord& record) {
    const float value = record.real();
    if (!std::isfinite(value)) record.fail("a value is not a finite number");
    return value;
  }

  /// The record of set names and, for each set that is given, its elements; each set stands once.
  void read_dimensions(HeaderArray& array) {
    HarRecord record = records_.next();
    record.blanks();
    record.integer();  // sets that follow, which the kinds below say too
    record.integer();
    const std::size_t used = record.count();
    if (used > 7) record.fail(fmt::format("{} dimensions", used), "at most 7");
    array.coefficient = clean(record.text(kElementLength));
    record.integer();
    array.dimensions.resize(used);
    for (auto& d : array.dimensions) d.set = clean(record.text(kElementLength));
    for (auto& d : array.dimensions) d.kind = kind_of(record);
    for (std::size_t i = 0; i < used; ++i) record.integer();
    const std::size_t given = record.count();
    if (given > record.left() / kElementLength) record.fail("fewer elements than the record says");
    std::vector<std::string> single;
    for (std::size_t i = 0; i < given; ++i) single.push_back(clean(record.text(kElementLength)));
    record.finish();
    std::reverse(single.begin(), single.end());
    for (std::size_t i = 0; i < used; ++i) read_elements(array, i, single, record);
    for (std::size_t i = used; i < array.shape.size(); ++i)
      if (array.shape[i] != 1) record.fail("a size above 1 has no dimension");
    array.shape.resize(used);
  }

  static Kind kind_of(HarRecord& record) {
    const auto letter = record.text(1);
    if (letter == "k") return Kind::kSet;
    if (letter == "e") return Kind::kElement;
    if (letter != "u") record.fail("the kind of a dimension is not known", "k, e or u");
    return Kind::kUnknown;
  }

  void read_elements(HeaderArray& array, std::size_t i, std::vector<std::string>& single,
                     const HarRecord& record) {
    HarDimension& d = array.dimensions[i];
    if (d.kind == Kind::kElement) {
      if (single.empty() || array.shape[i] != 1) record.fail("the element of a dimension is not given");
      d.elements = {single.back()};
      single.pop_back();
    }
    if (d.kind != Kind::kSet) return;
    for (std::size_t j = 0; j < i; ++j)
      if (const auto& earlier = array.dimensions[j]; earlier.kind == Kind::kSet && earlier.set == d.set) {
        if (array.shape[i] != earlier.elements.size()) record.fail("one set has two sizes");
        d.elements = earlier.elements;
        return;
      }
    d.elements = read_text_records(array.shape[i], kElementLength);
  }

  void read_full(HeaderArray& array) {
    std::size_t cells = 1;
    for (const std::size_t n : array.shape) cells *= n;
    if (cells > records_.left() / 4) records_.fail("the array runs past the end of the file");
    array.reals.assign(cells, 0);
    HarRecord head = records_.next();
    head.blanks();
    std::size_t records_left = head.count();
    if (head.count() != 7) head.fail("the array has not seven sizes");
    for (std::size_t i = 0; i < 7; ++i)
      if (head.count() != (i < array.shape.size() ? array.shape[i] : 1))
        head.fail("the sizes differ from the header's");
    head.finish();
    std::size_t read = 0;
    while (records_left > 1) read += read_block(array, records_left);
    if (read != cells) records_.fail(fmt::format("{} of {} values of the array are given", read, cells));
  }

  /// Two records: the bounds of a block, and its values with the first index fastest. Returns their number.
  std::size_t read_block(HeaderArray& array, std::size_t& records_left) {
    HarRecord bounds = records_.next();
    bounds.blanks();
    bounds.count();
    std::vector<std::size_t> low, size;
    std::size_t cells = 1;
    for (std::size_t i = 0; i < 7; ++i) {
      const std::size_t from = bounds.count(), to = bounds.count(),
                        whole = i < array.shape.size() ? array.shape[i] : 1;
      if (from < 1 || to < from || to > whole) bounds.fail("the block is outside the array");
      low.push_back(from - 1);
      size.push_back(to - from + 1);
      cells *= size.back();
    }
    bounds.finish();
    HarRecord values = records_.next();
    values.blanks();
    records_left = values.count();
    if (cells != values.left() / 4) values.fail("the values do not fill their block");
    for (std::size_t i = 0; i < cells; ++i) array.reals[position(array.shape, low, size, i)] = finite(values);
    values.finish();
    return cells;
  }

  /// Flat position in the array of the `i`th value of a block.
  static std::size_t position(const std::vector<std::size_t>& shape, const std::vector<std::size_t>& low,
                              const std::vector<std::size_t>& size, std::size_t i) {
    std::size_t at = 0, stride = 1;
    for (std::size_t k = 0; k < shape.size(); ++k) {
      at += (low[k] + i % size[k]) * stride;
      i /= size[k];
      stride *= shape[k];
    }
    return at;
  }

  void read_sparse(HeaderArray& array) {
    std::size_t cells = 1;
    for (const std::size_t n : array.shape) cells *= n;
    HarRecord head = records_.next();
    head.blanks();
    const std::size_t given = head.count();
    if (head.integer() != 4 || head.integer() != 4)
      head.fail("the numbers are not of single precision", "4 and 4 bytes");
    head.text(80);
    head.finish();
    array.reals.assign(cells, 0);
    std::vector<bool> seen(cells);
    std::size_t read = 0;
    for (std::size_t records_left = 2; records_left > 1;) {
      HarRecord record = records_.next();
      record.blanks();
      records_left = record.count();
      if (record.count() != given) record.fail("the number of values differs from the header's");
      const std::size_t here = record.count();
      if (here != record.left() / 8) record.fail("the record does not hold as many values as it says");
      std::vector<std::size_t> at;
      for (std::size_t i = 0; i < here; ++i) at.push_back(record.count());
      for (const std::size_t cell : at) {
        if (cell < 1 || cell > cells || seen[cell - 1])
          record.fail("a position is outside the array or stands twice");
        seen[cell - 1] = true;
        array.reals[cell - 1] = finite(record);
      }
      record.finish();
      read += here;
    }
    if (read != given) records_.fail(fmt::format("{} of {} values of the array are given", read, given));
  }

  HarRecords records_;
  std::set<std::string> names_;
  std::size_t claimed_ = 0;
};

}  // namespace

bool looks_like_har(std::string_view bytes) {
  if (bytes.size() < 12) return false;
  const auto opens = [&](bool swapped) {
    return word_at(bytes, 0, swapped) == 4 && word_at(bytes, 8, swapped) == 4;
  };
  return opens(false) || opens(true);
}

std::vector<HeaderArray> parse_har(std::string_view bytes, const std::string& file) {
  const HarPlace place{.file = file, .header = ""};
  if (!looks_like_har(bytes))
    har_fail(place, 0, "the file does not begin with the name of a header", "a record of four bytes");
  const bool big_endian = word_at(bytes, 0, true) == 4;
  return Reader(HarRecords(bytes, big_endian, place)).read();
}

std::vector<HeaderArray> read_har(const std::filesystem::path& path) {
  return parse_har(read_file(path), path.string());
}

}  // namespace cobden::data
