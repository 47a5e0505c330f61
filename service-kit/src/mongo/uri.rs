//! Where the database is, said in a URI that may hold a password.

use std::{convert::Infallible, fmt, str::FromStr, sync::Arc};

use mongodb::options::{
    Acknowledgment, ConnectionString, HostInfo, ReadConcern, ReadPreference, WriteConcern,
};

/// A MongoDB connection string. It is never shown: it may hold a password.
///
/// Any text is taken, for a parser of the command line would repeat a wrong one;
/// [`MongoSettings::check`](super::MongoSettings::check) says what is wrong with it.
#[derive(Clone, Eq, PartialEq)]
pub struct MongoUri(Arc<str>);

impl FromStr for MongoUri {
    type Err = Infallible;
    fn from_str(raw: &str) -> Result<MongoUri, Infallible> {
        Ok(MongoUri(raw.into()))
    }
}

impl fmt::Debug for MongoUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MongoUri(..)")
    }
}

impl MongoUri {
    /// Parses it, and refuses what would weaken the promises that are built on it.
    pub(super) fn parse(&self) -> anyhow::Result<ConnectionString> {
        let uri = ConnectionString::parse(&self.0).map_err(|error| match self.0.contains('@') {
            // The driver may repeat what stands in the password's place.
            true => anyhow::anyhow!(
                "--mongodb-uri must be mongodb://USER:PASSWORD@HOST:PORT/DATABASE, with \
                 special characters percent-encoded"
            ),
            false => anyhow::anyhow!("--mongodb-uri: {}", error.kind),
        })?;
        match weakened(&uri) {
            Some(option) => anyhow::bail!(
                "--mongodb-uri says {option}, with which acknowledged messages could be lost \
                 or not be seen; leave it out"
            ),
            None => Ok(uri),
        }
    }
}

/// The option that asks for less than is promised.
fn weakened(uri: &ConnectionString) -> Option<String> {
    let default = WriteConcern::default();
    let write_concern = uri.write_concern.as_ref().unwrap_or(&default);
    match &write_concern.w {
        None | Some(Acknowledgment::Majority) => {}
        Some(Acknowledgment::Nodes(nodes)) => return Some(format!("w={nodes}")),
        Some(_) => return Some("a w other than majority".to_owned()),
    }
    if write_concern.journal == Some(false) {
        return Some("journal=false".to_owned());
    }
    if uri.retry_writes == Some(false) {
        return Some("retryWrites=false".to_owned());
    }
    if uri.read_concern.as_ref().is_some_and(|concern| *concern != ReadConcern::majority()) {
        return Some("a readConcernLevel other than majority".to_owned());
    }
    match &uri.read_preference {
        None | Some(ReadPreference::Primary) => None,
        Some(_) => Some("a readPreference other than primary".to_owned()),
    }
}

/// The servers it names, for people.
pub(super) fn place(uri: &ConnectionString) -> String {
    match &uri.host_info {
        HostInfo::HostIdentifiers(hosts) => {
            hosts.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
        }
        HostInfo::DnsRecord(name) => name.clone(),
        _ => "its hosts".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(uri: &str) -> String {
        let uri: MongoUri = uri.parse().unwrap();
        format!("{:#}", uri.parse().unwrap_err())
    }

    #[test]
    fn options_that_weaken_what_is_promised_are_refused_by_name() {
        for (option, said) in [
            ("w=1", "w=1"),
            ("w=0", "w=0"),
            ("w=nearby", "a w other"),
            ("journal=false", "journal=false"),
            ("retryWrites=false", "retryWrites=false"),
            ("readConcernLevel=local", "readConcernLevel"),
            ("readPreference=nearest", "readPreference"),
        ] {
            let refusal = refusal(&format!("mongodb://127.0.0.1/hirehub?{option}"));
            assert!(refusal.contains(said) && refusal.contains("--mongodb-uri"), "{refusal}");
        }
    }

    #[test]
    fn what_is_promised_anyway_may_be_said() {
        let options = "w=majority&journal=true&readConcernLevel=majority&retryWrites=true";
        let uri: MongoUri = format!("mongodb://a,b/hirehub?{options}").parse().unwrap();
        assert_eq!(place(&uri.parse().unwrap()), "a:27017,b:27017");
    }

    #[test]
    fn a_wrong_uri_is_named_by_its_flag_and_the_password_is_never_shown() {
        for wrong in [
            "mongodb://ada:hunter@2@127.0.0.1:x/hirehub",
            "mongodb://ada:hunter2/x@127.0.0.1",
            "mongodb://ada:hunter2?@127.0.0.1",
            "mongodb://ada:50%hunter2@127.0.0.1",
            "mongodb://ada:hunter2@127.0.0.1/?w=1",
            "postgres://ada:hunter2@127.0.0.1",
        ] {
            let refusal = refusal(wrong);
            assert!(refusal.contains("--mongodb-uri"), "{refusal}");
            assert!(!refusal.contains("hunter"), "{refusal}");
        }
        assert!(refusal("127.0.0.1:27017").contains("no scheme"));
        let uri: MongoUri = "mongodb://ada:hunter2@127.0.0.1".parse().unwrap();
        assert!(!format!("{uri:?}").contains("hunter"));
    }
}
