//! People talk.

use futures_util::future::join_all;
use proto::{chat::v1::event::Body, session::v1::Visibility};
use tests::{
    body::{self, kind},
    door::Via,
    history::{History, verdict::Verdict},
    interview::Interview,
    journal::Journal,
    line::{From, Line},
    person::Person,
    stack::Stack,
};

over_both!(
    two_people_talk_both_ways_and_see_the_same_order,
    many_senders_at_once_are_seen_in_one_order,
    a_replay_from_the_start_shows_everything,
    a_live_line_starts_at_the_head,
    code_reaches_both_as_it_was_sent,
    every_event_says_who_when_and_where,
    a_host_alone_talks_to_herself,
);

/// How many messages each tab says in a crowd.
const SAID: usize = 25;

async fn two_people_talk_both_ways_and_see_the_same_order(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let mut ben = interview.guest.enter(interview.room()).await;

    let hello = ada.say("Hello Ben").await;
    ben.hear("Hello Ben").await;
    let answer = ben.say("Hello Ada").await;
    assert!(answer > hello);

    let last = ada.say("Shall we?").await;
    ada.catch_up(last).await.expect("a live stream");
    ben.catch_up(last).await.expect("a live stream");
    assert_eq!(ada.journal().texts(), ["Hello Ben", "Hello Ada", "Shall we?"]);
    assert!(ada.journal().durable().eq(ben.journal().durable()), "both see the same");
}

async fn many_senders_at_once_are_seen_in_one_order(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let room = interview.room();
    let (host, guest) = (&interview.host, &interview.guest);

    let history = History::default();
    let tabs = [host, guest, host, guest];
    let tabs = tabs.into_iter().enumerate();
    join_all(tabs.map(|(tab, person)| say_many(person, room, tab, &history))).await;

    assert_eq!(history.count_acked(), 4 * SAID);
    for reader in read_all(&[host, guest], room, history.last_acked()).await {
        history.seen(&reader);
    }
    assert_eq!(history.judge(&host.list_all(room).await), Verdict::default());
}

/// One tab says its messages as fast as it can.
async fn say_many(person: &Person, room: &str, number: usize, history: &History) {
    let tab = history.tab();
    let mut line = person.enter(room).await;
    let ids: Vec<String> = (0..SAID).map(|message| format!("tab-{number}-{message}")).collect();
    for id in &ids {
        history.sent(tab, &person.user_id, id, id);
        line.post(id, body::text(id)).await.expect("a live stream");
    }
    for id in &ids {
        history.acked(&person.user_id, id, line.answer(id).await.expect("may talk"));
    }
}

async fn a_replay_from_the_start_shows_everything(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    ada.say("one").await;
    let last = ada.say("two").await;
    ada.catch_up(last).await.expect("a live stream");

    let mut ben = interview.guest.enter_from(interview.room(), From::Start).await.expect("may");
    assert!(ben.joined().head_seq >= last);
    ben.catch_up(last).await.expect("a live stream");
    let kinds: Vec<_> = ben.journal().durable().map(kind).collect();
    assert_eq!(kinds[..2], ["access_granted", "access_granted"], "from seq 1 on");
    assert_eq!(ben.journal().texts(), ["one", "two"]);
}

async fn a_live_line_starts_at_the_head(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let before = ada.say("before").await;

    let mut ben = interview.guest.enter_from(interview.room(), From::Live).await.expect("may");
    assert!(ben.joined().head_seq >= before);
    ada.say("after").await;
    ben.hear("after").await;
    assert_eq!(ben.journal().texts(), ["after"]);
}

async fn code_reaches_both_as_it_was_sent(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let mut ben = interview.guest.enter(interview.room()).await;

    let code = "def solve():\n\treturn 'žluťoučký 🐎'\n";
    let seq = ben.send(body::code(code, "python")).await.expect("may write");
    for line in [&mut ada, &mut ben] {
        let event = line.until(|event| event.seq == seq).await;
        let Some(Body::CodeChange(change)) = event.body else { panic!("a code change") };
        assert_eq!((change.code.as_str(), change.language.as_str()), (code, "python"));
    }
}

async fn every_event_says_who_when_and_where(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let mut ben = interview.guest.enter(interview.room()).await;

    let seq = ben.send_as("ben-1", body::text("hi")).await.expect("may talk");
    let event = ada.hear("hi").await;
    assert_eq!(event.seq, seq);
    assert_eq!(event.room_id, interview.room());
    assert_eq!(event.user_id, interview.guest.user_id);
    assert_eq!(event.display_name, interview.guest.name);
    assert_eq!(event.client_event_id, "ben-1");
    assert!(event.occurred_at.is_some_and(|at| at.seconds > 0));
}

async fn a_host_alone_talks_to_herself(via: Via) {
    let stack = Stack::shared();
    let ada = Person::sign_in(&stack, via, "ada").await;
    let session = ada.create_session(Visibility::InviteOnly).await;
    let mut line = ada.enter(&session.room_id).await;
    line.say("note to self").await;
    line.hear("note to self").await;
}

/// What each of these people sees of the whole room.
pub(crate) async fn read_all(people: &[&Person], room: &str, to_seq: u64) -> Vec<Journal> {
    let mut journals = Vec::new();
    for person in people {
        let mut line: Line = person.enter(room).await;
        line.catch_up(to_seq).await.expect("a live stream");
        journals.push(line.hang_up());
    }
    journals
}
