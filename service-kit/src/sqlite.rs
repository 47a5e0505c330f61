//! Opening a service's one SQLite file, and what is asked of it before it is used.

use std::{path::Path, time::Duration};

use anyhow::Context as _;
use rusqlite::{Connection, OpenFlags, Transaction};

/// How long a statement waits for a checkpoint, or for somebody who looks into the
/// file with another program.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How a file is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Its number, 1 or more, kept in `user_version`. Count it up with a change.
    pub version: i64,
    /// The statements that make the tables.
    pub tables: &'static str,
    /// The statements that bring a file of version 1 to 2, of 2 to 3 and so on, up
    /// to `version`.
    pub upgrades: &'static [&'static str],
}

/// Opens a file for writing, and makes it if there is none: its tables, and what
/// `fill` puts into them, in one transaction.
///
/// Asserts what promises of durability rest on: WAL, and an fsync with every commit.
///
/// # Errors
///
/// A file that cannot be used or has a newer layout; a disk that cannot give the
/// durability.
pub fn open(
    file: &Path,
    layout: Layout,
    fill: impl FnOnce(&Transaction<'_>) -> anyhow::Result<()>,
) -> anyhow::Result<Connection> {
    let open = || {
        let mut connection = Connection::open(file)?;
        make_durable(&connection)?;
        make_tables(&mut connection, layout, fill)?;
        Ok(connection)
    };
    let opened: anyhow::Result<Connection> = open();
    opened.with_context(|| format!("cannot open {}", file.display()))
}

/// Opens a file, made before, for reading beside the connection that writes.
///
/// # Errors
///
/// A file that cannot be read.
pub fn open_to_read(file: &Path) -> anyhow::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    Ok(connection)
}

fn make_durable(connection: &Connection) -> anyhow::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "fullfsync", true)?;
    let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    let synchronous: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0))?;
    anyhow::ensure!(mode == "wal", "the disk does not allow WAL: journal_mode is {mode}");
    anyhow::ensure!(synchronous == 2, "synchronous is {synchronous}, not FULL (2)");
    Ok(())
}

fn make_tables(
    connection: &mut Connection,
    layout: Layout,
    fill: impl FnOnce(&Transaction<'_>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    anyhow::ensure!(
        version <= layout.version,
        "it was written by a newer version (layout {version})"
    );
    if version == layout.version {
        return Ok(());
    }
    let transaction = connection.transaction()?;
    match usize::try_from(version)? {
        0 => {
            transaction.execute_batch(layout.tables)?;
            fill(&transaction)?;
        }
        old => {
            for upgrade in layout.upgrades.iter().skip(old - 1) {
                transaction.execute_batch(upgrade)?;
            }
        }
    }
    transaction.pragma_update(None, "user_version", layout.version)?;
    Ok(transaction.commit()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAYOUT: Layout =
        Layout { version: 1, tables: "CREATE TABLE word (text TEXT) STRICT", upgrades: &[] };

    fn open_in(folder: &tempfile::TempDir) -> anyhow::Result<Connection> {
        open(&folder.path().join("some.db"), LAYOUT, |transaction| {
            transaction.execute("INSERT INTO word VALUES ('first')", [])?;
            Ok(())
        })
    }

    fn words(database: &Connection) -> i64 {
        database.query_one("SELECT count(*) FROM word", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_file_is_filled_once() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(words(&open_in(&folder).unwrap()), 1);
        assert_eq!(words(&open_in(&folder).unwrap()), 1);
    }

    #[test]
    fn a_file_of_an_older_layout_is_brought_up_once_and_keeps_what_it_holds() {
        const NEWER: Layout = Layout {
            version: 3,
            tables: "",
            upgrades: &[
                "ALTER TABLE word ADD COLUMN length INTEGER",
                "UPDATE word SET length = length(text)",
            ],
        };
        let folder = tempfile::tempdir().unwrap();
        drop(open_in(&folder).unwrap());
        for _ in 0..2 {
            let database = open(&folder.path().join("some.db"), NEWER, |_| Ok(())).unwrap();
            let length: i64 =
                database.query_one("SELECT length FROM word", [], |row| row.get(0)).unwrap();
            assert_eq!(length, 5);
        }
    }

    #[test]
    fn a_file_of_a_newer_layout_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        open_in(&folder).unwrap().pragma_update(None, "user_version", 2).unwrap();
        let error = format!("{:#}", open_in(&folder).unwrap_err());
        assert!(error.contains("newer version"), "{error}");
    }

    #[test]
    fn a_file_that_is_no_database_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let text = "not a database, but long enough to be looked at as one";
        std::fs::write(folder.path().join("some.db"), text).unwrap();
        let error = format!("{:#}", open_in(&folder).unwrap_err());
        assert!(error.contains("some.db"), "{error}");
    }
}
