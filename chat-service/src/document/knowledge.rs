//! What an author knew when they inserted something: at least so much.
//!
//! Nobody tells us what a client has had. But it has had what it stood beside, and with
//! that whatever the author of that had had: what they stood beside, and so on. No client
//! is ever taken to know more than it does, however long it was away.

use std::collections::HashMap;

use super::{
    Misfit,
    order::Walk,
    runs::Runs,
    structs::{Id, Insertion},
};

/// As much is remembered of who knew whom; what is more is found out again.
const MAX_REMEMBERED: usize = 64 * 1024;

/// How much of each client every client knew: of as many units.
#[derive(Default)]
pub(super) struct Knowledge {
    clients: HashMap<u64, HashMap<u64, u32>>,
    remembered: usize,
}

impl Knowledge {
    /// The author of an insertion knew what they had inserted before, and what this stands
    /// beside.
    pub(super) fn learn(
        &mut self,
        new: &Insertion,
        runs: &Runs,
        walk: &mut Walk,
    ) -> Result<(), Misfit> {
        if self.remembered > MAX_REMEMBERED {
            *self = Knowledge::default();
        }
        let known = self.clients.entry(new.id.client).or_default();
        let before = new.id.clock.checked_sub(1).map(|clock| Id { clock, ..new.id });
        let mut learned: Vec<Id> = [before, new.left, new.right].into_iter().flatten().collect();
        let had = known.len();
        while let Some(Id { client, clock }) = learned.pop() {
            let end = known.entry(client).or_default();
            if clock < *end {
                continue;
            }
            let from = std::mem::replace(end, clock + 1);
            // A run that began before stands beside nothing that is not known.
            for it in runs.of(client, from, clock) {
                walk.past(1)?;
                learned.extend(it.left.into_iter().chain(it.right));
            }
        }
        self.remembered += known.len() - had;
        Ok(())
    }

    /// Whether a client knew a unit.
    pub(super) fn has(&self, client: u64, unit: Id) -> bool {
        let known = self.clients.get(&client).and_then(|known| known.get(&unit.client));
        known.is_some_and(|end| unit.clock < *end)
    }
}
