//! The table of problems.

use rusqlite::{OptionalExtension as _, params};

use super::{SqliteStore, inserted};
use crate::{
    id::ProblemId,
    problem::Problem,
    store::{ProblemStore, StoreError},
};

#[async_trait::async_trait]
impl ProblemStore for SqliteStore {
    async fn insert_problem(&self, problem: &Problem) -> Result<bool, StoreError> {
        let (id, json) = (problem.id.clone(), to_json(problem)?);
        self.write(move |connection| {
            inserted(
                connection
                    .prepare_cached("INSERT INTO problem (id, json) VALUES (?1, ?2)")?
                    .execute(params![id.as_str(), json]),
            )
        })
        .await
    }

    async fn problem(&self, id: &ProblemId) -> Result<Option<Problem>, StoreError> {
        let id = id.clone();
        self.read(move |connection| {
            let json: Option<String> = connection
                .prepare_cached("SELECT json FROM problem WHERE id = ?1")?
                .query_row([id.as_str()], |row| row.get(0))
                .optional()?;
            Ok(json.map(|json| serde_json::from_str(&json)).transpose()?)
        })
        .await
    }

    async fn replace_problem(&self, problem: &Problem) -> Result<bool, StoreError> {
        let (id, json) = (problem.id.clone(), to_json(problem)?);
        self.write(move |connection| {
            let replaced = connection
                .prepare_cached("UPDATE problem SET json = ?2 WHERE id = ?1")?
                .execute(params![id.as_str(), json])?;
            Ok(replaced == 1)
        })
        .await
    }

    async fn delete_problem(&self, id: &ProblemId) -> Result<bool, StoreError> {
        let id = id.clone();
        self.write(move |connection| {
            let deleted = connection
                .prepare_cached("DELETE FROM problem WHERE id = ?1")?
                .execute([id.as_str()])?;
            Ok(deleted == 1)
        })
        .await
    }

    async fn problems(
        &self,
        after: Option<&ProblemId>,
        limit: usize,
    ) -> Result<Vec<Problem>, StoreError> {
        let after = after.map_or("", ProblemId::as_str).to_owned();
        self.read(move |connection| {
            let mut statement = connection
                .prepare_cached("SELECT json FROM problem WHERE id > ?1 ORDER BY id LIMIT ?2")?;
            let rows = statement.query_map(params![after, limit], |row| row.get::<_, String>(0))?;
            rows.map(|json| Ok(serde_json::from_str(&json?)?)).collect()
        })
        .await
    }
}

fn to_json(problem: &Problem) -> Result<String, StoreError> {
    Ok(serde_json::to_string(problem).map_err(anyhow::Error::from)?)
}
