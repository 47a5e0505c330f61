//! Development sign-in: a token for anyone on this computer.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::to_bytes,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{any, post},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::json;
use service_kit::dev_issuer::{DevIssuer, InvalidIdentity};
use tracing::warn;

/// A name and an id fit many times.
const MAX_BODY: usize = 4 << 10;

#[derive(Deserialize)]
struct SignIn {
    /// Required: empty is refused as such.
    #[serde(default)]
    user_id: String,
    /// The user id if it is not given.
    display_name: Option<String>,
    /// Anybody may: this is development.
    #[serde(default)]
    is_admin: bool,
}

#[derive(Serialize)]
struct SignedIn {
    token: String,
    /// Seconds since 1970.
    expires_at: u64,
}

#[derive(Deserialize)]
struct Claims {
    exp: u64,
}

/// Why there is no token. The answer names a field and says what it must be.
#[derive(Debug, PartialEq, Eq)]
enum Refusal {
    Relayed,
    NotJson,
    TooLarge,
    Invalid { field: &'static str, rule: String },
}

/// `POST /dev/sign-in`; without an issuer there is no such page.
pub(crate) fn router(issuer: Option<Arc<DevIssuer>>) -> Router {
    let page = match issuer {
        Some(issuer) => post(sign_in).with_state(issuer),
        None => any(async || StatusCode::NOT_FOUND),
    };
    Router::new().route("/dev/sign-in", page)
}

async fn sign_in(
    State(issuer): State<Arc<DevIssuer>>,
    request: Request,
) -> Result<Response, Refusal> {
    admit(&request)?;
    let body = to_bytes(request.into_body(), MAX_BODY).await.map_err(|_| Refusal::TooLarge)?;
    let wanted: SignIn = serde_json::from_slice(&body).map_err(|error| Refusal::Invalid {
        field: "body",
        rule: format!("{{user_id, display_name?, is_admin?}}: {error}"),
    })?;
    let display_name = wanted.display_name.as_deref().unwrap_or(&wanted.user_id);
    let token = issuer.issue(&wanted.user_id, display_name, wanted.is_admin)?;
    warn!(is_admin = wanted.is_admin, "development sign-in: a token was given away");
    let signed_in = SignedIn { expires_at: expiry(&token), token };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(signed_in)).into_response())
}

/// What the token itself says; 0 if it does not say it as we know it.
fn expiry(token: &str) -> u64 {
    let payload = token.split('.').nth(1).and_then(|part| BASE64_URL_SAFE_NO_PAD.decode(part).ok());
    let claims = payload.and_then(|payload| serde_json::from_slice::<Claims>(&payload).ok());
    claims.map_or(0, |claims| claims.exp)
}

/// Only a program on this computer, speaking JSON, which no page can send elsewhere
/// without asking first.
fn admit(request: &Request) -> Result<(), Refusal> {
    let is_relayed = ["forwarded", "x-forwarded-for", "x-real-ip", "via"]
        .iter()
        .any(|name| request.headers().contains_key(*name));
    if is_relayed {
        return Err(Refusal::Relayed);
    }
    if !is_json(request.headers()) { Err(Refusal::NotJson) } else { Ok(()) }
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = content_type.and_then(|value| value.split(';').next());
    media_type.is_some_and(|value| value.trim().eq_ignore_ascii_case("application/json"))
}

impl From<InvalidIdentity> for Refusal {
    fn from(invalid: InvalidIdentity) -> Refusal {
        Refusal::Invalid { field: invalid.field, rule: invalid.rule.to_owned() }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, field, rule) = match self {
            Refusal::Relayed => (
                StatusCode::FORBIDDEN,
                "x-forwarded-for",
                "absent: sign-in is for programs on this computer".to_owned(),
            ),
            Refusal::NotJson => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "content-type", "application/json".to_owned())
            }
            Refusal::TooLarge => {
                (StatusCode::PAYLOAD_TOO_LARGE, "body", format!("at most {MAX_BODY} bytes"))
            }
            Refusal::Invalid { field, rule } => (StatusCode::BAD_REQUEST, field, rule),
        };
        (status, Json(json!({ "field": field, "rule": rule }))).into_response()
    }
}
