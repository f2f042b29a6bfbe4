// Runs a fuzz target without libFuzzer: first each file of its corpus, then mutations of them.
//
//   test_fuzz_NAME CORPUS_FOLDER MUTATIONS [FIRST]
//
// Deterministic: mutation n of the same corpus is the same bytes everywhere. A failure prints the
// input in C notation and its number, so that `CORPUS 1 n` runs that one alone; save the input in
// the corpus when it is mended.

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "fuzz.hpp"
#include "mutation.hpp"

// The sanitizers call this before they end the program; without them it is not there.
extern "C" [[gnu::weak]] void __sanitizer_set_death_callback(void (*callback)());

namespace {

std::string current;       // what is being run, for the death callback
std::string current_name;  // and where it came from

void print_current() {
  std::string shown;
  for (const char c : current.substr(0, 4000)) {
    const auto byte = static_cast<unsigned char>(c);
    char escaped[8];
    if (c == '"' || c == '\\')
      std::snprintf(escaped, sizeof escaped, "\\%c", c);
    else if (byte >= 0x20 && byte < 0x7f)
      std::snprintf(escaped, sizeof escaped, "%c", c);
    else
      std::snprintf(escaped, sizeof escaped, "\\%03o", byte);
    shown += escaped;
  }
  std::fprintf(stderr, "%s (%zu bytes): \"%s\"\n", current_name.c_str(), current.size(),
               shown.c_str());
}

void run(const std::string& input, const std::string& name) {
  current = input;
  current_name = name;
  // A copy of its own, so that a sanitizer sees a read past the end.
  const std::vector<std::uint8_t> bytes(input.begin(), input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

std::uint64_t number(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size())
    throw std::invalid_argument("not a number: " + text);
  return value;
}

int replay(const std::vector<std::string>& words) {
  if (words.size() < 3) {
    std::fprintf(stderr, "usage: %s CORPUS_FOLDER MUTATIONS [FIRST]\n", words[0].c_str());
    return 2;
  }
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(words[1]))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<std::string> seeds;
  for (const auto& path : files) {
    std::ifstream in(path, std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    run(seeds.back(), path.filename().string());
  }
  if (seeds.empty()) {
    std::fprintf(stderr, "%s is empty\n", words[1].c_str());
    return 1;
  }
  const std::uint64_t first = words.size() > 3 ? number(words[3]) : 0;
  const std::uint64_t count = number(words[2]);
  run("", "nothing");
  for (std::uint64_t i = first; i < first + count; ++i)
    run(farola::fuzz::Mutation(i).of(seeds), "mutation " + std::to_string(i));
  std::printf("%zu seeds and %llu mutations\n", seeds.size(),
              static_cast<unsigned long long>(count));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (__sanitizer_set_death_callback != nullptr) __sanitizer_set_death_callback(print_current);
  try {
    return replay({argv, argv + argc});
  } catch (const std::exception& broken) {
    std::fprintf(stderr, "%s\n", broken.what());
    print_current();
    return 1;
  }
}
