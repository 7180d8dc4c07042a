#include "cobden/schedule/rate.h"

#include <array>
#include <cctype>
#include <utility>

#include "cobden/core/table_reader.h"
#include "cobden/core/text.h"

namespace cobden::schedule {
namespace {

using Kind = Rate::Kind;

constexpr std::array kWords{std::pair{"off", Kind::kOff},         std::pair{"suspended", Kind::kSuspended},
                            std::pair{"quota", Kind::kQuota},     std::pair{"licence", Kind::kLicence},
                            std::pair{"license", Kind::kLicence}, std::pair{"ban", Kind::kBan}};
constexpr const char* kExpected =
    "\"25%\", \"0.44 USD/kg\", \"4.4% + 0.02 USD/kg\", \"total 15%\", \"replace 35%\", \"off\", "
    "\"suspended\", \"quota\", \"licence\" or \"ban\"";

class RateParser {
 public:
  RateParser(std::string_view text, const SourcePlace& place) : text_(text), place_(place) {
    rate_.text = std::string(text);
  }

  Rate parse() {
    std::string_view rest = trim(text_);
    for (const auto& [word, kind] : kWords)
      if (rest == word) return with_kind(kind);
    rate_.kind = Kind::kDuty;
    if (take_word(rest, "total")) rate_.kind = Kind::kTotal;
    if (take_word(rest, "replace")) rate_.kind = Kind::kReplace;
    for (const auto& term : split(rest, '+')) add_term(trim(term));
    if (rate_.kind == Kind::kTotal && !rate_.specific.empty())
      fail("is a total with a specific part", "\"total 15%\"");
    return std::move(rate_);
  }

 private:
  [[noreturn]] void fail(const std::string& problem, const std::string& expected) const {
    fail_at(place_, std::string(text_), problem, expected,
            did_you_mean(std::string(trim(text_)), {"off", "suspended", "quota", "licence", "ban"}));
  }

  Rate with_kind(Kind kind) {
    rate_.kind = kind;
    return std::move(rate_);
  }

  static bool take_word(std::string_view& rest, std::string_view word) {
    if (!rest.starts_with(word) || rest.size() == word.size() || rest[word.size()] != ' ') return false;
    rest = trim(rest.substr(word.size()));
    return true;
  }

  double amount(std::string_view number) const {
    const auto value = parse_number(number);
    if (!value) fail("is not a rate", kExpected);
    if (*value < 0) fail("is negative", "a rate of 0% or more");
    return *value;
  }

  void add_term(std::string_view term) {
    if (term.ends_with('%')) {
      rate_.ad_valorem += amount(term.substr(0, term.size() - 1)) / 100;
      return;
    }
    const auto blank = term.find(' '), slash = term.find('/');
    if (blank == std::string_view::npos || slash == std::string_view::npos || slash < blank)
      fail("is not a rate", kExpected);
    const auto currency = trim(term.substr(blank, slash - blank)), unit = trim(term.substr(slash + 1));
    bool letters = currency.size() == 3 && !unit.empty();
    for (const char c : currency) letters = letters && std::isupper(static_cast<unsigned char>(c)) != 0;
    if (!letters) fail("is not a rate", kExpected);
    const double value = amount(term.substr(0, blank));
    if (value > 0) rate_.specific.push_back({value, std::string(currency), std::string(unit)});
  }

  std::string_view text_;
  const SourcePlace& place_;
  Rate rate_;
};

}  // namespace

Rate parse_rate(std::string_view text, const SourcePlace& place) { return RateParser(text, place).parse(); }

}  // namespace cobden::schedule
