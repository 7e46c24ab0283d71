#include "trigate/web/http_server.h"

#include <exception>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "web/answer.h"
#include "web/beast.h"

namespace trigate::web {
namespace {

constexpr std::size_t kHeadBytesMax = 8 << 10;
constexpr Millis kAcceptPause{100};

/// One connection. Everything on the server's thread.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Tcp::socket socket, const HttpRoutes& routes, Millis timeout,
          std::function<void(Session*)> on_end)
      : stream_(std::move(socket)),
        routes_(routes),
        timeout_(timeout),
        on_end_(std::move(on_end)) {}

  void Read() {
    parser_.emplace();
    parser_->header_limit(kHeadBytesMax);
    parser_->body_limit(0);
    stream_.expires_after(timeout_);
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](beast::error_code error, std::size_t) {
                       self->OnRead(error);
                     });
  }

  void Close() { stream_.close(); }

 private:
  void OnRead(beast::error_code error) {
    if (error == http::error::header_limit) {
      Write({431, "text/plain; charset=utf-8", "the request head is too long\n"}, false);
    } else if (error == http::error::body_limit) {
      Write({413, "text/plain; charset=utf-8", "no body is taken\n"}, false);
    } else if (error && error.category() == http::make_error_code(http::error::bad_method)
                                                 .category() &&
               error != http::error::end_of_stream && error != http::error::partial_message) {
      Write({400, "text/plain; charset=utf-8", "this is no HTTP/1.1 request\n"}, false);
    } else if (error) {
      End();
    } else {
      const auto& request = parser_->get();
      Write(SafeAnswer(request.method_string(), request.target()), request.keep_alive());
    }
  }

  Answer SafeAnswer(beast::string_view method, beast::string_view target) const {
    try {
      return AnswerFor({method.data(), method.size()}, {target.data(), target.size()}, routes_);
    } catch (const std::exception&) {
      return {500, "text/plain; charset=utf-8", "the answer could not be made\n"};
    }
  }

  void Write(Answer answer, bool keep_alive) {
    response_ = {};
    response_.version(11);
    response_.result(answer.status);
    response_.set(http::field::content_type, answer.content_type);
    response_.set(http::field::cache_control, "no-store");
    response_.set("X-Content-Type-Options", "nosniff");
    if (answer.allow_get) response_.set(http::field::allow, "GET");
    response_.keep_alive(keep_alive);
    response_.body() = std::move(answer.body);
    response_.prepare_payload();
    stream_.expires_after(timeout_);
    http::async_write(stream_, response_,
                      [self = shared_from_this(), keep_alive](beast::error_code error,
                                                              std::size_t) {
                        if (error || !keep_alive) return self->End();
                        self->Read();
                      });
  }

  void End() {
    beast::error_code ignored;
    stream_.socket().shutdown(Tcp::socket::shutdown_send, ignored);
    on_end_(this);
  }

  beast::tcp_stream stream_;
  const HttpRoutes& routes_;
  const Millis timeout_;
  const std::function<void(Session*)> on_end_;
  beast::flat_buffer buffer_{kHeadBytesMax + 1024};
  std::optional<http::request_parser<http::empty_body>> parser_;
  http::response<http::string_body> response_;
};

}  // namespace

class HttpServer::Impl {
 public:
  Impl(const HttpOptions& options, HttpRoutes routes)
      : options_(options), routes_(std::move(routes)), acceptor_(loop_), pause_(loop_) {}

  ~Impl() {
    asio::post(loop_, [this] {
      stopping_ = true;
      beast::error_code ignored;
      acceptor_.close(ignored);
      pause_.cancel();
      for (Session* const session : sessions_) session->Close();
    });
    if (thread_.joinable()) thread_.join();
  }

  Status Start() {
    beast::error_code error;
    const auto address = asio::ip::make_address(options_.address, error);
    if (error) return InvalidField("http.address", "must be an IPv4 or IPv6 address");
    const Tcp::endpoint endpoint(address, options_.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return Unavailable("cannot listen on " + options_.address + " port " +
                         std::to_string(options_.port) + ": " + error.message());
    }
    port_ = acceptor_.local_endpoint().port();
    Accept();
    thread_ = std::thread([this] { loop_.run(); });
    return OkStatus();
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  void Accept() {
    if (accepting_ || stopping_ || sessions_.size() >= options_.connections_max) return;
    accepting_ = true;
    acceptor_.async_accept([this](beast::error_code error, Tcp::socket socket) {
      accepting_ = false;
      if (stopping_) return;
      if (error) return Pause();
      const auto session =
          std::make_shared<Session>(std::move(socket), routes_, options_.request_timeout,
                                    [this](Session* ended) { Forget(ended); });
      sessions_.insert(session.get());
      session->Read();
      Accept();
    });
  }

  /// No descriptor is left, or the like: trying again at once would spin.
  void Pause() {
    pause_.expires_after(kAcceptPause);
    pause_.async_wait([this](beast::error_code) { Accept(); });
  }

  void Forget(Session* ended) {
    sessions_.erase(ended);
    Accept();
  }

  const HttpOptions options_;
  const HttpRoutes routes_;
  asio::io_context loop_{1};
  Tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  std::set<Session*> sessions_;
  bool accepting_ = false;
  bool stopping_ = false;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;

Result<std::unique_ptr<HttpServer>> HttpServer::Start(const HttpOptions& options,
                                                      HttpRoutes routes) {
  auto impl = std::make_unique<Impl>(options, std::move(routes));
  TRIGATE_RETURN_IF_ERROR(impl->Start());
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

std::uint16_t HttpServer::port() const { return impl_->port(); }

}  // namespace trigate::web
