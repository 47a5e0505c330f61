//! Names nobody can guess, made here.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use rand::distr::{Alphanumeric, SampleString as _};
use serde::{Deserialize, Serialize};
use service_kit::text::Invalid;
use uuid::{ContextV7, Timestamp, Uuid};

use crate::id::{RoomId, SessionId};

/// Letters and digits of an invite code: 142 bits, so that nobody finds one by
/// trying.
const INVITE_CODE_LENGTH: usize = 24;

/// What shows an invite-only session to whoever passes it.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub(crate) struct InviteCode(String);

impl InviteCode {
    /// A new one.
    pub(crate) fn random() -> InviteCode {
        InviteCode(Alphanumeric.sample_string(&mut rand::rng(), INVITE_CODE_LENGTH))
    }

    /// Whether `attempt` is the code. Takes as long for a near miss as for any
    /// other, so that time tells nothing.
    pub(crate) fn is(&self, attempt: &str) -> bool {
        aws_lc_rs::constant_time::verify_slices_are_equal(self.0.as_bytes(), attempt.as_bytes())
            .is_ok()
    }

    /// The code, for the host.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for InviteCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InviteCode(***)")
    }
}

/// A new room's id: 122 random bits.
pub(crate) fn random_room() -> Result<RoomId, Invalid> {
    RoomId::parse(&format!("room_{}", Uuid::new_v4().simple()))
}

/// Makes sessions' ids: by time, and in order within a millisecond, so that
/// "newest first" is the order of ids.
#[derive(Debug, Default)]
pub(crate) struct SessionIds(Mutex<ContextV7>);

impl SessionIds {
    /// A new one.
    pub(crate) fn next(&self, now: SystemTime) -> Result<SessionId, Invalid> {
        let since = now.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let context = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let time = Timestamp::from_unix(&*context, since.as_secs(), since.subsec_nanos());
        SessionId::parse(&format!("s_{}", Uuid::new_v7(time).simple()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_moment_come_in_the_order_they_were_made() {
        let ids = SessionIds::default();
        let now = SystemTime::now();
        let made: Vec<_> = (0..1000).map(|_| ids.next(now).unwrap()).collect();
        assert!(made.is_sorted());
        assert!(ids.next(now + Duration::from_millis(1)).unwrap() > made[999]);
    }

    #[test]
    fn an_invite_code_is_long_and_is_not_printed() {
        let code = InviteCode::random();
        assert!(code.reveal().len() >= 22, "64 letters and digits give 6 bits each at most");
        assert!(code.is(code.reveal()));
        assert!(!code.is(""));
        assert!(!code.is(&code.reveal()[1..]));
        assert!(!format!("{code:?}").contains(code.reveal()));
    }
}
