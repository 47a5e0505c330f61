//! What may go wrong.

use std::{collections::BTreeMap, time::Duration};

use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::SliceRandom as _};
use tokio::time::sleep;

use crate::cluster::{CHATS, Cluster, room::Room};

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A chat service is killed, and started again.
    Kill,
    /// A chat service does nothing for a while.
    Freeze,
    /// The broker is killed, and started again.
    Broker,
    /// A chat service cannot reach its database.
    Cut,
    /// A chat service's database is slow.
    Slow,
    /// All databases lie about inserts.
    Lies,
    /// All chat services are updated, one after the other.
    Roll,
    /// Somebody loses access to a room, and gets it back.
    Revoke,
}

/// A fault that will happen.
#[derive(Clone, Copy, Debug)]
pub struct Strike {
    /// Which.
    pub fault: Fault,
    /// To which chat service.
    chat: usize,
    /// To which room, and member of it; not to the first.
    room: usize,
    member: usize,
    /// How long it lasts.
    hold: Duration,
}

impl Fault {
    /// All there are.
    pub const ALL: [Fault; 8] = [
        Fault::Kill,
        Fault::Freeze,
        Fault::Broker,
        Fault::Cut,
        Fault::Slow,
        Fault::Lies,
        Fault::Roll,
        Fault::Revoke,
    ];
}

/// How slow a slow database is, for each request.
const SLOW: Duration = Duration::from_millis(300);
/// About how many inserts of a thousand a lying database lies.
const LIES: u32 = 300;

/// A plan of so many faults, each kind as often as the others.
pub fn plan(seed: u64, count: usize) -> Vec<Strike> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut faults: Vec<Fault> = Fault::ALL.into_iter().cycle().take(count).collect();
    faults.shuffle(&mut random);
    let strike = |fault| Strike {
        fault,
        chat: random.random_range(0..CHATS),
        room: random.random_range(0..1000),
        member: random.random_range(0..1000),
        hold: Duration::from_millis(random.random_range(300..2500)),
    };
    faults.into_iter().map(strike).collect()
}

/// How often each kind is in a plan.
pub fn kinds(plan: &[Strike]) -> BTreeMap<Fault, usize> {
    let mut kinds = BTreeMap::new();
    for strike in plan {
        *kinds.entry(strike.fault).or_default() += 1;
    }
    kinds
}

impl Strike {
    /// Lets it happen, from its beginning to its end.
    pub async fn happen(self, cluster: &Cluster, rooms: &[Room]) {
        let replica = &cluster.chats[self.chat];
        match self.fault {
            Fault::Kill => {
                replica.server.kill();
                sleep(self.hold).await;
                replica.server.start().await;
            }
            Fault::Freeze => {
                replica.server.freeze();
                sleep(self.hold).await;
                replica.server.thaw();
            }
            Fault::Broker => {
                cluster.nats.kill();
                sleep(self.hold).await;
                cluster.nats.start().await;
            }
            Fault::Cut => {
                replica.database.cut();
                sleep(self.hold).await;
                replica.database.be_good();
            }
            Fault::Slow => {
                replica.database.be_slow(SLOW);
                sleep(self.hold).await;
                replica.database.be_good();
            }
            Fault::Lies => {
                cluster.chats.iter().for_each(|chat| chat.database.lie(LIES));
                sleep(self.hold).await;
                cluster.chats.iter().for_each(|chat| chat.database.be_good());
            }
            Fault::Roll => cluster.roll().await,
            Fault::Revoke => self.revoke(cluster, rooms).await,
        }
    }

    async fn revoke(self, cluster: &Cluster, rooms: &[Room]) {
        let room = &rooms[self.room % rooms.len()];
        let others = room.members.len() - 1;
        let person = &room.members[1 + self.member % others].person;
        let [here, there] = [self.chat, (self.chat + 1) % CHATS].map(|n| cluster.back_office(n));
        here.revoke_in(&room.history, &room.id, person).await;
        sleep(self.hold).await;
        there.grant_in(&room.history, &room.id, person).await;
    }
}
