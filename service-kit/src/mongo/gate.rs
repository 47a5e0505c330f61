//! What a deployment must be, so that it keeps what it acknowledged: judged by the
//! server's own answers.

use mongodb::bson::{Bson, Document};

/// The wire version of MongoDB 4.4, the oldest that is looked after here.
const MIN_WIRE_VERSION: i64 = 9;

/// Why a deployment may lose what it acknowledged, by its answer to `hello` and, where
/// we may see it, its replica set's configuration. Empty: it may not.
pub(super) fn weaknesses(hello: &Document, config: Option<&Document>) -> Vec<&'static str> {
    let says = |key: &str, wanted: &str| hello.get_str(key).is_ok_and(|said| said == wanted);
    let wire_version = hello.get("maxWireVersion").and_then(integer).unwrap_or_default();
    let has_members = |key: &str| hello.get_array(key).is_ok_and(|members| !members.is_empty());
    let is_journaled = config
        .and_then(|config| config.get_bool("writeConcernMajorityJournalDefault").ok())
        .unwrap_or(true);
    let checks = [
        (wire_version >= MIN_WIRE_VERSION, "it is older than MongoDB 4.4"),
        (
            !says("msg", "isdbgrid"),
            "it is a sharded cluster, where an _id is unique within its shard only",
        ),
        (hello.contains_key("setName"), "it is no replica set"),
        (
            hello.contains_key("logicalSessionTimeoutMinutes"),
            "it has no sessions, which retryable writes need",
        ),
        (
            !has_members("arbiters") && !config.is_some_and(has_arbiter),
            "it has an arbiter, which acknowledges what it does not keep",
        ),
        (
            is_journaled,
            "writeConcernMajorityJournalDefault is false: a majority may not have journaled",
        ),
    ];
    checks.into_iter().filter(|(is_good, _)| !is_good).map(|(_, weakness)| weakness).collect()
}

/// What `hello` does not name, as members that are hidden.
fn has_arbiter(config: &Document) -> bool {
    let is_arbiter = |member: &Bson| {
        member.as_document().is_some_and(|member| member.get_bool("arbiterOnly").unwrap_or(false))
    };
    config.get_array("members").is_ok_and(|members| members.iter().any(is_arbiter))
}

/// Servers differ in how they write numbers.
fn integer(number: &Bson) -> Option<i64> {
    match number {
        Bson::Int32(number) => Some((*number).into()),
        Bson::Int64(number) => Some(*number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use mongodb::bson::doc;

    use super::*;

    /// As a primary of three answers.
    fn hello() -> Document {
        doc! {
            "isWritablePrimary": true, "setName": "rs0", "hosts": ["a:1", "b:1", "c:1"],
            "maxWireVersion": 25, "logicalSessionTimeoutMinutes": 30,
        }
    }

    fn config() -> Document {
        let member = |id: i32| doc! { "_id": id, "arbiterOnly": false };
        doc! {
            "_id": "rs0", "writeConcernMajorityJournalDefault": true,
            "members": [member(0), member(1), member(2)],
        }
    }

    fn with(mut document: Document, key: &str, value: impl Into<Bson>) -> Document {
        document.insert(key, value);
        document
    }

    fn without(mut document: Document, key: &str) -> Document {
        document.remove(key);
        document
    }

    /// The one weakness that the answers show.
    fn weakness(hello: &Document, config: Option<&Document>) -> &'static str {
        let weaknesses = weaknesses(hello, config);
        assert_eq!(weaknesses.len(), 1, "{weaknesses:?}");
        weaknesses[0]
    }

    #[test]
    fn a_journaled_replica_set_is_good() {
        assert!(weaknesses(&hello(), Some(&config())).is_empty());
        // An older server does not say what is its default.
        let silent = without(config(), "writeConcernMajorityJournalDefault");
        assert!(weaknesses(&hello(), Some(&silent)).is_empty());
    }

    #[test]
    fn a_configuration_that_we_may_not_see_is_not_held_against_it() {
        assert!(weaknesses(&hello(), None).is_empty());
    }

    #[test]
    fn a_single_server_is_weak() {
        assert!(weakness(&without(hello(), "setName"), None).contains("no replica set"));
    }

    #[test]
    fn a_sharded_cluster_is_weak() {
        let mongos = with(without(hello(), "setName"), "msg", "isdbgrid");
        assert!(weaknesses(&mongos, None)[0].contains("sharded"));
    }

    #[test]
    fn an_arbiter_is_weak_wherever_it_shows() {
        let seen = with(hello(), "arbiters", vec!["c:1"]);
        assert!(weakness(&seen, None).contains("arbiter"));
        let arbiter = doc! { "_id": 2, "arbiterOnly": true, "hidden": true };
        let hidden = with(config(), "members", vec![arbiter]);
        assert!(weakness(&hello(), Some(&hidden)).contains("arbiter"));
    }

    #[test]
    fn a_majority_that_does_not_journal_is_weak() {
        let config = with(config(), "writeConcernMajorityJournalDefault", false);
        assert!(weakness(&hello(), Some(&config)).contains("Journal"));
    }

    #[test]
    fn a_server_of_old_or_without_sessions_is_weak() {
        let old = with(hello(), "maxWireVersion", 8_i64);
        assert!(weakness(&old, None).contains("4.4"));
        assert!(weakness(&without(hello(), "maxWireVersion"), None).contains("4.4"));
        let bare = without(hello(), "logicalSessionTimeoutMinutes");
        assert!(weakness(&bare, None).contains("sessions"));
    }
}
