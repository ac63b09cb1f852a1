#pragma once
#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>

namespace tokroof::cli {

std::size_t cores();

/// An EachPart (predict/each_part.hpp) with a thread for each core.
void on_all_cores(std::size_t n, const std::function<void(std::size_t)>& task);

/// Writes what `append` makes of 0 ... n - 1, in order; it is made on all cores.
void write_each(std::ostream& out,
                std::size_t n,
                const std::function<void(std::size_t, std::string&)>& append);

}  // namespace tokroof::cli
