#include "farola/io/packed_rtree.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <span>

namespace farola::io {
namespace {

// A cell of a node: in a leaf a row, above it a child, with the box of it.
struct Cell {
  std::int64_t number;
  float xmin, xmax, ymin, ymax;
};

constexpr std::size_t cell_bytes = 24, header_bytes = 4;
constexpr std::size_t largest_node = 51;  // cells; SQLite's own bound, whatever the page

float down(double value) {
  const auto near = static_cast<float>(value);
  return near > value ? std::nextafter(near, -std::numeric_limits<float>::infinity()) : near;
}

float up(double value) {
  const auto near = static_cast<float>(value);
  return near < value ? std::nextafter(near, std::numeric_limits<float>::infinity()) : near;
}

// Tiles: by x into slices of whole leaves, about as many slices as leaves in each; within by y.
void sort_into_tiles(std::vector<IndexedBox>& boxes, std::size_t capacity) {
  const auto by = [](auto key) {
    return [key](const IndexedBox& a, const IndexedBox& b) {
      const double first = key(a.box), second = key(b.box);
      return first < second || (first == second && a.row < b.row);
    };
  };
  std::sort(boxes.begin(), boxes.end(), by([](const Box& box) { return box.xmin + box.xmax; }));
  const double leaves =
      std::ceil(static_cast<double>(boxes.size()) / static_cast<double>(capacity));
  const std::size_t slice = static_cast<std::size_t>(std::ceil(std::sqrt(leaves))) * capacity;
  for (std::size_t begin = 0; begin < boxes.size(); begin += slice) {
    const auto first = boxes.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last =
        boxes.begin() + static_cast<std::ptrdiff_t>(std::min(boxes.size(), begin + slice));
    std::sort(first, last, by([](const Box& box) { return box.ymin + box.ymax; }));
  }
}

Cell cover(std::int64_t number, std::span<const Cell> cells) {
  Cell all = cells.front();
  all.number = number;
  for (const Cell& cell : cells) {
    all.xmin = std::min(all.xmin, cell.xmin);
    all.xmax = std::max(all.xmax, cell.xmax);
    all.ymin = std::min(all.ymin, cell.ymin);
    all.ymax = std::max(all.ymax, cell.ymax);
  }
  return all;
}

// Cuts cells into nodes, and calls body(node, its cells) with nodes counted from 0.
template <class Body>
void for_each_node(std::span<const Cell> cells, std::size_t capacity, const Body& body) {
  for (std::size_t begin = 0; begin < cells.size(); begin += capacity) {
    body(static_cast<std::int64_t>(begin / capacity),
         cells.subspan(begin, std::min(capacity, cells.size() - begin)));
  }
}

template <class Value>
void put(std::vector<unsigned char>& bytes, std::size_t& at, Value value) {
  for (std::size_t i = sizeof value; i-- > 0;) {
    bytes[at++] = static_cast<unsigned char>(value >> (8 * i));
  }
}

// Big-endian: depth of the tree (in the root only), number of cells, cells; then zeros.
void node_bytes(std::vector<unsigned char>& bytes, std::size_t depth, std::span<const Cell> cells) {
  std::fill(bytes.begin(), bytes.end(), static_cast<unsigned char>(0));
  std::size_t at = 0;
  put(bytes, at, static_cast<std::uint16_t>(depth));
  put(bytes, at, static_cast<std::uint16_t>(cells.size()));
  for (const Cell& cell : cells) {
    put(bytes, at, static_cast<std::uint64_t>(cell.number));
    for (const float bound : {cell.xmin, cell.xmax, cell.ymin, cell.ymax}) {
      put(bytes, at, std::bit_cast<std::uint32_t>(bound));
    }
  }
}

// Cells of all levels: leaves first, the root's last. Nodes are numbered from the root (1) down.
struct Tree {
  std::vector<std::vector<Cell>> levels;
  std::vector<std::int64_t> first_node;  // of each level
};

Tree tree_over(std::vector<Cell> leaf_cells, std::size_t capacity) {
  Tree tree;
  const auto nodes = [&](std::size_t cells) { return (cells + capacity - 1) / capacity; };
  std::vector<std::size_t> counts = {nodes(leaf_cells.size())};
  while (counts.back() > 1) counts.push_back(nodes(counts.back()));
  tree.first_node.resize(counts.size());
  std::int64_t next = 1;
  for (std::size_t level = counts.size(); level-- > 0;) {
    tree.first_node[level] = next;
    next += static_cast<std::int64_t>(counts[level]);
  }
  tree.levels.push_back(std::move(leaf_cells));
  for (std::size_t level = 0; level + 1 < counts.size(); ++level) {
    std::vector<Cell> above;
    above.reserve(counts[level]);
    for_each_node(tree.levels[level], capacity, [&](std::int64_t node, std::span<const Cell> own) {
      above.push_back(cover(tree.first_node[level] + node, own));
    });
    tree.levels.push_back(std::move(above));
  }
  return tree;
}

// Bytes of a node, from the empty root that SQLite has made.
std::size_t node_size(const SqliteFile& file, const std::string& name) {
  SqliteStatement ask(file,
                      "SELECT length(data) FROM " + sql_name(name + "_node") + " WHERE nodeno = 1");
  const std::size_t size = ask.step() ? static_cast<std::size_t>(ask.integer(0)) : 0;
  return size;
}

void write_nodes(const SqliteFile& file, const std::string& name, const Tree& tree,
                 std::size_t capacity, std::size_t bytes_of_a_node) {
  SqliteStatement node_row(
      file, "INSERT OR REPLACE INTO " + sql_name(name + "_node") + " (nodeno, data) VALUES (?, ?)");
  SqliteStatement parent_row(
      file, "INSERT INTO " + sql_name(name + "_parent") + " (nodeno, parentnode) VALUES (?, ?)");
  std::vector<unsigned char> bytes(bytes_of_a_node);
  const std::size_t top = tree.levels.size() - 1;
  for (std::size_t level = top + 1; level-- > 0;) {
    for_each_node(tree.levels[level], capacity, [&](std::int64_t node, std::span<const Cell> own) {
      const std::int64_t number = tree.first_node[level] + node;
      node_bytes(bytes, level == top ? top : 0, own);
      node_row.bind(1, number);
      node_row.bind(2, std::span<const unsigned char>(bytes));
      node_row.step();
      if (level == top) return;
      parent_row.bind(1, number);
      parent_row.bind(2, tree.first_node[level + 1] + node / static_cast<std::int64_t>(capacity));
      parent_row.step();
    });
  }
}

// Which leaf holds a row; in the order of the rows, so that the table only grows at its end.
void write_rows(const SqliteFile& file, const std::string& name, const Tree& tree,
                std::size_t capacity) {
  std::vector<std::pair<std::int64_t, std::int64_t>> leaf_of_row;
  leaf_of_row.reserve(tree.levels.front().size());
  for_each_node(tree.levels.front(), capacity, [&](std::int64_t node, std::span<const Cell> own) {
    for (const Cell& cell : own) {
      leaf_of_row.emplace_back(cell.number, tree.first_node.front() + node);
    }
  });
  std::sort(leaf_of_row.begin(), leaf_of_row.end());
  SqliteStatement entry(
      file, "INSERT INTO " + sql_name(name + "_rowid") + " (rowid, nodeno) VALUES (?, ?)");
  for (const auto& [row, leaf] : leaf_of_row) {
    entry.bind(1, row);
    entry.bind(2, leaf);
    entry.step();
  }
}

}  // namespace

void fill_rtree(SqliteFile& file, const std::string& name, std::vector<IndexedBox> boxes,
                const Progress& progress) {
  if (boxes.empty()) return;
  const std::size_t bytes = node_size(file, name);
  file.require(bytes >= header_bytes + 2 * cell_bytes);
  const std::size_t capacity = std::min(largest_node, (bytes - header_bytes) / cell_bytes);
  sort_into_tiles(boxes, capacity);
  progress.update(.3);
  std::vector<Cell> cells;
  cells.reserve(boxes.size());
  for (const auto& [row, box] : boxes) {
    cells.push_back({row, down(box.xmin), up(box.xmax), down(box.ymin), up(box.ymax)});
  }
  const Tree tree = tree_over(std::move(cells), capacity);
  write_nodes(file, name, tree, capacity, bytes);
  progress.update(.5);
  write_rows(file, name, tree, capacity);
  progress.finish();
}

}  // namespace farola::io
