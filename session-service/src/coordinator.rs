//! Carries commands out: record by record in the store, and step by step in the
//! chat service, so that what a crash interrupts is finished by whoever comes next.
//!
//! 1. A command is checked against the fold of the session's records.
//! 2. What it wants is appended, under the next number. A conflict means that
//!    somebody else was first: read, and check again.
//! 3. The step that is pending now is taken in the chat service, and appended as
//!    done. If it cannot be taken, a grant is taken back (that is a record too);
//!    anything else stays wanted.
//!
//! Before its first record a change is announced in the store, and after its last
//! one the announcement is taken back; [`Coordinator::reconcile`] looks for what
//! was left behind.

mod reconcile;
mod turns;

use std::sync::Arc;

use service_kit::clock::SharedClock;
use tokio_util::task::TaskTracker;
use tracing::info;
use uuid::Uuid;

use self::turns::Turns;
use crate::{
    error::Error,
    id::{RoomId, SessionId, UserId},
    rooms::{Rooms, RoomsError},
    session::{
        Journal, Record, Seating, Session, Step,
        command::{Command, Decision, Refusal},
        fold,
    },
    store::{Appended, Change, Listing, SessionStore},
};

/// How often a command may find that somebody else was first. A session has few
/// people, so more means that something is wrong.
const MAX_ROUNDS: usize = 64;

/// Carries commands out. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Coordinator {
    store: Arc<dyn SessionStore>,
    rooms: Arc<dyn Rooms>,
    clock: SharedClock,
    turns: Arc<Turns>,
    tasks: TaskTracker,
}

impl Coordinator {
    /// Over this store and these rooms; what is under way is one of `tasks`.
    pub(crate) fn new(
        store: Arc<dyn SessionStore>,
        rooms: Arc<dyn Rooms>,
        clock: SharedClock,
        tasks: TaskTracker,
    ) -> Coordinator {
        Coordinator { store, rooms, clock, turns: Arc::default(), tasks }
    }

    /// What is known of a session.
    pub(crate) async fn read(&self, id: &SessionId) -> Result<Journal, Error> {
        Ok(fold(self.store.records(id).await?)?)
    }

    /// Carries a command out, to its end even if the caller goes away meanwhile.
    /// Returns the session as it is then.
    ///
    /// UNAVAILABLE of any kind means: it may or may not be carried out, trying
    /// again is safe, and nothing stays half-done.
    pub(crate) async fn execute(&self, id: SessionId, command: Command) -> Result<Session, Error> {
        let this = self.clone();
        let work = self.tasks.spawn(async move {
            // Whoever is refused as things stand need not wait for a turn to hear it.
            if let Decision::Refuse(refusal) = command.decide(&this.read(&id).await?) {
                return Err(refusal.into());
            }
            let _turn = this.turns.take(&id).await?;
            let change = Change { session: id, id: Uuid::new_v4().simple().to_string() };
            let mut work = Work { coordinator: &this, change, is_announced: false };
            match work.carry_out(&command).await {
                // What became of the last record is not known: it may come yet, so
                // the announcement stays.
                Err(cause @ Error::Store(_)) => Err(cause),
                outcome => {
                    let accounts = work.settle_accounts().await;
                    outcome.and_then(|session| accounts.map(|()| session))
                }
            }
        });
        work.await.map_err(|_| Error::Stopping)?
    }

    /// Takes the pending step, if any, and appends that it is done.
    async fn advance(&self, id: &SessionId, journal: &Journal) -> Result<(), Error> {
        let Some(session) = &journal.session else { return Ok(()) };
        let Some(step) = session.pending() else { return Ok(()) };
        let Some(done) = session.done(self.take(&step).await?) else { return Ok(()) };
        let is_first = self.append(id, journal.next, &done).await?;
        match step {
            Step::Grant(room, seating, _) if !is_first => {
                self.withdraw(id, &room, &seating.person.user).await
            }
            _ => Ok(()),
        }
    }

    /// Shuts out somebody who was let in while another node decided that they
    /// are not to be. The chat service knows no fences, so a death right here
    /// leaves them in; it takes two nodes, at odds over one claim, to get here.
    async fn withdraw(&self, id: &SessionId, room: &RoomId, user: &UserId) -> Result<(), Error> {
        let session = self.read(id).await?.session;
        if !session.is_some_and(|session| session.wants_in(user)) {
            self.rooms.revoke(room, user).await?;
        }
        Ok(())
    }

    /// Takes a step in the chat service; returns the seq of a grant, or 0.
    async fn take(&self, step: &Step) -> Result<u64, RoomsError> {
        match step {
            Step::Grant(room, seating, start) => {
                let Seating { person, visible_from } = seating;
                self.rooms.grant(room, person, *visible_from, start.as_ref()).await
            }
            Step::Revoke(room, user) => self.rooms.revoke(room, user).await.map(|()| 0),
            Step::Close(room) => self.rooms.close(room).await.map(|()| 0),
        }
    }

    /// Appends a record; tells whether it was the first of its number. Read again
    /// in any case.
    async fn append(&self, id: &SessionId, number: u64, record: &Record) -> Result<bool, Error> {
        match self.store.append(id, number, record).await {
            Appended::Committed => {
                info!(session = %id, number, kind = record.kind(), "recorded");
                Ok(true)
            }
            Appended::Conflict => Ok(false),
            Appended::Unknown(cause) => Err(cause.into()),
        }
    }

    /// Brings the lists up to date; tells whether nothing is pending.
    async fn relist(&self, id: &SessionId) -> Result<bool, Error> {
        let Journal { next, session } = self.read(id).await?;
        let lists = session.as_ref().map(Session::lists).unwrap_or_default();
        self.store.index(&Listing { session: id.clone(), version: next, lists }).await?;
        Ok(session.is_none_or(|session| session.pending().is_none()))
    }
}

/// One change of one session.
struct Work<'a> {
    coordinator: &'a Coordinator,
    change: Change,
    is_announced: bool,
}

impl Work<'_> {
    async fn carry_out(&mut self, command: &Command) -> Result<Session, Error> {
        for _ in 0..MAX_ROUNDS {
            let id = &self.change.session;
            let journal = self.coordinator.read(id).await?;
            match command.decide(&journal) {
                Decision::Refuse(refusal) => return Err(refusal.into()),
                Decision::Done => {
                    let session = journal.session.ok_or(Refusal::NotFound)?;
                    return self.confirm(command, session).await;
                }
                Decision::Append(record) => {
                    self.announce().await?;
                    self.coordinator.append(&self.change.session, journal.next, &record).await?;
                }
                Decision::Settle => {
                    self.announce().await?;
                    self.settle(command, &journal).await?;
                }
            }
        }
        Err(Error::Busy)
    }

    /// Repeats the grant of a session that this work found as it was wanted.
    async fn confirm(&self, command: &Command, session: Session) -> Result<Session, Error> {
        if !self.is_announced
            && let Some(step) = command.repair(&session)
        {
            self.coordinator.take(&step).await?;
        }
        Ok(session)
    }

    /// Takes the pending step. If it cannot be taken, what this command wanted is
    /// taken back, and so is a grant in a room that was ended.
    async fn settle(&self, command: &Command, journal: &Journal) -> Result<(), Error> {
        let id = &self.change.session;
        let Err(error) = self.coordinator.advance(id, journal).await else { return Ok(()) };
        let is_ours = journal.session.as_ref().is_some_and(|session| command.owns_pending(session));
        if is_ours || matches!(error, Error::RoomEnded) {
            self.coordinator.take_back(id).await?;
        }
        Err(error)
    }

    async fn announce(&mut self) -> Result<(), Error> {
        if !self.is_announced {
            self.coordinator.store.announce(&self.change).await?;
            self.is_announced = true;
        }
        Ok(())
    }

    /// Brings the lists up to date, and takes the announcement back if there is
    /// nothing left to do.
    async fn settle_accounts(&self) -> Result<(), Error> {
        if self.is_announced && self.coordinator.relist(&self.change.session).await? {
            self.coordinator.store.finish(&self.change).await?;
        }
        Ok(())
    }
}
