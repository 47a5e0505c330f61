//! What a token says, checked.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Deserialize;

use super::{
    AuthError, Principal,
    identity::{clean_name, is_user_id},
    settings::Trust,
};

/// How far clocks may differ. Clerk's tokens live a minute, so not more.
const LEEWAY: Duration = Duration::from_secs(5);
/// The latest time a claim may name, the end of the year 9999: beyond it are typing
/// errors, and sums that overflow.
const LATEST: f64 = 253_402_300_799.0;
/// The claims we look at; others are ignored.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    /// One issuer: the library would take a list that holds ours.
    iss: String,
    sub: String,
    exp: f64,
    nbf: Option<f64>,
    iat: Option<f64>,
    azp: Option<String>,
    name: Option<String>,
    /// Clerk: `pending` while a sign-in is not complete.
    sts: Option<String>,
    /// Set by the development issuer only.
    #[serde(default)]
    hirehub_admin: bool,
}

impl Claims {
    /// Checks what the signature does not, by our clock.
    pub(super) fn check(self, trust: &Trust, now: SystemTime) -> Result<Principal, AuthError> {
        if self.iss != trust.issuer {
            return Err(wrong("it is another issuer's"));
        }
        let expires_at = time("exp", self.exp)?;
        if now.duration_since(expires_at).is_ok_and(|past| past >= LEEWAY) {
            return Err(AuthError::Expired);
        }
        for (claim, seconds) in [("nbf", self.nbf), ("iat", self.iat)] {
            if let Some(seconds) = seconds
                && time(claim, seconds)? > now + LEEWAY
            {
                return Err(wrong(&format!("{claim} is in the future")));
            }
        }
        if !is_user_id(&self.sub) {
            return Err(wrong("sub must be 1 to 128 bytes of printable ASCII"));
        }
        if self.sts.as_deref() == Some("pending") {
            return Err(wrong("the sign-in is not complete (sts)"));
        }
        if !trust.parties.is_empty() && !self.azp.is_some_and(|azp| trust.parties.contains(&azp)) {
            return Err(wrong("azp is not an authorized party"));
        }
        let is_admin =
            trust.admins.contains(&self.sub) || (self.hirehub_admin && trust.admin_claim);
        Ok(Principal {
            user_id: self.sub.into(),
            display_name: clean_name(&self.name.unwrap_or_default()).into(),
            is_admin,
            expires_at,
        })
    }
}

fn time(claim: &str, seconds: f64) -> Result<SystemTime, AuthError> {
    match seconds {
        0.0..=LATEST => Ok(UNIX_EPOCH + Duration::from_secs_f64(seconds)),
        _ => Err(wrong(&format!("{claim} is not a time"))),
    }
}

fn wrong(rule: &str) -> AuthError {
    AuthError::Invalid(rule.to_owned())
}
