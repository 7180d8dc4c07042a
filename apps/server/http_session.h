#pragma once
// One connection of the HTTP server: reads a request, hands it over, writes the answer, and so on until one
// side has enough. Everything here belongs to the thread of the network; only the exchange that a handler
// gets may be used from any thread. Boost.Beast, which parses, is included by http_session.cc alone.
#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include "apps/server/http_server.h"

namespace cobden::server {

class Session;

/// What the connections of one server share.
struct SessionBook {
  std::shared_ptr<boost::asio::io_context> io;  ///< lives as long as anyone may answer
  HttpLimits limits;
  Handler handler;
  Refusal refusal;
  std::list<std::shared_ptr<Session>> sessions;
  std::atomic<std::size_t> count{0};  ///< of sessions
  std::atomic<std::size_t> streams{0};
  std::atomic<bool> stopping{false};
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using ErrorCode = boost::system::error_code;
  using Time = std::chrono::steady_clock::time_point;

  Session(std::shared_ptr<SessionBook> book, Socket socket);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void read_request();
  /// Answers what cannot be read, and closes.
  void refuse(int status, const std::string& message);
  void close();
  /// Since when the client keeps us waiting; empty while we make it wait.
  std::optional<Time> waiting_since() const { return waiting_since_; }

  // for the answers that go on: http_events.h
  Socket& socket() { return socket_; }
  SessionBook& book() { return *book_; }
  const HttpLimits& limits() const { return book_->limits; }
  /// Calls `late` once the time is up, unless the clock is set again or stopped before.
  void set_clock(std::chrono::milliseconds time, std::function<void()> late);
  void stop_clock();
  /// Ends the watch over the socket; what follows writes to it.
  void begin_events() { socket_.cancel(); }

 private:
  class Way;
  struct Reading;
  void on_header(const ErrorCode& error);
  void read_body();
  void on_body(const ErrorCode& error);
  void on_read_error(const ErrorCode& error);
  void hand_over();
  Request take_request();
  void watch_for_end();
  void write(Response response, bool last);
  void write_piece();
  void after_write();
  void drain();

  std::shared_ptr<SessionBook> book_;
  Socket socket_;
  boost::asio::steady_timer clock_;
  std::size_t ticket_ = 0;  ///< of the clock; a clock that was stopped has an old one
  std::unique_ptr<Reading> reading_;
  std::optional<Time> waiting_since_ = std::chrono::steady_clock::now();
  bool timed_out_ = false, keep_alive_ = false, head_only_ = false, closed_ = false;
  std::shared_ptr<std::atomic<bool>> gone_ = std::make_shared<std::atomic<bool>>(false);
  // the answer that is written
  std::string head_;
  std::shared_ptr<const std::string> body_;
  std::size_t written_ = 0, drained_ = 0;
  bool last_ = false;
  std::array<char, 4096> scrap_;
};

}  // namespace cobden::server
