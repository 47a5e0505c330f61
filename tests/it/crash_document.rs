//! The program dies while people edit; every acknowledged edit is there once.

use futures_util::future::join_all;
use proto::chat::v1::CodeView;
use tests::{
    body,
    door::Via,
    in_time,
    interview::Interview,
    line::{From, Line},
    person::Person,
    sheet::{Editor, Sheet},
    stack::Stack,
};
use tokio::sync::watch;

use crate::{
    crash::only_the_line_broke,
    document::{LANGUAGE, read},
};

/// How many times the program is killed.
const KILLS: usize = 5;
/// How many edits are acknowledged between two kills.
const BETWEEN_KILLS: usize = 60;
/// The first of the characters that are typed; each is typed once. They take two
/// UTF-16 units each.
const FIRST: u32 = 0x10_0000;
/// How many of them one tab has.
const EACH: u32 = 0x2000;

#[tokio::test]
async fn no_acknowledged_edit_is_lost_when_the_program_is_killed() {
    let stack = Stack::start();
    let interview = Interview::begin(&stack, Via::Connect).await;
    let (host, guest) = (&interview.host, &interview.guest);
    let (acked, _) = watch::channel(0);
    let (stop, _) = watch::channel(false);
    let tabs = [host.clone(), guest.clone(), host.over(Via::GrpcWeb), guest.over(Via::GrpcWeb)];
    let tabs = tabs.into_iter().enumerate().map(|(number, person)| {
        let first = FIRST + EACH * number as u32;
        let sheet = Sheet::new(LANGUAGE);
        Tab { stack: &stack, person, room: interview.room(), first, sheet, journal: None }
            .edit(&acked, stop.subscribe())
    });
    let kills = async {
        let mut progress = acked.subscribe();
        for kill in 1..=KILLS {
            let enough = |acked: &usize| *acked >= kill * BETWEEN_KILLS;
            progress.wait_for(enough).await.expect("tabs edit");
            stack.kill();
            stack.restart();
        }
        stop.send_replace(true);
    };
    let (tabs, ()) =
        in_time("people edit through all kills", async { tokio::join!(join_all(tabs), kills) })
            .await;

    let host = host.over(Via::Connect);
    let last = host.list_all(interview.room()).await.last().expect("events").seq;
    let text = read(&host, interview.room(), LANGUAGE).await.expect("a text");
    let mut typed: Vec<char> = tabs.iter().flat_map(|(_, typed)| typed).copied().collect();
    let mut there: Vec<char> = text.chars().collect();
    typed.sort_unstable();
    there.sort_unstable();
    assert!(typed.len() >= KILLS * BETWEEN_KILLS);
    assert_eq!(there, typed, "each is there once");
    for (tab, _) in tabs {
        assert_eq!(tab.finish(last).await, text, "all have the same");
    }
    let mut joiner = Editor::enter(&host, interview.room(), LANGUAGE).await;
    joiner.catch_up(last).await;
    assert_eq!(joiner.sheet.text(), text);
}

/// A tab that edits, whatever happens to the program.
struct Tab<'a> {
    stack: &'a Stack,
    person: Person,
    room: &'a str,
    first: u32,
    sheet: Sheet,
    /// What was seen on broken lines.
    journal: Option<tests::journal::Journal>,
}

impl Tab<'_> {
    /// Types one character after the other until told to stop; what has no answer is
    /// sent again. Answers what was typed.
    async fn edit(
        mut self,
        acked: &watch::Sender<usize>,
        stopped: watch::Receiver<bool>,
    ) -> (Self, Vec<char>) {
        let mut line = None;
        let mut typed = Vec::new();
        while !*stopped.borrow() {
            let count = typed.len() as u32;
            let next = char::from_u32(self.first + count).expect("a character");
            // Anywhere, but not within a character.
            let position = 2 * (count.wrapping_mul(7_919) % (self.sheet.units() / 2 + 1));
            let update = self.sheet.insert(position, &next.to_string());
            let id = format!("{}-{count}", self.first);
            loop {
                line = self.send(line, &id, &update).await;
                if line.is_some() {
                    break;
                }
            }
            typed.push(next);
            acked.send_modify(|acked| *acked += 1);
        }
        self.journal = line.map(Line::hang_up);
        (self, typed)
    }

    /// Sends an update and takes in what others did. No line comes back when it broke.
    async fn send(&mut self, line: Option<Line>, id: &str, update: &[u8]) -> Option<Line> {
        let mut line = match line {
            Some(line) => line,
            None => self.open().await?,
        };
        let generation = line.joined().generation;
        let sent = line.send_as(id, body::change(update.to_vec(), LANGUAGE, generation)).await;
        let read = match sent {
            Ok(seq) => line.catch_up(seq).await,
            Err(status) => Err(status),
        };
        self.sheet.follow(line.journal());
        match read {
            Ok(()) => Some(line),
            Err(status) => {
                only_the_line_broke(status);
                self.journal = Some(line.hang_up());
                None
            }
        }
    }

    /// Opens a line where the last one broke, once the program runs; none when it died
    /// meanwhile.
    async fn open(&mut self) -> Option<Line> {
        self.stack.up().await;
        let from = self.journal.clone();
        let from = from.map_or(From::Start, |journal| From::Journal(Box::new(journal)));
        let line = Line::open_as(&self.person, self.room, from, CodeView::Crdt).await;
        line.map_err(only_the_line_broke).ok()
    }

    /// The text with everything up to `seq`.
    async fn finish(mut self, seq: u64) -> String {
        let line = self.open().await.expect("may enter");
        let mut editor = Editor { line, sheet: self.sheet };
        editor.catch_up(seq).await;
        editor.sheet.text()
    }
}
