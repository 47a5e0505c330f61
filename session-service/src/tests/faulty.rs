//! A store that something goes wrong with, once.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use crate::{
    id::{RequestId, SessionId, UserId},
    session::Record,
    store::{Appended, Change, CreateRequest, List, Listing, SessionStore, StoreError},
};

/// What goes wrong at a write.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Fault {
    /// The process dies before it: nothing it asks for is done any more.
    DeathBefore,
    /// The process dies after it: it is done, and not answered.
    DeathAfter,
    /// It is not answered; a record is stored when the command is long over.
    Late,
}

pub(super) const FAULTS: [Fault; 3] = [Fault::DeathBefore, Fault::DeathAfter, Fault::Late];

/// A store that something goes wrong with, once.
pub(super) struct Faulty {
    store: Arc<dyn SessionStore>,
    fault: Fault,
    /// At which write, from 1.
    at: usize,
    writes: AtomicUsize,
    late: Mutex<Option<(SessionId, u64, Record)>>,
}

impl Faulty {
    pub(super) fn new(store: Arc<dyn SessionStore>, fault: Fault, at: usize) -> Faulty {
        Faulty { store, fault, at, writes: AtomicUsize::default(), late: Mutex::default() }
    }

    /// Whether to do this write, and whether to answer it.
    fn write(&self) -> (bool, bool) {
        let number = self.writes.fetch_add(1, Ordering::SeqCst) + 1;
        match self.fault {
            Fault::DeathBefore => (number < self.at, number < self.at),
            Fault::DeathAfter => (number <= self.at, number < self.at),
            Fault::Late => (number != self.at, number != self.at),
        }
    }

    /// Does a write that is no append.
    async fn do_write(
        &self,
        write: impl Future<Output = Result<(), StoreError>>,
    ) -> Result<(), StoreError> {
        let (does, answers) = self.write();
        if does {
            write.await?;
        }
        answers.then_some(()).ok_or_else(no_answer)
    }

    fn read(&self) -> Result<&dyn SessionStore, StoreError> {
        let is_alive = self.fault == Fault::Late || self.writes.load(Ordering::SeqCst) < self.at;
        if is_alive { Ok(&*self.store) } else { Err(no_answer()) }
    }

    /// Stores the record that is late, if its number is still free.
    pub(super) async fn store_late(&self) {
        let late = self.late.lock().unwrap().take();
        if let Some((session, number, record)) = late {
            let appended = self.store.append(&session, number, &record).await;
            assert!(!matches!(appended, Appended::Unknown(_)), "{appended:?}");
        }
    }
}

fn no_answer() -> StoreError {
    anyhow::anyhow!("no answer").into()
}

#[async_trait::async_trait]
impl SessionStore for Faulty {
    async fn append(&self, session: &SessionId, number: u64, record: &Record) -> Appended {
        let (does, answers) = self.write();
        if !does {
            *self.late.lock().unwrap() = Some((session.clone(), number, record.clone()));
            return Appended::Unknown(no_answer());
        }
        let appended = self.store.append(session, number, record).await;
        if answers { appended } else { Appended::Unknown(no_answer()) }
    }

    async fn records(&self, session: &SessionId) -> Result<Vec<Record>, StoreError> {
        self.read()?.records(session).await
    }

    async fn announce(&self, change: &Change) -> Result<(), StoreError> {
        self.do_write(self.store.announce(change)).await
    }

    async fn finish(&self, change: &Change) -> Result<(), StoreError> {
        self.do_write(self.store.finish(change)).await
    }

    async fn unfinished(
        &self,
        after: Option<&Change>,
        limit: usize,
    ) -> Result<Vec<Change>, StoreError> {
        self.read()?.unfinished(after, limit).await
    }

    async fn index(&self, listing: &Listing) -> Result<(), StoreError> {
        self.do_write(self.store.index(listing)).await
    }

    async fn list(
        &self,
        list: &List,
        before: Option<&SessionId>,
        limit: usize,
    ) -> Result<Vec<SessionId>, StoreError> {
        self.read()?.list(list, before, limit).await
    }

    async fn claim_request(&self, request: &CreateRequest) -> Result<CreateRequest, StoreError> {
        self.read()?.claim_request(request).await
    }

    async fn request(
        &self,
        caller: &UserId,
        id: &RequestId,
    ) -> Result<Option<CreateRequest>, StoreError> {
        self.read()?.request(caller, id).await
    }
}
