#pragma once
// The words of Gambit's file formats: quoted texts, numbers, braces, single words. White space and commas
// between them mean nothing.
#include <string>
#include <string_view>
#include <vector>

#include "cobden/numerics/rational.h"

namespace cobden::talks {

class GambitLexer {
 public:
  /// UserError: not UTF-8, or a quotation without an end.
  GambitLexer(std::string_view text, std::string source);

  enum class Kind { kWord, kText, kOpen, kClose, kEnd };
  Kind kind() const { return tokens_[at_].kind; }
  bool at_open() const { return kind() == Kind::kOpen; }
  bool at_close() const { return kind() == Kind::kClose; }
  bool at_text() const { return kind() == Kind::kText; }
  bool at_end() const { return kind() == Kind::kEnd; }

  /// Each takes one token, or fails saying what was `expected` there.
  std::string word(const std::string& expected);
  std::string text(const std::string& expected);
  void open(const std::string& expected);
  void close(const std::string& expected);
  numerics::Rational number(const std::string& expected);
  /// An integer from `least` to 2^31 - 1.
  long integer(long least, const std::string& expected);
  /// Refuses the current token.
  [[noreturn]] void fail(const std::string& problem, const std::string& expected = "",
                         const std::string& remedy = "") const;
  /// Refuses the token taken last.
  [[noreturn]] void fail_last(const std::string& problem, const std::string& expected = "",
                              const std::string& remedy = "") const;

 private:
  struct Token {
    Kind kind = Kind::kEnd;
    std::string text;
    long line = 0, column = 0;
  };
  void read(std::string_view text);
  std::size_t read_quoted(std::string_view text, std::size_t at, Token& token) const;
  std::string take(Kind kind, const std::string& expected);
  [[noreturn]] void fail_at_token(const Token& token, const std::string& problem, const std::string& expected,
                                  const std::string& remedy) const;

  std::string source_;
  std::vector<Token> tokens_;  ///< the last one is kEnd
  std::size_t at_ = 0;
};

/// `text` in quotation marks, with those inside it and backslashes escaped.
std::string in_quotes(std::string_view text);

}  // namespace cobden::talks
