//! The file: how it is laid out, and what is asked of it before it is used.

use std::{path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags};

/// The layout's number, kept in `user_version`; 0 is a new file.
const VERSION: i64 = 1;
/// How long a statement waits for a checkpoint of the other connection.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

const TABLES: &str = "
    CREATE TABLE log (
        room TEXT NOT NULL,
        slot INTEGER NOT NULL,
        first_seq INTEGER NOT NULL,
        events_count INTEGER NOT NULL,
        events BLOB NOT NULL,
        PRIMARY KEY (room, slot)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX log_by_seq ON log (room, first_seq);
";

/// Opens the file for writing, makes its tables if it is new, and asserts what
/// our promises rest on: WAL, and an fsync with every commit.
pub(super) fn open(file: &Path) -> anyhow::Result<Connection> {
    let mut connection = Connection::open(file)?;
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
        let transaction = connection.transaction()?;
        transaction.execute_batch(TABLES)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
        transaction.commit()?;
    }
    Ok(connection)
}

/// Opens the file, made before, for reading.
pub(super) fn open_to_read(file: &Path) -> anyhow::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_a_newer_layout_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("chat.db");
        open(&file).unwrap().pragma_update(None, "user_version", VERSION + 1).unwrap();
        assert!(open(&file).unwrap_err().to_string().contains("newer version"));
    }
}
