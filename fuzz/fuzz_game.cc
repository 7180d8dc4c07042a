// Arbitrary bytes as a game in one of Gambit's formats: refused with a UserError, or read, and then written
// and read back as the same. Small ones are put in strategic form and searched for pure equilibria; what is
// recognised as a sender-receiver game becomes the same tree again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "cobden/core/error.h"
#include "cobden/talks/gambit_files.h"
#include "cobden/talks/nash_enumeration.h"
#include "cobden/talks/sender_receiver.h"

namespace {

using namespace cobden::talks;

void require(bool holds) {
  if (!holds) std::abort();
}

void use_tree(std::string_view text) {
  const GameTree tree = parse_efg(text);
  const std::string again = to_efg(tree);
  require(to_efg(parse_efg(again)) == again);
  if (const auto found = recognise(tree).game) require(recognise(to_tree(*found)).game == found);
  for (const auto& profile : pure_equilibria(strategic_form(tree, 64)))
    require(profile.size() == tree.players.size());
}

void use_table(std::string_view text) {
  const StrategicGame game = parse_nfg(text);
  require(parse_nfg(to_nfg(game)).payoff == game.payoff);
  if (game.profiles() > 64) return;
  for (const auto& profile : pure_equilibria(game)) require(deviation_gain(game, profile) == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    if (text.find("EFG") < text.find("NFG"))
      use_tree(text);
    else
      use_table(text);
  } catch (const cobden::UserError&) {
  }
  return 0;
}
