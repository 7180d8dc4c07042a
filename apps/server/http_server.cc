#include "apps/server/http_server.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <array>
#include <atomic>
#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <list>
#include <mutex>
#include <optional>
#include <thread>

#include "cobden/core/error.h"

namespace cobden::server {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kPiece = 64 << 10;
/// What is read and thrown away after a refusal, so that the client gets to read why.
constexpr std::size_t kMostDrained = 16 << 20;
constexpr std::chrono::seconds kDrainTime{2};
constexpr std::size_t kMostWaitingEvents = 64;

bool is_shortage(const ErrorCode& error) {
  return error == asio::error::no_descriptors || error == asio::error::no_buffer_space ||
         error == asio::error::no_memory || error.value() == ENFILE;
}

/// As many files as the machine lets us have, up to what the connections need.
void raise_file_limit(std::size_t connections) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = connections + 256;
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = limit.rlim_max == RLIM_INFINITY ? wanted : std::min<rlim_t>(wanted, limit.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::string head_text(const Response& response, std::size_t length, bool keep_alive) {
  std::string text = fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason_of(response.status));
  const bool bodiless = response.status == 204 || response.status == 304;
  if (!bodiless) text += fmt::format("Content-Length: {}\r\n", length);
  if (!bodiless) text += "Content-Type: " + response.content_type + "\r\n";
  for (const auto& [name, value] : response.headers) text += name + ": " + value + "\r\n";
  return text + (keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
}

std::string event_text(const std::string& kind, const std::string& data) {
  std::string text = "event: " + kind + "\ndata: ";
  for (const char c : data) text += c == '\n' ? std::string("\ndata: ") : std::string(1, c);
  return text + "\n\n";
}

/// The answer that goes on as long as there is something to tell.
std::string event_head() {
  return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-store\r\n"
         "X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\nConnection: "
         "close\r\n\r\n";
}

}  // namespace

class Session;

/// What the sessions share with the server. Everything but the atomics belongs to the network's thread.
struct HttpServer::Parts {
  Parts(HttpOptions given, Handler on_request, Refusal on_refusal)
      : options(std::move(given)), handler(std::move(on_request)), refusal(std::move(on_refusal)) {}

  asio::io_context io{1};
  tcp::acceptor acceptor{io};
  asio::steady_timer pause{io};
  asio::signal_set signals{io};
  HttpOptions options;
  Handler handler;
  Refusal refusal;
  std::list<std::shared_ptr<Session>> sessions;
  std::atomic<std::size_t> count{0}, streams{0};
  std::atomic<bool> stopping{false};
  std::thread thread;
  std::mutex mutex;
  std::condition_variable signalled;
  int signal_count = 0;
  std::shared_ptr<Parts> self;  ///< for the sessions, while the server runs

  void open();
  void accept();
  void on_accept(const ErrorCode& error, tcp::socket socket);
  bool make_room();
  void await_signal();
  void run();
};

/// One connection: reads a request, hands it over, writes the answer, and so on until one side has enough.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(std::shared_ptr<HttpServer::Parts> server, tcp::socket socket)
      : server_(std::move(server)), socket_(std::move(socket)), clock_(socket_.get_executor()) {}

  void read_request();
  void close();
  /// Since when the client keeps us waiting; empty while we make it wait.
  std::optional<SteadyClock::time_point> waiting_since() const { return waiting_since_; }
  void refuse(int status, const std::string& message);

 private:
  class Way;
  class Events;
  friend class Way;
  friend class Events;
  using Parser = http::request_parser<http::string_body>;

  const HttpLimits& limits() const { return server_->options.limits; }
  /// Calls `late` unless the clock is set again or stopped before.
  template <class Late>
  void set_clock(std::chrono::milliseconds time, Late late) {
    clock_.expires_after(time);
    clock_.async_wait([self = shared_from_this(), late, ticket = ++ticket_](const ErrorCode& error) {
      if (!error && ticket == self->ticket_) late();  // it may have run out just before it was stopped
    });
  }
  void stop_clock() {
    ++ticket_;
    clock_.cancel();
  }
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
  void begin_events();

  std::shared_ptr<HttpServer::Parts> server_;
  tcp::socket socket_;
  asio::steady_timer clock_;
  beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::optional<SteadyClock::time_point> waiting_since_ = SteadyClock::now();
  bool timed_out_ = false, keep_alive_ = false, head_only_ = false, closed_ = false;
  std::shared_ptr<std::atomic<bool>> gone_ = std::make_shared<std::atomic<bool>>(false);
  std::string head_;
  std::shared_ptr<const std::string> body_;
  std::size_t written_ = 0, drained_ = 0, ticket_ = 0;
  bool last_ = false;
  std::array<char, 4096> scrap_;
};

/// The exchange that a handler sees.
class Session::Way : public Exchange {
 public:
  Way(std::shared_ptr<Session> session, Request request)
      : session_(std::move(session)), gone_(session_->gone_), request_(std::move(request)) {}
  ~Way() override {
    if (!answered_.exchange(true)) send({.status = 500});  // a handler that lost its exchange
  }
  const Request& request() const override { return request_; }
  void reply(Response response) override {
    if (!answered_.exchange(true)) send(std::move(response));
  }
  std::shared_ptr<EventStream> open_events() override;
  bool gone() const override { return gone_->load(); }

 private:
  void send(Response response) {
    asio::post(session_->socket_.get_executor(),
               [session = session_, response = std::move(response)]() mutable {
                 session->write(std::move(response), false);
               });
  }
  std::shared_ptr<Session> session_;
  std::shared_ptr<std::atomic<bool>> gone_;
  Request request_;
  std::atomic<bool> answered_{false};
};

/// An event stream; its queue belongs to the network's thread.
class Session::Events : public EventStream, public std::enable_shared_from_this<Events> {
 public:
  explicit Events(std::shared_ptr<Session> session)
      : session_(std::move(session)), heartbeat_(session_->socket_.get_executor()) {
    ++session_->server_->streams;
  }
  ~Events() override { --session_->server_->streams; }

  void send(const std::string& kind, const std::string& data, bool replaces) override {
    post([kind, text = event_text(kind, data), replaces](Events& e) { e.queue(kind, text, replaces); });
  }
  void finish() override {
    post([](Events& e) {
      e.finishing_ = true;
      if (!e.writing_) e.end();
    });
  }
  bool closed() const override { return closed_.load(); }

  void begin() {
    beat();
    watch();
    queue("", event_head(), false);
  }

 private:
  struct Waiting {
    std::string kind, text;
  };

  template <class Act>
  void post(Act act) {
    asio::post(session_->socket_.get_executor(), [self = shared_from_this(), act] {
      if (!self->closed_) act(*self);
    });
  }
  void queue(const std::string& kind, const std::string& text, bool replaces) {
    if (replaces && !waiting_.empty() && waiting_.back().kind == kind) waiting_.pop_back();
    waiting_.push_back({kind, text});
    if (waiting_.size() > kMostWaitingEvents) return end();  // it reads too slowly to be told
    if (!writing_) write();
  }
  void write() {
    if (waiting_.empty()) {
      if (finishing_) end();
      return;
    }
    text_ = std::move(waiting_.front().text);
    waiting_.pop_front();
    writing_ = true;
    session_->set_clock(session_->limits().write_time, [self = shared_from_this()] { self->end(); });
    asio::async_write(session_->socket_, asio::buffer(text_),
                      [self = shared_from_this()](const ErrorCode& error, std::size_t) {
                        self->writing_ = false;
                        self->session_->stop_clock();
                        if (error) return self->end();
                        self->write();
                      });
  }
  void beat() {
    heartbeat_.expires_after(session_->limits().heartbeat);
    heartbeat_.async_wait([self = shared_from_this()](const ErrorCode& error) {
      if (error || self->closed_) return;
      self->queue("", ": still here\n\n", true);
      self->beat();
    });
  }
  /// The client says nothing more: what it sends is thrown away, its end is noticed.
  void watch() {
    session_->socket_.async_read_some(asio::buffer(session_->scrap_),
                                      [self = shared_from_this()](const ErrorCode& error, std::size_t) {
                                        if (error) return self->end();
                                        self->watch();
                                      });
  }
  void end() {
    if (closed_.exchange(true)) return;
    heartbeat_.cancel();
    session_->close();
  }

  std::shared_ptr<Session> session_;
  asio::steady_timer heartbeat_;
  std::deque<Waiting> waiting_;
  std::string text_;
  bool writing_ = false, finishing_ = false;
  std::atomic<bool> closed_{false};
};

std::shared_ptr<EventStream> Session::Way::open_events() {
  if (session_->server_->streams >= session_->limits().streams) return nullptr;
  answered_ = true;
  auto events = std::make_shared<Events>(session_);
  asio::post(session_->socket_.get_executor(), [session = session_, events] {
    session->begin_events();
    events->begin();
  });
  return events;
}

// --- reading

void Session::read_request() {
  parser_.emplace();
  parser_->header_limit(limits().header_bytes);
  parser_->body_limit(limits().body_bytes);
  waiting_since_ = SteadyClock::now();
  timed_out_ = false;
  set_clock(limits().header_time, [self = shared_from_this()] {
    self->timed_out_ = true;
    self->socket_.cancel();
  });
  http::async_read_header(
      socket_, buffer_, *parser_,
      [self = shared_from_this()](const ErrorCode& e, std::size_t) { self->on_header(e); });
}

void Session::on_header(const ErrorCode& error) {
  stop_clock();
  if (error) return on_read_error(error);
  if (parser_->is_done()) return hand_over();
  if (!beast::iequals(parser_->get()[http::field::expect], "100-continue")) return read_body();
  head_ = "HTTP/1.1 100 Continue\r\n\r\n";
  asio::async_write(socket_, asio::buffer(head_),
                    [self = shared_from_this()](const ErrorCode& e, std::size_t) {
                      e ? self->close() : self->read_body();
                    });
}

void Session::read_body() {
  set_clock(limits().body_time, [self = shared_from_this()] {
    self->timed_out_ = true;
    self->socket_.cancel();
  });
  http::async_read(socket_, buffer_, *parser_,
                   [self = shared_from_this()](const ErrorCode& e, std::size_t) { self->on_body(e); });
}

void Session::on_body(const ErrorCode& error) {
  stop_clock();
  error ? on_read_error(error) : hand_over();
}

void Session::on_read_error(const ErrorCode& error) {
  const bool began = parser_->got_some() || buffer_.size() > 0;
  if (timed_out_ && began) return refuse(408, "the request did not arrive in time");
  const bool of_http = error.category() == http::make_error_code(http::error::bad_method).category();
  const bool ended = error == http::error::end_of_stream || error == http::error::partial_message;
  if (timed_out_ || ended || !of_http) return close();
  if (error == http::error::header_limit) return refuse(431, "the header is too large");
  if (error == http::error::body_limit)
    return refuse(413, fmt::format("the body is larger than {} bytes", limits().body_bytes));
  refuse(400, "this is not HTTP: " + error.message());
}

void Session::refuse(int status, const std::string& message) {
  keep_alive_ = false, head_only_ = false;
  write(server_->refusal(status, message), true);
}

Request Session::take_request() {
  const auto& message = parser_->get();
  Request request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  for (const auto& field : message) {
    std::string name(field.name_string());
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    request.headers[name].emplace_back(field.value());
  }
  request.body = std::move(parser_->get().body());
  return request;
}

void Session::hand_over() {
  waiting_since_.reset();
  keep_alive_ = parser_->keep_alive();
  head_only_ = parser_->get().method() == http::verb::head;
  gone_ = std::make_shared<std::atomic<bool>>(false);
  const auto way = std::make_shared<Way>(shared_from_this(), take_request());
  watch_for_end();
  try {
    server_->handler(way);
  } catch (const std::exception& error) {
    way->reply(server_->refusal(500, error.what()));
  }
}

/// A client that goes away needs no answer. One that sends its next request already is heard later.
void Session::watch_for_end() {
  socket_.async_wait(tcp::socket::wait_read,
                     [self = shared_from_this(), gone = gone_](const ErrorCode& error) {
                       if (error) return;
                       ErrorCode ignored;
                       if (self->socket_.available(ignored) == 0) *gone = true;
                     });
}

// --- writing

void Session::write(Response response, bool last) {
  if (closed_) return;
  socket_.cancel();  // the watch
  body_ = response.body ? response.body : body_of("");
  last_ = last || !keep_alive_ || server_->stopping;
  head_ = head_text(response, body_->size(), !last_);
  if (head_only_ || response.status == 204 || response.status == 304) body_ = body_of("");
  written_ = 0;
  set_clock(limits().write_time, [self = shared_from_this()] { self->close(); });
  asio::async_write(socket_, asio::buffer(head_),
                    [self = shared_from_this()](const ErrorCode& e, std::size_t) {
                      e ? self->close() : self->write_piece();
                    });
}

void Session::write_piece() {
  const std::size_t size = std::min(kPiece, body_->size() - written_);
  if (size == 0) return after_write();
  set_clock(limits().write_time, [self = shared_from_this()] { self->close(); });
  asio::async_write(socket_, asio::buffer(body_->data() + written_, size),
                    [self = shared_from_this(), size](const ErrorCode& e, std::size_t) {
                      if (e) return self->close();
                      self->written_ += size;
                      self->write_piece();
                    });
}

void Session::after_write() {
  stop_clock();
  body_.reset();
  if (!last_) return read_request();
  ErrorCode ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
  set_clock(kDrainTime, [self = shared_from_this()] { self->close(); });
  waiting_since_ = SteadyClock::now();
  drain();
}

void Session::drain() {
  socket_.async_read_some(asio::buffer(scrap_),
                          [self = shared_from_this()](const ErrorCode& e, std::size_t size) {
                            self->drained_ += size;
                            if (e || self->drained_ > kMostDrained) return self->close();
                            self->drain();
                          });
}

void Session::begin_events() {
  socket_.cancel();
  head_only_ = false;
}

void Session::close() {
  if (closed_) return;
  closed_ = true;
  *gone_ = true;
  stop_clock();
  ErrorCode ignored;
  socket_.shutdown(tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
  std::erase_if(server_->sessions, [this](const auto& s) { return s.get() == this; });
  server_->count = server_->sessions.size();
}

// --- the server

void HttpServer::Parts::open() {
  ErrorCode error;
  const auto fail = [&](const std::string& doing) {
    throw UserError(fmt::format("cannot listen on {} port {}: {} ({})", options.host, options.port,
                                error.message(), doing),
                    "give another --port, or --host an address of this machine");
  };
  tcp::resolver resolver(io);
  const auto found = resolver.resolve(options.host, std::to_string(options.port),
                                      tcp::resolver::passive | tcp::resolver::numeric_service, error);
  if (error || found.empty()) fail("no such address");
  const tcp::endpoint endpoint = found.begin()->endpoint();
  acceptor.open(endpoint.protocol(), error);
  if (error) fail("open");
  acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  acceptor.bind(endpoint, error);
  if (error) fail("bind");
  acceptor.listen(1024, error);
  if (error) fail("listen");
}

void HttpServer::Parts::accept() {
  acceptor.async_accept(
      [this](const ErrorCode& error, tcp::socket socket) { on_accept(error, std::move(socket)); });
}

/// Accepting never ends but by stop_accepting(): whatever goes wrong with one connection, the next is taken.
void HttpServer::Parts::on_accept(const ErrorCode& error, tcp::socket socket) {
  if (stopping || error == asio::error::operation_aborted) return;
  if (error) {
    if (is_shortage(error)) make_room();
    pause.expires_after(std::chrono::milliseconds(is_shortage(error) ? 50 : 1));
    pause.async_wait([this](const ErrorCode& cancelled) {
      if (!cancelled) accept();
    });
    return;
  }
  accept();
  ErrorCode ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  const bool room = sessions.size() < options.limits.connections || make_room();
  auto session = std::make_shared<Session>(self, std::move(socket));
  sessions.push_back(session);
  count = sessions.size();
  room ? session->read_request() : session->refuse(503, "too many connections");
}

/// Ends the connection that has kept us waiting longest. False if all wait for us.
bool HttpServer::Parts::make_room() {
  std::shared_ptr<Session> slowest;
  for (const auto& session : sessions)
    if (const auto since = session->waiting_since();
        since && (!slowest || *since < *slowest->waiting_since()))
      slowest = session;
  if (!slowest) return false;
  slowest->close();
  return true;
}

void HttpServer::Parts::await_signal() {
  signals.async_wait([this](const ErrorCode& error, int) {
    if (error) return;
    if (signal_count > 0) std::_Exit(130);
    {
      const std::lock_guard lock(mutex);
      ++signal_count;
    }
    signalled.notify_all();
    await_signal();
  });
}

void HttpServer::Parts::run() {
  // An exception of one handler must not end the service of all others.
  for (bool again = true; again;) {
    try {
      io.run();
      again = false;
    } catch (const std::exception&) {
    }
  }
}

HttpServer::HttpServer(HttpOptions options, Handler handler, Refusal refusal)
    : parts_(std::make_shared<Parts>(std::move(options), std::move(handler), std::move(refusal))) {
  raise_file_limit(parts_->options.limits.connections);
  parts_->open();
}

HttpServer::~HttpServer() { stop(); }

std::uint16_t HttpServer::port() const { return parts_->acceptor.local_endpoint().port(); }

std::size_t HttpServer::connections() const { return parts_->count; }

void HttpServer::start() {
  parts_->self = parts_;
  parts_->signals.add(SIGINT);
  parts_->signals.add(SIGTERM);
  parts_->await_signal();
  parts_->accept();
  parts_->thread = std::thread([parts = parts_.get()] { parts->run(); });
}

void HttpServer::stop_accepting() {
  parts_->stopping = true;
  asio::post(parts_->io, [parts = parts_.get()] {
    ErrorCode ignored;
    parts->acceptor.close(ignored);
    parts->pause.cancel();
  });
}

void HttpServer::wait_for_signal() {
  std::unique_lock lock(parts_->mutex);
  parts_->signalled.wait(lock, [this] { return parts_->signal_count > 0; });
}

void HttpServer::stop() {
  if (!parts_->thread.joinable()) return;
  parts_->stopping = true;
  asio::post(parts_->io, [parts = parts_.get()] {
    ErrorCode ignored;
    parts->acceptor.close(ignored);
    const auto open = parts->sessions;
    for (const auto& session : open) session->close();
    parts->signals.cancel();
    parts->pause.cancel();
    parts->io.stop();
  });
  parts_->thread.join();
  parts_->self.reset();
}

}  // namespace cobden::server
