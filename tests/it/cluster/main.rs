//! Scenarios of many replicas, as real processes, one theme a file.

/// A cluster for a scenario, which is over where there are no servers for one.
macro_rules! cluster {
    () => {
        match tests::cluster::Cluster::start(1).await {
            Some(cluster) => cluster,
            None => return,
        }
    };
}

mod access;
mod broker;
mod chaos;
mod database;
mod document;
mod lying_proxy;
mod order;
mod replicas;
mod seats;
