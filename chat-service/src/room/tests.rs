//! The rules, one by one.

use std::time::SystemTime;

use super::*;
use crate::{
    document::Text,
    id::{Language, RoomId},
};

/// A room and its log, by the rules alone.
#[derive(Default)]
struct Table {
    room: Room,
}

impl Table {
    /// Puts commands into one slot; returns what became of each.
    fn slot(&mut self, commands: &[Command]) -> Vec<Taken> {
        let id = RoomId::parse("r").unwrap();
        let mut draft = Draft::new(&self.room, &id, SystemTime::UNIX_EPOCH);
        let taken = commands.iter().map(|command| draft.take(command)).collect();
        let (events, presence) = draft.into_parts();
        let first_seq = self.room.head() + 1;
        events.iter().for_each(|event| self.room.apply(event));
        self.room.end_slot(first_seq, &presence);
        taken
    }

    /// Does one thing; returns its seq.
    #[track_caller]
    fn doing(&mut self, command: Command) -> Result<Seq, Refusal> {
        match self.slot(&[command]).remove(0) {
            Taken::In(seq) => Ok(seq),
            Taken::Settled(outcome) => outcome,
            Taken::Later => panic!("an empty slot takes any command"),
        }
    }
}

fn person(id: &str) -> Person {
    Person { user: UserId::parse(id).unwrap(), name: id.to_uppercase() }
}

fn grant(id: &str, visible_from: Seq) -> Command {
    Command::Grant { person: person(id), visible_from, start: None }
}

fn revoke(id: &str) -> Command {
    Command::Revoke { user: person(id).user }
}

fn arrive(id: &str, replica: &str) -> Command {
    Command::Arrive { person: person(id), replica: ReplicaId::parse(replica).unwrap() }
}

fn depart(id: &str, replica: &str) -> Command {
    Command::Depart { user: person(id).user, replica: ReplicaId::parse(replica).unwrap() }
}

fn post(sender: &str, id: &str, text: &str) -> Command {
    let body = Body::Message(pb::Message { text: text.to_owned() });
    Command::Post { sender: person(sender), id: ClientEventId::parse(id).unwrap(), body }
}

fn code(sender: &str, id: &str, language: &str) -> Command {
    let change = pb::CodeChange { code: id.to_owned(), language: language.to_owned(), seq: 0 };
    let id = ClientEventId::parse(id).unwrap();
    Command::Post { sender: person(sender), id, body: Body::CodeChange(change) }
}

#[test]
fn only_those_on_the_allow_list_write() {
    let mut table = Table::default();
    assert_eq!(table.doing(post("ada", "1", "hi")), Err(Refusal::NotAllowed));
    assert_eq!(table.doing(grant("ada", 0)), Ok(1));
    assert_eq!(table.doing(post("ada", "1", "hi")), Ok(2));
    assert_eq!(table.doing(revoke("ada")), Ok(3));
    assert_eq!(table.doing(post("ada", "2", "hi")), Err(Refusal::NotAllowed));
}

#[test]
fn a_resend_gets_the_first_seq_and_another_body_is_refused() {
    let mut table = Table::default();
    table.doing(grant("ada", 0)).unwrap();
    table.doing(grant("ben", 0)).unwrap();
    assert_eq!(table.doing(post("ada", "1", "hi")), Ok(3));
    assert_eq!(table.doing(post("ada", "1", "hi")), Ok(3));
    assert_eq!(table.doing(post("ada", "1", "other")), Err(Refusal::IdReused));
    assert_eq!(table.doing(post("ben", "1", "hi")), Ok(4));
}

#[test]
fn access_changes_may_be_repeated_and_answer_as_the_first() {
    let mut table = Table::default();
    assert_eq!(table.doing(revoke("ada")), Ok(0));
    assert_eq!(table.doing(grant("ada", 1)), Ok(1));
    assert_eq!(table.doing(grant("ada", 1)), Ok(1));
    assert_eq!(table.doing(revoke("ada")), Ok(2));
    assert_eq!(table.doing(revoke("ada")), Ok(2));
    assert_eq!(table.room.head(), 2);
}

#[test]
fn a_grant_that_shows_more_is_a_change_and_one_that_shows_less_is_not() {
    let mut table = Table::default();
    table.doing(grant("host", 0)).unwrap();
    assert_eq!(table.doing(grant("ada", 0)), Ok(2));
    assert_eq!(table.doing(grant("ada", 1)), Ok(3));
    assert_eq!(table.doing(grant("ada", 2)), Ok(3));
    assert!(table.room.windows("ada").shows(1));
}

#[test]
fn a_grant_from_a_seq_not_yet_reached_shows_from_the_grant_on() {
    let mut table = Table::default();
    table.doing(grant("ada", 99)).unwrap();
    assert_eq!(table.room.windows("ada").open_since(), Some(1));
}

#[test]
fn a_removed_user_who_is_here_leaves_first() {
    let mut table = Table::default();
    table.doing(grant("ada", 0)).unwrap();
    table.doing(arrive("ada", "here")).unwrap();
    assert_eq!(table.doing(revoke("ada")), Ok(4));
    assert_eq!(table.room.here().count(), 0);
}

#[test]
fn people_come_and_go_once() {
    let mut table = Table::default();
    assert_eq!(table.doing(arrive("ada", "here")), Err(Refusal::NotAllowed));
    table.doing(grant("ada", 0)).unwrap();
    assert_eq!(table.doing(arrive("ada", "here")), Ok(2));
    assert_eq!(table.doing(arrive("ada", "here")), Ok(2));
    assert_eq!(table.doing(depart("ada", "here")), Ok(3));
    assert_eq!(table.doing(depart("ada", "here")), Ok(3));
    assert_eq!(table.room.participants()[0].display_name, "ADA");
}

#[test]
fn somebody_on_two_replicas_joins_with_the_first_and_leaves_with_the_last() {
    let mut table = Table::default();
    table.doing(grant("ada", 0)).unwrap();
    assert_eq!(table.doing(arrive("ada", "here")), Ok(2));
    assert_eq!(table.doing(arrive("ada", "there")), Ok(2));
    assert_eq!(table.doing(depart("ada", "here")), Ok(2));
    assert!(table.room.is_here(&person("ada").user));
    assert_eq!(table.doing(depart("ada", "there")), Ok(3));
    assert!(!table.room.is_here(&person("ada").user));
}

#[test]
fn a_removal_takes_them_off_every_replica() {
    let mut table = Table::default();
    table.doing(grant("ada", 0)).unwrap();
    table.doing(arrive("ada", "here")).unwrap();
    table.doing(arrive("ada", "there")).unwrap();
    table.doing(revoke("ada")).unwrap();
    assert_eq!(table.room.presence().count(), 0);
}

#[test]
fn a_closed_room_tells_only_those_who_were_in_and_takes_nothing() {
    let mut table = Table::default();
    assert_eq!(table.doing(Command::Close), Err(Refusal::NoRoom));
    table.doing(grant("ada", 0)).unwrap();
    table.doing(grant("ben", 0)).unwrap();
    table.doing(revoke("ben")).unwrap();
    assert_eq!(table.doing(Command::Close), Ok(4));
    assert_eq!(table.doing(Command::Close), Ok(4));
    assert_eq!(table.doing(post("ada", "1", "hi")), Err(Refusal::Closed));
    assert_eq!(table.doing(post("ben", "1", "hi")), Err(Refusal::NotAllowed));
    assert_eq!(table.doing(post("eve", "1", "hi")), Err(Refusal::NotAllowed));
    assert_eq!(table.doing(grant("eve", 0)), Err(Refusal::Closed));
    assert!(table.room.windows("ada").shows(4));
}

#[test]
fn what_a_slot_could_change_waits_for_the_next() {
    let mut table = Table::default();
    table.doing(grant("host", 0)).unwrap();
    let first =
        [grant("ada", 0), post("ada", "1", "hi"), post("host", "1", "a"), post("host", "1", "a")];
    let taken = table.slot(&first);
    assert!(
        matches!(taken[..], [Taken::In(2), Taken::Later, Taken::In(3), Taken::Later]),
        "{taken:?}"
    );
    let taken = table.slot(&[post("ada", "1", "hi"), Command::Close]);
    assert!(matches!(taken[..], [Taken::In(4), Taken::Later]), "{taken:?}");
    let taken = table.slot(&[Command::Close, post("ada", "2", "hi"), grant("eve", 0)]);
    assert!(matches!(taken[..], [Taken::In(5), Taken::Later, Taken::Later]), "{taken:?}");
}

#[test]
fn a_change_of_a_text_waits_for_the_one_before_it() {
    let mut table = Table::default();
    table.doing(grant("host", 0)).unwrap();
    let both = [code("host", "a", "python"), code("host", "b", "python"), code("host", "c", "cpp")];
    let taken = table.slot(&both);
    assert!(matches!(taken[..], [Taken::In(2), Taken::Later, Taken::In(3)]), "{taken:?}");
}

#[test]
fn code_that_changes_nothing_is_answered_without_an_event() {
    let mut table = Table::default();
    table.doing(grant("host", 0)).unwrap();
    assert_eq!(table.doing(code("host", "a", "python")), Ok(2));
    assert_eq!(table.doing(code("host", "a", "python")), Ok(2));
    let Command::Post { body, sender, .. } = code("host", "a", "python") else { unreachable!() };
    let again = Command::Post { sender, id: ClientEventId::parse("z").unwrap(), body };
    assert_eq!(table.doing(again), Ok(2));
    assert_eq!(table.doing(code("host", "b", "python")), Ok(3));
    assert_eq!(table.room.head(), 3);
}

#[test]
fn the_document_begins_with_the_first_grant_and_anew_with_a_later_one() {
    let mut table = Table::default();
    let start = |user: &str, visible_from| {
        let starter_code = [("python".to_owned(), "pass\n".to_owned())].into();
        let start = pb::StartDocument { language: "python".to_owned(), starter_code };
        Command::Grant { person: person(user), visible_from, start: Some(start) }
    };
    let python = Language::parse("python").unwrap();
    let text = |table: &Table| table.room.document().text(&python).map(Text::code);
    table.doing(start("host", 0)).unwrap();
    table.doing(code("host", "a", "python")).unwrap();
    assert_eq!(text(&table).as_deref(), Some("a"));
    assert_eq!(table.doing(start("host", 0)), Ok(1));
    assert_eq!(text(&table).as_deref(), Some("a"), "a grant again begins nothing");
    table.doing(start("ada", 0)).unwrap();
    assert_eq!((text(&table).as_deref(), table.room.document().generation()), (Some("pass\n"), 3));
}

#[test]
fn every_seq_is_in_the_slot_that_holds_it() {
    let mut table = Table::default();
    table.slot(&[grant("ada", 0), grant("ben", 0)]);
    table.slot(&[arrive("ada", "here")]);
    table.slot(&[arrive("ada", "there")]);
    table.slot(&[post("ada", "1", "a"), post("ada", "2", "b")]);
    table.slot(&[depart("ada", "here")]);
    assert_eq!([1, 2, 3, 4, 5].map(|seq| table.room.slot_of(seq)), [0, 0, 1, 3, 3]);
}

#[test]
fn a_slot_has_a_limit() {
    let mut table = Table::default();
    table.doing(grant("host", 0)).unwrap();
    let many: Vec<_> = (0..300).map(|n| post("host", &n.to_string(), "x")).collect();
    let later = table.slot(&many).iter().filter(|taken| matches!(taken, Taken::Later)).count();
    assert_eq!(later, 300 - 256);
}
