#pragma once
// Requests and answers as the rest of the server sees them, free of the library that carries them.
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cobden::server {

struct Request {
  std::string method;                                       ///< "GET"
  std::string target;                                       ///< as sent: path and query
  std::map<std::string, std::vector<std::string>> headers;  ///< by lower-case name
  std::string body;

  /// The only value of a header; empty if it is absent or stands twice.
  std::string header(const std::string& name) const;
};

struct Response {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::shared_ptr<const std::string> body = {};
};
std::shared_ptr<const std::string> body_of(std::string text);
std::string reason_of(int status);  ///< "Not Found"

/// Server-sent events to one client (HTML Living Standard, section 9.2).
class EventStream {
 public:
  virtual ~EventStream() = default;
  /// Queues an event; from any thread. An event of a kind that replaces takes the place of one of the same
  /// kind that still waits, so that a slow reader costs no memory.
  virtual void send(const std::string& kind, const std::string& data, bool replaces) = 0;
  /// Ends the stream once what waits is sent.
  virtual void finish() = 0;
  virtual bool closed() const = 0;
};

/// One request and the way back. The answer may be given from any thread, once.
class Exchange {
 public:
  virtual ~Exchange() = default;
  virtual const Request& request() const = 0;
  virtual void reply(Response response) = 0;
  /// Null if there are too many streams already; the exchange then still needs its answer.
  virtual std::shared_ptr<EventStream> open_events() = 0;
  /// Whether the client went away while it waited.
  virtual bool gone() const = 0;
};

/// Called on the thread of the network: must not block.
using Handler = std::function<void(const std::shared_ptr<Exchange>&)>;
/// Makes the answer to a request that cannot be read: status and message.
using Refusal = std::function<Response(int status, const std::string& message)>;

}  // namespace cobden::server
