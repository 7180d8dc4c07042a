#include "cobden/scenario/gempack_shocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "cobden/core/text.h"

namespace cobden::scenario {
namespace {

constexpr const char* kForm = "Shock tms(\"sector\",\"exporter\",\"importer\") = 10;";

std::string lower(std::string_view text) {
  std::string made(text);
  for (char& c : made) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return made;
}

/// Reads a file front to back; comments and blanks are passed over before every sign.
class Statements {
 public:
  Statements(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  std::vector<PowerShock> read() {
    std::vector<PowerShock> shocks;
    for (skip(); at_ < text_.size(); skip()) shocks.push_back(statement());
    return shocks;
  }

 private:
  PowerShock statement() {
    PowerShock shock;
    shock.place = place();
    if (const std::string first = word(); lower(first) != "shock")
      fail_at(shock.place, first, "is not a Shock statement", kForm,
              "keep the Shock statements alone in the file; closures and methods are Cobden's own");
    if (const std::string variable = word(); lower(variable) != "tms")
      fail_at(shock.place, variable, "is not a variable that can be shocked here",
              "tms, the power of the tariff", "write other changes as [[shock]] tables");
    sign('(');
    shock.sector = element();
    sign(',');
    shock.exporter = element();
    sign(',');
    shock.importer = element();
    sign(')');
    sign('=');
    shock.percent = number();
    sign(';');
    return shock;
  }

  void skip() {
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '!') at_ = std::min(text_.find_first_of("!\n", at_ + 1), text_.size());
      if (at_ == text_.size()) return;
      if (text_[at_] == '\n')
        ++line_;
      else if (text_[at_] != '!' && !std::isspace(static_cast<unsigned char>(text_[at_])))
        return;
    }
  }

  std::string word() {
    return take([](unsigned char c) { return std::isalnum(c) || c == '_'; });
  }

  /// The characters from here on that `fits` accepts, or the one that it does not.
  template <class Fits>
  std::string take(const Fits& fits) {
    skip();
    const std::size_t from = at_;
    while (at_ < text_.size() && fits(static_cast<unsigned char>(text_[at_]))) ++at_;
    if (at_ == from && at_ < text_.size()) return std::string(text_.substr(at_, 1));
    return std::string(text_.substr(from, at_ - from));
  }

  void sign(char wanted) {
    skip();
    if (at_ < text_.size() && text_[at_] == wanted) {
      ++at_;
      return;
    }
    const std::string found = at_ < text_.size() ? std::string(text_.substr(at_, 1)) : "";
    fail_at(place(), found, found.empty() ? "the file ends within a statement" : "is not what stands here",
            fmt::format("'{}', as in {}", wanted, kForm));
  }

  std::string element() {
    skip();
    if (at_ >= text_.size() || text_[at_] != '"') {
      const SourcePlace here = place();
      fail_at(here, word(), "is not an element in quotes", kForm,
              "write one statement for each element of a set");
    }
    const std::size_t end = text_.find_first_of("\"\n", at_ + 1);
    if (end == std::string_view::npos || text_[end] == '\n')
      fail_at(place(), std::string(text_.substr(at_, 12)), "the quote is not closed", kForm);
    const std::string code(trim(text_.substr(at_ + 1, end - at_ - 1)));
    at_ = end + 1;
    return code;
  }

  double number() {
    skip();
    const SourcePlace here = place();
    const std::string text = take([](unsigned char c) { return !std::isspace(c) && c != ';' && c != '!'; });
    const auto value = parse_number(text);
    if (!value)
      fail_at(here, text, "is not a number", "the change of the power of the tariff in percent",
              "functions such as uniform and rate% are not read: write the number of each cell");
    return *value;
  }

  SourcePlace place() const { return {.file = file_, .line = line_, .column = ""}; }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
  long line_ = 1;
};

/// The position of a code, whatever its case.
template <class Tag>
Index<Tag> position(const Axis<Tag>& axis, const std::string& code, const SourcePlace& place) {
  if (axis.find(code)) return *axis.find(code);
  for (const auto i : axis.all())
    if (lower(axis.code(i)) == lower(code)) return i;
  return axis.at(code, place);
}

}  // namespace

std::vector<PowerShock> parse_gempack_shocks(std::string_view text, const std::string& file) {
  if (const auto at = first_invalid_utf8(text))
    fail_at({.file = file,
             .line = 1 + std::count(text.begin(), text.begin() + static_cast<long>(*at), '\n'),
             .column = ""},
            "", "the file is not UTF-8 text", kForm);
  return Statements(text, file).read();
}

void apply_gempack_shocks(const std::vector<PowerShock>& shocks, const data::Benchmark& b,
                          TradeCube& tariff) {
  const std::size_t N = b.country_count();
  TradeCube seen(b.sector_count(), N, N);
  for (const auto& shock : shocks) {
    const Sector s = position(b.sectors(), shock.sector, shock.place);
    const Country o = position(b.countries(), shock.exporter, shock.place);
    const Country d = position(b.countries(), shock.importer, shock.place);
    const auto refuse = [&](const std::string& problem, const std::string& expected) {
      fail_at(shock.place,
              fmt::format("tms(\"{}\",\"{}\",\"{}\") = {:g}", shock.sector, shock.exporter, shock.importer,
                          shock.percent),
              problem, expected);
    };
    if (seen(s, d, o)++ > 0) refuse("the cell is shocked twice", "one statement for each cell");
    if (d == o && shock.percent != 0)
      refuse("home sales carry no tariff", "an importer that is not the exporter");
    if (shock.percent <= -100)
      refuse("the power of the tariff would be zero or below", "a change above -100");
    if (shock.percent != 0) tariff(s, d, o) = (1 + tariff(s, d, o)) * (1 + shock.percent / 100) - 1;
  }
}

std::string gempack_shocks(const economy::Counterfactual& made, const data::Benchmark& b,
                           const std::string& title) {
  std::string head = fmt::format("{}, on benchmark {}.", title, b.name());
  std::replace_if(
      head.begin(), head.end(), [](char c) { return c == '!' || c == '\n'; }, ' ');  // would end it
  std::string text =
      "! " + head + "\n! tms(sector,exporter,importer): change of the power of the tariff, percent.\n";
  if (!made.trade_cost_hat.empty())
    text += "! The scenario changes trade costs too, which are not in this file.\n";
  if (made.tariff_new.empty()) return text;
  const TradeCube& base = b.tables().tariff;
  for (const Country d : b.countries().all())
    for (const Country o : b.countries().all())
      for (const Sector s : b.sectors().all())
        if (const double t = made.tariff_new(s, d, o); t != base(s, d, o))
          text += fmt::format("Shock tms(\"{}\",\"{}\",\"{}\") = {};\n", b.sectors().code(s),
                              b.countries().code(o), b.countries().code(d),
                              100 * ((t - base(s, d, o)) / (1 + base(s, d, o))));
  return text;
}

}  // namespace cobden::scenario
