#include "trigate/api/worker_pool.h"

#include <atomic>
#include <exception>
#include <utility>

#include "trigate/base/asio.h"
#include "trigate/log/log.h"

namespace trigate::api {

class WorkerPool::Impl {
 public:
  Impl(std::size_t threads, std::size_t jobs_max, metrics::Gauge& waiting)
      : threads_(threads), jobs_max_(jobs_max), waiting_(waiting), pool_(threads) {}

  [[nodiscard]] std::size_t threads() const { return threads_; }

  bool TryPost(std::function<void()> job) {
    if (stopped_.load(std::memory_order_acquire)) return false;
    if (jobs_.fetch_add(1, std::memory_order_acq_rel) >= jobs_max_) {
      jobs_.fetch_sub(1, std::memory_order_acq_rel);
      return false;
    }
    waiting_.Add(1);
    asio::post(pool_, [this, job = std::move(job)] {
      Run(job);
      waiting_.Add(-1);
      jobs_.fetch_sub(1, std::memory_order_acq_rel);
    });
    return true;
  }

  void Stop() {
    stopped_.store(true, std::memory_order_release);
    pool_.join();
  }

 private:
  static void Run(const std::function<void()>& job) {
    try {
      job();
    } catch (const std::exception& error) {
      log::Error("worker_job_threw", {{"error", error.what()}});
    }
  }

  const std::size_t threads_;
  const std::size_t jobs_max_;
  metrics::Gauge& waiting_;
  std::atomic<std::size_t> jobs_{0};
  std::atomic<bool> stopped_{false};
  asio::thread_pool pool_;
};

WorkerPool::WorkerPool(std::size_t threads, std::size_t jobs_max, metrics::Gauge& waiting)
    : impl_(std::make_unique<Impl>(threads, jobs_max, waiting)) {}

WorkerPool::~WorkerPool() { Stop(); }

std::size_t WorkerPool::threads() const { return impl_->threads(); }

bool WorkerPool::TryPost(std::function<void()> job) { return impl_->TryPost(std::move(job)); }

void WorkerPool::Stop() { impl_->Stop(); }

}  // namespace trigate::api
