#include "cobden/talks/gambit_lexer.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "cobden/core/error.h"
#include "cobden/core/text.h"

namespace cobden::talks {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f' || c == ',';
}
bool ends_word(char c) { return is_blank(c) || c == '"' || c == '{' || c == '}'; }

}  // namespace

GambitLexer::GambitLexer(std::string_view text, std::string source) : source_(std::move(source)) {
  if (const auto bad = first_invalid_utf8(text))
    cobden::fail_at({.file = source_, .line = {}, .column = fmt::format("byte {}", *bad + 1)}, "",
                    "the file is not UTF-8 text");
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  read(text);
}

void GambitLexer::read(std::string_view text) {
  long line = 1;
  std::size_t line_start = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (is_blank(text[i])) {
      if (text[i] == '\n') ++line, line_start = i + 1;
      ++i;
      continue;
    }
    Token token{.text = "", .line = line, .column = static_cast<long>(i - line_start) + 1};
    const std::size_t start = i;
    if (text[i] == '{' || text[i] == '}') {
      token.kind = text[i] == '{' ? Kind::kOpen : Kind::kClose;
      token.text = text[i++];
    } else if (text[i] == '"') {
      i = read_quoted(text, i, token);
    } else {
      while (i < text.size() && !ends_word(text[i])) ++i;
      token.kind = Kind::kWord;
      token.text = text.substr(start, i - start);
    }
    for (std::size_t k = start; k < i; ++k)
      if (text[k] == '\n') ++line, line_start = k + 1;
    tokens_.push_back(std::move(token));
  }
  tokens_.push_back({.kind = Kind::kEnd,
                     .text = "",
                     .line = line,
                     .column = static_cast<long>(text.size() - line_start) + 1});
}

std::size_t GambitLexer::read_quoted(std::string_view text, std::size_t at, Token& token) const {
  token.kind = Kind::kText;
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '"') return i + 1;
    // Gambit escapes quotation marks and backslashes, and nothing else.
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\')) ++i;
    token.text += text[i];
  }
  fail_at_token(token, "the quotation does not end", "a closing quotation mark", "");
}

void GambitLexer::fail_at_token(const Token& token, const std::string& problem, const std::string& expected,
                                const std::string& remedy) const {
  constexpr std::size_t kShown = 40;
  const std::string shown =
      token.kind == Kind::kEnd ? "end of file" : token.text.substr(0, std::min(kShown, token.text.size()));
  cobden::fail_at({.file = source_, .line = token.line, .column = fmt::format("column {}", token.column)},
                  shown, problem, expected, remedy);
}

void GambitLexer::fail(const std::string& problem, const std::string& expected,
                       const std::string& remedy) const {
  fail_at_token(tokens_[at_], problem, expected, remedy);
}

void GambitLexer::fail_last(const std::string& problem, const std::string& expected,
                            const std::string& remedy) const {
  fail_at_token(tokens_[at_ > 0 ? at_ - 1 : 0], problem, expected, remedy);
}

std::string GambitLexer::take(Kind wanted, const std::string& expected) {
  if (kind() != wanted) fail("is not what the format has here", expected);
  return tokens_[at_++].text;
}

std::string GambitLexer::word(const std::string& expected) { return take(Kind::kWord, expected); }
std::string GambitLexer::text(const std::string& expected) { return take(Kind::kText, expected); }
void GambitLexer::open(const std::string& expected) { take(Kind::kOpen, expected); }
void GambitLexer::close(const std::string& expected) { take(Kind::kClose, expected); }

numerics::Rational GambitLexer::number(const std::string& expected) {
  const std::string spelled = word(expected);
  const auto value = numerics::parse_rational(spelled);
  if (!value) fail_last("is not a number", expected + " such as 3, -1/4 or 0.25");
  return *value;
}

long GambitLexer::integer(long least, const std::string& expected) {
  const std::string spelled = word(expected);
  long value = 0;
  const auto [end, status] = std::from_chars(spelled.data(), spelled.data() + spelled.size(), value);
  if (status != std::errc{} || end != spelled.data() + spelled.size() || value < least ||
      value > std::numeric_limits<int>::max())
    fail_last("is out of bounds or no integer", fmt::format("{}, an integer of {} or more", expected, least));
  return value;
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace cobden::talks
