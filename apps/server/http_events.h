#pragma once
// A stream of server-sent events on one connection. Its queue is short: news that replaces older news takes
// its place, and a client that reads too slowly for the rest is let go.
#include <memory>

#include "apps/server/http_session.h"

namespace cobden::server {

/// Takes the connection over for a stream of events; from any thread.
std::shared_ptr<EventStream> start_events(const std::shared_ptr<Session>& session);

}  // namespace cobden::server
