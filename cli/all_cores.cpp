#include "cli/all_cores.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <ostream>
#include <thread>
#include <vector>

namespace tokroof::cli {

std::size_t cores() { return std::max(std::thread::hardware_concurrency(), 1U); }

void on_all_cores(std::size_t n, const std::function<void(std::size_t)>& task) {
  const std::size_t threads = std::min(cores(), n);
  std::atomic<std::size_t> next = 0;
  std::mutex failing;
  std::exception_ptr failure;
  const auto work = [&] {
    try {
      for (std::size_t i = next++; i < n; i = next++) {
        task(i);
      }
    } catch (...) {
      const std::lock_guard lock(failing);
      failure = std::current_exception();
      next = n;
    }
  };
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < threads; ++i) {
    others.emplace_back(work);
  }
  work();
  for (std::thread& other : others) {
    other.join();
  }
  if (failure) {
    std::rethrow_exception(failure);
  }
}

void write_each(std::ostream& out,
                std::size_t n,
                const std::function<void(std::size_t, std::string&)>& append) {
  constexpr std::size_t kPieces = 256, kParts = 64;  // some megabytes of text at a time
  std::vector<std::string> parts(kParts);
  for (std::size_t first = 0; first < n; first += kPieces * kParts) {
    const std::size_t left = n - first;
    on_all_cores(std::min((left + kPieces - 1) / kPieces, kParts), [&](std::size_t part) {
      const std::size_t from = first + part * kPieces;
      for (std::size_t i = from; i < std::min(from + kPieces, n); ++i) {
        append(i, parts[part]);
      }
    });
    for (std::string& part : parts) {
      out << part;
      part.clear();
    }
  }
}

}  // namespace tokroof::cli
