//! How much of a text is whose: nobody uses up what others need to write on.

use std::collections::{BTreeMap, HashMap};

use super::{Misfit, replica::SERVER};
use crate::id::UserId;

/// The most client ids that one person has in a text. A browser's tab takes one each time
/// it loads.
const MAX_CLIENTS: usize = 1024;
/// The most runs that one person's changes made: half of the most that a text may have.
const MAX_RUNS: i64 = 32 * 1024;

/// The shares.
#[derive(Debug, Default)]
pub(super) struct Shares {
    /// Whose client ids are whose.
    authors: HashMap<u64, UserId>,
    /// How many runs more there are for a person's changes.
    runs: HashMap<UserId, i64>,
}

impl Shares {
    /// The shares of a message: the authors by client id, and the runs by person.
    pub(super) fn new(
        authors: BTreeMap<u64, String>,
        runs: BTreeMap<String, i64>,
    ) -> anyhow::Result<Shares> {
        let author = |(id, user)| anyhow::Ok((id, UserId::try_from(user)?));
        let runs_of = |(user, runs)| anyhow::Ok((UserId::try_from(user)?, runs));
        Ok(Shares {
            authors: authors.into_iter().map(author).collect::<Result<_, _>>()?,
            runs: runs.into_iter().map(runs_of).collect::<Result<_, _>>()?,
        })
    }

    /// The authors by client id.
    pub(super) fn authors(&self) -> BTreeMap<u64, String> {
        self.authors.iter().map(|(id, user)| (*id, user.to_string())).collect()
    }

    /// The runs by person.
    pub(super) fn runs(&self) -> BTreeMap<String, i64> {
        self.runs.iter().map(|(user, runs)| (user.to_string(), *runs)).collect()
    }

    /// Whether the client ids are a person's own, or nobody's and not too many.
    pub(super) fn check_clients(&self, user: &UserId, clients: &[u64]) -> Result<(), Misfit> {
        let is_foreign = |id: &u64| self.authors.get(id).is_some_and(|author| author != user);
        if clients.iter().any(|id| *id == SERVER || is_foreign(id)) {
            return Err(Misfit::Foreign);
        }
        let new = clients.iter().filter(|id| !self.authors.contains_key(*id)).count();
        let own = || self.authors.values().filter(|author| *author == user).count();
        if new > 0 && own() + new > MAX_CLIENTS { Err(Misfit::TooManyClients) } else { Ok(()) }
    }

    /// Whether a person may make so many runs more.
    pub(super) fn check_runs(&self, user: &UserId, runs: i32) -> Result<(), Misfit> {
        let has = self.runs.get(user).copied().unwrap_or_default();
        let is_more = runs > 0 && has + i64::from(runs) > MAX_RUNS;
        if is_more { Err(Misfit::TooManyRuns) } else { Ok(()) }
    }

    /// A change of a person's was made, by these client ids, and there are so many runs more.
    pub(super) fn take(&mut self, user: &UserId, clients: &[u64], runs: i32) {
        for id in clients.iter().filter(|id| **id != SERVER) {
            self.authors.entry(*id).or_insert_with(|| user.clone());
        }
        if runs != 0 {
            let has = self.runs.entry(user.clone()).or_default();
            // Who tidies up after others has no more for that.
            *has = (*has + i64::from(runs)).max(0);
        }
    }
}
