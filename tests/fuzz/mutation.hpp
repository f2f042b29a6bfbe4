#pragma once
// Changed copies of the seed inputs, the same ones in every run: the change is a function of its
// number alone (core/random.hpp).

#include "farola/core/random.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace farola::fuzz {

class Mutation {
 public:
  explicit Mutation(std::uint64_t number) : number_(number) {}

  /// One to four changes of one of the seeds. REQUIRES at least one seed.
  std::string of(const std::vector<std::string>& seeds) {
    std::string text = seeds[below(seeds.size())];
    for (std::uint64_t changes = 1 + below(4); changes > 0; --changes) change(text, seeds);
    return text;
  }

 private:
  std::uint64_t below(std::uint64_t bound) {
    return random_below(bound, 20240607, number_, draw_++);
  }

  void change(std::string& text, const std::vector<std::string>& seeds) {
    // Bytes on which parsers turn; the first is NUL, so the length is the array's, less its end.
    static constexpr char bytes[] = "\0\t\n\r \"'%+,-./0129:;=@TZ_|\x7f\x80\xc2\xe2\xff";
    static constexpr std::string_view turning(bytes, sizeof bytes - 1);
    const std::size_t at = below(text.size() + 1);
    const std::size_t end = at + below(text.size() - at + 1);
    switch (below(8)) {
      case 0:  // another byte
        if (at < text.size()) text[at] = static_cast<char>(below(256));
        break;
      case 1:  // a byte that means something
        if (at < text.size()) text[at] = turning[below(turning.size())];
        break;
      case 2:
        text.insert(at, 1, turning[below(turning.size())]);
        break;
      case 3:  // a part cut out
        text.erase(at, end - at);
        break;
      case 4:  // the end cut off
        text.erase(at);
        break;
      case 5:  // a part repeated, seldom many times: deep nesting, long fields
      {
        const std::string part = text.substr(at, std::min<std::size_t>(end - at, 40));
        const std::uint64_t times = below(50) == 0 ? 1 + below(3000) : 1 + below(3);
        std::string more;
        for (std::uint64_t i = 0; i < times; ++i) more += part;
        text.insert(at, more);
        break;
      }
      case 6: {  // the end of another seed
        const std::string& other = seeds[below(seeds.size())];
        text = text.substr(0, at) + other.substr(below(other.size() + 1));
        break;
      }
      default:  // one bit
        if (at < text.size())
          text[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ (1u << below(8)));
    }
  }

  std::uint64_t number_, draw_ = 0;
};

}  // namespace farola::fuzz
