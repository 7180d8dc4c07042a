#pragma once
// Three tiers of failure (as in Drake): a debug assertion for what a correct program cannot do, an
// always-on invariant for what must never be shipped silently wrong, and a user error for bad input.
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace cobden {

/// Where in the input a mistake was found. Absent parts are left out of the message.
struct SourcePlace {
  std::string file;          ///< path, or a name such as "built-in scenario us-china-2025"
  std::optional<long> line;  ///< 1-based line or data row
  std::string column;        ///< column name or key
};

/// Bad input. The message reads `file:line: column: value: what is wrong; expected ...; remedy`.
/// The command line prints it on one line and exits with code 2; nothing has been written.
class UserError : public std::runtime_error {
 public:
  struct Detail {
    SourcePlace place;
    std::string value;     ///< the offending text, as read
    std::string problem;   ///< what is wrong, in words
    std::string expected;  ///< what would have been right
    std::string remedy;    ///< how to mend it
  };
  explicit UserError(Detail detail);
  /// A mistake that has no place in a file (a command line argument, say).
  explicit UserError(std::string problem, std::string remedy = "");
  const Detail& detail() const { return detail_; }

 private:
  Detail detail_;
};

/// Throws the UserError of a mistake at `place`.
[[noreturn]] void fail_at(const SourcePlace& place, const std::string& value, const std::string& problem,
                          const std::string& expected = "", const std::string& remedy = "");

/// The user asked to stop (Ctrl-C). Exit code 130.
class Interrupted : public std::runtime_error {
 public:
  explicit Interrupted(const std::string& what_was_saved) : std::runtime_error(what_was_saved) {}
};

/// An always-on check of something the program itself guarantees. Throws std::logic_error.
void invariant(bool holds, std::string_view statement);

}  // namespace cobden
