//! What an author knew when they inserted something: at least so much.
//!
//! A client has had the log's changes up to one of them, and all of its own. How far it
//! was, nobody tells us; it was as far as the newest of what it stood beside, then or
//! before.

use std::{
    collections::{HashMap, VecDeque},
    ops::Range,
};

use super::structs::Id;

/// As many of the newest changes are told apart: minutes of two people who type at once.
/// Who knows anything is taken to know what is older.
const RECENT: usize = 1024;
/// What the document was loaded with; the changes after it are counted on from here.
const BASE: u64 = 1;

/// Which change brought which units, and how far each client was.
pub(super) struct Horizon {
    change: u64,
    /// The newest change of those that are not told apart any more.
    forgotten: u64,
    recent: VecDeque<Brought>,
    /// The newest change that each client is known to have had; 0 is none at all.
    seen: HashMap<u64, u64>,
}

/// Units of a client, and the change that they came with.
struct Brought {
    client: u64,
    clocks: Range<u32>,
    change: u64,
}

impl Horizon {
    pub(super) fn new() -> Horizon {
        let (recent, seen) = (VecDeque::new(), HashMap::new());
        Horizon { change: BASE, forgotten: BASE, recent, seen }
    }

    /// Another change begins.
    pub(super) fn begin(&mut self) {
        self.change += 1;
    }

    /// This change, or the base, brings units of a client.
    pub(super) fn bring(&mut self, client: u64, clocks: Range<u32>) {
        if self.change == BASE {
            self.seen.insert(client, BASE);
            return;
        }
        self.recent.push_back(Brought { client, clocks, change: self.change });
        if self.recent.len() > RECENT {
            self.forgotten = self.recent.pop_front().map_or(BASE, |oldest| oldest.change);
        }
    }

    /// A client stood beside a unit: it knows whatever came before that, and with it. Of
    /// its own units it always did.
    pub(super) fn see(&mut self, client: u64, unit: Id) {
        if unit.client != client {
            let change = self.change_of(unit);
            let seen = self.seen.entry(client).or_default();
            *seen = change.max(*seen);
        }
    }

    /// Whether a client knew a unit by what it has seen.
    pub(super) fn knew(&self, client: u64, unit: Id) -> bool {
        let knew = match self.seen.get(&client) {
            None | Some(0) => false,
            Some(seen) => self.change_of(unit) <= self.forgotten.max(*seen),
        };
        knew || unit.client == client
    }

    fn change_of(&self, unit: Id) -> u64 {
        let brought = |it: &&Brought| it.client == unit.client && it.clocks.contains(&unit.clock);
        self.recent.iter().find(brought).map_or(self.forgotten, |it| it.change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(clock: u32) -> Id {
        Id { client: 1, clock }
    }

    /// After the base, client 1 brings a unit with each change.
    fn with_changes(changes: u32) -> Horizon {
        let mut horizon = Horizon::new();
        horizon.bring(4, 0..1);
        for clock in 0..changes {
            horizon.begin();
            horizon.bring(1, clock..clock + 1);
        }
        horizon
    }

    #[test]
    fn a_client_knows_its_own_and_what_it_stood_beside_and_what_came_before() {
        let mut horizon = with_changes(10);
        horizon.see(2, unit(5));
        horizon.see(2, unit(3));
        assert!(horizon.knew(2, unit(0)) && horizon.knew(2, unit(5)) && !horizon.knew(2, unit(6)));
        assert!(horizon.knew(2, Id { client: 4, clock: 0 }), "the base");
        assert!(horizon.knew(1, unit(9)), "its own");
    }

    #[test]
    fn a_new_client_knows_nothing_and_one_of_the_base_that() {
        let horizon = with_changes(10);
        assert!(!horizon.knew(3, Id { client: 4, clock: 0 }) && !horizon.knew(3, unit(0)));
        assert!(horizon.knew(4, Id { client: 5, clock: 0 }) && !horizon.knew(4, unit(0)));
    }

    #[test]
    fn who_knows_anything_knows_what_is_old() {
        let horizon = with_changes(RECENT as u32 + 2);
        assert!(horizon.knew(4, unit(1)) && !horizon.knew(4, unit(2)));
        assert!(!horizon.knew(3, unit(1)));
    }
}
