// The small parts of the server, each on its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "apps/server/guard.h"
#include "apps/server/json_reply.h"
#include "apps/server/run_documents.h"
#include "apps/server/target.h"
#include "apps/server/worker_pool.h"

namespace cobden::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Target, IsTakenApart) {
  const auto t = parse_target("/api/v1/runs/a%20b?x=1&y=a+b%2Cc&z&x=2");
  ASSERT_TRUE(t);
  EXPECT_THAT(t->segments, ElementsAre("api", "v1", "runs", "a b"));
  EXPECT_EQ(t->query.at("x"), "2");
  EXPECT_EQ(t->query.at("y"), "a b,c");
  EXPECT_EQ(t->query.at("z"), "");
  EXPECT_TRUE(parse_target("/")->segments.empty());
}

TEST(Target, RefusesWhatCouldBecomeAPath) {
  for (const char* text : {"", "x", "http://host/", "/..", "/a/../b", "/%2e%2e", "/a%2fb", "/a\\b", "/a%5cb",
                           "/a%00", "/a%0a", "/%", "/%4", "/%zz", "/%ff", "//a", "/a/", "/a?x=%00"})
    EXPECT_FALSE(parse_target(text)) << text;
}

TEST(Guard, KnowsItsNames) {
  const Guard loopback{.host = "127.0.0.1", .port = 8080}, all{.host = "0.0.0.0", .port = 8080},
      named{.host = "Cobden.Example", .port = 80};
  for (const char* host : {"127.0.0.1:8080", "localhost:8080", "LocalHost:8080", "[::1]:8080"})
    EXPECT_TRUE(loopback.knows_host(host)) << host;
  for (const char* host : {"127.0.0.1", "10.0.0.1:8080", "evil.example:8080", "localhost.evil.example:8080",
                           "localhost:80800", "", ":8080"})
    EXPECT_FALSE(loopback.knows_host(host)) << host;
  EXPECT_TRUE(all.knows_host("192.168.1.7:8080")) << "an address is no name that someone else could set";
  EXPECT_FALSE(all.knows_host("rebound.example:8080"));
  EXPECT_TRUE(named.knows_host("cobden.example")) << "port 80 goes without saying";
}

int status_of(const Guard& guard, const Request& request) {
  try {
    guard.check(request);
    return 200;
  } catch (const HttpError& error) {
    return error.status();
  }
}

TEST(Guard, RefusesOtherPages) {
  const Guard guard{.host = "127.0.0.1", .port = 8080};
  Request r;
  r.method = "POST", r.target = "/";
  EXPECT_EQ(status_of(guard, r), 400);
  r.headers["host"] = {"localhost:8080"};
  EXPECT_EQ(status_of(guard, r), 200);
  r.headers["origin"] = {"http://localhost:8080"};
  EXPECT_EQ(status_of(guard, r), 200);
  for (const char* origin :
       {"http://evil.example", "null", "http://localhost:8081", "https://localhost:8080"}) {
    r.headers["origin"] = {origin};
    EXPECT_EQ(status_of(guard, r), 403) << origin;
  }
}

TEST(Errors, KeepTheirPlace) {
  const UserError error({.place = {.file = "s.toml", .line = 3, .column = "closure"},
                         .value = "zerro",
                         .problem = "unknown",
                         .expected = "zero",
                         .remedy = "did you mean 'zero'?"});
  const auto reply = error_reply(error);
  EXPECT_EQ(reply.status, 422);
  for (const char* part : {"\"file\": \"s.toml\"", "\"line\": 3", "\"column\": \"closure\"",
                           "\"value\": \"zerro\"", "\"expected\": \"zero\"", "did you mean"})
    EXPECT_THAT(*reply.body, HasSubstr(part));
}

TEST(Rows, AreFilteredAndWrittenAsCsv) {
  const std::string document = R"({"schema": {"name": "x", "version": 1}, "results": [
    {"measure": "exports", "unit": "USD", "exporter": "USA", "value": 1.5},
    {"measure": "exports", "unit": "USD", "exporter": "CHN", "value": 2, "sector": "C26"},
    {"measure": "imports", "unit": "USD", "importer": "USA", "value": null}]})";
  const auto kept = filtered(
      document, {.measures = {"exports"}, .exporters = {"CHN", "USA"}, .importers = {}, .sectors = {}});
  EXPECT_EQ(rows_csv(kept),
            "measure,unit,exporter,value,sector\nexports,USD,USA,1.5,\nexports,USD,CHN,2,C26\n");
  EXPECT_EQ(
      rows_csv(filtered(document, {.measures = {}, .exporters = {}, .importers = {"USA"}, .sectors = {}})),
      "measure,unit,importer,value\nimports,USD,USA,\n");
  EXPECT_THROW(filtered(R"({"results": {"a": 1}})", {}), UserError);
}

TEST(WorkerPool, RefusesMoreThanMayWait) {
  WorkerPool pool(1, 2);
  std::mutex mutex;
  std::condition_variable news;
  bool go = false, began = false;
  std::atomic<int> done{0};
  ASSERT_TRUE(pool.post([&] {
    std::unique_lock lock(mutex);
    began = true;
    news.notify_all();
    news.wait(lock, [&] { return go; });
    ++done;
  }));
  {
    std::unique_lock lock(mutex);
    news.wait(lock, [&] { return began; });
  }
  EXPECT_TRUE(pool.post([&] { ++done; }));
  EXPECT_TRUE(pool.post([&] {
    ++done;
    news.notify_all();
  }));
  EXPECT_FALSE(pool.post([] {}));
  std::unique_lock lock(mutex);
  go = true;
  news.notify_all();
  while (done < 3) news.wait_for(lock, std::chrono::milliseconds(5));
  lock.unlock();
  pool.stop();
  EXPECT_FALSE(pool.post([] {}));
}

}  // namespace
}  // namespace cobden::server
