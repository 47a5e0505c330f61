//! Whatever people and attackers send, everybody has the same text.

use rand::{Rng as _, SeedableRng as _, rngs::StdRng};

use super::*;

const WORDS: [&str; 6] = ["a", "let x", "\n", "🦀", "é𝄞", "    "];

/// A position between two characters, as a number of UTF-16 units.
fn position(random: &mut StdRng, text: &str) -> u32 {
    let characters = random.random_range(0..=text.chars().count());
    text.chars().take(characters).map(|c| c.len_utf16() as u32).sum()
}

/// Types or deletes something somewhere.
pub(super) fn edit(random: &mut StdRng, peer: &Peer) -> Vec<u8> {
    let text = peer.text();
    let (a, b) = (position(random, &text), position(random, &text));
    peer.edit(|code, txn| match random.random_range(0..3) {
        0 => code.remove_range(txn, a.min(b), (a.max(b) - a.min(b)).min(9) & !1),
        _ => code.insert(txn, a, WORDS[random.random_range(0..WORDS.len())]),
    })
}

/// What the server answers, as a peer that may be behind receives it.
pub(super) fn hear(random: &mut StdRng, log: &Log, peer: &Peer, heard: &mut usize, all: bool) {
    let to = if all { log.events.len() } else { random.random_range(*heard..=log.events.len()) };
    for event in &log.events[*heard..to] {
        let Some(Body::DocUpdate(change)) = &event.body else { panic!("a change") };
        peer.load(&change.update);
    }
    *heard = to;
}

fn replaced(random: &mut StdRng, text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let at = random.random_range(0..=characters.len());
    let end = (at + random.random_range(0..4)).min(characters.len());
    characters.splice(at..end, WORDS[random.random_range(0..WORDS.len())].chars());
    characters.into_iter().collect()
}

#[test]
fn peers_who_are_behind_and_plain_clients_end_up_with_one_text() {
    for seed in 0..20 {
        let random = &mut StdRng::seed_from_u64(seed);
        let mut log = Log::default();
        let peers: Vec<_> = (0..4).map(|n| Peer::new(70 + n)).collect();
        let mut heard = [0; 4];
        for _ in 0..150 {
            let who = random.random_range(0..5);
            let Some(peer) = peers.get(who) else {
                let code = code(&replaced(random, &log.text()));
                log.post("plain", &code).unwrap();
                continue;
            };
            hear(random, &log, peer, &mut heard[who], false);
            // Half of a pair may have gone meanwhile: that is refused, and its author starts anew.
            let edited = edit(random, peer);
            if log.post(&format!("peer{who}"), &update(edited)).is_err() {
                peer.load(&log.document.frame("r", &python(), pb::CodeView::Crdt).update);
            }
        }
        for (peer, heard) in peers.iter().zip(&mut heard) {
            hear(random, &log, peer, heard, true);
        }
        let whole = Peer::new(99);
        whole.load(&log.document.frame("r", &python(), pb::CodeView::Crdt).update);
        assert_eq!(whole.text(), log.text(), "seed {seed}");
    }
}

#[test]
fn a_damaged_update_is_refused_or_is_text() {
    let random = &mut StdRng::seed_from_u64(7);
    let (mut log, ada) = (Log::default(), Peer::new(70));
    log.post("ada", &update(ada.insert(0, "fn main() { 🦀 }\n"))).unwrap();
    let (mut refused, mut taken) = (0, 0);
    for _ in 0..4_000 {
        let mut damaged = edit(random, &ada);
        for _ in 0..random.random_range(0..3) {
            let at = random.random_range(0..damaged.len());
            match random.random_range(0..3) {
                0 => damaged[at] = random.random(),
                1 => damaged.truncate(at + 1),
                _ => damaged.insert(at, random.random()),
            }
        }
        match log.post("eve", &update(damaged)) {
            Err(_) => refused += 1,
            Ok(_) => taken += 1,
        }
    }
    let whole = Peer::new(99);
    whole.load(&log.document.frame("r", &python(), pb::CodeView::Crdt).update);
    assert_eq!(whole.text(), log.text());
    assert!(refused > 500 && taken > 5, "{refused} refused, {taken} taken");
}
