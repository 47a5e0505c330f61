//! A reader resumes where it stopped: nothing twice, nothing missing. The
//! journal refuses anything else.

use tests::{
    body, door::Via, interview::Interview, journal::Journal, line::From, person::Person,
    stack::Stack,
};
use tonic::Code;

over_both!(
    a_reader_who_drops_at_any_point_misses_nothing,
    a_reader_who_drops_twice_in_a_row_misses_nothing,
    a_silent_room_resumes_without_repeating,
    a_reader_changes_between_a_program_and_a_browser,
    a_reader_may_resume_from_any_seq_of_the_rooms_life,
    a_reader_who_has_seen_what_the_log_lost_is_told,
);

async fn a_reader_who_drops_at_any_point_misses_nothing(via: Via) {
    const SAID: usize = 60;
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let mut journal = Journal::new(&interview.guest.user_id, interview.room());
    let mut said = Vec::new();
    let mut last = 0;
    // Any fixed sequence of uneven steps will do.
    for (turn, step) in [1, 7, 2, 13, 1, 1, 17, 5, 3, 10].into_iter().enumerate() {
        for number in 0..step {
            said.push(format!("{turn}.{number}"));
            last = ada.say(said.last().expect("just said")).await;
        }
        // Drops in the middle of what it could read.
        let upto = journal.last_seq() + (last - journal.last_seq()).div_ceil(2);
        journal = read_on(&interview.guest, interview.room(), journal, upto).await;
    }
    journal = read_on(&interview.guest, interview.room(), journal, last).await;
    assert_eq!(said.len(), SAID);
    assert_eq!(journal.texts(), said);
}

async fn a_reader_who_drops_twice_in_a_row_misses_nothing(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let line = interview.guest.enter(interview.room()).await;
    let last = ada.say("while ben reads nothing").await;

    let from = From::Journal(Box::new(line.hang_up()));
    let line = interview.guest.enter_from(interview.room(), from).await.expect("may");
    let from = From::Journal(Box::new(line.hang_up()));
    let mut line = interview.guest.enter_from(interview.room(), from).await.expect("may");
    line.catch_up(last).await.expect("a live stream");
    assert_eq!(line.journal().texts(), ["while ben reads nothing"]);
}

async fn a_silent_room_resumes_without_repeating(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let last = ada.say("one").await;
    let mut journal = Journal::new(&interview.guest.user_id, interview.room());
    for _ in 0..3 {
        journal = read_on(&interview.guest, interview.room(), journal, last).await;
    }
    let next = ada.say("two").await;
    journal = read_on(&interview.guest, interview.room(), journal, next).await;
    assert_eq!(journal.texts(), ["one", "two"]);
}

async fn a_reader_changes_between_a_program_and_a_browser(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let mut journal = Journal::new(&interview.guest.user_id, interview.room());
    for (text, via) in [("a", Via::Connect), ("b", Via::GrpcWeb), ("c", Via::Gateway)] {
        let last = ada.say(text).await;
        let ben = interview.guest.over(via);
        journal = read_on(&ben, interview.room(), journal, last).await;
    }
    assert_eq!(journal.texts(), ["a", "b", "c"]);
}

async fn a_reader_may_resume_from_any_seq_of_the_rooms_life(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let mut last = 0;
    for text in ["one", "two", "three"] {
        last = ada.say(text).await;
    }
    ada.catch_up(last).await.expect("a live stream");
    for seq in 0..=last {
        let from = From::After(seq);
        let mut ben = interview.guest.enter_from(interview.room(), from).await.expect("may");
        ben.catch_up(last).await.expect("a live stream");
        let expected =
            ada.journal().durable().filter(|event| (seq + 1..=last).contains(&event.seq));
        let seen = ben.journal().durable().filter(|event| event.seq <= last);
        assert!(seen.eq(expected), "after {seq}");
    }
}

async fn a_reader_who_has_seen_what_the_log_lost_is_told(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let ada = interview.host.enter(interview.room()).await;
    let ahead = From::After(ada.joined().head_seq + 1_000);
    let refused = interview.guest.enter_from(interview.room(), ahead).await;
    assert_eq!(refused.expect_err("refused").code(), Code::DataLoss);
    interview.guest.send_alone(interview.room(), "1", body::text("hi")).await.expect("may talk");
}

/// Reads up to `seq` on a stream of its own, and drops it.
async fn read_on(person: &Person, room: &str, journal: Journal, seq: u64) -> Journal {
    let from = From::Journal(Box::new(journal));
    let mut line = person.enter_from(room, from).await.expect("may enter");
    line.catch_up(seq).await.expect("a live stream");
    line.hang_up()
}
