//! Problems.

use mongodb::bson::doc;

use super::{Inserted, MongoStore, from_json, to_json};
use crate::{
    id::ProblemId,
    problem::Problem,
    store::{ProblemStore, StoreError},
};

#[async_trait::async_trait]
impl ProblemStore for MongoStore {
    async fn insert_problem(&self, problem: &Problem) -> Result<bool, StoreError> {
        let inserted = self.problems.insert(problem.id.as_str(), to_json(problem)?).await?;
        Ok(matches!(inserted, Inserted::Done))
    }

    async fn problem(&self, id: &ProblemId) -> Result<Option<Problem>, StoreError> {
        let entry = self.problems.get(id.as_str()).await?;
        entry.map(|entry| from_json(&entry.id, &entry.text)).transpose()
    }

    async fn replace_problem(&self, problem: &Problem) -> Result<bool, StoreError> {
        self.problems.replace(problem.id.as_str(), to_json(problem)?).await
    }

    async fn delete_problem(&self, id: &ProblemId) -> Result<bool, StoreError> {
        self.problems.remove(id.as_str()).await
    }

    async fn problems(
        &self,
        after: Option<&ProblemId>,
        limit: usize,
    ) -> Result<Vec<Problem>, StoreError> {
        let after = after.map_or("", ProblemId::as_str);
        let entries = self.problems.find(doc! { "$gt": after }, limit).await?;
        entries.iter().map(|entry| from_json(&entry.id, &entry.text)).collect()
    }
}
