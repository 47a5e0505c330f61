//! How many streams there are, and which connection takes the next.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// How many connections to a host carry a light load: one HTTP/2 connection is one
/// lock and one TCP stream, so a few of them keep neighbours out of each other's way.
const FEWEST_CONNECTIONS: usize = 4;
/// The most connections to a host. At 100 streams each they carry 10,000; a request
/// beyond is refused.
pub(super) const MOST_CONNECTIONS: usize = 100;
/// How many streams make one more connection worth while: half of what one takes,
/// so that the next is open before the others are full.
const STREAMS_WANTED: usize = super::connection::MAX_STREAMS / 2;

/// The number of live streams on something. Clones count together.
#[derive(Clone, Debug, Default)]
pub(super) struct Load(Arc<AtomicUsize>);

/// One live stream, until it is dropped.
#[derive(Debug)]
pub(crate) struct Counted(Arc<AtomicUsize>);

impl Load {
    pub(super) fn get(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    /// Counts one more.
    pub(super) fn add(&self) -> Counted {
        self.0.fetch_add(1, Ordering::Relaxed);
        Counted(self.0.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The load of one connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Filled {
    pub(super) live: usize,
    /// How many it takes.
    pub(super) limit: usize,
}

/// Where the next stream to a host goes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// The place of the connection with the fewest streams, if one has room.
    pub(super) least: Option<usize>,
    /// Whether one more connection should be opened first.
    pub(super) wants_another: bool,
}

/// Chooses among the connections of a host. Only as many are used as the load
/// needs, the first ones: so the others run empty when the load sinks, and can be
/// closed.
pub(super) fn choose(connections: &[Filled]) -> Choice {
    let wanted = wanted(connections);
    let with_room = connections.iter().enumerate().filter(|(_, at)| at.live < at.limit);
    let least = with_room.take(wanted).min_by_key(|(_, at)| at.live);
    let is_busy = least.is_none_or(|(_, at)| at.live > 0 && connections.len() < wanted);
    Choice {
        least: least.map(|(place, _)| place),
        wants_another: is_busy && connections.len() < MOST_CONNECTIONS,
    }
}

/// The place of a connection that can be closed: it is empty, and there are more
/// than the load needs.
pub(super) fn surplus(connections: &[Filled]) -> Option<usize> {
    let last_empty = connections.iter().rposition(|at| at.live == 0)?;
    (last_empty >= wanted(connections)).then_some(last_empty)
}

fn wanted(connections: &[Filled]) -> usize {
    let total: usize = connections.iter().map(|at| at.live).sum();
    (total / STREAMS_WANTED + 1).clamp(FEWEST_CONNECTIONS, MOST_CONNECTIONS)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Connections that take `limit` streams each, after `streams` came one by one.
    fn fill(mut connections: Vec<Filled>, streams: usize, limit: usize) -> Vec<Filled> {
        for _ in 0..streams {
            if choose(&connections).wants_another {
                connections.push(Filled { live: 0, limit });
            }
            let least = choose(&connections).least.unwrap();
            connections[least].live += 1;
        }
        connections
    }

    fn live(connections: &[Filled]) -> Vec<usize> {
        connections.iter().map(|at| at.live).collect()
    }

    #[test]
    fn what_comes_one_after_the_other_shares_a_connection() {
        assert_eq!(choose(&[]), Choice { least: None, wants_another: true });
        let idle = [Filled { live: 0, limit: 100 }];
        assert_eq!(choose(&idle), Choice { least: Some(0), wants_another: false });
    }

    #[test]
    fn a_light_load_is_spread_over_the_few_connections() {
        assert_eq!(live(&fill(vec![], 10, 100)), [3, 3, 2, 2]);
    }

    #[test]
    fn a_heavy_load_opens_more_connections_before_they_are_full() {
        let connections = fill(vec![], 1000, 100);
        assert_eq!(connections.len(), 20);
        assert!(connections.iter().all(|at| at.live < at.limit));
    }

    #[test]
    fn what_a_host_takes_on_a_connection_is_kept_to() {
        assert_eq!(live(&fill(vec![], 10, 2)), [2; 5]);
    }

    #[test]
    fn a_full_host_takes_no_more_and_opens_nothing() {
        let full = [Filled { live: 100, limit: 100 }; MOST_CONNECTIONS];
        assert_eq!(choose(&full), Choice { least: None, wants_another: false });
    }

    #[test]
    fn when_the_load_sinks_the_surplus_runs_empty_and_is_closed_one_by_one() {
        let mut connections = fill(vec![], 1000, 100);
        assert_eq!(surplus(&connections), None);
        connections.iter_mut().for_each(|at| at.live = 0);
        let mut connections = fill(connections, 20, 100);
        while let Some(place) = surplus(&connections) {
            connections.remove(place);
        }
        assert_eq!(live(&connections), [5; FEWEST_CONNECTIONS]);
    }

    #[test]
    fn a_stream_counts_until_it_is_dropped() {
        let load = Load::default();
        let (one, _two) = (load.add(), load.add());
        drop(one);
        assert_eq!(load.get(), 1);
    }
}
