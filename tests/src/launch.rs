//! Starts `hirehub` and learns where it listens.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
    process::{ChildStdout, Command, Stdio},
    sync::mpsc,
    thread,
};

use crate::{PATIENCE, process::Process, program};

/// Where each service listens, as `HOST:PORT`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addresses {
    /// The gateway.
    pub gateway: String,
    /// The session service.
    pub session: String,
    /// The chat service, for people.
    pub chat: String,
    /// The chat service, for other services.
    pub chat_internal: String,
}

/// Starts one in `home` and waits until every port is open.
pub(crate) fn launch(
    home: &Path,
    at: &Addresses,
    environment: &[(&str, &str)],
) -> (Process, Addresses) {
    let stderr = File::options().create(true).append(true).open(home.join("stderr.log"));
    let mut command = Command::new(program::executable("hirehub"));
    command
        .env_clear()
        .envs(environment.iter().copied())
        .arg("--data-dir")
        .arg(home.join("data"))
        .args(["--gateway-addr", &at.gateway, "--session-addr", &at.session])
        .args(["--chat-addr", &at.chat, "--chat-internal-addr", &at.chat_internal])
        .stdout(Stdio::piped())
        .stderr(stderr.expect("a file for stderr"));
    let mut process = Process::start(&mut command, home);
    let addresses = addresses(process.stdout());
    (process, addresses)
}

/// The addresses of the line `ready NAME=HOST:PORT …`; reads on behind it, so
/// that the program never blocks on a full pipe.
fn addresses(stdout: ChildStdout) -> Addresses {
    let (found, ready) = mpsc::sync_channel(1);
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            if let Some(addresses) = parse(&line) {
                // Nobody waits for a second one.
                let _ = found.try_send(addresses);
            }
        }
    });
    ready.recv_timeout(PATIENCE).expect("hirehub prints where it listens (see its stderr)")
}

fn parse(line: &str) -> Option<Addresses> {
    let fields = line.strip_prefix("ready ")?;
    let address = |name: &str| {
        let mut values = fields.split_whitespace().filter_map(|field| field.split_once('='));
        values.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
    };
    Some(Addresses {
        gateway: address("gateway")?,
        session: address("session")?,
        chat: address("chat")?,
        chat_internal: address("chat-internal")?,
    })
}
