//! The program dies while people talk; nothing that was acknowledged is lost.

use futures_util::future::join_all;
use tests::{
    body,
    door::Via,
    history::{History, verdict::Verdict},
    in_time,
    interview::Interview,
    journal::Journal,
    line::{From, Line},
    person::Person,
    stack::Stack,
};
use tokio::sync::watch;
use tonic::{Code, Status};

use crate::talk::read_all;

/// How many times the program is killed.
const KILLS: usize = 8;
/// How many messages are acknowledged between two kills.
const BETWEEN_KILLS: usize = 150;
/// How many messages each sender has under way.
const UNDER_WAY: usize = 8;

#[tokio::test]
async fn nothing_acknowledged_is_lost_when_the_program_is_killed() {
    let stack = Stack::start();
    let interview = Interview::begin(&stack, Via::Connect).await;
    let room = interview.room();
    let (acked, _) = watch::channel(0);
    let (stop, _) = watch::channel(false);
    let history = History::default();
    let tabs = [&interview.host, &interview.guest, &interview.host, &interview.guest];
    let talkers = tabs.into_iter().enumerate().map(|(number, person)| {
        let talker =
            Talker { stack: &stack, person, room, number, acked: &acked, history: &history };
        talker.talk(stop.subscribe())
    });
    let programs = [Via::Connect, Via::GrpcWeb].map(|via| interview.guest.over(via));
    let readers = programs.iter().map(|reader| follow(&stack, reader, room, stop.subscribe()));

    let (_, readers, ()) = in_time("people talk through all kills", async {
        tokio::join!(join_all(talkers), join_all(readers), kill_often(&stack, &acked, &stop))
    })
    .await;
    // On connections that no kill has touched.
    let [host, guest] = [&interview.host, &interview.guest].map(|person| person.over(Via::Connect));
    let mut journals = read_all(&[&host, &guest], room, history.last_acked()).await;
    for journal in readers {
        journals.push(finish(&interview, journal, history.last_acked()).await);
    }
    journals.iter().for_each(|journal| history.seen(journal));
    assert!(history.count_acked() >= KILLS * BETWEEN_KILLS);
    let log = interview.host.over(Via::Connect).list_all(room).await;
    assert_eq!(history.judge(&log), Verdict::default());
}

#[tokio::test]
async fn seats_and_sessions_survive_a_kill() {
    let stack = Stack::start();
    let interview = Interview::begin(&stack, Via::Connect).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let before = ada.say("before").await;
    stack.kill();
    stack.restart();

    let (host, guest) = (interview.host.over(Via::Connect), interview.guest.over(Via::Connect));
    let seen = guest.see_session(interview.id()).await.expect("the session is there");
    assert_eq!(seen.participant.expect("the seat is taken").user_id, guest.user_id);
    let mut ada = host.enter(interview.room()).await;
    let mut ben = guest.enter(interview.room()).await;
    assert!(ada.say("after").await > before);
    ben.hear("after").await;
    assert_eq!(ben.journal().texts(), ["before", "after"]);
}

/// Kills the program whenever enough was said since the last time.
async fn kill_often(stack: &Stack, acked: &watch::Sender<usize>, stop: &watch::Sender<bool>) {
    let mut progress = acked.subscribe();
    for kill in 1..=KILLS {
        let enough = |acked: &usize| *acked >= kill * BETWEEN_KILLS;
        progress.wait_for(enough).await.expect("talkers talk");
        stack.kill();
        stack.restart();
    }
    stop.send_replace(true);
}

/// One tab that talks, whatever happens to the program.
struct Talker<'a> {
    stack: &'a Stack,
    person: &'a Person,
    room: &'a str,
    number: usize,
    acked: &'a watch::Sender<usize>,
    history: &'a History,
}

impl Talker<'_> {
    /// Says one batch after the other until told to stop; what has no answer is
    /// sent again.
    async fn talk(self, stopped: watch::Receiver<bool>) {
        let tab = self.history.tab();
        let mut line = None;
        for batch in 0.. {
            if *stopped.borrow() {
                break;
            }
            let id = |message| format!("tab-{}-{batch}-{message}", self.number);
            let mut waiting: Vec<String> = (0..UNDER_WAY).map(id).collect();
            for id in &waiting {
                self.history.sent(tab, &self.person.user_id, id, id);
            }
            while !waiting.is_empty() {
                line = self.say(line.take(), &mut waiting).await;
            }
        }
    }

    /// Sends all that waits, and takes what is answered off the list. No line
    /// comes back when it broke.
    async fn say(&self, line: Option<Line>, waiting: &mut Vec<String>) -> Option<Line> {
        let mut line = match line {
            Some(line) => line,
            None => open(self.stack, self.person, self.room, From::Live).await?,
        };
        for id in waiting.iter() {
            line.post(id, body::text(id)).await.map_err(only_the_line_broke).ok()?;
        }
        while let Some(id) = waiting.first() {
            let seq = line.answer(id).await.map_err(only_the_line_broke).ok()?;
            self.history.acked(&self.person.user_id, id, seq);
            waiting.remove(0);
            self.acked.send_modify(|acked| *acked += 1);
        }
        Some(line)
    }
}

/// Follows the room, over as many streams as it takes, until told to stop.
async fn follow(
    stack: &Stack,
    person: &Person,
    room: &str,
    mut stopped: watch::Receiver<bool>,
) -> Journal {
    let mut journal = Journal::new(&person.user_id, room);
    while !*stopped.borrow() {
        let from = From::Journal(Box::new(journal.clone()));
        let Some(mut line) = open(stack, person, room, from).await else { continue };
        tokio::select! {
            broken = line.catch_up(u64::MAX) => only_the_line_broke(broken.expect_err("no end")),
            _ = stopped.wait_for(|stopped| *stopped) => {}
        }
        journal = line.hang_up();
    }
    journal
}

async fn finish(interview: &Interview, journal: Journal, last: u64) -> Journal {
    let from = From::Journal(Box::new(journal));
    let guest = interview.guest.over(Via::Connect);
    let mut line = guest.enter_from(interview.room(), from).await.expect("may enter");
    line.catch_up(last).await.expect("a live stream");
    line.hang_up()
}

/// Opens a line once the program runs; none when it died meanwhile.
async fn open(stack: &Stack, person: &Person, room: &str, from: From) -> Option<Line> {
    stack.up().await;
    person.enter_from(room, from).await.map_err(only_the_line_broke).ok()
}

/// A dying program may break lines. It must not make false statements.
#[expect(clippy::needless_pass_by_value, reason = "it ends the error's way")]
pub(crate) fn only_the_line_broke(status: Status) {
    let broke = [Code::Unavailable, Code::Unknown, Code::Internal, Code::Cancelled];
    assert!(broke.contains(&status.code()), "a false failure: {status:?}");
}
