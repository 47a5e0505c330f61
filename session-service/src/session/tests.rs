use std::time::{Duration, SystemTime};

use super::{
    command::{Command, Decision, Refusal},
    *,
};
use crate::{
    id::Language,
    secret::{InviteCode, random_room},
    store::{List, contract},
};

/// A session as records, decided and done as the coordinator does it, but alone.
#[derive(Default)]
struct Desk {
    records: Vec<Record>,
    seq: u64,
}

impl Desk {
    fn open(visibility: Visibility) -> Desk {
        let mut desk = Desk::default();
        desk.run(&create(visibility)).unwrap();
        desk
    }

    fn journal(&self) -> Journal {
        fold(self.records.clone()).unwrap()
    }

    fn session(&self) -> Session {
        self.journal().session.unwrap()
    }

    /// Carries a command out; every step succeeds.
    fn run(&mut self, command: &Command) -> Result<Session, Refusal> {
        loop {
            match command.decide(&self.journal()) {
                Decision::Done => return Ok(self.session()),
                Decision::Refuse(refusal) => return Err(refusal),
                Decision::Append(record) => self.records.push(record),
                Decision::Settle => self.step(),
            }
        }
    }

    /// Appends what the command wants, and takes no step.
    fn want(&mut self, command: &Command) {
        let Decision::Append(record) = command.decide(&self.journal()) else {
            panic!("{command:?} wants nothing")
        };
        self.records.push(record);
    }

    fn step(&mut self) {
        self.seq += 10;
        let done = self.session().done(self.seq).expect("something is pending");
        self.records.push(done);
    }

    /// From which seq on the guest sees the room.
    fn seat(&mut self, guest: &str) -> u64 {
        match self.run(&join(guest)).unwrap().seat {
            Seat::Taken(seating) => seating.visible_from,
            other => panic!("{other:?}"),
        }
    }
}

fn person(id: &str) -> Person {
    Person { user: contract::user(id), name: id.to_uppercase() }
}

fn create(visibility: Visibility) -> Command {
    Command::Create(Box::new(Opening {
        room_id: random_room().unwrap(),
        host: person("host"),
        problem: contract::seed(),
        language: Language::parse("python").unwrap(),
        visibility,
        invite_code: InviteCode::random(),
        create_time: SystemTime::UNIX_EPOCH.into(),
    }))
}

fn join(guest: &str) -> Command {
    Command::Join { person: person(guest), code: String::new() }
}

fn leave(guest: &str) -> Command {
    Command::Leave { user: contract::user(guest) }
}

fn end(user: &str) -> Command {
    Command::End { user: contract::user(user), time: later() }
}

fn later() -> Moment {
    (SystemTime::UNIX_EPOCH + Duration::from_secs(7)).into()
}

#[test]
fn nobody_sees_a_session_before_its_host_is_in_the_room() {
    let mut desk = Desk::default();
    desk.want(&create(Visibility::Open));
    assert!(!desk.session().is_visible_to(&contract::user("host"), ""));
    assert_eq!(desk.session().lists(), []);
    assert_eq!(desk.run(&join("ada")), Err(Refusal::NotFound));
    desk.step();
    assert!(desk.session().is_visible_to(&contract::user("ada"), ""));
}

#[test]
fn a_session_that_was_undone_is_as_if_it_had_never_been() {
    let mut desk = Desk::default();
    desk.want(&create(Visibility::Open));
    desk.records.push(desk.session().undo(later()).unwrap());
    assert!(matches!(desk.session().pending(), Some(Step::Close(_))));
    desk.step();
    assert_eq!(desk.journal().session, None);
    let again = desk.run(&create(Visibility::Open)).unwrap();
    assert_eq!(again.stage, Stage::Active);
}

#[test]
fn the_checks_of_a_join_come_in_the_contracts_order() {
    let mut desk = Desk::open(Visibility::InviteOnly);
    assert_eq!(desk.run(&join("ada")), Err(Refusal::NotFound));
    assert_eq!(desk.run(&join("host")), Err(Refusal::HostCannotJoin));

    let mut desk = Desk::open(Visibility::Open);
    desk.seat("ada");
    assert_eq!(desk.run(&join("ben")), Err(Refusal::Full));
    assert_eq!(desk.run(&join("host")), Err(Refusal::HostCannotJoin));
    desk.run(&end("host")).unwrap();
    assert_eq!(desk.run(&join("host")), Err(Refusal::Completed));
    assert_eq!(desk.run(&join("ada")), Err(Refusal::Completed));
    assert_eq!(desk.run(&join("ben")), Err(Refusal::NotFound), "open only while active");
}

#[test]
fn a_join_of_whoever_has_the_seat_changes_nothing() {
    let mut desk = Desk::open(Visibility::Open);
    desk.seat("ada");
    let before = desk.records.clone();
    desk.run(&join("ada")).unwrap();
    assert_eq!(desk.records, before);
}

#[test]
fn a_claim_left_behind_is_finished_for_whoever_made_it() {
    let mut desk = Desk::open(Visibility::Open);
    desk.want(&join("ada"));
    assert_eq!(desk.session().participant(), None, "not before they are in the room");
    assert_eq!(desk.run(&join("ben")), Err(Refusal::Full));
    assert_eq!(desk.session().participant(), Some(&person("ada")));
}

#[test]
fn a_seat_is_nobody_elses_before_the_room_is_shut_to_the_one_who_left() {
    let mut desk = Desk::open(Visibility::Open);
    desk.seat("ada");
    desk.want(&leave("ada"));
    assert_eq!(join("ben").decide(&desk.journal()), Decision::Settle);
    assert!(
        matches!(desk.session().pending(), Some(Step::Revoke(_, user)) if user.as_str() == "ada")
    );
    desk.step();
    assert!(matches!(join("ben").decide(&desk.journal()), Decision::Append(_)));
}

#[test]
fn what_a_guest_sees_depends_on_who_sat_there_before() {
    let mut desk = Desk::open(Visibility::Open);
    assert_eq!(desk.seat("ada"), 1, "the first sees all");
    desk.run(&leave("ada")).unwrap();
    assert_eq!(desk.seat("ada"), 1, "nobody else sat there");
    desk.run(&leave("ada")).unwrap();
    let since = desk.seat("ben");
    assert_eq!(since, desk.seq, "from the grant on");
    desk.run(&leave("ben")).unwrap();
    assert_eq!(desk.seat("ben"), since, "as from his own first grant");
    desk.run(&leave("ben")).unwrap();
    assert_eq!(desk.seat("ada"), desk.seq, "ben sat there meanwhile");
}

#[test]
fn who_could_not_be_let_in_never_sat_there() {
    let mut desk = Desk::open(Visibility::Open);
    desk.seat("ada");
    desk.run(&leave("ada")).unwrap();
    desk.want(&join("ben"));
    desk.records.push(desk.session().undo(later()).unwrap());
    desk.step();
    assert_eq!(desk.session().history, [person("ada")]);
    assert_eq!(desk.seat("ada"), 1);
}

#[test]
fn the_history_names_everybody_once_in_order() {
    let mut desk = Desk::open(Visibility::Open);
    for guest in ["ada", "ben", "ada"] {
        desk.seat(guest);
        desk.run(&leave(guest)).unwrap();
    }
    assert_eq!(desk.session().history, [person("ada"), person("ben")]);
}

#[test]
fn only_whoever_has_the_seat_may_leave_it() {
    let mut desk = Desk::open(Visibility::Open);
    assert_eq!(desk.run(&leave("ada")), Err(Refusal::NotParticipant));
    desk.seat("ada");
    assert_eq!(desk.run(&leave("ben")), Err(Refusal::NotParticipant));
    assert_eq!(desk.run(&leave("host")), Err(Refusal::NotParticipant));
    desk.run(&leave("ada")).unwrap();
    desk.run(&leave("ada")).expect("a repeat changes nothing");
    desk.seat("ben");
    assert_eq!(desk.run(&leave("ada")), Err(Refusal::NotParticipant));
    desk.run(&end("host")).unwrap();
    assert_eq!(desk.run(&leave("ben")), Err(Refusal::Completed));
    assert_eq!(desk.session().participant(), Some(&person("ben")), "the record stays");
}

#[test]
fn only_the_host_may_end_and_may_do_so_again() {
    let mut desk = Desk::open(Visibility::Open);
    desk.seat("ada");
    assert_eq!(desk.run(&end("ada")), Err(Refusal::NotHost));
    let first = desk.run(&end("host")).unwrap();
    assert_eq!(first.end_time(), Some(later()));
    assert_eq!(desk.run(&end("host")), Ok(first));
    assert_eq!(desk.run(&end("ada")), Err(Refusal::NotHost));
}

#[test]
fn an_end_goes_before_whatever_is_pending_in_the_seat() {
    let mut desk = Desk::open(Visibility::Open);
    desk.want(&join("ada"));
    let Decision::Append(record) = end("host").decide(&desk.journal()) else { panic!() };
    desk.records.push(record);
    assert!(matches!(desk.session().pending(), Some(Step::Close(_))));
    desk.step();
    assert_eq!(desk.session().participant(), None);
}

#[test]
fn an_invite_only_session_is_visible_to_those_concerned() {
    let mut desk = Desk::open(Visibility::InviteOnly);
    let ada = contract::user("ada");
    let code = desk.session().opening.invite_code.reveal().to_owned();
    assert!(!desk.session().is_visible_to(&ada, ""));
    assert!(!desk.session().is_visible_to(&ada, &code[1..]));
    assert!(desk.session().is_visible_to(&ada, &code));
    assert!(desk.session().is_visible_to(&contract::user("host"), ""));
    desk.run(&Command::Join { person: person("ada"), code: code.clone() }).unwrap();
    desk.run(&leave("ada")).unwrap();
    desk.run(&end("host")).unwrap();
    assert!(desk.session().is_visible_to(&ada, ""), "had the seat");
    assert!(desk.session().is_visible_to(&contract::user("ben"), &code));
}

#[test]
fn a_session_is_on_the_lists_of_those_concerned() {
    let mine = |user| List::Mine(contract::user(user));
    let recent = |user| List::Recent(contract::user(user));
    let mut desk = Desk::open(Visibility::Open);
    assert_eq!(desk.session().lists(), [mine("host"), List::Open]);
    desk.seat("ada");
    assert_eq!(desk.session().lists(), [mine("host"), mine("ada")]);
    desk.want(&leave("ada"));
    assert_eq!(desk.session().lists(), [mine("host"), List::Open], "whoever joins shuts her out");
    desk.step();
    desk.run(&end("host")).unwrap();
    assert_eq!(desk.session().lists(), [recent("host"), recent("ada")]);
    assert_eq!(Desk::open(Visibility::InviteOnly).session().lists(), [mine("host")]);
}

#[test]
fn records_that_cannot_follow_one_another_are_an_error() {
    let good = Desk::open(Visibility::Open).records;
    for bad in [Record::Opened, Record::Vacated, Record::Seated { seq: 1 }, Record::Ended] {
        let records = good.iter().cloned().chain([bad]).collect();
        assert!(fold(records).is_err());
    }
    assert!(fold(vec![Record::Opened]).is_err());
}

#[test]
fn a_record_is_read_back_as_it_was_written() {
    let mut desk = Desk::open(Visibility::Open);
    desk.seat("ada");
    desk.run(&leave("ada")).unwrap();
    desk.run(&end("host")).unwrap();
    for record in desk.records {
        let json = serde_json::to_string(&record).unwrap();
        assert_eq!(serde_json::from_str::<Record>(&json).unwrap(), record);
    }
}
