#include "farola/streets/network_distances.hpp"

#include "farola/core/parallel.hpp"
#include "farola/streets/node_distances.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include <tbb/enumerable_thread_specific.h>

namespace farola {
namespace {

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double pairs_in_block = 1 << 18;
constexpr std::size_t points_in_block = 256;

/// Points per square of a coarse grid: a bound on how many lie within reach of an edge.
class Crowd {
 public:
  Crowd(const std::vector<Point>& places, double reach) : all_(places.size()) {
    for (const Point& place : places) box_.extend(place);
    if (box_.empty()) box_ = {0, 0, 0, 0};
    const double side = std::max(box_.width(), box_.height());
    cell_ = std::max({std::isfinite(reach) ? reach : side, side / 1000, 1e-3});
    columns_ = static_cast<std::size_t>(box_.width() / cell_) + 1;
    rows_ = static_cast<std::size_t>(box_.height() / cell_) + 1;
    count_.assign(columns_ * rows_, 0);
    for (const Point& place : places) ++count_[row(place.y) * columns_ + column(place.x)];
  }

  double in(const Box& box) const {
    if (std::isinf(box.width())) return static_cast<double>(all_);
    std::size_t count = 0;
    for (std::size_t r = row(box.ymin); r <= row(box.ymax); ++r) {
      for (std::size_t c = column(box.xmin); c <= column(box.xmax); ++c)
        count += count_[r * columns_ + c];
    }
    return static_cast<double>(count);
  }

 private:
  std::size_t step(double from, double to, std::size_t count) const {
    const double cells = std::clamp((to - from) / cell_, 0.0, static_cast<double>(count - 1));
    return static_cast<std::size_t>(cells);
  }
  std::size_t column(double x) const { return step(box_.xmin, x, columns_); }
  std::size_t row(double y) const { return step(box_.ymin, y, rows_); }

  std::size_t all_;
  Box box_;
  double cell_ = 1;
  std::size_t columns_ = 1, rows_ = 1;
  std::vector<std::size_t> count_;
};

/// What a thread keeps: the ways from both ends of one edge.
struct Ways {
  explicit Ways(const StreetGraph& streets) : from(streets), to(streets) {}
  NodeDistances from, to;
  std::uint32_t edge = none;
};

}  // namespace

struct NetworkPairs::Data {
  const StreetGraph& streets;
  double reach;
  // Points by edge, then position, then index; those that are nowhere are left out.
  std::vector<std::uint32_t> point, edge_of;
  std::vector<std::uint32_t> rank;  // of each point in that order; none: nowhere
  std::vector<double> position;
  std::vector<std::size_t> first;  // of the points on each edge, and the end of the last
  std::vector<std::size_t> block;  // first point of each block, and the end
  mutable tbb::enumerable_thread_specific<Ways> ways;
  mutable tbb::enumerable_thread_specific<Ways> ways_from_anywhere;

  Data(const StreetGraph& graph, const SnappedPoints& points, double within);
  void cut_into_blocks();
  void run(Ways& mine, std::uint32_t edge, const Progress& progress) const;
  /// Calls found(other, distance) for those within reach of the k-th that come after it in the
  /// order of edges, or for all others.
  template <class Found>
  void each_near(std::size_t k, bool all, const Ways& mine, const Found& found) const;
  /// The same for those on other edges, from a place on `edge`.
  template <class Found>
  void each_beyond(std::uint32_t edge, double position, bool all, const Ways& mine,
                   const Found& found) const;
  /// Points begin … end of an edge, `low` metres from its start and `high` from its end: the near
  /// ones are at the two ends of the run, since positions rise.
  template <class Found>
  void along(std::size_t begin, std::size_t end, double length, double low, double high,
             const Found& found) const;
};

NetworkPairs::Data::Data(const StreetGraph& graph, const SnappedPoints& points, double within)
    : streets(graph),
      reach(within),
      ways([&graph] { return Ways(graph); }),
      ways_from_anywhere([&graph] { return Ways(graph); }) {
  for (std::uint32_t i = 0; i < points.size(); ++i) {
    if (points.edge[i] != SnappedPoints::nowhere) point.push_back(i);
  }
  std::sort(point.begin(), point.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (points.edge[a] != points.edge[b]) return points.edge[a] < points.edge[b];
    if (points.position[a] != points.position[b]) return points.position[a] < points.position[b];
    return a < b;
  });
  rank.assign(points.size(), none);
  for (std::uint32_t k = 0; k < point.size(); ++k) rank[point[k]] = k;
  first.assign(graph.edge_count() + 1, 0);
  for (const std::uint32_t i : point) {
    edge_of.push_back(points.edge[i]);
    position.push_back(points.position[i]);
    ++first[points.edge[i] + 1];
  }
  std::partial_sum(first.begin(), first.end(), first.begin());
  cut_into_blocks();
}

void NetworkPairs::Data::cut_into_blocks() {
  std::vector<Point> places;
  for (std::size_t k = 0; k < point.size(); ++k)
    places.push_back(place_on(streets, edge_of[k], position[k]));
  const Crowd crowd(places, reach);
  double expected = 0, of_point = 0;
  std::uint32_t edge = none;
  for (std::size_t k = 0; k < point.size(); ++k) {
    if (edge_of[k] != edge) {
      edge = edge_of[k];
      Box box;
      for (const Point& corner : streets.shape(edge)) box.extend(corner);
      of_point = crowd.in(box.grown(reach));
    }
    if (block.empty() || expected + of_point > pairs_in_block ||
        k - block.back() >= points_in_block) {
      block.push_back(k);
      expected = 0;
    }
    expected += of_point;
  }
  block.push_back(point.size());
}

void NetworkPairs::Data::run(Ways& mine, std::uint32_t edge, const Progress& progress) const {
  if (mine.edge == edge) return;
  mine.edge = none;  // in case of a cancel
  // No point of the edge is nearer to its ends than the outermost. The slack is for a reach that
  // is no multiple of the length grid; the whole distance is compared with the reach itself.
  const StreetGraph::Edge& e = streets.edge(edge);
  const double slack = 1e-6;
  mine.from.run(e.from, reach - position[first[edge]] + slack, progress);
  mine.to.run(e.to, reach - (e.length - position[first[edge + 1] - 1]) + slack, progress);
  mine.edge = edge;
}

template <class Found>
void NetworkPairs::Data::along(std::size_t begin, std::size_t end, double length, double low,
                               double high, const Found& found) const {
  std::size_t other = begin;
  for (; other < end && low + position[other] <= reach; ++other)
    found(other, std::min(low + position[other], high + (length - position[other])));
  const auto rest = std::partition_point(position.begin() + static_cast<std::ptrdiff_t>(other),
                                         position.begin() + static_cast<std::ptrdiff_t>(end),
                                         [&](double at) { return high + (length - at) > reach; });
  for (other = static_cast<std::size_t>(rest - position.begin()); other < end; ++other)
    found(other, high + (length - position[other]));
}

template <class Found>
void NetworkPairs::Data::each_near(std::size_t k, bool all, const Ways& mine,
                                   const Found& found) const {
  const std::uint32_t edge = edge_of[k];
  const StreetGraph::Edge& own = streets.edge(edge);
  const double to_start = position[k], to_end = own.length - position[k];
  // On the same edge straight along it, or round by one of its ends and then the other.
  along(k + 1, first[edge + 1], own.length, -to_start, to_start + mine.from.to(own.to), found);
  if (all) along(first[edge], k, own.length, to_end + mine.to.to(own.from), -to_end, found);
  each_beyond(edge, to_start, all, mine, found);
}

template <class Found>
void NetworkPairs::Data::each_beyond(std::uint32_t edge, double to_start, bool all,
                                     const Ways& mine, const Found& found) const {
  const double to_end = streets.edge(edge).length - to_start;
  const auto way_to = [&](std::uint32_t node) {
    return std::min(to_start + mine.from.to(node), to_end + mine.to.to(node));
  };
  const auto reached = [&](std::uint32_t node) {
    return mine.from.to(node) < infinity || mine.to.to(node) < infinity;
  };
  const auto visit = [&](std::uint32_t node) {
    for (const StreetGraph::Way& way : streets.ways(node)) {
      if (way.edge == edge || (way.edge < edge && !all)) continue;
      if (first[way.edge] == first[way.edge + 1]) continue;
      const StreetGraph::Edge& other = streets.edge(way.edge);
      // Once: from its start, or from its end where its start is out of reach.
      if (node != other.from && reached(other.from)) continue;
      along(first[way.edge], first[way.edge + 1], other.length, way_to(other.from),
            way_to(other.to), found);
    }
  };
  for (const std::uint32_t node : mine.from.reached()) visit(node);
  for (const std::uint32_t node : mine.to.reached()) {
    if (mine.from.to(node) == infinity) visit(node);
  }
}

NetworkPairs::NetworkPairs(const StreetGraph& streets, const SnappedPoints& points, Metres reach)
    : data_(std::make_unique<const Data>(streets, points, reach.value)) {}
NetworkPairs::~NetworkPairs() = default;
NetworkPairs::NetworkPairs(NetworkPairs&&) noexcept = default;
NetworkPairs& NetworkPairs::operator=(NetworkPairs&&) noexcept = default;

std::size_t NetworkPairs::blocks() const { return data_->block.size() - 1; }

void NetworkPairs::append(std::size_t block, std::vector<NetworkPair>& pairs,
                          const Progress& progress) const {
  Ways& mine = data_->ways.local();
  for (std::size_t k = data_->block[block]; k < data_->block[block + 1]; ++k) {
    progress.check();
    data_->run(mine, data_->edge_of[k], progress);
    const std::uint32_t one = data_->point[k];
    data_->each_near(k, false, mine, [&](std::size_t other, double distance) {
      const auto [i, j] = std::minmax(one, data_->point[other]);
      pairs.push_back({i, j, distance});
    });
  }
}

void NetworkPairs::neighbours_of(std::uint32_t i, std::vector<Neighbour>& neighbours,
                                 const Progress& progress) const {
  const std::uint32_t k = data_->rank[i];
  if (k == none) return;
  Ways& mine = data_->ways.local();
  data_->run(mine, data_->edge_of[k], progress);
  data_->each_near(k, true, mine, [&](std::size_t other, double distance) {
    neighbours.push_back({data_->point[other], distance});
  });
}

void NetworkPairs::near(std::uint32_t edge, double position, std::vector<Neighbour>& neighbours,
                        const Progress& progress) const {
  const Data& data = *data_;
  const StreetGraph::Edge& own = data.streets.edge(edge);
  Ways& mine = data.ways_from_anywhere.local();
  if (mine.edge != edge) {
    mine.edge = none;  // in case of a cancel
    mine.from.run(own.from, data.reach, progress);
    mine.to.run(own.to, data.reach, progress);
    mine.edge = edge;
  }
  const auto found = [&](std::size_t other, double distance) {
    neighbours.push_back({data.point[other], distance});
  };
  const auto begin = data.position.begin();
  const std::size_t at = static_cast<std::size_t>(
      std::partition_point(begin + static_cast<std::ptrdiff_t>(data.first[edge]),
                           begin + static_cast<std::ptrdiff_t>(data.first[edge + 1]),
                           [&](double other) { return other < position; }) -
      begin);
  const double to_end = own.length - position;
  data.along(at, data.first[edge + 1], own.length, -position, position + mine.from.to(own.to),
             found);
  data.along(data.first[edge], at, own.length, to_end + mine.to.to(own.from), -to_end, found);
  data.each_beyond(edge, position, true, mine, found);
}

std::span<const std::uint32_t> NetworkPairs::order() const { return data_->point; }

void visit_network_pairs(const NetworkPairs& pairs, const Progress& progress,
                         const PairVisitor& visit) {
  struct Block {
    std::size_t number;
    std::vector<NetworkPair> pairs;
  };
  const std::size_t blocks = pairs.blocks();
  const std::size_t step = blocks / 100 + 1;
  // As many as are under way: when one's turn comes again, it was visited.
  std::vector<Block> rooms(4 * static_cast<std::size_t>(thread_count()));
  std::size_t next = 0, visited = 0;
  const auto next_block = [&]() -> Block* {
    if (next == blocks) return nullptr;
    Block& block = rooms[next % rooms.size()];
    block.number = next++;
    return &block;
  };
  const auto make = [&](Block& block) {
    block.pairs.clear();
    pairs.append(block.number, block.pairs, progress);
  };
  const auto hand_over = [&](const Block& block) {
    visit(block.pairs);
    if (++visited % step == 0)
      progress.update(static_cast<double>(visited) / static_cast<double>(blocks));
  };
  make_in_order<Block>(rooms.size(), progress, next_block, make, hand_over);
  progress.finish();
}

}  // namespace farola
