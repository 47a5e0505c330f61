//! The file: how it is laid out, and what is asked of it before it is used.

use std::{path::Path, time::Duration};

use rusqlite::{Connection, params};

use crate::problem::Problem;

/// The layout's number, kept in `user_version`; 0 is a new file.
const VERSION: i64 = 1;
/// How long a statement waits for another program that looks into the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

const TABLES: &str = "
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
";

/// Opens the file, makes its tables and first problems if it is new, and asserts
/// what our promises rest on: WAL, and an fsync with every commit.
pub(super) fn open(file: &Path, seeds: &[Problem]) -> anyhow::Result<Connection> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "fullfsync", true)?;
    let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    let synchronous: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0))?;
    anyhow::ensure!(mode == "wal", "the disk does not allow WAL: journal_mode is {mode}");
    anyhow::ensure!(synchronous == 2, "synchronous is {synchronous}, not FULL (2)");

    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    anyhow::ensure!(version <= VERSION, "it was written by a newer version (layout {version})");
    if version == 0 {
        // In one transaction with the tables: a problem that is deleted later
        // must not come back.
        let transaction = connection.unchecked_transaction()?;
        transaction.execute_batch(TABLES)?;
        for problem in seeds {
            let json = serde_json::to_string(problem)?;
            transaction.execute(
                "INSERT INTO problem (id, json) VALUES (?1, ?2)",
                params![problem.id.as_str(), json],
            )?;
        }
        transaction.pragma_update(None, "user_version", VERSION)?;
        transaction.commit()?;
    }
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_a_newer_layout_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("session.db");
        open(&file, &[]).unwrap().pragma_update(None, "user_version", VERSION + 1).unwrap();
        assert!(open(&file, &[]).unwrap_err().to_string().contains("newer version"));
    }
}
