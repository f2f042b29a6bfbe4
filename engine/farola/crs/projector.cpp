#include "farola/crs/projector.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/crs/proj_handles.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <proj.h>
#include <tbb/enumerable_thread_specific.h>

namespace farola {
namespace {

constexpr std::size_t block = 1 << 14;

struct Operation {
  ProjContext context;
  ProjObject transformation;
};

std::shared_ptr<const Operation> made_operation(const Crs& from, const Crs& to) {
  auto operation = std::make_shared<Operation>();
  PJ_CONTEXT* context = operation->context.get();
  const ProjObject raw(proj_create_crs_to_crs(context, definition_of(from).c_str(),
                                              definition_of(to).c_str(), nullptr));
  if (raw) operation->transformation.reset(proj_normalize_for_visualization(context, raw.get()));
  if (!operation->transformation) {
    fail_data("crs-no-operation",
              fmt::format("PROJ knows no way from {} to {}. Give another --target-crs.",
                          from.label(), to.label()),
              "target-crs");
  }
  return operation;
}

// Finding a way between two CRS takes PROJ some milliseconds, and one run asks for the same few
// ways again and again, so each thread keeps its last ones. A PJ is for one thread at a time: those
// of a thread are used by that thread alone.
std::shared_ptr<const Operation> operation_between(const Crs& from, const Crs& to) {
  struct Known {
    std::string from, to;
    std::shared_ptr<const Operation> operation;
  };
  constexpr std::size_t most = 8;
  thread_local std::vector<Known> known;
  const std::string from_text = definition_of(from), to_text = definition_of(to);
  for (const Known& way : known) {
    if (way.from == from_text && way.to == to_text) return way.operation;
  }
  auto operation = made_operation(from, to);
  if (known.size() == most) known.erase(known.begin());
  known.push_back({from_text, to_text, operation});
  return operation;
}

}  // namespace

struct Projector::Data {
  Crs from, to;
  bool identity = false;
  mutable tbb::enumerable_thread_specific<std::shared_ptr<const Operation>> operations;

  void move(PJ_DIRECTION direction, double* x, double* y, std::size_t count) const {
    if (identity) return;
    std::shared_ptr<const Operation>& mine = operations.local();
    if (!mine) mine = operation_between(from, to);
    proj_trans_generic(mine->transformation.get(), direction, x, sizeof(double), count, y,
                       sizeof(double), count, nullptr, 0, 0, nullptr, 0, 0);
    for (std::size_t i = 0; i < count; ++i) {
      if (!std::isfinite(x[i]) || !std::isfinite(y[i])) {
        x[i] = y[i] = std::numeric_limits<double>::quiet_NaN();
      }
    }
  }

  void move_all(PJ_DIRECTION direction, std::span<double> x, std::span<double> y) const {
    if (identity) return;
    for_each_block(x.size(), block, Progress(),
                   [&](std::size_t begin, std::size_t end, std::size_t) {
                     move(direction, x.data() + begin, y.data() + begin, end - begin);
                   });
  }
};

Projector::Projector(const Crs& from, const Crs& to) : data_(std::make_unique<Data>()) {
  if (!from.known() || !to.known()) {
    fail_usage("crs-missing", "crs",
               "The coordinates have no coordinate reference system. Give it, for example --crs "
               "EPSG:4326 for longitude and latitude.");
  }
  data_->from = from;
  data_->to = to;
  data_->identity = from.equivalent(to);
  if (!data_->identity) data_->operations.local() = operation_between(from, to);
}

Projector::~Projector() = default;
Projector::Projector(Projector&&) noexcept = default;
Projector& Projector::operator=(Projector&&) noexcept = default;

const Crs& Projector::from() const { return data_->from; }
const Crs& Projector::to() const { return data_->to; }

void Projector::forward(std::span<double> x, std::span<double> y) const {
  data_->move_all(PJ_FWD, x, y);
}
void Projector::inverse(std::span<double> x, std::span<double> y) const {
  data_->move_all(PJ_INV, x, y);
}
Point Projector::forward(Point p) const {
  data_->move(PJ_FWD, &p.x, &p.y, 1);
  return p;
}
Point Projector::inverse(Point p) const {
  data_->move(PJ_INV, &p.x, &p.y, 1);
  return p;
}

Box Projector::forward(const Box& box) const {
  constexpr int steps = 20;
  Box moved;
  const auto add = [&](double x, double y) {
    const Point p = forward(Point{x, y});
    if (std::isfinite(p.x)) moved.extend(p);
  };
  for (int i = 0; i <= steps; ++i) {
    const double t = static_cast<double>(i) / steps;
    const double x = box.xmin + t * (box.xmax - box.xmin);
    const double y = box.ymin + t * (box.ymax - box.ymin);
    add(x, box.ymin);
    add(x, box.ymax);
    add(box.xmin, y);
    add(box.xmax, y);
  }
  return moved;
}

}  // namespace farola
