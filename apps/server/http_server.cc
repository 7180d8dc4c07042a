#include "apps/server/http_server.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <boost/asio.hpp>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "apps/server/http_session.h"
#include "cobden/core/error.h"

namespace cobden::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;

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

}  // namespace

/// Everything but the signals belongs to the network's thread.
struct HttpServer::Parts {
  std::shared_ptr<asio::io_context> io = std::make_shared<asio::io_context>(1);
  tcp::acceptor acceptor{*io};
  asio::steady_timer pause{*io};
  asio::signal_set signals{*io};
  HttpOptions options;
  std::shared_ptr<SessionBook> book = std::make_shared<SessionBook>();
  std::thread thread;
  std::mutex mutex;
  std::condition_variable signalled;
  int signal_count = 0;

  void open();
  void accept();
  void on_accept(const ErrorCode& error, tcp::socket socket);
  bool make_room();
  void await_signal();
  void run();
};

void HttpServer::Parts::open() {
  ErrorCode error;
  const auto fail = [&](const std::string& doing) {
    throw UserError(fmt::format("cannot listen on {} port {}: {} ({})", options.host, options.port,
                                error.message(), doing),
                    "give another --port, or --host an address of this machine");
  };
  tcp::resolver resolver(*io);
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
  if (book->stopping || error == asio::error::operation_aborted) return;
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
  const bool room = book->sessions.size() < options.limits.connections || make_room();
  auto session = std::make_shared<Session>(book, std::move(socket));
  book->sessions.push_back(session);
  book->count = book->sessions.size();
  room ? session->read_request() : session->refuse(503, "too many connections");
}

/// Ends the connection that has kept us waiting longest. False if all wait for us.
bool HttpServer::Parts::make_room() {
  std::shared_ptr<Session> slowest;
  for (const auto& session : book->sessions)
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
      io->run();
      again = false;
    } catch (const std::exception&) {
    }
  }
}

HttpServer::HttpServer(HttpOptions options, Handler handler, Refusal refusal)
    : parts_(std::make_shared<Parts>()) {
  parts_->options = std::move(options);
  parts_->book->io = parts_->io;
  parts_->book->limits = parts_->options.limits;
  parts_->book->handler = std::move(handler), parts_->book->refusal = std::move(refusal);
  raise_file_limit(parts_->options.limits.connections);
  parts_->open();
}

HttpServer::~HttpServer() { stop(); }

std::uint16_t HttpServer::port() const { return parts_->acceptor.local_endpoint().port(); }

std::size_t HttpServer::connections() const { return parts_->book->count; }

void HttpServer::start() {
  parts_->signals.add(SIGINT);
  parts_->signals.add(SIGTERM);
  parts_->await_signal();
  parts_->accept();
  parts_->thread = std::thread([parts = parts_.get()] { parts->run(); });
}

void HttpServer::stop_accepting() {
  parts_->book->stopping = true;
  asio::post(*parts_->io, [parts = parts_.get()] {
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
  parts_->book->stopping = true;
  asio::post(*parts_->io, [parts = parts_.get()] {
    ErrorCode ignored;
    parts->acceptor.close(ignored);
    const auto open = parts->book->sessions;
    for (const auto& session : open) session->close();
    parts->signals.cancel();
    parts->pause.cancel();
    parts->io->stop();
  });
  parts_->thread.join();
  parts_->io->restart();
  parts_->io->poll();  // what was broken off lets go of its connection
}

}  // namespace cobden::server
