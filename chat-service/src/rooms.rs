//! The rooms in use on this node: each has one actor, opened when it is asked for.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use bytes::Bytes;
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

use crate::{
    actor::{Actor, Attached, Joining, Pulse, QUEUE, Request},
    body::Ephemeral,
    error::Error,
    id::{RoomId, UserId},
    log::{Batch, RoomLog, Seq},
    node::Node,
    room::{Command, Refusal, Room},
};

/// How long a caller waits for a room before it is told that the outcome is not
/// known.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

/// Opens rooms.
#[derive(Clone)]
pub(crate) struct Rooms(Arc<Inner>);

struct Inner {
    node: Node,
    open: Mutex<HashMap<RoomId, RoomHandle>>,
}

/// A room in use. While one is held beside the registry's, the room stays open.
#[derive(Clone, Debug)]
pub(crate) struct RoomHandle(Arc<Line>);

/// The line to a room's actor.
#[derive(Debug)]
struct Line {
    requests: mpsc::Sender<Request>,
    pulse: Arc<Pulse>,
}

/// The answer to a change that is on its way.
pub(crate) type Answer = oneshot::Receiver<Result<Seq, Refusal>>;

impl Rooms {
    /// The rooms of a node.
    pub(crate) fn new(node: Node) -> Rooms {
        Rooms(Arc::new(Inner { node, open: Mutex::default() }))
    }

    /// The room, opened if need be; whether it exists is for the room to say.
    pub(crate) fn open(&self, id: &RoomId) -> RoomHandle {
        let mut open = self.0.open();
        if let Some(handle) = open.get(id) {
            return handle.clone();
        }
        let (sender, requests) = mpsc::channel(QUEUE);
        let pulse = Arc::new(Pulse::new());
        let handle = RoomHandle(Arc::new(Line { requests: sender, pulse }));
        open.insert(id.clone(), handle.clone());
        tokio::spawn(keep(
            Arc::downgrade(&self.0),
            id.clone(),
            Arc::downgrade(&handle.0),
            requests,
        ));
        handle
    }

    /// The slots to look at of the open rooms that are due, as of [`Pulse::sweep`].
    pub(crate) fn due(&self, pause: impl Fn(Duration) -> Duration) -> Vec<(RoomId, u64)> {
        let open = self.0.open();
        let due =
            open.iter().filter_map(|(id, room)| Some((id.clone(), room.0.pulse.sweep(&pause)?)));
        due.collect()
    }

    /// Tells open rooms that the log holds more than they know. One whose queue is
    /// full is busy, and is told the next time.
    pub(crate) fn catch_up(&self, rooms: &[RoomId]) {
        let open = self.0.open();
        for room in rooms.iter().filter_map(|id| open.get(id)) {
            let _ = room.0.requests.try_send(Request::CatchUp);
        }
    }

    /// How many rooms are open.
    #[cfg(test)]
    pub(crate) fn count(&self) -> usize {
        self.0.open().len()
    }

    /// The slots that hold the event of seq `from` and those that follow, in order: a
    /// page, as of [`RoomLog::replay`].
    pub(crate) async fn read(&self, id: &RoomId, from: Seq) -> Result<Vec<Batch>, Error> {
        let slot = self.open(id).peek(move |room| room.slot_of(from)).await?;
        Ok(self.log().replay(id, slot).await?)
    }

    /// The log behind the rooms.
    pub(crate) fn log(&self) -> &Arc<dyn RoomLog> {
        &self.node().log
    }

    /// The node they are on.
    pub(crate) fn node(&self) -> &Node {
        &self.0.node
    }
}

impl Inner {
    fn open(&self) -> MutexGuard<'_, HashMap<RoomId, RoomHandle>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs a room's actor until it retires, or until the registry is gone.
async fn keep(
    registry: Weak<Inner>,
    id: RoomId,
    line: Weak<Line>,
    requests: mpsc::Receiver<Request>,
) {
    let Some(node) = registry.upgrade().map(|inner| inner.node.clone()) else { return };
    let Some(pulse) = line.upgrade().map(|line| line.pulse.clone()) else { return };
    let opened = Actor::open(id.clone(), node, pulse, requests).await;
    // Handles are cloned only under this lock: if the registry's is the last and
    // nothing waits, nobody can be about to use the room.
    let retire = |waiting: &mpsc::Receiver<Request>| {
        let Some(inner) = registry.upgrade() else { return true };
        let mut open = inner.open();
        let is_unused = waiting.is_empty() && line.strong_count() == 1;
        is_unused && open.remove(&id).is_some()
    };
    match opened {
        Some(actor) => actor.run(retire).await,
        None => drop(registry.upgrade().and_then(|inner| inner.open().remove(&id))),
    }
}

impl RoomHandle {
    /// Queues a change; waits while the room's queue is full. The answer comes
    /// when it is committed or refused.
    pub(crate) async fn begin(&self, command: Command) -> Result<Answer, Refusal> {
        let (reply, answer) = oneshot::channel();
        self.ask(Request::Change(command, Some(reply))).await?;
        Ok(answer)
    }

    /// Makes a change and returns its seq.
    pub(crate) async fn change(&self, command: Command) -> Result<Seq, Refusal> {
        receive(self.begin(command).await?).await?
    }

    /// Connects a person.
    pub(crate) async fn attach(&self, joining: Joining) -> Result<Attached, Refusal> {
        let (reply, answer) = oneshot::channel();
        self.ask(Request::Attach(joining, reply)).await?;
        receive(answer).await?
    }

    /// Refuses a user whom the log does not allow in.
    pub(crate) async fn admit(&self, user: &UserId) -> Result<(), Refusal> {
        let admit = |user: UserId| move |room: &Room| room.admit(user.as_str());
        // What they send is checked again by the append; a refusal is final.
        match self.peek(admit(user.clone())).await? {
            Ok(()) => Ok(()),
            Err(_) => self.look(admit(user.clone())).await?,
        }
    }

    /// Looks at the room as this replica knows it.
    pub(crate) async fn peek<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Room) -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        self.see(look, Request::Peek).await
    }

    /// Looks at the room as the log has it.
    pub(crate) async fn look<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Room) -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        self.see(look, Request::Look).await
    }

    async fn see<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Room) -> T + Send + 'static,
        request: impl FnOnce(Box<dyn FnOnce(&Room) + Send>) -> Request,
    ) -> Result<T, Refusal> {
        let (reply, answer) = oneshot::channel();
        // A caller who is gone needs no answer.
        let look = Box::new(move |room: &Room| drop(reply.send(look(room))));
        self.ask(request(look)).await?;
        receive(answer).await
    }

    /// Shows the others something ephemeral of a user who is allowed in.
    pub(crate) async fn show(
        &self,
        user: UserId,
        kind: Ephemeral,
        frame: Bytes,
    ) -> Result<(), Refusal> {
        self.ask(Request::Show(user, kind, frame)).await
    }

    async fn ask(&self, request: Request) -> Result<(), Refusal> {
        let sent = timeout(ANSWER_TIMEOUT, self.0.requests.send(request)).await;
        sent.map_err(|_| Refusal::Unknown)?.map_err(|_| Refusal::Unknown)
    }
}

/// Waits for an answer: whatever keeps it away, the outcome is not known.
async fn receive<T>(answer: oneshot::Receiver<T>) -> Result<T, Refusal> {
    let answer = timeout(ANSWER_TIMEOUT, answer).await;
    answer.map_err(|_| Refusal::Unknown)?.map_err(|_| Refusal::Unknown)
}
