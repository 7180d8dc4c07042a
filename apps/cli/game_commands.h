#pragma once
// `cobden game`: the equilibria of a game in a file of Gambit's formats. A plain function that tests call
// with string streams; it returns the exit code, bad input is thrown as UserError before anything is written.
#include <filesystem>

#include "apps/cli/described_command.h"

namespace cobden::cli {

struct GameOptions {
  std::filesystem::path file;  ///< .efg or .nfg
  std::filesystem::path out;   ///< the game written again: .efg (trees only) or .nfg
};

/// The command `game`. `options` must outlive it.
CommandDescription game_command(GameOptions& options);

/// cobden game FILE.efg|.nfg [--out FILE.efg|.nfg]: 0 with equilibria, 1 if none were found.
int game(const GameOptions& options, CommandIo& io);

}  // namespace cobden::cli
