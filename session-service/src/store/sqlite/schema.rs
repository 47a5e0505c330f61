//! The file: how it is laid out, and what it begins with.

use std::path::Path;

use rusqlite::{Connection, params};
use service_kit::sqlite::{self, Layout};

use crate::problem::Problem;

const LAYOUT: Layout = Layout {
    version: 1,
    tables: "
    CREATE TABLE record (
        session TEXT NOT NULL,
        number INTEGER NOT NULL,
        json TEXT NOT NULL,
        PRIMARY KEY (session, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE change (
        session TEXT NOT NULL,
        id TEXT NOT NULL,
        PRIMARY KEY (session, id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE listing (
        session TEXT NOT NULL PRIMARY KEY,
        version INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE listed (
        list TEXT NOT NULL,
        user TEXT NOT NULL,
        session TEXT NOT NULL REFERENCES listing (session),
        PRIMARY KEY (list, user, session)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX listed_by_session ON listed (session);
    CREATE TABLE request (
        caller TEXT NOT NULL,
        id TEXT NOT NULL,
        wanted TEXT NOT NULL,
        session TEXT NOT NULL,
        PRIMARY KEY (caller, id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE problem (
        id TEXT NOT NULL PRIMARY KEY,
        json TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
",
    upgrades: &[],
};

/// Opens the file, and makes it with these problems if there is none. They come in
/// one transaction with the tables: one that is deleted later must not come back.
pub(super) fn open(file: &Path, seeds: &[Problem]) -> anyhow::Result<Connection> {
    sqlite::open(file, LAYOUT, |transaction| {
        for problem in seeds {
            let json = serde_json::to_string(problem)?;
            transaction.execute(
                "INSERT INTO problem (id, json) VALUES (?1, ?2)",
                params![problem.id.as_str(), json],
            )?;
        }
        Ok(())
    })
}
