//! What waits for a room's actor, and for how much of it the fold is fresh.

use std::collections::VecDeque;

use super::Request;

/// Requests in order. The first of them were here already when the fold was last
/// known to hold all that was acknowledged anywhere.
#[derive(Default)]
pub(super) struct Queue {
    requests: VecDeque<Request>,
    fresh: usize,
}

impl Queue {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.requests.len()
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.requests.is_empty()
    }

    /// Puts one behind all others.
    pub(super) fn push(&mut self, request: Request) {
        self.requests.push_back(request);
    }

    /// Takes the first, and tells whether the fold is fresh for it.
    pub(super) fn pop(&mut self) -> Option<(Request, bool)> {
        let request = self.requests.pop_front()?;
        let is_fresh = self.fresh > 0;
        self.fresh = self.fresh.saturating_sub(1);
        Some((request, is_fresh))
    }

    /// Puts back the one that was taken last.
    pub(super) fn put_back(&mut self, request: Request, is_fresh: bool) {
        self.requests.push_front(request);
        self.fresh += usize::from(is_fresh);
    }

    /// Puts those back whose slot was lost, before all others: the fold has to
    /// catch up first.
    pub(super) fn put_back_lost(&mut self, requests: impl DoubleEndedIterator<Item = Request>) {
        requests.rev().for_each(|request| self.requests.push_front(request));
        self.fresh = 0;
    }

    /// Notes that the fold holds all that was acknowledged before now.
    pub(super) fn set_fresh(&mut self) {
        self.fresh = self.requests.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(count: usize) -> Queue {
        let mut queue = Queue::default();
        (0..count).for_each(|_| queue.push(Request::CatchUp));
        queue
    }

    fn freshness(mut queue: Queue) -> Vec<bool> {
        std::iter::from_fn(|| Some(queue.pop()?.1)).collect()
    }

    #[test]
    fn what_came_after_the_fold_was_fresh_is_not_answered_from_it() {
        let mut queue = of(2);
        queue.set_fresh();
        queue.push(Request::CatchUp);
        let (first, is_fresh) = queue.pop().unwrap();
        queue.put_back(first, is_fresh);
        assert_eq!(freshness(queue), [true, true, false]);
    }

    #[test]
    fn after_a_lost_slot_nothing_is_fresh() {
        let mut queue = of(3);
        queue.set_fresh();
        let (lost, _) = queue.pop().unwrap();
        queue.put_back_lost([lost].into_iter());
        assert_eq!(freshness(queue), [false, false, false]);
    }
}
