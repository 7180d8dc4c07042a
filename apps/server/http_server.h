#pragma once
// An HTTP/1.1 server for one machine. One thread does all of the network and never computes; a connection
// that is slow, silent or wrong costs its own small buffer and is ended by its clock. Boost.Beast parses; its
// header, which is slow to compile, is included by http_server.cc alone.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "apps/server/http.h"

namespace cobden::server {

struct HttpLimits {
  std::size_t connections = 512;  ///< above it the one that keeps us waiting longest makes room
  std::size_t streams = 256;      ///< of events; the other connections stay free for questions
  std::uint32_t header_bytes = 16 << 10;
  std::uint64_t body_bytes = 1 << 20;
  std::chrono::milliseconds header_time{15'000};  ///< from the connection, or the last answer, to the header
  std::chrono::milliseconds body_time{30'000};
  std::chrono::milliseconds write_time{30'000};  ///< for each piece of 64 KiB
  std::chrono::milliseconds heartbeat{15'000};   ///< of event streams
};

struct HttpOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;  ///< 0 = any free one
  HttpLimits limits;
};

class HttpServer {
 public:
  /// Binds and listens. UserError: the host is not an address of this machine, or the port is taken.
  HttpServer(HttpOptions options, Handler handler, Refusal refusal);
  ~HttpServer();
  std::uint16_t port() const;
  /// Serves on a thread of its own until stop().
  void start();
  /// No new connections; those there are live on.
  void stop_accepting();
  /// Blocks until SIGINT or SIGTERM arrives. A second one ends the process at once.
  void wait_for_signal();
  /// Ends every connection and joins the thread.
  void stop();
  std::size_t connections() const;

  struct Parts;

 private:
  std::shared_ptr<Parts> parts_;
};

}  // namespace cobden::server
