//! Insertions between what nobody had side by side: Yjs and yrs take them in.

use std::mem::take;

use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};

use super::{
    random::{edit, hear},
    written::{Written, update_of},
    *,
};
use crate::document::{
    order::Order,
    structs::{self, Id, Insertion},
};

/// Below, between and above those of the others.
const EVES: [u64; 3] = [50, 80, 150];

/// Every unit that was ever inserted.
fn units(log: &Log) -> Vec<Id> {
    let updates = log.events.iter().filter_map(|event| match &event.body {
        Some(Body::DocUpdate(change)) => Some(structs::read(&change.update).unwrap().insertions),
        _ => None,
    });
    let unit = |it: Insertion| (0..it.units).map(move |n| Id { clock: it.id.clock + n, ..it.id });
    updates.flatten().flat_map(unit).collect()
}

/// Who loads the text as it is.
fn joiner(log: &Log, client: u64) -> Peer {
    let peer = Peer::new(client);
    peer.load(&log.document.frame("r", &python(), pb::CodeView::Crdt).update);
    peer
}

/// A room where two people type, who hear of things late, and Eve inserts anywhere.
#[derive(Default)]
struct Room {
    log: Log,
    /// How much of Eve's was taken, by client id, and how much was not.
    taken: [u32; EVES.len()],
    refused: u32,
    /// How many changes of the others were taken for such as hers.
    mistaken: u32,
}

impl Room {
    fn run(&mut self, random: &mut StdRng, restarts: bool) {
        let mut peers = [60, 110].map(Peer::new);
        let (mut heard, mut unsent) = ([0; 2], [Vec::new(), Vec::new()]);
        for turn in 0..120 {
            let who = random.random_range(0..3);
            match peers.get_mut(who) {
                Some(peer) => {
                    hear(random, &self.log, peer, &mut heard[who], false);
                    unsent[who].push(edit(random, peer));
                    // Or else they are offline, and type on.
                    if random.random_bool(0.6) && !self.post(&mut unsent[who]) {
                        (*peer, heard[who]) =
                            (joiner(&self.log, 200 + turn), self.log.events.len());
                    }
                }
                None => self.post_of_eve(random),
            }
            if restarts && random.random_range(0..20) == 0 {
                let kept = self.log.document.to_message();
                self.log.document = Document::from_message(kept).unwrap();
            }
            assert_eq!(joiner(&self.log, 9).text(), self.log.text(), "who loads it, {turn}");
        }
        self.order().assert_bounded();
        for (who, peer) in peers.iter_mut().enumerate() {
            if !self.post(&mut unsent[who]) {
                (*peer, heard[who]) = (joiner(&self.log, 400), self.log.events.len());
            }
        }
        for (peer, heard) in peers.iter().zip(&mut heard) {
            hear(random, &self.log, peer, heard, true);
            assert_eq!(peer.text(), self.log.text(), "who saw it grow");
        }
    }

    /// The order, as it came.
    fn order(&self) -> Order {
        let mut order = Order::new();
        for event in &self.log.events {
            let Some(Body::DocUpdate(change)) = &event.body else { panic!("a change") };
            order.follow(structs::read(&change.update).unwrap()).unwrap();
        }
        order
    }

    /// Whether what a peer typed was taken, all at once. It may not be: half of a pair may
    /// have gone meanwhile.
    fn post(&mut self, unsent: &mut Vec<Vec<u8>>) -> bool {
        if unsent.is_empty() {
            return true;
        }
        let typed = yrs::merge_updates_v1(take(unsent)).unwrap();
        let posted = self.log.post("ada", &update(typed));
        self.mistaken += u32::from(matches!(posted, Err(Misfit::Misplaced)));
        posted.is_ok()
    }

    fn post_of_eve(&mut self, random: &mut StdRng) {
        let units = units(&self.log);
        let mut beside = || units.choose(random).copied().filter(|unit| unit.clock % 5 > 0);
        let (left, right) = (beside(), beside());
        let text = Written { left, right, text: "e!".to_owned() };
        let eve = random.random_range(0..EVES.len());
        let id = Id { client: EVES[eve], clock: 2 * self.taken[eve] };
        match self.log.post("eve", &update(update_of(&[(id, &[text])], &[]))) {
            Ok(_) => self.taken[eve] += 1,
            Err(misfit) => {
                // Or between the halves of a character.
                assert!(matches!(misfit, Misfit::Misplaced | Misfit::NotText), "{misfit}");
                self.refused += 1;
            }
        }
    }
}

fn run(restarts: bool) {
    let (mut taken, mut refused) = (0, 0);
    for seed in 0..50 {
        let mut room = Room::default();
        room.run(&mut StdRng::seed_from_u64(seed), restarts);
        assert_eq!(room.mistaken, 0, "{seed}");
        let taken_of_it = room.taken.iter().sum::<u32>();
        assert!(
            taken_of_it > 0 && room.refused > 5,
            "{seed}: {taken_of_it} taken, {} refused",
            room.refused
        );
        taken += taken_of_it;
        refused += room.refused;
    }
    assert!(taken > 100 && refused > 1_000, "{taken} taken, {refused} refused");
}

#[test]
fn wherever_somebody_claims_to_have_inserted_all_who_load_the_text_have_the_same() {
    run(false);
}

#[test]
fn they_have_the_same_after_restarts_too_and_nobody_else_is_refused() {
    run(true);
}
