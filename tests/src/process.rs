//! One run of `hirehub`.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
};

use crate::{PATIENCE, program};

/// Ends the run and clears its directory when the test process is gone, however
/// it went: its end of the pipe closes with it.
const WATCHDOG: &str = r#"read _; kill -9 "$1"; rm -rf "$2""#;

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

/// A running `hirehub`; killed on drop.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    watchdog: Child,
}

impl Process {
    /// Starts one in `home` and waits until every port is open.
    pub(crate) fn start(
        home: &Path,
        at: &Addresses,
        environment: &[(&str, &str)],
    ) -> (Process, Addresses) {
        let stderr = File::options().create(true).append(true).open(home.join("stderr.log"));
        let mut child = Command::new(program::executable())
            .env_clear()
            .envs(environment.iter().copied())
            .arg("--data-dir")
            .arg(home.join("data"))
            .args(["--gateway-addr", &at.gateway, "--session-addr", &at.session])
            .args(["--chat-addr", &at.chat, "--chat-internal-addr", &at.chat_internal])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(stderr.expect("a file for stderr"))
            .spawn()
            .expect("hirehub starts");
        let stdout = child.stdout.take().expect("piped");
        let process = Process { watchdog: watch(child.id(), home), child };
        (process, addresses(stdout))
    }

    /// SIGKILL: the process gets no chance to do anything.
    pub(crate) fn kill(&mut self) {
        // Neither fails but for a process that has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// SIGTERM: please go.
    pub(crate) fn terminate(&self) {
        signal("TERM", self.child.id());
    }

    /// Waits until it has ended by itself.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        thread::scope(|scope| {
            let (ended, end) = mpsc::sync_channel(1);
            let (pid, child) = (self.child.id(), &mut self.child);
            scope.spawn(move || ended.send(child.wait()));
            let status = end.recv_timeout(PATIENCE);
            if status.is_err() {
                signal("KILL", pid);
            }
            status.expect("hirehub ends when asked").expect("a status")
        })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.watchdog.kill();
        let _ = self.watchdog.wait();
        self.kill();
    }
}

fn signal(name: &str, pid: u32) {
    let kill = format!("kill -{name} {pid}");
    let sent = Command::new("sh").args(["-c", &kill]).status().expect("sh runs");
    assert!(sent.success(), "{kill}");
}

fn watch(pid: u32, home: &Path) -> Child {
    Command::new("sh")
        .args(["-c", WATCHDOG, "watchdog", &pid.to_string()])
        .arg(home)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("sh runs")
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
