//! The session service on a port, with its data in a folder, and a chat service.

use std::{net::Ipv4Addr, sync::Arc};

use service_kit::{
    clock::SystemClock,
    dev_issuer::DevIssuer,
    mongo::MongoSettings,
    serve::{ServeSettings, TcpDoor},
    service_token::ServiceKeySettings,
};
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

use super::{chat::Chat, person::Person};
use crate::Config;

/// The service, on a runtime of its own, so that it can die at once.
pub(super) struct Stack {
    pub(super) chat: Chat,
    folder: tempfile::TempDir,
    issuer: DevIssuer,
    running: Option<(Runtime, String)>,
}

impl Stack {
    pub(super) async fn start() -> Stack {
        let folder = tempfile::tempdir().unwrap();
        let issuer = DevIssuer::open(folder.path(), Arc::new(SystemClock)).unwrap();
        let mut stack = Stack { chat: Chat::start().await, folder, issuer, running: None };
        stack.restart().await;
        stack
    }

    /// Dies as a killed process does: nothing that is under way goes on.
    pub(super) fn crash(&mut self) {
        let (runtime, _) = self.running.take().expect("it runs");
        runtime.shutdown_background();
    }

    pub(super) async fn restart(&mut self) {
        let runtime = Runtime::new().unwrap();
        let config = Config {
            data_dir: Some(self.folder.path().to_owned()),
            mongo: MongoSettings::default(),
            chat_internal_url: vec![format!("http://{}", self.chat.address).parse().unwrap()],
            auth: self.issuer.auth_settings(),
            service_key: ServiceKeySettings::with(&self.chat.key),
            serve: ServeSettings::default(),
        };
        let door = runtime.spawn(async { TcpDoor::bind((Ipv4Addr::LOCALHOST, 0).into()).await });
        let door = door.await.unwrap().unwrap();
        let address = format!("http://{}", door.address().unwrap());
        runtime.spawn(async move {
            let stop = CancellationToken::new();
            crate::serve(config, door, Arc::new(SystemClock), stop).await.unwrap();
        });
        self.running = Some((runtime, address));
    }

    pub(super) fn address(&self) -> &str {
        &self.running.as_ref().expect("it runs").1
    }

    pub(super) fn person(&self, user: &str) -> Person {
        Person::new(self.address(), user, &self.issuer.issue(user, user, false).unwrap())
    }

    pub(super) fn admin(&self) -> Person {
        Person::new(self.address(), "root", &self.issuer.issue("root", "Root", true).unwrap())
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        if let Some((runtime, _)) = self.running.take() {
            runtime.shutdown_background();
        }
    }
}
