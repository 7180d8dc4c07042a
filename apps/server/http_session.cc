#include "apps/server/http_session.h"

#include <fmt/format.h>

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "apps/server/http_events.h"

namespace cobden::server {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kPiece = 64 << 10;
/// What is read and thrown away after a refusal, so that the client gets to read why.
constexpr std::size_t kMostDrained = 16 << 20;
constexpr std::chrono::seconds kDrainTime{2};

std::string head_text(const Response& response, std::size_t length, bool keep_alive) {
  std::string text = fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason_of(response.status));
  const bool bodiless = response.status == 204 || response.status == 304;
  if (!bodiless) text += fmt::format("Content-Length: {}\r\n", length);
  if (!bodiless) text += "Content-Type: " + response.content_type + "\r\n";
  for (const auto& [name, value] : response.headers) text += name + ": " + value + "\r\n";
  return text + (keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
}

}  // namespace

/// The request that is read, and what came with it of the next one.
struct Session::Reading {
  beast::flat_buffer buffer;
  std::optional<http::request_parser<http::string_body>> parser;
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
  std::shared_ptr<EventStream> open_events() override {
    if (session_->book().streams >= session_->limits().streams) return nullptr;
    answered_ = true;
    return start_events(session_);
  }
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

Session::Session(std::shared_ptr<SessionBook> book, Socket socket)
    : book_(std::move(book)),
      socket_(std::move(socket)),
      clock_(socket_.get_executor()),
      reading_(std::make_unique<Reading>()) {}
Session::~Session() = default;

void Session::set_clock(std::chrono::milliseconds time, std::function<void()> late) {
  clock_.expires_after(time);
  clock_.async_wait(
      [self = shared_from_this(), late = std::move(late), ticket = ++ticket_](const ErrorCode& error) {
        if (!error && ticket == self->ticket_) late();  // it may have run out just before it was stopped
      });
}

void Session::stop_clock() {
  ++ticket_;
  clock_.cancel();
}

// --- reading

void Session::read_request() {
  reading_->parser.emplace();
  reading_->parser->header_limit(limits().header_bytes);
  reading_->parser->body_limit(limits().body_bytes);
  waiting_since_ = SteadyClock::now();
  timed_out_ = false;
  set_clock(limits().header_time, [self = shared_from_this()] {
    self->timed_out_ = true;
    self->socket_.cancel();
  });
  http::async_read_header(
      socket_, reading_->buffer, *reading_->parser,
      [self = shared_from_this()](const ErrorCode& e, std::size_t) { self->on_header(e); });
}

void Session::on_header(const ErrorCode& error) {
  stop_clock();
  if (error) return on_read_error(error);
  if (reading_->parser->is_done()) return hand_over();
  if (!beast::iequals(reading_->parser->get()[http::field::expect], "100-continue")) return read_body();
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
  http::async_read(socket_, reading_->buffer, *reading_->parser,
                   [self = shared_from_this()](const ErrorCode& e, std::size_t) { self->on_body(e); });
}

void Session::on_body(const ErrorCode& error) {
  stop_clock();
  error ? on_read_error(error) : hand_over();
}

void Session::on_read_error(const ErrorCode& error) {
  const bool began = reading_->parser->got_some() || reading_->buffer.size() > 0;
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
  write(book_->refusal(status, message), true);
}

Request Session::take_request() {
  const auto& message = reading_->parser->get();
  Request request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  for (const auto& field : message) {
    std::string name(field.name_string());
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    request.headers[name].emplace_back(field.value());
  }
  request.body = std::move(reading_->parser->get().body());
  return request;
}

void Session::hand_over() {
  waiting_since_.reset();
  keep_alive_ = reading_->parser->keep_alive();
  head_only_ = reading_->parser->get().method() == http::verb::head;
  gone_ = std::make_shared<std::atomic<bool>>(false);
  const auto way = std::make_shared<Way>(shared_from_this(), take_request());
  watch_for_end();
  try {
    book_->handler(way);
  } catch (const std::exception& error) {
    way->reply(book_->refusal(500, error.what()));
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
  last_ = last || !keep_alive_ || book_->stopping;
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

void Session::close() {
  if (closed_) return;
  closed_ = true;
  *gone_ = true;
  stop_clock();
  ErrorCode ignored;
  socket_.shutdown(tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
  std::erase_if(book_->sessions, [this](const auto& s) { return s.get() == this; });
  book_->count = book_->sessions.size();
}

}  // namespace cobden::server
