#include "trigate/web/http_server.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "web/beast.h"

namespace trigate::web {
namespace {

/// A plain client: what it sends is exactly what the test says.
class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(loop_) {
    socket_.connect({asio::ip::make_address("127.0.0.1"), port});
  }
  void Send(const std::string& text) {
    beast::error_code ignored;
    asio::write(socket_, asio::buffer(text), ignored);
  }
  /// Everything until the server closes.
  std::string ReadToEnd() {
    std::string out;
    beast::error_code error;
    asio::read(socket_, asio::dynamic_buffer(out), error);
    return out;
  }
  http::response<http::string_body> ReadResponse() {
    http::response<http::string_body> response;
    http::read(socket_, buffer_, response);
    return response;
  }

 private:
  asio::io_context loop_;
  Tcp::socket socket_;
  beast::flat_buffer buffer_;
};

HttpRoutes Routes() {
  return {[] { return std::string("trigate_x 1\n"); },
          [] { return std::vector<ReadinessCheck>(); }};
}

std::unique_ptr<HttpServer> StartServer(HttpOptions options = {}, HttpRoutes routes = Routes()) {
  auto server = HttpServer::Start(options, std::move(routes));
  EXPECT_TRUE(server.ok()) << server.status().ToString();
  return std::move(server).value();
}

TEST(HttpServerTest, AnswersSeveralRequestsOnOneConnection) {
  const auto server = StartServer();
  Client client(server->port());
  for (int i = 0; i < 3; ++i) {
    client.Send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto response = client.ReadResponse();
    EXPECT_EQ(response.result_int(), 200u);
    EXPECT_EQ(response.body(), "trigate_x 1\n");
    EXPECT_EQ(response["X-Content-Type-Options"], "nosniff");
  }
}

TEST(HttpServerTest, AnotherMethodIsToldWhatIsAllowed) {
  const auto server = StartServer();
  Client client(server->port());
  client.Send("DELETE /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto response = client.ReadResponse();
  EXPECT_EQ(response.result_int(), 405u);
  EXPECT_EQ(response[http::field::allow], "GET");
}

TEST(HttpServerTest, ALongHeadIsRefused) {
  const auto server = StartServer();
  Client client(server->port());
  client.Send("GET /metrics HTTP/1.1\r\nX: " + std::string(9000, 'a') + "\r\n\r\n");
  EXPECT_EQ(client.ReadToEnd().substr(0, 12), "HTTP/1.1 431");
}

TEST(HttpServerTest, ABodyIsRefused) {
  const auto server = StartServer();
  Client client(server->port());
  client.Send("POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
  EXPECT_EQ(client.ReadToEnd().substr(0, 12), "HTTP/1.1 413");
}

TEST(HttpServerTest, WhatIsNoHttpIsRefused) {
  const auto server = StartServer();
  Client client(server->port());
  client.Send("\x16\x03\x01 hello\r\n\r\n");
  EXPECT_EQ(client.ReadToEnd().substr(0, 12), "HTTP/1.1 400");
}

TEST(HttpServerTest, AClientThatSaysNothingIsCut) {
  HttpOptions options;
  options.request_timeout = Millis(50);
  const auto server = StartServer(options);
  Client client(server->port());
  client.Send("GET /metr");
  EXPECT_EQ(client.ReadToEnd(), "");
}

TEST(HttpServerTest, ConnectionsOverTheCapWaitTheirTurn) {
  HttpOptions options;
  options.connections_max = 1;
  options.request_timeout = Millis(100);
  const auto server = StartServer(options);
  Client idle(server->port());
  Client waiting(server->port());
  waiting.Send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(waiting.ReadResponse().result_int(), 200u);
}

TEST(HttpServerTest, ACallbackThatThrowsIsAServerError) {
  HttpRoutes routes = Routes();
  routes.metrics = []() -> std::string { throw std::runtime_error("bug"); };
  const auto server = StartServer({}, std::move(routes));
  Client client(server->port());
  client.Send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.ReadResponse().result_int(), 500u);
}

TEST(HttpServerTest, StopsWithOpenConnections) {
  auto server = StartServer();
  Client client(server->port());
  client.Send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.ReadResponse().result_int(), 200u);
  server.reset();
  EXPECT_EQ(client.ReadToEnd(), "");
}

TEST(HttpServerTest, ATakenPortIsUnavailable) {
  const auto server = StartServer();
  HttpOptions options;
  options.port = server->port();
  EXPECT_EQ(HttpServer::Start(options, Routes()).status().code(), StatusCode::kUnavailable);
  options.address = "localhost";
  EXPECT_EQ(HttpServer::Start(options, Routes()).status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace trigate::web
