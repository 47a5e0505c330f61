//! What is logged, and what never is.

use std::{cell::RefCell, io};

use axum::Router;
use service_kit::serve::ServeSettings;
use tonic::{Code, service::Routes};

use crate::{
    issuer::{Signer, StoppedClock, claims, settings, verifier},
    network::Server,
    protection::{check, health},
};

thread_local! {
    /// What a test's own thread logs: there is one log for all of them.
    static LOG: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Writes to the log of the thread that logs.
struct OwnLog;

impl io::Write for OwnLog {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.with_borrow_mut(|log| log.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_token_is_not_logged_at_any_level_whether_it_is_good_or_not() {
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(|| OwnLog)
        .init();

    let signer = Signer::ed("one");
    let verifier = verifier(&[signer.public()], settings(), StoppedClock::new()).await;
    let app: Router = Routes::new(verifier.protect(health())).into_axum_router();
    let server = Server::start(app, ServeSettings::default());
    let good = signer.sign(&claims());
    let forged = Signer::ed("one").sign(&claims());
    assert!(check(&server, Some(&format!("Bearer {good}"))).await.is_ok());
    let refusal = check(&server, Some(&format!("Bearer {forged}"))).await.unwrap_err();
    assert_eq!(refusal.code(), Code::Unauthenticated);

    let log = LOG.with_borrow(|log| String::from_utf8(log.clone()).unwrap());
    for said in ["answered", "refused", "/grpc.health.v1.Health/Check", "code=Unauthenticated"] {
        assert!(log.contains(said), "{said}: {log}");
    }
    for part in good.split('.').chain(forged.split('.')) {
        assert!(!log.contains(part), "{part}: {log}");
    }
}
