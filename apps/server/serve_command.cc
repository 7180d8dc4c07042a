#include "apps/server/serve_command.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

#include "apps/server/api.h"
#include "apps/server/http_server.h"
#include "apps/server/json_reply.h"
#include "cobden/core/confined_reading.h"

namespace cobden::server {
namespace {

void check_number(const char* option, int value, int least, int most) {
  if (value < least || value > most)
    fail_at({.file = "", .line = {}, .column = option}, std::to_string(value), "is out of range",
            fmt::format("a whole number from {} to {}", least, most));
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

std::string url_of(const std::string& host, std::uint16_t port) {
  const bool v6 = host.find(':') != std::string::npos;
  const std::string name = host == "0.0.0.0" || host == "::" ? "127.0.0.1" : host;
  return fmt::format("http://{}{}{}:{}/", v6 ? "[" : "", name, v6 ? "]" : "", port);
}

ApiOptions api_options(const ServeOptions& o, const HttpLimits& limits) {
  ApiOptions api;
  api.body_bytes = limits.body_bytes, api.header_bytes = limits.header_bytes;
  api.connections = limits.connections;
  api.queue = {.most_waiting = static_cast<std::size_t>(o.queue),
               .workers = static_cast<std::size_t>(o.workers)};
  return api;
}

void say_start(const HttpServer& server, const Catalogues& catalogues, const ServeOptions& o,
               cli::CommandIo& io) {
  io.out << "Cobden serves " << url_of(o.host, server.port()) << std::endl;
  if (io.quiet) return;
  io.err << "Runs are kept in " << catalogues.file().string() << ". Stop with Ctrl-C.\n";
  if (!is_loopback(o.host))
    io.err << "There is no password: whoever reaches " << o.host << " can use it and read every run.\n";
  if (page_files().empty())
    io.err << "The page was not built: make serve builds it where Node is installed.\n";
}

/// A question can want more memory than there is. Then its allocation fails and it is told so, before the
/// machine runs out and ends the whole server.
void limit_memory() {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // these reserve more than there is
  const auto pages = ::sysconf(_SC_PHYS_PAGES), page = ::sysconf(_SC_PAGESIZE);
  rlimit limit{};
  if (pages <= 0 || page <= 0 || ::getrlimit(RLIMIT_DATA, &limit) != 0) return;
  const rlim_t most = static_cast<rlim_t>(pages) * static_cast<rlim_t>(page) / 10 * 8;
  limit.rlim_cur = std::min(limit.rlim_cur, most);
  ::setrlimit(RLIMIT_DATA, &limit);
#endif
}

}  // namespace

cli::CommandDescription serve_command(ServeOptions& o) {
  return {
      .name = "serve",
      .help = "The workbench: a page in the browser, and an interface for programs, on this machine",
      .footer =
          "Examples:\n  cobden serve\n  cobden serve --port 9000 --store project.sqlite\nThe interface is "
          "described in apps/server/openapi.yaml.",
      .options = {{"--port", &o.port, "Port (0 = any free one)"},
                  {"--host", &o.host, "Address to listen on"},
                  {"--queue", &o.queue, "Runs that may wait"},
                  {"--workers", &o.workers, "Runs at a time"}},
      .action = [&o](cli::CommandIo& io, const RunContext&) { return serve(o, io); },
      .terminal = true,
      .answers = false};
}

int serve(const ServeOptions& o, cli::CommandIo& io) {
  check_number("--port", o.port, 0, 65535);
  check_number("--queue", o.queue, 1, 10'000);
  check_number("--workers", o.workers, 1, 64);
  Catalogues catalogues(io.store.empty() ? store::default_store() : io.store);
  const ConfinedReading confined;
  limit_memory();
  HttpOptions http{.host = o.host, .port = static_cast<std::uint16_t>(o.port), .limits = {}};
  const auto options = api_options(o, http.limits);
  RunQueue queue(options.queue, catalogues);
  Api api(options, catalogues, queue);
  HttpServer server(
      http, [&](const auto& exchange) { api.handle(exchange); },
      [](int status, const std::string& message) { return error_reply(status, message); });
  api.set_guard({.host = o.host, .port = server.port()});
  server.start();
  api.warm_up();
  say_start(server, catalogues, o, io);
  server.wait_for_signal();
  server.stop_accepting();
  const std::size_t cut = queue.stop();
  api.stop();
  server.stop();
  if (!io.quiet)
    io.err << fmt::format("Stopped. {} run{} cut short and marked as cancelled; {} runs are kept in {}.\n",
                          cut, cut == 1 ? " was" : "s were", catalogues.borrow()->count(),
                          catalogues.file().string());
  return cli::kDone;
}

}  // namespace cobden::server
