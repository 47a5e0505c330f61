//! Signs of life in memory, for tests of several replicas in one process.

use super::*;

/// The newest number of every replica.
#[derive(Debug, Default)]
pub(crate) struct MemoryBeats(pub(super) Mutex<Numbers>);

#[async_trait::async_trait]
impl Beats for MemoryBeats {
    async fn beat(&self, replica: &ReplicaId, number: u64) -> Result<Numbers, LogError> {
        let mut numbers = self.0.lock().unwrap();
        numbers.insert(replica.clone(), number);
        Ok(numbers.clone())
    }

    async fn forget(&self, replica: &ReplicaId) -> Result<(), LogError> {
        self.0.lock().unwrap().remove(replica);
        Ok(())
    }
}
