#include "farola/risk/feature_distances.hpp"

#include "farola/raster/mask.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace farola::risk {
namespace {

using Piece = FeatureDistances::Piece;

void add_outline(const Ring& ring, std::vector<Segment>& segments) {
  for (std::size_t k = 1; k < ring.size(); ++k) segments.push_back({ring[k - 1], ring[k]});
}

std::vector<Segment> segments_of(const FactorFeatures& features) {
  std::vector<Segment> segments = features.lines;
  for (std::size_t i = 0; i < features.x.size(); ++i) {
    const Point at{features.x[i], features.y[i]};
    segments.push_back({at, at});
  }
  for (const Polygon& polygon : features.polygons) {
    add_outline(polygon.shell, segments);
    for (const Ring& hole : polygon.holes) add_outline(hole, segments);
  }
  // What lies at one place is equally far from everywhere, and would stay together to the last.
  const auto key = [](const Segment& s) { return std::tie(s.from.x, s.from.y, s.to.x, s.to.y); };
  std::sort(segments.begin(), segments.end(),
            [&](const Segment& a, const Segment& b) { return key(a) < key(b); });
  segments.erase(std::unique(segments.begin(), segments.end()), segments.end());
  return segments;
}

Piece piece_of(const Segment& segment) {
  const double dx = segment.to.x - segment.from.x, dy = segment.to.y - segment.from.y;
  const double square = dx * dx + dy * dy;
  return {segment.from.x, segment.from.y, dx, dy, square > 1e-12 ? 1 / square : 0};
}

double square_distance(const Piece& piece, Point p) {
  const double px = p.x - piece.x, py = p.y - piece.y;
  const double along = std::clamp((px * piece.dx + py * piece.dy) * piece.inverse, 0.0, 1.0);
  const double ex = px - along * piece.dx, ey = py - along * piece.dy;
  return ex * ex + ey * ey;
}

/// What a rounding may be worth at this place and distance.
double with_margin(double distance, Point p) {
  return distance * (1 + 1e-9) + 1e-12 * (std::abs(p.x) + std::abs(p.y));
}

Point middle_of(const CellWindow& window, const Grid& grid) {
  const Point first = grid.centre(window.column, window.row);
  const Point last = grid.centre(window.column + window.columns - 1, window.row + window.rows - 1);
  return {(first.x + last.x) / 2, (first.y + last.y) / 2};
}

/// From the middle to the furthest cell centre.
double half_diagonal(const CellWindow& window, const Grid& grid) {
  return std::hypot(static_cast<double>(window.columns - 1), static_cast<double>(window.rows - 1)) *
         grid.cell / 2;
}

/// The halving of one window. Candidates lie on a stack, each half's above those of its whole.
class Narrowing {
 public:
  Narrowing(const std::vector<Piece>& pieces, const Grid& grid, const CellWindow& whole,
            std::vector<std::uint32_t> candidates, std::span<double> distances)
      : pieces_(pieces),
        grid_(grid),
        whole_(whole),
        stack_(std::move(candidates)),
        distances_(distances) {}

  void run() { narrow(whole_, 0); }

 private:
  /// Candidates from `begin` to the top.
  void narrow(const CellWindow& window, std::size_t begin) {
    if (stack_.size() - begin == 1 || window.columns * window.rows <= 2) {
      return measure(window, begin);
    }
    CellWindow first = window, second = window;
    if (window.columns >= window.rows) {
      first.columns = window.columns / 2;
      second.column += first.columns;
      second.columns -= first.columns;
    } else {
      first.rows = window.rows / 2;
      second.row += first.rows;
      second.rows -= first.rows;
    }
    take(first, begin);
    take(second, begin);
  }

  /// Narrows a half with those of the candidates that can be nearest to one of its cells.
  void take(const CellWindow& half, std::size_t begin) {
    const std::size_t end = stack_.size();
    const Point middle = middle_of(half, grid_);
    squares_.resize(std::max(squares_.size(), end - begin));
    double smallest = std::numeric_limits<double>::infinity();
    for (std::size_t k = begin; k < end; ++k) {
      const double square = square_distance(pieces_[stack_[k]], middle);
      squares_[k - begin] = square;
      smallest = std::min(smallest, square);
    }
    const double limit = with_margin(std::sqrt(smallest) + 2 * half_diagonal(half, grid_), middle);
    for (std::size_t k = begin; k < end; ++k) {
      if (squares_[k - begin] <= limit * limit) stack_.push_back(stack_[k]);
    }
    narrow(half, end);
    stack_.resize(end);
  }

  void measure(const CellWindow& window, std::size_t begin) {
    for (std::int64_t row = window.row; row < window.row + window.rows; ++row) {
      for (std::int64_t column = window.column; column < window.column + window.columns; ++column) {
        const Point centre = grid_.centre(column, row);
        double smallest = std::numeric_limits<double>::infinity();
        for (std::size_t k = begin; k < stack_.size(); ++k) {
          smallest = std::min(smallest, square_distance(pieces_[stack_[k]], centre));
        }
        distances_[static_cast<std::size_t>((row - whole_.row) * whole_.columns + column -
                                            whole_.column)] = std::sqrt(smallest);
      }
    }
  }

  const std::vector<Piece>& pieces_;
  const Grid& grid_;
  CellWindow whole_;
  std::vector<std::uint32_t> stack_;
  std::vector<double> squares_;
  std::span<double> distances_;
};

}  // namespace

std::vector<CellWindow> windows_of(const Grid& grid) {
  std::vector<CellWindow> windows;
  for (std::int64_t row = 0; row < grid.rows; row += window_side) {
    for (std::int64_t column = 0; column < grid.columns; column += window_side) {
      windows.push_back({column, row, std::min(window_side, grid.columns - column),
                         std::min(window_side, grid.rows - row)});
    }
  }
  return windows;
}

FeatureDistances::FeatureDistances(const FactorFeatures& features, const Grid& grid)
    : grid_(grid), index_(segments_of(features)) {
  pieces_.reserve(index_.size());
  for (std::size_t i = 0; i < index_.size(); ++i) pieces_.push_back(piece_of(index_[i]));
  if (!features.polygons.empty()) inside_ = mask_of(features.polygons, grid).inside;
}

void FeatureDistances::fill(const CellWindow& window, std::span<double> distances,
                            double maximum) const {
  const Point middle = middle_of(window, grid_);
  const double half = half_diagonal(window, grid_);
  const double nearest = index_.nearest(middle)->foot.distance;
  if (nearest > with_margin(maximum + half, middle)) {
    std::fill(distances.begin(), distances.end(), std::numeric_limits<double>::infinity());
  } else {
    const double reach = with_margin(nearest + 2 * half, middle);
    std::vector<std::uint32_t> candidates =
        index_.touching(Box{middle.x, middle.y, middle.x, middle.y}.grown(reach));
    std::erase_if(candidates, [&](std::uint32_t k) {
      return square_distance(pieces_[k], middle) > reach * reach;
    });
    Narrowing(pieces_, grid_, window, std::move(candidates), distances).run();
  }
  if (inside_.empty()) return;
  std::size_t at = 0;
  for (std::int64_t row = window.row; row < window.row + window.rows; ++row) {
    for (std::int64_t column = window.column; column < window.column + window.columns;
         ++column, ++at) {
      if (inside_[static_cast<std::size_t>(row * grid_.columns + column)] != 0) distances[at] = 0;
    }
  }
}

}  // namespace farola::risk
