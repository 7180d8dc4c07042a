#include "apps/server/http_events.h"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <deque>

namespace cobden::server {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;

constexpr std::size_t kMostWaitingEvents = 64;

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

class Events : public EventStream, public std::enable_shared_from_this<Events> {
 public:
  explicit Events(std::shared_ptr<Session> session)
      : session_(std::move(session)), heartbeat_(session_->socket().get_executor()) {
    ++session_->book().streams;
  }
  ~Events() override { --session_->book().streams; }

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
    asio::post(session_->socket().get_executor(), [self = shared_from_this(), act] {
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
    asio::async_write(session_->socket(), asio::buffer(text_),
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
    session_->socket().async_read_some(asio::buffer(scrap_),
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
  std::array<char, 512> scrap_;
  asio::steady_timer heartbeat_;
  std::deque<Waiting> waiting_;
  std::string text_;
  bool writing_ = false, finishing_ = false;
  std::atomic<bool> closed_{false};
};

}  // namespace

std::shared_ptr<EventStream> start_events(const std::shared_ptr<Session>& session) {
  auto events = std::make_shared<Events>(session);
  asio::post(session->socket().get_executor(), [session, events] {
    session->begin_events();
    events->begin();
  });
  return events;
}

}  // namespace cobden::server
