#pragma once
#include <array>
#include <cstddef>

namespace tokroof::plot {

enum class Marker { circle, square, triangle, diamond, hollow_circle, down_triangle, hollow_square, cross };

/// The looks of a series. Any two of the first eight differ in color, marker, dashes and hatching at once: they are told
/// apart in grey too.
struct Style {
  std::size_t color = 0;  ///< of kColors
  Marker marker = Marker::circle;
  std::size_t dashes = 0;  ///< of kDashes
  std::size_t hatching = 0;
};

/// Okabe and Ito's colors for the colour-blind (Color Universal Design, 2008), in an order in which neighbors differ in
/// lightness; yellow darker, as it stands on white.
struct Color {
  const char* light;  ///< on a light ground
  const char* dark;   ///< on a dark ground
};
inline constexpr std::array<Color, 8> kColors{{{"#0072b2", "#3da5e6"},
                                               {"#d55e00", "#ff8533"},
                                               {"#009e73", "#1fc299"},
                                               {"#cc79a7", "#e09cc2"},
                                               {"#222222", "#eeeeee"},
                                               {"#e69f00", "#f0b030"},
                                               {"#56b4e9", "#8fd0f5"},
                                               {"#a39a00", "#f0e442"}}};

inline constexpr std::array<const char*, 8> kDashes{
    "", "8 3", "2 3", "10 3 2 3", "5 2", "14 4", "8 3 2 3 2 3", "3 5"};

inline constexpr std::size_t kHatchings = 8;

constexpr Style style_of(std::size_t index) {
  const std::size_t turn = index / kColors.size();  // the second eight wear the others' markers and dashes
  const std::size_t color = index % kColors.size();
  const std::size_t shape = (index + turn) % kColors.size();
  return {color, static_cast<Marker>(shape), shape, shape};
}

}  // namespace tokroof::plot
