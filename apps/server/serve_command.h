#pragma once
// `cobden serve`: the workbench, a page and its API on this machine.
#include <filesystem>
#include <string>

#include "apps/cli/described_command.h"

namespace cobden::server {

struct ServeOptions {
  int port = 8080;  ///< 0 = any free one
  std::string host = "127.0.0.1";
  int queue = 32;   ///< runs that may wait
  int workers = 1;  ///< runs at a time
};

/// The command `serve`. `options` must outlive it.
cli::CommandDescription serve_command(ServeOptions& options);

/// Serves until SIGINT or SIGTERM, then cancels what runs and says so. UserError: the port is taken, the
/// store cannot be opened.
int serve(const ServeOptions& options, cli::CommandIo& io);

}  // namespace cobden::server
