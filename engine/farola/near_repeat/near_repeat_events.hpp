#pragma once
// Which event follows which: originators, repeats and near repeats, and the chains they make.
//
// Two events are close when both hold (d: distance in metres, l: time between them in seconds):
//   in space   d <= same_place, or d < distance   (closed right: d <= distance)
//   in time    l < time                           (closed right: l <= time)
// Events come one after another by time; those of the same time by their number, that is by row. A
// predecessor of an event is a close event before it in that order. An event has
//   one parent       latest (default): a predecessor at the same place goes before all others; then
//                    the one latest in time, then the nearest, then the last in the order.
//                    nearest: the nearest predecessor, then the latest in time, then the last in
//                    the order
//   role             repeat        its parent is at the same place (d <= same_place)
//                    near repeat   it has a parent, and that is elsewhere
//                    originator    it has no predecessor, but is the predecessor of another event
//                    isolated      no event is close to it
//   generation       parents up to an originator: 0 for originators and isolated events
//   originator       the event at which the parents end; lag and distance to it are measured to it
//                    directly, not along the parents
// A chain is a connected component of the graph of close pairs, of two events or more. It may hold
// several originators: two beginnings that a later event joins. Chains are numbered from 1 by
// their first event. Its span is the greatest distance between two of its events.
//
// Distance is that of the plane, or any other (EventDistances): along the streets, events of one
// place on a street are at the same place, and only the span stays as the crow flies.
//
// Edge cases: one event, or none close: all isolated, no chain. All at one place, or at one time:
// one chain, as far as the other distance goes. Links of events at the same time are counted and
// told: their order is that of the rows. Weights do not change chains; a chain holds their sum.
//
// Cost: events at one place are one place (event_places.hpp). For two places within the distance
// their lists of times are merged, and of each event's predecessors at one place only the latest is
// looked at: the others lie less than `time` before it, so they are one chain with it already. That
// is O(n log n + sum over close pairs of places of their events), in memory O(n), whatever the
// stacks. The same for any number of threads.
//
// Townsley, Homel and Chaseling, "Infectious burglaries", British Journal of Criminology 43 (2003);
// Haberman and Ratcliffe, "The predictive policing challenges of near repeat armed street
// robberies", Policing 6 (2012). Components agree with near-repeat strings of the R package ptools.
// It says what follows what. It cannot say that the one caused the other, nor that they have a
// person in common: with many events, many are close by chance (see the Knox table).

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/core/units.hpp"
#include "farola/geometry/point.hpp"
#include "farola/near_repeat/bands.hpp"
#include "farola/near_repeat/close_pairs.hpp"
#include "farola/near_repeat/event_distances.hpp"
#include "farola/near_repeat/space_time_events.hpp"

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace farola {

enum class Role : std::uint8_t { originator, repeat, near_repeat, isolated };
inline constexpr std::string_view role_names[] = {"originator", "repeat", "near repeat",
                                                  "isolated"};
std::string_view name_of(Role role) noexcept;

enum class ParentRule { latest, nearest };
inline constexpr std::string_view parent_rule_names[] = {"latest", "nearest"};
/// REQUIRES one of parent_rule_names.
ParentRule parent_rule_from_name(const std::string& name);

struct NearRepeatOptions {
  Metres distance{200};  ///< REQUIRES finite, >= 0 (Error{usage, "distance-negative"})
  Days time{14};         ///< REQUIRES finite, > 0 (Error{usage, "days-not-positive"})
  Metres same_place{0};  ///< REQUIRES finite, >= 0 (Error{usage, "same-place-negative"})
  Closed closed = Closed::left;
  DistanceMetric metric = DistanceMetric::euclidean;  ///< of spans; of all, without EventDistances
  ParentRule parent = ParentRule::latest;
};

inline constexpr std::uint32_t no_event = std::numeric_limits<std::uint32_t>::max();

struct NearRepeatEvent {
  Role role = Role::isolated;
  std::uint32_t chain = 0;  ///< from 1; 0: none
  std::uint32_t generation = 0;
  std::uint32_t followers = 0;  ///< events whose parent it is
  std::uint32_t parent = no_event, originator = no_event;
  double parent_distance = 0, originator_distance = 0;  ///< metres
  double parent_lag = 0, originator_lag = 0;            ///< seconds
};

struct Chain {
  std::uint32_t events = 0, originators = 0, repeats = 0, near_repeats = 0;
  std::uint32_t generations = 0;                    ///< the highest
  std::uint32_t first = no_event, last = no_event;  ///< by time, then by number
  double duration = 0;                              ///< seconds from first to last
  double span = 0;                                  ///< metres
  double weight = 0;
  Point centre;  ///< mean of its events' coordinates
};

struct NearRepeatEvents {
  std::vector<NearRepeatEvent> events;  ///< in the order of the input
  std::vector<Chain> chains;            ///< chain k stands at k - 1
  Report report;                        ///< under "near_repeat_events"
};

/// `times`: one a event, as events.times() gives them. Throws besides Error{data,
/// "times-coarser-than-days"} when a time of less than a day is asked for, and more than half of
/// the events are known to a day or less.
NearRepeatEvents near_repeat_events(const SpaceTimeEvents& events, std::span<const double> times,
                                    const NearRepeatOptions& options, const Progress& progress);
/// The same by other distances. REQUIRES those of these events, which are 0 apart where their
/// coordinates are equal.
NearRepeatEvents near_repeat_events(const SpaceTimeEvents& events, std::span<const double> times,
                                    const EventDistances& distances,
                                    const NearRepeatOptions& options, const Progress& progress);

/// Half-way values of the links: lag over all, distance over those to another place. 0 without any.
struct LinkMedians {
  std::int64_t links = 0, near_links = 0;
  double lag = 0;       ///< seconds
  double distance = 0;  ///< metres
};
LinkMedians link_medians(const NearRepeatEvents& found);

}  // namespace farola
