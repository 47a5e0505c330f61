//! Moments, as they are stored and sent.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A moment, in milliseconds since 1970 in UTC.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub(crate) struct Moment(u64);

impl From<SystemTime> for Moment {
    /// What is before 1970 counts as 1970.
    fn from(time: SystemTime) -> Moment {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        Moment(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }
}

impl From<Moment> for prost_types::Timestamp {
    fn from(Moment(millis): Moment) -> prost_types::Timestamp {
        let nanos = u32::try_from(millis % 1000).unwrap_or_default() * 1_000_000;
        prost_types::Timestamp {
            seconds: i64::try_from(millis / 1000).unwrap_or(i64::MAX),
            nanos: nanos.cast_signed(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_keeps_its_milliseconds_on_the_wire() {
        let moment = Moment::from(UNIX_EPOCH + Duration::from_millis(1_234_567));
        let stamp = prost_types::Timestamp::from(moment);
        assert_eq!((stamp.seconds, stamp.nanos), (1_234, 567_000_000));
    }
}
