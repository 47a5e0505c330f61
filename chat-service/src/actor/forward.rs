//! Letting a room's home append what people post.

use super::{
    Actor,
    commit::{InFlight, Slot},
};
use crate::affinity;

impl Actor {
    /// Sends a slot to the room's home, if that is elsewhere and the slot is posts
    /// alone; gives back what this replica has to append itself. The home's events
    /// come as everybody's do, so there is nothing to apply.
    pub(super) async fn forward(&mut self, slot: Slot) -> Option<Slot> {
        let is_refused = std::mem::take(&mut self.is_refused_by_home);
        let Some(affinity) = self.node.affinity.clone().filter(|_| !is_refused) else {
            return Some(slot);
        };
        let Some(home) = affinity.home(&self.id) else { return Some(slot) };
        if !slot.in_flight.iter().all(|change| affinity::may_forward(&change.command)) {
            return Some(slot);
        }
        let posts: Vec<_> = slot.in_flight.iter().map(|change| &change.command).collect();
        let Some(seqs) = self.node.notifier.forward(&home, &self.id, &posts).await else {
            affinity.pass_over(home);
            return Some(slot);
        };
        let mut refused = Vec::new();
        for (change, seq) in slot.in_flight.into_iter().zip(seqs) {
            match seq {
                0 => refused.push(change),
                seq => change.answer(seq),
            }
        }
        // Why is for this replica to find out.
        self.is_refused_by_home = !refused.is_empty();
        if self.is_refused_by_home {
            self.queue.put_back_lost(refused.into_iter().map(InFlight::into_request));
        }
        None
    }
}
