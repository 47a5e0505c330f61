//! The interview page: the files of its build, and what it must know to sign in.
//!
//! In reading order: `build` is the files, `file` is one of them as it is answered,
//! `policy` is what a browser may do with them.

mod build;
mod file;
mod identity;
mod policy;

use std::{path::PathBuf, sync::Arc};

use axum::{
    Json, Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get},
};

use self::build::Build;
pub(crate) use self::identity::Identity;
pub use self::identity::{ClerkKey, InvalidClerkKey};
pub(crate) use self::policy::secure;

/// What the page is told, and where it comes from.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct PageSettings {
    /// Serves the page from this folder instead of the build in the program: to work
    /// on it.
    #[arg(long, env = "HIREHUB_UI_DIR", value_name = "DIR")]
    pub ui_dir: Option<PathBuf>,

    /// What the issuer calls the page: with it, people sign in on the page by OIDC.
    #[arg(long, env = "HIREHUB_AUTH_CLIENT_ID", value_name = "ID")]
    pub auth_client_id: Option<String>,
}

/// `/config.json`, which tells clients how to sign in.
pub(crate) fn config(identity: &Identity) -> Router {
    let config = identity.config();
    let answer = move || {
        let config = Json(config.clone());
        async { ([(header::CACHE_CONTROL, "no-store")], config) }
    };
    Router::new().route("/config.json", get(answer))
}

/// Answers GET and HEAD for whatever nobody else serves: with a file of the build,
/// and with the page itself where the page has its own idea of the path.
pub(crate) fn files(settings: &PageSettings) -> MethodRouter {
    let build = settings.ui_dir.clone().map_or_else(Build::embedded, Build::folder);
    get(answer).with_state(Arc::new(build))
}

async fn answer(State(build): State<Arc<Build>>, request: Request) -> Response {
    let path = request.uri().path();
    let found = match build.find(path).await {
        None if is_of_the_page(path, request.headers()) => build.find("/").await,
        found => found,
    };
    found.map_or_else(
        || StatusCode::NOT_FOUND.into_response(),
        |file| file.answer(request.headers()),
    )
}

/// Whether a path is one of the page's own routes: somebody navigates there, and it
/// names no file, no service (`package.Service`) and nothing that only programs ask.
fn is_of_the_page(path: &str, request: &HeaderMap) -> bool {
    let first = path.split('/').nth(1).unwrap_or_default();
    let is_for_programs = first.contains('.') || ["assets", "dev"].contains(&first);
    let accept = request.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    !is_for_programs && accept.is_some_and(|accept| accept.contains("text/html"))
}
