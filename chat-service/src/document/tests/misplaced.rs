//! Insertions between what nobody had side by side: Yjs and yrs take them in.

use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};

use super::{
    random::{edit, hear},
    *,
};
use crate::document::structs::{self, Id, Insertion};

const EVE: u64 = 80;

/// An update that inserts text as a client may claim to have done, written as Yjs does.
fn inserting(id: Id, left: Option<Id>, right: Option<Id>, text: &str) -> Vec<u8> {
    let mut bytes = vec![1, 1];
    write(&mut bytes, id);
    bytes.push(4 | u8::from(left.is_some()) << 7 | u8::from(right.is_some()) << 6);
    for beside in [left, right].into_iter().flatten() {
        write(&mut bytes, beside);
    }
    if left.or(right).is_none() {
        bytes.extend(b"\x01\x04code");
    }
    bytes.push(text.len() as u8);
    bytes.extend(text.as_bytes());
    bytes.push(0);
    bytes
}

fn write(bytes: &mut Vec<u8>, Id { client, clock }: Id) {
    for mut number in [client, clock.into()] {
        while number >= 0x80 {
            bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        bytes.push(number as u8);
    }
}

/// Every unit that was ever inserted.
fn units(log: &Log) -> Vec<Id> {
    let updates = log.events.iter().filter_map(|event| match &event.body {
        Some(Body::DocUpdate(change)) => Some(structs::read(&change.update).unwrap()),
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
    /// How much of Eve's was taken, and how much was not.
    taken: u32,
    refused: u32,
    /// How many changes of the others were taken for such as hers.
    mistaken: u32,
}

impl Room {
    fn run(&mut self, random: &mut StdRng, restarts: bool) {
        let mut peers = [60, 110].map(Peer::new);
        let mut heard = [0; 2];
        for turn in 0..120 {
            let who = random.random_range(0..3);
            match peers.get_mut(who) {
                Some(peer) => {
                    hear(random, &self.log, peer, &mut heard[who], false);
                    if !self.post_of(peer, random) {
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
        for (peer, heard) in peers.iter().zip(&mut heard) {
            hear(random, &self.log, peer, heard, true);
            assert_eq!(peer.text(), self.log.text(), "who saw it grow");
        }
    }

    /// Whether a peer's change was taken. It may not be: half of a pair may have gone meanwhile.
    fn post_of(&mut self, peer: &Peer, random: &mut StdRng) -> bool {
        let posted = self.log.post("ada", &update(edit(random, peer)));
        self.mistaken += u32::from(matches!(posted, Err(Misfit::Misplaced)));
        posted.is_ok()
    }

    fn post_of_eve(&mut self, random: &mut StdRng) {
        let units = units(&self.log);
        let mut beside = || units.choose(random).copied().filter(|unit| unit.clock % 5 > 0);
        let id = Id { client: EVE, clock: 2 * self.taken };
        match self.log.post("eve", &update(inserting(id, beside(), beside(), "e!"))) {
            Ok(_) => self.taken += 1,
            Err(misfit) => {
                // Or between the halves of a character.
                assert!(matches!(misfit, Misfit::Misplaced | Misfit::NotText), "{misfit}");
                self.refused += 1;
            }
        }
    }
}

#[test]
fn wherever_somebody_claims_to_have_inserted_all_who_load_the_text_have_the_same() {
    for seed in 0..50 {
        let mut room = Room::default();
        room.run(&mut StdRng::seed_from_u64(seed), false);
        assert_eq!(room.mistaken, 0, "{seed}");
        assert!(
            room.taken > 0 && room.refused > 5,
            "{} taken, {} refused",
            room.taken,
            room.refused
        );
    }
}

#[test]
fn they_have_the_same_after_restarts_too() {
    for seed in 0..50 {
        Room::default().run(&mut StdRng::seed_from_u64(seed), true);
    }
}
