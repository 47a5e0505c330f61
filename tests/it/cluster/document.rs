//! People on different replicas edit one text.

use proto::chat::v1::{CodeView, GetCodeRequest};
use tests::{
    cluster::Cluster,
    line::{From, Line},
    person::{Person, unique},
    sheet::Editor,
};
use tokio::sync::watch;
use tonic::{Code, Status};

const LANGUAGE: &str = "python";
/// How many characters each person types.
const EACH: u32 = 60;
/// How many are acknowledged before a replica dies.
const BEFORE_THE_KILL: u32 = EACH;
/// The first character that anybody types, of one UTF-16 unit; each is typed once.
const FIRST: u32 = 0xe000;

#[tokio::test(flavor = "multi_thread")]
async fn who_edit_on_two_replicas_have_the_same_though_one_is_killed() {
    let cluster = cluster!();
    let room = unique("room");
    let (ada, ben) = (cluster.person("ada"), cluster.person("ben"));
    for person in [&ada, &ben] {
        cluster.back_office(2).grant(&room, person, 1).await;
    }
    let (acked, mut progress) = watch::channel(0);
    let kill = async {
        progress.wait_for(|acked| *acked >= BEFORE_THE_KILL).await.expect("people edit");
        cluster.chats[0].server.kill();
    };
    let adas = Typist::new(&cluster, &ada, [0, 2], FIRST);
    let bens = Typist::new(&cluster, &ben, [1, 2], FIRST + EACH);
    let ((mut ada, hers), (mut ben, his), ()) =
        tokio::join!(adas.type_on(&room, &acked), bens.type_on(&room, &acked), kill);

    let last = hers.max(his);
    ada.catch_up(last).await;
    ben.catch_up(last).await;
    let text = ada.sheet.text();
    assert_eq!(ben.sheet.text(), text, "both have the same");
    let mut typed: Vec<u32> = text.chars().map(u32::from).collect();
    typed.sort_unstable();
    assert_eq!(typed, (FIRST..FIRST + 2 * EACH).collect::<Vec<_>>(), "each is there once");
    for chat in [1, 2] {
        let witness = cluster.straight(&bens.ways[0], chat, 0);
        assert_eq!(code(&witness, &room).await, text, "replica {chat} has it too");
        let mut joiner = Editor::enter(&witness, &room, LANGUAGE).await;
        joiner.catch_up(last).await;
        assert_eq!(joiner.sheet.text(), text, "and gives it to who joins there");
    }
}

/// Somebody who types, and goes to the other replica when one breaks.
struct Typist {
    ways: [Person; 2],
    first: u32,
}

impl Typist {
    fn new(cluster: &Cluster, person: &Person, chats: [usize; 2], first: u32) -> Typist {
        Typist { ways: chats.map(|chat| cluster.straight(person, chat, 0)), first }
    }

    /// Types all characters, each somewhere, and sends again what has no answer; answers
    /// the seq of the last.
    async fn type_on(&self, room: &str, acked: &watch::Sender<u32>) -> (Editor, u64) {
        let mut editor = Editor::enter(&self.ways[0], room, LANGUAGE).await;
        let mut last = 0;
        for number in 0..EACH {
            let character = char::from_u32(self.first + number).expect("a character");
            let position = rand::random_range(0..=editor.sheet.units());
            let update = editor.sheet.insert(position, &character.to_string());
            let (id, body) = (format!("key-{number}"), editor.body(update));
            last = loop {
                match editor.line.send_as(&id, body.clone()).await {
                    Ok(seq) => break seq,
                    Err(status) => only_the_line_broke(&status),
                }
                editor = self.come_back(editor, room).await;
            };
            acked.send_modify(|acked| *acked += 1);
            editor.sheet.follow(editor.line.journal());
        }
        (editor, last)
    }

    async fn come_back(&self, Editor { line, sheet }: Editor, room: &str) -> Editor {
        let journal = line.hang_up();
        for way in self.ways.iter().rev().cycle() {
            let from = From::Journal(Box::new(journal.clone()));
            match Line::open_as(way, room, from, CodeView::Crdt).await {
                Ok(line) => return Editor { line, sheet },
                Err(status) => only_the_line_broke(&status),
            }
        }
        unreachable!("there is always another way")
    }
}

async fn code(person: &Person, room: &str) -> String {
    let request = GetCodeRequest { room_id: room.into(), language: LANGUAGE.into() };
    person.chat().get_code(request).await.expect("a text").into_inner().code
}

/// A dying replica may break lines. It must not make false statements.
fn only_the_line_broke(status: &Status) {
    let broke = [Code::Unavailable, Code::Unknown, Code::Internal, Code::Cancelled];
    assert!(broke.contains(&status.code()), "a false failure: {status:?}");
}
