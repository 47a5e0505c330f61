//! The tables of sessions.

use anyhow::Context as _;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{SqliteStore, inserted};
use crate::{
    id::{RequestId, SessionId, UserId},
    session::Record,
    store::{Appended, Change, CreateRequest, List, Listing, SessionStore, StoreError},
};

/// After every id: ids are ASCII.
const AFTER_ALL: &str = "\u{10ffff}";

#[async_trait::async_trait]
impl SessionStore for SqliteStore {
    async fn append(&self, session: &SessionId, number: u64, record: &Record) -> Appended {
        let session = session.clone();
        let json = match serde_json::to_string(record) {
            Ok(json) => json,
            Err(cause) => return Appended::Unknown(anyhow::Error::from(cause).into()),
        };
        let append = move |connection: &Connection| {
            inserted(
                connection
                    .prepare_cached(
                        "INSERT INTO record (session, number, json) VALUES (?1, ?2, ?3)",
                    )?
                    .execute(params![session.as_str(), number, json]),
            )
        };
        match self.write(append).await {
            Ok(true) => Appended::Committed,
            Ok(false) => Appended::Conflict,
            Err(cause) => Appended::Unknown(cause),
        }
    }

    async fn records(&self, session: &SessionId) -> Result<Vec<Record>, StoreError> {
        let session = session.clone();
        self.read(move |connection| {
            let mut statement = connection
                .prepare_cached("SELECT json FROM record WHERE session = ?1 ORDER BY number")?;
            let rows = statement.query_map([session.as_str()], |row| row.get::<_, String>(0))?;
            rows.map(|json| Ok(serde_json::from_str(&json?)?))
                .collect::<anyhow::Result<_>>()
                .with_context(|| format!("a record of {session} cannot be read"))
        })
        .await
    }

    async fn announce(&self, change: &Change) -> Result<(), StoreError> {
        let Change { session, id } = change.clone();
        self.write(move |connection| {
            connection
                .prepare_cached("INSERT OR IGNORE INTO change (session, id) VALUES (?1, ?2)")?
                .execute(params![session.as_str(), id])
                .map(drop)
        })
        .await
    }

    async fn finish(&self, change: &Change) -> Result<(), StoreError> {
        let Change { session, id } = change.clone();
        self.write(move |connection| {
            connection
                .prepare_cached("DELETE FROM change WHERE session = ?1 AND id = ?2")?
                .execute(params![session.as_str(), id])
                .map(drop)
        })
        .await
    }

    async fn unfinished(
        &self,
        after: Option<&Change>,
        limit: usize,
    ) -> Result<Vec<Change>, StoreError> {
        let (session, id) = after.map_or_else(Default::default, |change| {
            (change.session.as_str().to_owned(), change.id.clone())
        });
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT session, id FROM change WHERE (session, id) > (?1, ?2)
                 ORDER BY session, id LIMIT ?3",
            )?;
            let mut rows = statement.query(params![session, id, limit])?;
            let mut changes = Vec::new();
            while let Some(row) = rows.next()? {
                let session = SessionId::parse(&row.get::<_, String>(0)?)?;
                changes.push(Change { session, id: row.get(1)? });
            }
            Ok(changes)
        })
        .await
    }

    async fn index(&self, listing: &Listing) -> Result<(), StoreError> {
        let listing = listing.clone();
        self.write(move |connection| index(connection, &listing)).await
    }

    async fn list(
        &self,
        list: &List,
        before: Option<&SessionId>,
        limit: usize,
    ) -> Result<Vec<SessionId>, StoreError> {
        let list = list.clone();
        let before = before.map_or(AFTER_ALL, SessionId::as_str).to_owned();
        self.read(move |connection| {
            let (name, user) = key(&list);
            let mut statement = connection.prepare_cached(
                "SELECT session FROM listed WHERE list = ?1 AND user = ?2 AND session < ?3
                 ORDER BY session DESC LIMIT ?4",
            )?;
            let rows = statement
                .query_map(params![name, user, before, limit], |row| row.get::<_, String>(0))?;
            rows.map(|id| Ok(SessionId::parse(&id?)?)).collect()
        })
        .await
    }

    async fn claim_request(&self, request: &CreateRequest) -> Result<CreateRequest, StoreError> {
        let CreateRequest { caller, id, wanted, session } = request.clone();
        let wanted = serde_json::to_string(&wanted).map_err(anyhow::Error::from)?;
        let claim = move |connection: &Connection| {
            connection
                .prepare_cached(
                    "INSERT OR IGNORE INTO request (caller, id, wanted, session)
                     VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![caller.as_str(), id.as_str(), wanted, session.as_str()])
                .map(drop)
        };
        self.write(claim).await?;
        let claimed = self.request(&request.caller, &request.id).await?;
        Ok(claimed.context("a request that was stored is not there")?)
    }

    async fn request(
        &self,
        caller: &UserId,
        id: &RequestId,
    ) -> Result<Option<CreateRequest>, StoreError> {
        let (caller, id) = (caller.clone(), id.clone());
        self.read(move |connection| {
            let found: Option<(String, String)> = connection
                .prepare_cached(
                    "SELECT wanted, session FROM request WHERE caller = ?1 AND id = ?2",
                )?
                .query_row([caller.as_str(), id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let Some((wanted, session)) = found else { return Ok(None) };
            let wanted = serde_json::from_str(&wanted)?;
            Ok(Some(CreateRequest { caller, id, wanted, session: SessionId::parse(&session)? }))
        })
        .await
    }
}

fn index(connection: &Connection, listing: &Listing) -> rusqlite::Result<()> {
    let Listing { session, version, lists } = listing;
    let is_newest = connection
        .prepare_cached(
            "INSERT INTO listing (session, version) VALUES (?1, ?2)
             ON CONFLICT (session) DO UPDATE SET version = excluded.version
             WHERE version <= excluded.version",
        )?
        .execute(params![session.as_str(), version])?
        == 1;
    if !is_newest {
        return Ok(());
    }
    connection
        .prepare_cached("DELETE FROM listed WHERE session = ?1")?
        .execute([session.as_str()])?;
    for list in lists {
        let (name, user) = key(list);
        connection
            .prepare_cached("INSERT INTO listed (list, user, session) VALUES (?1, ?2, ?3)")?
            .execute(params![name, user, session.as_str()])?;
    }
    Ok(())
}

fn key(list: &List) -> (&'static str, &str) {
    match list {
        List::Mine(user) => ("mine", user.as_str()),
        List::Open => ("open", ""),
        List::Recent(user) => ("recent", user.as_str()),
    }
}
