//! For operators and tools: health and reflection.

use std::time::Duration;

use axum::{
    Router,
    extract::Request,
    http::StatusCode,
    middleware::{Next, from_fn},
    routing::get,
};
use futures_util::FutureExt as _;
use tokio::{sync::watch, time::sleep};
use tokio_util::sync::CancellationToken;
use tonic::{Status, service::Routes};
use tonic_health::{
    ServingStatus,
    server::{HealthReporter, health_reporter},
};
use tonic_reflection::server::Builder;
use tracing::error;

use crate::ending::until;

/// How long watchers have to hear that we stop.
const FAREWELL: Duration = Duration::from_secs(1);

/// Health (`grpc.health.v1` for each of `services` and for all, and `GET
/// /healthz`), SERVING until `stop`, and reflection (v1 and v1alpha) of
/// `descriptors`. Merge it into the app.
pub fn operations(
    descriptors: &[&'static [u8]],
    services: &[&'static str],
    stop: CancellationToken,
) -> Router {
    operations_while(descriptors, services, watch::channel(true).1, stop)
}

/// As [`operations`], but NOT_SERVING also while it is not `ready`: whoever can goes
/// elsewhere meanwhile.
pub fn operations_while(
    descriptors: &[&'static [u8]],
    services: &[&'static str],
    ready: watch::Receiver<bool>,
    stop: CancellationToken,
) -> Router {
    let (reporter, health) = health_reporter();
    let names: Vec<_> = services.iter().copied().chain([""]).collect();
    for name in &names {
        // Nobody else has the reporter yet, so this does not wait.
        let _ = reporter.set_service_status(*name, ServingStatus::Serving).now_or_never();
    }
    tokio::spawn(report(reporter, names, ready.clone(), stop.clone()));

    let reflection = || {
        let builder = Builder::configure()
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
            // So that tools can show the details of errors.
            .register_encoded_file_descriptor_set(tonic_types::pb::FILE_DESCRIPTOR_SET);
        descriptors
            .iter()
            .fold(builder, |builder, set| builder.register_encoded_file_descriptor_set(set))
    };
    // Not `Routes::new`: its fallback would clash with the app it is merged into.
    let mut routes = Routes::from(Router::new()).add_service(health);
    match (reflection().build_v1(), reflection().build_v1alpha()) {
        (Ok(v1), Ok(v1alpha)) => routes = routes.add_service(v1).add_service(v1alpha),
        (v1, _) => error!(cause = ?v1.err(), "the descriptors cannot be served by reflection"),
    }
    // Watchers would hold up the stop until they are cut.
    let stopping = stop.clone();
    let end_with_us = from_fn(move |request: Request, next: Next| {
        let stopped = stopped(stopping.clone());
        async move { until(next.run(request).await, stopped) }
    });
    let healthz = async move || match (stop.is_cancelled(), *ready.borrow()) {
        (true, _) => (StatusCode::SERVICE_UNAVAILABLE, "stopping"),
        (false, false) => (StatusCode::SERVICE_UNAVAILABLE, "not ready"),
        (false, true) => (StatusCode::OK, "ok"),
    };
    routes.into_axum_router().layer(end_with_us).route("/healthz", get(healthz))
}

/// Keeps the health of these services up to date until `stop`.
async fn report(
    reporter: HealthReporter,
    names: Vec<&'static str>,
    mut ready: watch::Receiver<bool>,
    stop: CancellationToken,
) {
    let set = async |is_serving| {
        let status = if is_serving { ServingStatus::Serving } else { ServingStatus::NotServing };
        for name in &names {
            reporter.set_service_status(*name, status).await;
        }
    };
    while let Some(Ok(())) = stop.run_until_cancelled(ready.changed()).await {
        let is_ready = *ready.borrow_and_update();
        set(is_ready).await;
    }
    // Readiness may have become final before the stop.
    stop.cancelled().await;
    set(false).await;
}

/// A while after the stop, so that watchers hear of it first.
async fn stopped(stop: CancellationToken) -> Status {
    stop.cancelled().await;
    sleep(FAREWELL).await;
    Status::unavailable("stopping")
}
