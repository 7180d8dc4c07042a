#include "cobden/schedule/isic.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace cobden::schedule {
namespace {

constexpr int kClassDigits = 4;

struct Section {
  char letter;
  IsicSpan span;
};
constexpr std::array<Section, 4> kGoodsSections{
    {{'A', {100, 400}}, {'B', {500, 1000}}, {'C', {1000, 3400}}, {'D', {3500, 3600}}}};

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_section(char c) { return c >= 'A' && c <= 'U'; }

/// The digits at the head of `text`, taken off it, as the classes they hold; nullopt for less than two.
std::optional<IsicSpan> take_number(std::string_view& text) {
  int value = 0, digits = 0;
  while (!text.empty() && is_digit(text.front()) && digits < kClassDigits) {
    value = 10 * value + (text.front() - '0');
    ++digits;
    text.remove_prefix(1);
  }
  if (digits < 2) return std::nullopt;
  int width = 1;
  for (; digits < kClassDigits; ++digits) value *= 10, width *= 10;
  return IsicSpan{value, value + width};
}

}  // namespace

std::optional<IsicSpans> isic_spans(std::string_view code) {
  if (code.empty() || !is_section(code.front())) return std::nullopt;
  // Iron and steel with their castings; other metals with theirs.
  if (code == "C24A") return IsicSpans{{2410, 2420}, {2431, 2432}};
  if (code == "C24B") return IsicSpans{{2420, 2430}, {2432, 2433}};
  for (const auto& section : kGoodsSections)
    if (code.size() == 1 && code.front() == section.letter) return IsicSpans{section.span};
  code.remove_prefix(1);
  const auto first = take_number(code);
  if (!first) return std::nullopt;
  if (code.empty()) return IsicSpans{*first};
  if (code.front() != 'T' && code.front() != '-' && code.front() != '_') return std::nullopt;
  code.remove_prefix(1);
  if (!code.empty() && is_section(code.front())) code.remove_prefix(1);
  const auto last = take_number(code);
  if (!last || !code.empty() || last->last <= first->first) return std::nullopt;
  return IsicSpans{{first->first, last->last}};
}

IsicSpans intersection(const IsicSpans& a, const IsicSpans& b) {
  IsicSpans both;
  for (const auto& x : a)
    for (const auto& y : b)
      if (const IsicSpan z{std::max(x.first, y.first), std::min(x.last, y.last)}; z.first < z.last)
        both.push_back(z);
  return both;
}

int shared_classes(const IsicSpans& a, const IsicSpans& b) {
  int classes = 0;
  for (const auto& span : intersection(a, b)) classes += span.last - span.first;
  return classes;
}

}  // namespace cobden::schedule
