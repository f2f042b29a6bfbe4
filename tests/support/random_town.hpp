#pragma once
// Towns drawn at random: streets, and points on and beside them.

#include "farola/core/random.hpp"
#include "farola/geometry/point.hpp"

#include <cstdint>
#include <utility>
#include <vector>

#include "support/draw.hpp"

namespace farola::test {

struct Town {
  std::vector<std::vector<Point>> lines;
  std::vector<double> x, y;
};

/// Lines between corners of a shaken lattice, so that they share corners, with parallel streets,
/// rings, repeated lines and parts without a connection; points on corners, on streets and beside.
inline Town random_town(std::uint64_t seed) {
  Town town;
  std::uint64_t drawn = 0;
  const auto u = [&] { return random_uniform(seed, 0, drawn++); };
  const auto below = [&](double n) { return static_cast<std::size_t>(u() * n); };
  std::vector<Point> corners;
  const double spread = 50 + 100 * u();
  for (int r = 0; r < 5; ++r) {
    for (int c = 0; c < 5; ++c)
      corners.push_back({spread * (c + .4 * u()), spread * (r + .4 * u())});
  }
  const std::size_t lines = 5 + below(25);
  while (town.lines.size() < lines) {
    std::size_t at = below(25);
    std::vector<Point> line{corners[at]};
    for (std::size_t steps = 1 + below(4); steps > 0; --steps) {
      const std::size_t c = at % 5, r = at / 5;
      const double way = u();
      if (way < .25 && c > 0)
        at -= 1;
      else if (way < .5 && c < 4)
        at += 1;
      else if (way < .75 && r > 0)
        at -= 5;
      else if (r < 4)
        at += 5;
      if (corners[at] != line.back()) line.push_back(corners[at]);
    }
    if (line.size() > 1) town.lines.push_back(std::move(line));
    if (u() < .1 && !town.lines.empty()) town.lines.push_back(town.lines.back());
  }
  const std::size_t points = 2 + below(40);
  for (std::size_t i = 0; i < points; ++i) {
    const auto& line = town.lines[below(static_cast<double>(town.lines.size()))];
    const std::size_t k = below(static_cast<double>(line.size() - 1));
    const double how = u(), t = how < .15 ? 0 : u();
    Point p{line[k].x + t * (line[k + 1].x - line[k].x),
            line[k].y + t * (line[k + 1].y - line[k].y)};
    if (how > .5) p = {p.x + 20 * u(), p.y + 20 * u()};
    if (how > .9 && i > 0) p = {town.x.back(), town.y.back()};
    town.x.push_back(p.x);
    town.y.push_back(p.y);
  }
  return town;
}

/// Streets between the corners of a lattice of 50 m, some of them missing, and points at whole
/// metres along them, some 3 m beside: distances along the streets are whole metres.
inline Town lattice_town(Draw& draw, std::int64_t most) {
  Town town;
  const double kept = draw.uniform(.3, 1);
  for (int r = 0; r < 6; ++r) {
    for (int c = 0; c < 6; ++c) {
      const Point at{50. * c, 50. * r};
      if (c < 5 && draw.chance(kept)) town.lines.push_back({at, {at.x + 50, at.y}});
      if (r < 5 && draw.chance(kept)) town.lines.push_back({at, {at.x, at.y + 50}});
    }
  }
  if (town.lines.empty()) town.lines.push_back({{0, 0}, {50, 0}});
  const std::int64_t points = 2 + draw.below(most);
  for (std::int64_t i = 0; i < points; ++i) {
    if (i > 0 && draw.chance(.1)) {
      town.x.push_back(town.x.back());
      town.y.push_back(town.y.back());
      continue;
    }
    const auto& line = town.lines[static_cast<std::size_t>(
        draw.below(static_cast<std::int64_t>(town.lines.size())))];
    const double along = draw.chance(.3) ? 10. * static_cast<double>(draw.below(6))
                                         : static_cast<double>(draw.below(51));
    const double beside = draw.chance(.5) ? 3 : 0;
    const bool east = line[0].y == line[1].y;
    town.x.push_back(line[0].x + (east ? along : beside));
    town.y.push_back(line[0].y + (east ? beside : along));
  }
  return town;
}

}  // namespace farola::test
