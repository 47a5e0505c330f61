//! People in a room, spread over the cluster, and the judgement of what they saw.

use std::time::{Duration, Instant};

use futures_util::future::join_all;

use super::{CHATS, Cluster, member::Member};
use crate::{
    history::{History, verdict::Verdict},
    person::{Person, unique},
};

/// How somebody comes to the chat services.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    /// Only to this one.
    Straight(usize),
    /// To this one, and to the next when it breaks.
    Anywhere(usize),
    /// Through the gateway.
    Gateway,
}

/// A room with people in it.
#[derive(Debug)]
pub struct Room {
    /// Its id.
    pub id: String,
    /// What happens in it.
    pub history: History,
    /// Those who are in it.
    pub members: Vec<Member>,
    /// Somebody who may see all of it, and only reads it at the end.
    witness: Person,
}

impl Room {
    /// A new room with somebody new at the end of each of these ways, all of them in
    /// it; everybody may see it from its start.
    pub async fn open(cluster: &Cluster, ways: &[Way]) -> Room {
        let (id, history) = (unique("room"), History::default());
        let witness = cluster.person("witness");
        cluster.back_office(0).grant(&id, &witness, 1).await;
        let mut room = Room { id, history, members: Vec::new(), witness };
        for (number, way) in ways.iter().enumerate() {
            let person = cluster.person("member");
            cluster.back_office(number % CHATS).grant(&room.id, &person, 1).await;
            room.enter(cluster, &person, *way);
        }
        join_all(room.members.iter().map(Member::is_in)).await;
        room
    }

    /// Somebody who is allowed comes in.
    pub fn enter(&mut self, cluster: &Cluster, person: &Person, way: Way) {
        let straight = |chat| cluster.straight(person, chat % CHATS, 0);
        let ways = match way {
            Way::Straight(chat) => vec![straight(chat)],
            Way::Anywhere(chat) => (chat..chat + CHATS).map(straight).collect(),
            Way::Gateway => vec![person.clone()],
        };
        self.members.push(Member::enter(ways, &self.id, &self.history));
    }

    /// Everybody says so many things at once.
    pub async fn all_say(&self, count: usize) {
        join_all(self.members.iter().map(|member| member.say_many(count))).await;
    }

    /// Waits until all is answered and everybody in it has seen it; answers how long
    /// that took.
    pub async fn settle(&self) -> Duration {
        let begin = Instant::now();
        join_all(self.members.iter().map(Member::is_heard)).await;
        let last = self.history.last_acked();
        join_all(self.members.iter().map(|member| member.has_seen(last))).await;
        begin.elapsed()
    }

    /// The verdict, by what the chat service `chat` finds in the log. Settle first.
    pub async fn judge(&self, cluster: &Cluster, chat: usize) -> Verdict {
        self.history.judge(&self.log(cluster, chat).await)
    }

    /// Settles, and panics unless every promise was kept.
    pub async fn must_be_clean(&self, cluster: &Cluster, chat: usize) {
        self.settle().await;
        let verdict = self.judge(cluster, chat).await;
        assert_eq!(verdict, Verdict::default(), "told: {:?}", self.history.misled());
    }

    /// The whole log, as the chat service `chat` reads it.
    pub async fn log(&self, cluster: &Cluster, chat: usize) -> Vec<proto::chat::v1::Event> {
        cluster.straight(&self.witness, chat, 0).list_all(&self.id).await
    }
}
