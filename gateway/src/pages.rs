//! The start page and its parts, built into the program.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::{
    Router,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::json;

/// Only our own files, no inline script or style, no frames, and forms sent nowhere:
/// the page's script sends them.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A file that never changes while the program runs.
#[derive(Clone, Copy, Debug)]
struct Page {
    media_type: &'static str,
    text: &'static str,
}

const START: Page =
    Page { media_type: "text/html; charset=utf-8", text: include_str!("../web/index.html") };
const STYLE: Page =
    Page { media_type: "text/css; charset=utf-8", text: include_str!("../web/style.css") };
const SCRIPT: Page =
    Page { media_type: "text/javascript; charset=utf-8", text: include_str!("../web/start.js") };
const MARK: Page = Page { media_type: "image/svg+xml", text: include_str!("../web/mark.svg") };

/// `/`, what it loads, and `/config.json`, which tells clients how to sign in: at
/// `/dev/sign-in`, or with a JWT of the issuer that the services trust.
pub(crate) fn router(dev_sign_in: bool) -> Router {
    let pages = [("/", START), ("/style.css", STYLE), ("/start.js", SCRIPT), ("/mark.svg", MARK)];
    let router = pages.into_iter().fold(Router::new(), |router, (path, page)| {
        router.route(path, get(move |headers: HeaderMap| async move { page.answer(&headers) }))
    });
    router.route("/config.json", get(move || async move { config(dev_sign_in) }))
}

impl Page {
    /// The page, or 304 to a browser that has it.
    fn answer(self, request: &HeaderMap) -> Response {
        let tag = self.tag();
        let known = request.get(header::IF_NONE_MATCH).is_some_and(|known| known == tag.as_str());
        let fixed = [
            (header::CACHE_CONTROL, "no-cache"),
            (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "no-referrer"),
        ];
        let tag = [(header::ETAG, tag)];
        if known {
            return (StatusCode::NOT_MODIFIED, fixed, tag).into_response();
        }
        let media_type = HeaderValue::from_static(self.media_type);
        (fixed, tag, [(header::CONTENT_TYPE, media_type)], self.text).into_response()
    }

    fn tag(self) -> String {
        let mut hash = DefaultHasher::new();
        self.text.hash(&mut hash);
        format!("\"{:016x}\"", hash.finish())
    }
}

fn config(dev_sign_in: bool) -> Response {
    let kind = if dev_sign_in { "dev" } else { "jwt" };
    let body = axum::Json(json!({ "auth": { "kind": kind } }));
    ([(header::CACHE_CONTROL, "no-store")], body).into_response()
}
