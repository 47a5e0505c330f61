//! What each program of a cluster is told.

use std::path::{Path, PathBuf};

use super::{
    Replica,
    back_office::SERVICE_KEY,
    server::{Order, Server},
    supplies::Database,
};
use crate::{launch::Addresses, ports::free_address, program, proxy::Proxy};

/// A setting that whoever starts the tests may give to the chat services.
const AFFINITY: &str = "HIREHUB_AFFINITY";

/// The issuer of the tokens that `hirehub token` prints.
const ISSUER: &str = "dev-insecure";

/// The settings that all of a cluster share.
pub(super) struct Programs<'a> {
    home: &'a Path,
    database: &'a Database,
    nats: &'a str,
}

impl<'a> Programs<'a> {
    pub(super) fn new(home: &'a Path, database: &'a Database, nats: &'a str) -> Programs<'a> {
        Programs { home, database, nats }
    }

    pub(super) fn chat(&self, number: usize, proxy: Proxy) -> Replica {
        let internal = free_address();
        let affinity = std::env::var(AFFINITY).unwrap_or_else(|_| "false".to_owned());
        let server = self.server(&format!("chat-{number}"), "chat-service", |address| {
            let mut environment = self.with_database(&self.database.uri(proxy.address()));
            environment.extend(environment_of(&[
                ("HIREHUB_CHAT_ADDR", address),
                ("HIREHUB_CHAT_INTERNAL_ADDR", &internal),
                ("NATS_URL", &format!("nats://{}", self.nats)),
                (AFFINITY, &affinity),
                // Senders here are as many people as the machine can stand for.
                ("HIREHUB_SEND_RATE", "0"),
            ]));
            environment
        });
        let addresses = Addresses {
            gateway: String::new(),
            session: String::new(),
            chat: server.address().to_owned(),
            chat_internal: internal,
        };
        Replica { server, database: proxy, addresses }
    }

    pub(super) fn session(&self, number: usize, chats: &[Replica]) -> Server {
        let internal = urls(chats.iter().map(|chat| chat.addresses.chat_internal.as_str()));
        self.server(&format!("session-{number}"), "session-service", |address| {
            let mut environment = self.with_database(&self.database.uri(self.database.address()));
            environment.extend(environment_of(&[
                ("HIREHUB_SESSION_ADDR", address),
                ("HIREHUB_CHAT_INTERNAL_URL", &internal),
            ]));
            environment
        })
    }

    pub(super) fn gateway(&self, chats: &[Replica], sessions: &[Server]) -> Server {
        self.server("gateway", "gateway", |address| {
            environment_of(&[
                ("HIREHUB_GATEWAY_ADDR", address),
                ("HIREHUB_CHAT_URL", &urls(chats.iter().map(|chat| chat.server.address()))),
                ("HIREHUB_SESSION_URL", &urls(sessions.iter().map(Server::address))),
            ])
        })
    }

    fn server(
        &self,
        name: &str,
        program: &str,
        environment: impl FnOnce(&str) -> Vec<(String, String)>,
    ) -> Server {
        let program: PathBuf = program::executable(program);
        Server::new(name, self.home, &program, |address| Order {
            environment: environment(address),
            is_service: true,
            ..Order::default()
        })
    }

    fn with_database(&self, uri: &str) -> Vec<(String, String)> {
        let keys = self.home.join("dev-jwks.json").display().to_string();
        environment_of(&[
            ("MONGODB_URI", uri),
            ("HIREHUB_ALLOW_WEAK_STORE", if self.database.is_weak() { "true" } else { "false" }),
            ("HIREHUB_AUTH_ISSUER", ISSUER),
            ("HIREHUB_AUTH_JWKS_FILE", &keys),
            ("HIREHUB_SERVICE_KEY", SERVICE_KEY),
            ("RUST_LOG", "info"),
        ])
    }
}

fn environment_of(variables: &[(&str, &str)]) -> Vec<(String, String)> {
    variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn urls<'a>(addresses: impl Iterator<Item = &'a str>) -> String {
    addresses.map(|address| format!("http://{address}")).collect::<Vec<_>>().join(",")
}
