//! Sessions and problems in memory: for tests, and for trying things out.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, btree_map::Entry},
    ops::Bound,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{
    Appended, Change, CreateRequest, List, Listing, ProblemStore, SessionStore, StoreError,
};
use crate::{
    id::{ProblemId, RequestId, SessionId, UserId},
    problem::Problem,
    session::Record,
};

/// Sessions and problems that end with the process.
#[derive(Debug, Default)]
pub(crate) struct MemoryStore(Mutex<Tables>);

#[derive(Debug, Default)]
struct Tables {
    records: HashMap<SessionId, Vec<Record>>,
    changes: BTreeSet<Change>,
    listings: BTreeMap<SessionId, Listing>,
    requests: HashMap<(UserId, RequestId), CreateRequest>,
    problems: BTreeMap<ProblemId, Problem>,
}

impl MemoryStore {
    /// A store with these problems.
    pub(crate) fn new(problems: Vec<Problem>) -> MemoryStore {
        let problems = problems.into_iter().map(|problem| (problem.id.clone(), problem)).collect();
        MemoryStore(Mutex::new(Tables { problems, ..Tables::default() }))
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait::async_trait]
impl SessionStore for MemoryStore {
    async fn append(&self, session: &SessionId, number: u64, record: &Record) -> Appended {
        let mut tables = self.tables();
        let records = tables.records.entry(session.clone()).or_default();
        let next = records.len() as u64;
        if number < next {
            return Appended::Conflict;
        }
        if number > next {
            let gap = anyhow::anyhow!("record {number} of {session} would leave a gap");
            return Appended::Unknown(gap.into());
        }
        records.push(record.clone());
        Appended::Committed
    }

    async fn records(&self, session: &SessionId) -> Result<Vec<Record>, StoreError> {
        Ok(self.tables().records.get(session).cloned().unwrap_or_default())
    }

    async fn announce(&self, change: &Change) -> Result<(), StoreError> {
        self.tables().changes.insert(change.clone());
        Ok(())
    }

    async fn finish(&self, change: &Change) -> Result<(), StoreError> {
        self.tables().changes.remove(change);
        Ok(())
    }

    async fn unfinished(
        &self,
        after: Option<&Change>,
        limit: usize,
    ) -> Result<Vec<Change>, StoreError> {
        let range = (after.map_or(Bound::Unbounded, Bound::Excluded), Bound::Unbounded);
        Ok(self.tables().changes.range(range).take(limit).cloned().collect())
    }

    async fn index(&self, listing: &Listing) -> Result<(), StoreError> {
        match self.tables().listings.entry(listing.session.clone()) {
            Entry::Occupied(known) if known.get().version > listing.version => {}
            Entry::Occupied(mut known) => {
                known.insert(listing.clone());
            }
            Entry::Vacant(place) => {
                place.insert(listing.clone());
            }
        }
        Ok(())
    }

    async fn list(
        &self,
        list: &List,
        before: Option<&SessionId>,
        limit: usize,
    ) -> Result<Vec<SessionId>, StoreError> {
        let range = (Bound::Unbounded, before.map_or(Bound::Unbounded, Bound::Excluded));
        let tables = self.tables();
        let newest_first = tables.listings.range::<SessionId, _>(range).rev();
        let listed = newest_first.filter(|(_, listing)| listing.lists.contains(list));
        Ok(listed.map(|(session, _)| session.clone()).take(limit).collect())
    }

    async fn claim_request(&self, request: &CreateRequest) -> Result<CreateRequest, StoreError> {
        let key = (request.caller.clone(), request.id.clone());
        Ok(self.tables().requests.entry(key).or_insert_with(|| request.clone()).clone())
    }

    async fn request(
        &self,
        caller: &UserId,
        id: &RequestId,
    ) -> Result<Option<CreateRequest>, StoreError> {
        Ok(self.tables().requests.get(&(caller.clone(), id.clone())).cloned())
    }
}

#[async_trait::async_trait]
impl ProblemStore for MemoryStore {
    async fn insert_problem(&self, problem: &Problem) -> Result<bool, StoreError> {
        match self.tables().problems.entry(problem.id.clone()) {
            Entry::Occupied(_) => Ok(false),
            Entry::Vacant(place) => {
                place.insert(problem.clone());
                Ok(true)
            }
        }
    }

    async fn problem(&self, id: &ProblemId) -> Result<Option<Problem>, StoreError> {
        Ok(self.tables().problems.get(id).cloned())
    }

    async fn replace_problem(&self, problem: &Problem) -> Result<bool, StoreError> {
        let mut tables = self.tables();
        let known = tables.problems.get_mut(&problem.id);
        Ok(known.map(|known| known.clone_from(problem)).is_some())
    }

    async fn delete_problem(&self, id: &ProblemId) -> Result<bool, StoreError> {
        Ok(self.tables().problems.remove(id).is_some())
    }

    async fn problems(
        &self,
        after: Option<&ProblemId>,
        limit: usize,
    ) -> Result<Vec<Problem>, StoreError> {
        let range = (after.map_or(Bound::Unbounded, Bound::Excluded), Bound::Unbounded);
        let tables = self.tables();
        Ok(tables
            .problems
            .range::<ProblemId, _>(range)
            .take(limit)
            .map(|(_, p)| p.clone())
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::MemoryStore;
    use crate::store::contract::seed;

    crate::store::contract::tests!(Some(Box::new(MemoryStore::new(vec![seed()]))));
}
