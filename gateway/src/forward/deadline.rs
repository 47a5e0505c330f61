//! The caller's deadline, as gRPC writes it.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue};
use tokio::time::Instant;

/// The header that says how long the caller waits.
pub(super) const GRPC_TIMEOUT: &str = "grpc-timeout";

/// When the caller stops waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Deadline(pub(super) Instant);

impl Deadline {
    /// Reads the deadline of a request that arrived at `now`. A header that is not
    /// as gRPC says counts as none.
    pub(super) fn of(headers: &HeaderMap, now: Instant) -> Option<Deadline> {
        let value = headers.get(GRPC_TIMEOUT)?.to_str().ok()?;
        let (count, unit) = value.split_at_checked(value.len().checked_sub(1)?)?;
        if count.is_empty() || count.len() > 8 || !count.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let count: u64 = count.parse().ok()?;
        let timeout = match unit {
            "H" => Duration::from_secs(count * 3600),
            "M" => Duration::from_secs(count * 60),
            "S" => Duration::from_secs(count),
            "m" => Duration::from_millis(count),
            "u" => Duration::from_micros(count),
            "n" => Duration::from_nanos(count),
            _ => return None,
        };
        now.checked_add(timeout).map(Deadline)
    }

    /// The header for the upstream: what is left at `now`, in the finest unit that
    /// fits gRPC's eight digits.
    pub(super) fn header(self, now: Instant) -> HeaderValue {
        const MOST: u128 = 99_999_999;
        let left = self.0.saturating_duration_since(now);
        let text = match (left.as_micros(), left.as_millis(), left.as_secs()) {
            (micros, ..) if micros <= MOST => format!("{micros}u"),
            (_, millis, _) if millis <= MOST => format!("{millis}m"),
            (.., seconds) => format!("{}S", u128::from(seconds).min(MOST)),
        };
        HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("0m"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(value: &'static str, later: Duration) -> Option<String> {
        let now = Instant::now();
        let headers = HeaderMap::from_iter([(
            axum::http::HeaderName::from_static(GRPC_TIMEOUT),
            HeaderValue::from_static(value),
        )]);
        let deadline = Deadline::of(&headers, now)?;
        Some(deadline.header(now + later).to_str().unwrap().to_owned())
    }

    #[test]
    fn the_upstream_gets_what_is_left() {
        let second = Duration::from_secs(1);
        for (value, left) in [
            ("3S", "2000000u"),
            ("2000m", "1000000u"),
            ("1M", "59000000u"),
            ("1H", "3599000m"),
            ("99999999H", "99999999S"),
            ("1m", "0u"),
            ("5n", "0u"),
        ] {
            assert_eq!(rewritten(value, second).as_deref(), Some(left), "{value}");
        }
    }

    #[test]
    fn a_header_that_is_not_as_grpc_says_counts_as_none() {
        for value in ["", "S", "5", "-5S", "+5S", "5s", "5 S", "123456789S", "5.5S"] {
            assert_eq!(rewritten(value, Duration::ZERO), None, "{value}");
        }
    }
}
