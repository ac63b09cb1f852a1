#pragma once
#include <span>
#include <string_view>

#include "formats/pages/phase_words.hpp"
#include "formats/pages/quantities.hpp"

namespace tokroof::formats {

/// The phase of rates that a title of a column, a label of a row or words beside a figure say. `unclear`: they tell how long a
/// prompt is ("4k prompt"), which may stand over any rate.
Phase phase_of_title(std::string_view lower);

/// What the words of a cell say of its i-th figure: "3500 t/s (prefill)", "prefill: 3500, decode: 110", "3500 pp / 110 tg". Two
/// rates with nothing but a stroke between them are of a prompt and its answer in the order that `titles` give, over and beside
/// the cell ("pp/tg"); `unclear`, where none does and they are far apart.
Phase phase_in_cell(std::string_view lower,
                    std::span<const Quantity> figures,
                    std::size_t i,
                    std::string_view titles);

}  // namespace tokroof::formats
