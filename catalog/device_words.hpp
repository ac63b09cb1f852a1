#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/device.hpp"

namespace tokroof::catalog {

/// Words of the name of a device, in their order: lower case, without makers, trade marks and the machines that Apple
/// sells its chips in. "80 GB", "80G" and "80gb" are one word, so are "40-core", "40c" and the "40GPU" of LocalScore.
std::vector<std::string> device_words(std::string_view name);

/// "80gb".
bool is_memory(std::string_view word);
double memory_gib_of(std::string_view word);

/// "8ch": channels of memory.
double channels_of(std::string_view word);

/// What a driver or a seller adds to a name: memory, its kind, clock, ordinal.
bool says_little(std::string_view word);

/// The words as typed, in lower case: letters, digits and '.'; a '+' ends a word.
std::vector<std::string> plain_words(std::string_view name);

/// The words of a name without those phrases, the first of which are looked for first.
std::string without_phrases(std::string_view name, std::span<const std::vector<std::string>> phrases);

/// "3090s", "7900 xtxs": several are one card by its name; else as it is.
std::string singular(std::string_view name);
/// The same of a word within: "MI50s 32gb". The name itself: it has none.
std::string singular_within(std::string_view name);

/// Without the s at its end: "DGX Sparks".
std::string without_plural(std::string_view name);

/// "cpu", "my gpu": no product at all.
bool names_only_a_kind(std::string_view name);
/// Of "16gb vram", "24 GB GPU", which name no device; kUnknown: it says something else.
double memory_alone(std::string_view name);

/// Says of what line a product is, not which one: rtx, epyc, i9.
bool is_line(std::string_view word);

/// Whether a word behind a chip's name tells another chip: "m6" and "max", "rtx-5090" and "ti".
bool tells_other_chip(const model::Device& device, std::string_view next);

}  // namespace tokroof::catalog
