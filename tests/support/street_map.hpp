#pragma once
// Streets drawn with characters, for tests that a reader can see:
//
//   A----B----C        capital letters and + are corners, - and | streets between them, # a bridge
//   |    |             (both streets pass, no corner), digits points on a street; one character is
//   D-1--E             10 m to the right, one row 10 m down. Points beside streets: lower case.

#include "farola/streets/network_distances.hpp"
#include "farola/streets/snapping.hpp"
#include "farola/streets/street_graph.hpp"

#include <cctype>
#include <map>
#include <string>
#include <vector>

namespace farola::test {

/// Lines with plain coordinates in metres, in EPSG:25830.
inline ProjectedStreets streets_of(const std::vector<std::vector<Point>>& lines) {
  StreetLines streets;
  streets.crs = Crs::from_epsg(25830);
  for (std::size_t k = 0; k < lines.size(); ++k)
    streets.add(lines[k], static_cast<std::int64_t>(k) + 1);
  Report report;
  const Crs crs = streets.crs;
  return project(std::move(streets), Projector(crs, crs), report);
}

struct Places {
  std::vector<double> x, y;
  std::map<char, std::size_t> named;
};

/// How one draws a map; an empty first row is left out.
class StreetMap {
 public:
  explicit StreetMap(const std::string& drawing) {
    std::string row;
    for (const char c : drawing + "\n") {
      if (c != '\n') {
        row += c;
      } else {
        if (!row.empty() || !rows_.empty()) rows_.push_back(row);
        row.clear();
      }
    }
    for (int r = 0; r < static_cast<int>(rows_.size()); ++r) {
      for (int c = 0; c < static_cast<int>(rows_[static_cast<std::size_t>(r)].size()); ++c) {
        const char mark = at(r, c);
        if (corner(mark)) {
          follow(r, c, 0, 1, '-');
          follow(r, c, 1, 0, '|');
        } else if (std::isdigit(mark) != 0 || std::islower(mark) != 0) {
          places_.named[mark] = places_.x.size();
          places_.x.push_back(point(r, c).x);
          places_.y.push_back(point(r, c).y);
        }
      }
    }
  }

  const std::vector<std::vector<Point>>& lines() const { return lines_; }
  const Places& places() const { return places_; }
  ProjectedStreets streets() const { return streets_of(lines_); }

  /// Distances along the streets between all points that are named, within `reach`.
  std::map<std::string, double> distances(double reach, const StreetOptions& options = {}) const {
    const StreetGraph graph(streets(), options);
    const SnappedPoints snapped = snap(graph, places_.x, places_.y, graph.crs());
    const NetworkPairs pairs(graph, snapped, Metres{reach});
    std::map<std::string, double> found;
    visit_network_pairs(pairs, Progress(), [&](std::span<const NetworkPair> block) {
      for (const NetworkPair& pair : block) {
        std::string name{name_of(pair.i), name_of(pair.j)};
        if (name[1] < name[0]) std::swap(name[0], name[1]);
        found[name] = pair.distance;
      }
    });
    return found;
  }

 private:
  static bool corner(char c) { return c == '+' || std::isupper(c) != 0; }
  char at(int r, int c) const {
    if (r < 0 || c < 0 || r >= static_cast<int>(rows_.size())) return ' ';
    const std::string& row = rows_[static_cast<std::size_t>(r)];
    return c < static_cast<int>(row.size()) ? row[static_cast<std::size_t>(c)] : ' ';
  }
  static Point point(int r, int c) { return {10.0 * c, -10.0 * r}; }
  char name_of(std::uint32_t i) const {
    for (const auto& [name, at] : places_.named) {
      if (at == i) return name;
    }
    return '?';
  }
  void follow(int r, int c, int down, int right, char street) {
    int steps = 1;
    while (true) {
      const char mark = at(r + steps * down, c + steps * right);
      if (corner(mark)) break;
      if (mark != street && mark != '#' && std::isdigit(mark) == 0) return;
      ++steps;
    }
    if (steps > 1) lines_.push_back({point(r, c), point(r + steps * down, c + steps * right)});
  }

  std::vector<std::string> rows_;
  std::vector<std::vector<Point>> lines_;
  Places places_;
};

}  // namespace farola::test
