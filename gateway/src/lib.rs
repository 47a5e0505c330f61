//! The gateway: the only door for browsers. It forwards gRPC and grpc-web by path to
//! the services behind it, and decodes no message.
//!
//! In reading order:
//!
//! * `edge` says what is let in: which pages, which content types.
//! * `routes` says which service is where; the internal ones are nowhere.
//! * `forward` takes a request to its upstream and the answer back: headers,
//!   deadlines, bodies that always end as gRPC demands.
//! * `upstream` chooses among the replicas of a service, and keeps the connections.
//! * `pages` is the interview page, `sign_in` development sign-in.
//! * `error` is the one place where an error becomes a status; `config` is every
//!   setting; [`serve`] joins the parts.

mod config;
mod edge;
mod error;
mod forward;
mod pages;
mod routes;
mod sign_in;
mod upstream;

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
};
use proto::{
    chat::v1::chat_service_server::SERVICE_NAME as CHAT,
    session::v1::{
        problem_service_server::SERVICE_NAME as PROBLEM,
        session_service_server::SERVICE_NAME as SESSION,
    },
};
use service_kit::{operations::operations, serve::Listener};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tonic_web::GrpcWebLayer;
use tower::{Layer as _, util::MapResponseLayer};
use tracing::warn;

pub use crate::{
    config::{Config, Program},
    edge::{InvalidOrigin, Origin},
    pages::{ClerkKey, InvalidClerkKey, PageSettings},
    routes::{InvalidRoute, Route},
    upstream::{InvalidUrl, UpstreamUrl},
};
use crate::{edge::AllowedOrigins, forward::Forward, pages::Identity, routes::Routes};

/// Serves on `listener` until `stop`, then lets calls in progress finish, and returns.
/// What has not finished after half the drain timeout ends with UNAVAILABLE, while
/// there is time to say so. Upstreams need not be up: they are found when they are.
///
/// Development sign-in is only served on a loopback address, where nobody but this
/// computer comes from.
pub async fn serve(
    mut config: Config,
    listener: impl Listener<Addr = SocketAddr>,
    stop: CancellationToken,
) {
    let is_private = listener.local_addr().is_ok_and(|address| address.ip().is_loopback());
    if config.dev_issuer.is_some() && !is_private {
        warn!("development sign-in is off: the gateway does not listen on loopback only");
        config.dev_issuer = None;
    }
    let settings = config.serve.clone();
    let cut = CancellationToken::new();
    let routes = Arc::new(routes(&config));
    let app = app(config, routes.clone(), stop.clone(), cut.clone());
    let cutting = async {
        stop.cancelled().await;
        sleep(settings.drain_timeout / 2).await;
        cut.cancel();
        std::future::pending().await
    };
    // Services that stop together with the gateway are no news.
    let keeping = async {
        stop.run_until_cancelled(routes.keep()).await;
        std::future::pending().await
    };
    tokio::select! {
        () = service_kit::serve::serve(listener, app, &settings, stop.clone()) => {}
        () = cutting => {}
        () = keeping => {}
    }
}

/// The policy is outermost, then the checks, then CORS; tonic-web is around nothing but what is
/// forwarded, for it answers every HTTP/1.1 request that is not grpc-web with 400.
fn app(
    config: Config,
    routes: Arc<Routes>,
    stop: CancellationToken,
    cut: CancellationToken,
) -> Router {
    let identity = Identity::of(&config);
    let origins = config.allowed_origins.iter().chain(&config.client_url).cloned();
    let origins = Arc::new(AllowedOrigins::new(origins.collect()));
    let descriptors = [proto::chat::DESCRIPTORS, proto::session::DESCRIPTORS];
    let grpc_web = GrpcWebLayer::new().layer(Forward::new(routes, cut));
    let files = pages::files(&config.page).fallback(async || StatusCode::NOT_FOUND);
    let secure = pages::secure(&identity);
    let grpc = operations(&descriptors, &[CHAT, PROBLEM, SESSION], stop)
        .fallback_service(files.post_service(grpc_web))
        .layer(from_fn(edge::only_grpc));
    grpc.merge(pages::config(&identity))
        .merge(sign_in::router(config.dev_issuer))
        .layer(edge::cors(origins.clone()))
        .layer(from_fn_with_state(origins, edge::check_origin))
        .layer(MapResponseLayer::new(secure))
}

/// The services we know, and what is configured.
fn routes(config: &Config) -> Routes {
    let (chat, session) = (&*config.chat_urls, &*config.session_urls);
    Routes::new(&[(CHAT, chat), (PROBLEM, session), (SESSION, session)], &config.routes)
}
