//! Replicas' signs of life, one document each.

use futures_util::TryStreamExt as _;
use mongodb::bson::{DateTime, Document, doc};
use service_kit::mongo::{self, MAX_TIME};

use super::{MongoLog, document};
use crate::{
    id::ReplicaId,
    log::LogError,
    roster::{Beats, Numbers},
};

#[async_trait::async_trait]
impl Beats for MongoLog {
    async fn beat(&self, replica: &ReplicaId, number: u64) -> Result<Numbers, LogError> {
        let replicas = self.replicas.clone();
        let (id, number) = (replica.to_string(), document::number(number)?);
        let beat = async move {
            let said = doc! { "$set": { "number": number, "at": DateTime::now() } };
            replicas.update_one(doc! { "_id": id }, said).upsert(true).await?;
            replicas.find(doc! {}).max_time(MAX_TIME).await?.try_collect().await
        };
        let all: Vec<Document> = mongo::bounded(beat).await?;
        let numbers = all.iter().map(|it| {
            let number = u64::try_from(it.get_i64("number")?)?;
            anyhow::Ok((ReplicaId::parse(it.get_str("_id")?)?, number))
        });
        Ok(numbers.collect::<Result<_, _>>()?)
    }

    async fn forget(&self, replica: &ReplicaId) -> Result<(), LogError> {
        let (replicas, id) = (self.replicas.clone(), replica.to_string());
        let delete = async move { replicas.delete_one(doc! { "_id": id }).await };
        Ok(mongo::bounded(delete).await.map(drop)?)
    }
}
