#pragma once
// Windows that try an edge correction: a star, a slanted strip, a square with a hole, two islands.

#include "farola/geometry/polygon.hpp"

#include <vector>

namespace farola::test {

inline std::vector<MultiPolygon> odd_windows() {
  return {
      {{{{0, 0}, {1000, 0}, {1000, 800}, {0, 800}, {0, 0}}, {}}},
      {{{{500, 0},
         {620, 380},
         {1000, 400},
         {690, 620},
         {800, 1000},
         {500, 760},
         {200, 1000},
         {310, 620},
         {0, 400},
         {380, 380},
         {500, 0}},
        {}}},
      {{{{0, 0}, {150, -60}, {1150, 700}, {1000, 800}, {0, 0}}, {}}},
      {{{{0, 0}, {1000, 0}, {1000, 1000}, {0, 1000}, {0, 0}},
        {{{300, 300}, {350, 620}, {640, 700}, {700, 320}, {300, 300}}}}},
      {{{{0, 0}, {500, 0}, {500, 900}, {0, 900}, {0, 0}}, {}},
       {{{600, 100}, {1000, 100}, {900, 800}, {600, 100}}, {}}},
  };
}

}  // namespace farola::test
