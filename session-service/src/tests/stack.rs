//! The session service on a port, with its data in a folder, and a chat service.

use std::{net::Ipv4Addr, sync::Arc};

use service_kit::{
    clock::SystemClock,
    dev_issuer::DevIssuer,
    mongo::{TestDatabase, test_database},
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
    /// Instead of the folder.
    database: Option<TestDatabase>,
    running: Option<Running>,
}

/// A replica of the service.
pub(super) struct Running {
    runtime: Option<Runtime>,
    address: String,
}

impl Stack {
    pub(super) async fn start() -> Stack {
        Stack::start_on(None).await
    }

    /// None where there is no server.
    pub(super) async fn start_in_mongo() -> Option<Stack> {
        Some(Stack::start_on(Some(test_database().await?)).await)
    }

    async fn start_on(database: Option<TestDatabase>) -> Stack {
        let folder = tempfile::tempdir().unwrap();
        let issuer = DevIssuer::open(folder.path(), Arc::new(SystemClock)).unwrap();
        let chat = Chat::start().await;
        let mut stack = Stack { chat, folder, issuer, database, running: None };
        stack.restart().await;
        stack
    }

    /// Dies as a killed process does: nothing that is under way goes on.
    pub(super) fn crash(&mut self) {
        self.running.take().expect("it runs");
    }

    pub(super) async fn restart(&mut self) {
        self.running = Some(self.replica().await);
    }

    /// One more replica over the same data.
    pub(super) async fn replica(&self) -> Running {
        let runtime = Runtime::new().unwrap();
        let is_in_folder = self.database.is_none();
        let config = Config {
            data_dir: is_in_folder.then(|| self.folder.path().to_owned()),
            mongo: self.database.as_ref().map(TestDatabase::settings).unwrap_or_default(),
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
        Running { runtime: Some(runtime), address }
    }

    pub(super) fn address(&self) -> &str {
        &self.running.as_ref().expect("it runs").address
    }

    pub(super) fn person(&self, user: &str) -> Person {
        self.person_at(self.address(), user)
    }

    /// Somebody who calls a certain replica.
    pub(super) fn person_at(&self, address: &str, user: &str) -> Person {
        Person::new(address, user, &self.issuer.issue(user, user, false).unwrap())
    }

    pub(super) fn admin(&self) -> Person {
        Person::new(self.address(), "root", &self.issuer.issue("root", "Root", true).unwrap())
    }
}

impl Running {
    pub(super) fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
