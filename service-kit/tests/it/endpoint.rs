//! Where an issuer publishes its keys: a real HTTP server.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Router, extract::State, http::StatusCode, routing::get};
use service_kit::auth::{AuthSettings, Verifier};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
    time,
};

use crate::issuer::{Signer, StoppedClock, jwks, settings};

pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const HOUR: Duration = Duration::from_secs(3600);

/// An issuer's endpoint on loopback. It counts who asks, and may make them wait.
#[derive(Clone)]
pub(crate) struct Endpoint {
    pub(crate) answer: Arc<Mutex<(StatusCode, String)>>,
    asked: watch::Sender<u32>,
    pub(crate) gate: Arc<Semaphore>,
    pub(crate) url: String,
}

impl Endpoint {
    pub(crate) async fn open(signer: &Signer) -> Endpoint {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/jwks", listener.local_addr().unwrap());
        let gate = Arc::new(Semaphore::new(1));
        let answer = Arc::new(Mutex::new((StatusCode::OK, jwks(&[signer.public()]))));
        let endpoint = Endpoint { answer, asked: watch::Sender::new(0), gate, url };
        let app = Router::new().route("/jwks", get(answered)).with_state(endpoint.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        endpoint
    }

    pub(crate) fn publish(&self, signers: &[&Signer]) {
        let keys: Vec<_> = signers.iter().map(|signer| signer.public()).collect();
        *self.answer.lock().unwrap() = (StatusCode::OK, jwks(&keys));
    }

    pub(crate) fn fail(&self) {
        self.answer.lock().unwrap().0 = StatusCode::BAD_GATEWAY;
    }

    pub(crate) fn times_asked(&self) -> u32 {
        *self.asked.borrow()
    }

    pub(crate) async fn until_asked(&self, times: u32) {
        let mut asked = self.asked.subscribe();
        let asked = asked.wait_for(|asked| *asked >= times);
        time::timeout(60 * SECOND, asked).await.expect("it is asked").unwrap();
    }

    pub(crate) async fn verifier(&self) -> Verifier {
        let settings = AuthSettings { auth_jwks_url: Some(self.url.clone()), ..settings() };
        Verifier::from_settings(&settings, StoppedClock::new()).await.unwrap()
    }
}

async fn answered(State(endpoint): State<Endpoint>) -> (StatusCode, String) {
    endpoint.asked.send_modify(|asked| *asked += 1);
    let _pass = endpoint.gate.acquire().await.unwrap();
    endpoint.answer.lock().unwrap().clone()
}

/// Lets time pass at once. It is not paused meanwhile: sockets know no paused time.
pub(crate) async fn later(by: Duration) {
    // Whoever is about to sleep falls asleep first.
    tokio::task::yield_now().await;
    time::pause();
    time::advance(by).await;
    time::resume();
}
