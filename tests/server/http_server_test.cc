// The clocks and limits of the HTTP server, at a scale that a test can wait for.
#include "apps/server/http_server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "apps/server/json_reply.h"

namespace cobden::server {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// A client that sends what it is told, when it is told.
class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET, address.sin_port = htons(port);
    ::inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    const timeval patience{.tv_sec = 20, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  bool connected() const { return connected_; }
  void send(const std::string& text) const { (void)::send(socket_, text.data(), text.size(), MSG_NOSIGNAL); }
  /// Until the other side closes.
  std::string rest() const {
    std::string text;
    char chunk[4096];
    for (ssize_t n = 0; (n = ::recv(socket_, chunk, sizeof chunk, 0)) > 0;)
      text.append(chunk, static_cast<std::size_t>(n));
    return text;
  }
  /// Until `end` has arrived.
  std::string until(const std::string& end) const {
    std::string text;
    char c = 0;
    while (!text.ends_with(end) && ::recv(socket_, &c, 1, 0) == 1) text += c;
    return text;
  }

 private:
  int socket_;
  bool connected_ = false;
};

class HttpServerTest : public ::testing::Test {
 protected:
  void start(HttpLimits limits, Handler handler = {}) {
    if (!handler)
      handler = [](const auto& exchange) {
        exchange->reply({.content_type = "text/plain", .body = body_of("got " + exchange->request().body)});
      };
    server_ =
        std::make_unique<HttpServer>(HttpOptions{.host = "127.0.0.1", .port = 0, .limits = limits}, handler,
                                     [](int status, const std::string& m) { return error_reply(status, m); });
    server_->start();
  }
  std::string ask(const std::string& request = "GET / HTTP/1.1\r\nConnection: close\r\n\r\n") const {
    const Client client(server_->port());
    client.send(request);
    return client.rest();
  }
  static HttpLimits quick() {
    HttpLimits limits;
    limits.header_time = 150ms, limits.body_time = 150ms, limits.write_time = 200ms, limits.heartbeat = 50ms;
    return limits;
  }
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, AnswersSeveralRequestsOfOneConnection) {
  start({});
  const Client client(server_->port());
  client.send("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\none");
  EXPECT_THAT(client.until("got one"), StartsWith("HTTP/1.1 200 OK"));
  client.send("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\ntwoGET / HTTP/1.1\r\nConnection: close\r\n\r\n");
  const std::string rest = client.rest();
  EXPECT_THAT(rest, HasSubstr("got two"));
  EXPECT_THAT(rest, HasSubstr("Connection: close"));
}

TEST_F(HttpServerTest, ASlowSenderIsToldSo) {
  start(quick());
  const Client header(server_->port()), body(server_->port()), silent(server_->port());
  header.send("GET / HTTP/1.1\r\nHost:");
  body.send("POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nabc");
  EXPECT_THAT(header.rest(), StartsWith("HTTP/1.1 408 "));
  EXPECT_THAT(body.rest(), StartsWith("HTTP/1.1 408 "));
  EXPECT_EQ(silent.rest(), "") << "who says nothing hears nothing";
  EXPECT_THAT(ask(), HasSubstr("got"));
}

TEST_F(HttpServerTest, ByteByByteIsTooSlowToo) {
  start(quick());
  const Client client(server_->port());
  for (const char c : std::string("GET / HTTP/1.1\r\nX: aaaaaaaaaaaaaaaaaaaa")) {
    client.send(std::string(1, c));
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_THAT(client.rest(), StartsWith("HTTP/1.1 408 "));
}

TEST_F(HttpServerTest, AboveTheLimitTheSlowestMakesRoom) {
  auto limits = HttpLimits{};
  limits.connections = 8;
  start(limits);
  std::vector<std::unique_ptr<Client>> silent;
  for (int k = 0; k < 40; ++k) silent.push_back(std::make_unique<Client>(server_->port()));
  EXPECT_THAT(ask(), HasSubstr("got"));
  EXPECT_LE(server_->connections(), 8u);
}

TEST_F(HttpServerTest, AHandlerThatFailsIsAnswered) {
  start({}, [](const auto&) { throw std::runtime_error("broken handler"); });
  EXPECT_THAT(ask(), HasSubstr("broken handler"));
  EXPECT_THAT(ask(), StartsWith("HTTP/1.1 500 "));
}

TEST_F(HttpServerTest, AnExchangeThatIsForgottenIsAnswered) {
  start({}, [](const auto&) {});
  EXPECT_THAT(ask(), StartsWith("HTTP/1.1 500 "));
}

TEST_F(HttpServerTest, AcceptsAgainAfterItRanOutOfFiles) {
  start({});
  const std::string before = ask();
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  std::vector<std::unique_ptr<Client>> waiting;
  for (int k = 0; k < 4; ++k) waiting.push_back(std::make_unique<Client>(server_->port()));
  std::this_thread::sleep_for(50ms);
  const int next = ::dup(0);
  ::close(next);
  const rlimit none{.rlim_cur = static_cast<rlim_t>(next) + 1, .rlim_max = limit.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &none);  // room for one more: the client's end, not the server's
  {
    const Client client(server_->port());
    client.send("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    std::this_thread::sleep_for(150ms);
    ::setrlimit(RLIMIT_NOFILE, &limit);
    EXPECT_THAT(client.rest(), HasSubstr("got")) << "it waited in the backlog";
  }
  EXPECT_EQ(ask(), before);
}

TEST_F(HttpServerTest, AReaderThatStopsReadingIsLetGo) {
  start(quick(),
        [](const auto& exchange) { exchange->reply({.body = body_of(std::string(50 << 20, 'x'))}); });
  const Client client(server_->port());
  client.send("GET / HTTP/1.1\r\n\r\n");
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (server_->connections() == 0 && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(5ms);
  while (server_->connections() > 0 && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(5ms);
  EXPECT_EQ(server_->connections(), 0u);
}

TEST_F(HttpServerTest, EventsArriveAndOldNewsIsReplaced) {
  std::shared_ptr<EventStream> events;
  std::mutex mutex;
  start(quick(), [&](const auto& exchange) {
    const std::lock_guard lock(mutex);
    events = exchange->open_events();
    for (int k = 0; k < 1000; ++k) events->send("progress", std::to_string(k), true);
    events->send("state", "two\nlines", false);
    events->finish();
  });
  const std::string text = ask();
  EXPECT_THAT(text, HasSubstr("Content-Type: text/event-stream"));
  EXPECT_THAT(text, HasSubstr("event: progress\ndata: 999\n\n"));
  EXPECT_THAT(text, HasSubstr("event: state\ndata: two\ndata: lines\n\n"));
  EXPECT_LT(text.size(), 3000u) << "what nobody needs any more was left out";
}

TEST_F(HttpServerTest, AnEventStreamNoticesThatNobodyListens) {
  std::shared_ptr<EventStream> events;
  std::mutex mutex;
  start(quick(), [&](const auto& exchange) {
    const std::lock_guard lock(mutex);
    events = exchange->open_events();
  });
  {
    const Client client(server_->port());
    client.send("GET / HTTP/1.1\r\n\r\n");
    EXPECT_THAT(client.until(": still here"), StartsWith("HTTP/1.1 200 OK"));
  }
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (std::chrono::steady_clock::now() < end) {
    const std::lock_guard lock(mutex);
    if (events->closed()) break;
  }
  EXPECT_TRUE(events->closed());
}

TEST_F(HttpServerTest, StopsWhileClientsAreConnected) {
  start({});
  std::vector<std::unique_ptr<Client>> clients;
  for (int k = 0; k < 10; ++k) clients.push_back(std::make_unique<Client>(server_->port()));
  EXPECT_THAT(ask(), HasSubstr("got"));
  server_->stop_accepting();
  server_->stop();
  for (const auto& client : clients) EXPECT_EQ(client->rest(), "");
}

}  // namespace
}  // namespace cobden::server
