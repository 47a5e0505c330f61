//! One process of a cluster, which can be hurt and started again.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::{in_time, ports::free_address, process::Process};

/// How often to look whether a process is up.
const LOOK: Duration = Duration::from_millis(10);
/// How much of its stderr is shown of a process that does not start.
const SHOWN_STDERR: usize = 4 * 1024;

/// Asks a service of ours whether it is up.
const HEALTHZ: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

/// A program with its arguments and address, over all its runs. Killed on drop.
#[derive(Debug)]
pub struct Server {
    name: String,
    program: PathBuf,
    order: Order,
    address: String,
    home: PathBuf,
    process: Mutex<Option<Process>>,
}

/// How to run a program.
#[derive(Debug, Default)]
pub(crate) struct Order {
    pub(crate) arguments: Vec<String>,
    pub(crate) environment: Vec<(String, String)>,
    /// Whether it answers `/healthz`.
    pub(crate) is_service: bool,
}

impl Server {
    /// One that will listen on a free address, with all it writes in `home`/`name`.
    pub(crate) fn new(
        name: &str,
        home: &Path,
        program: &Path,
        order: impl FnOnce(&str) -> Order,
    ) -> Server {
        let address = free_address();
        let home = home.join(name);
        fs::create_dir_all(&home).expect("a folder for a server");
        let (name, program, order) = (name.to_owned(), program.to_owned(), order(&address));
        Server { name, program, order, address, home, process: Mutex::new(None) }
    }

    /// What it is called in this cluster.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it listens, as `HOST:PORT`; the same after a restart.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Starts it and waits until it serves.
    pub async fn start(&self) {
        let stderr = File::options().create(true).append(true).open(self.log());
        let mut command = Command::new(&self.program);
        command
            .env_clear()
            .envs(self.order.environment.iter().map(|(name, value)| (name, value)))
            .args(&self.order.arguments)
            .stdout(Stdio::null())
            .stderr(stderr.expect("a file for stderr"));
        *self.process() = Some(Process::start(&mut command, &self.home));
        in_time(&format!("{} starts", self.name), self.is_up()).await;
    }

    /// SIGKILL.
    pub fn kill(&self) {
        *self.process() = None;
    }

    /// SIGSTOP: it keeps its connections, and does nothing.
    pub fn freeze(&self) {
        self.signal("STOP");
    }

    /// SIGCONT.
    pub fn thaw(&self) {
        self.signal("CONT");
    }

    /// SIGTERM, and waits for the end.
    pub async fn stop(&self) -> ExitStatus {
        self.signal("TERM");
        let mut process = self.process().take().expect("a running server");
        // On a thread of its own: it ends when its clients, which may be in this test, have hung up.
        tokio::task::spawn_blocking(move || process.wait()).await.expect("it ends when asked")
    }

    /// All that it wrote to its stderr, over all its runs.
    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.log()).unwrap_or_default()).into_owned()
    }

    fn signal(&self, name: &str) {
        self.process().as_ref().expect("a running server").signal(name);
    }

    async fn is_up(&self) {
        while !self.answers().await {
            let ended = self.process().as_mut().expect("a running server").ended();
            if let Some(status) = ended {
                let stderr = self.stderr();
                let from = stderr.ceil_char_boundary(stderr.len().saturating_sub(SHOWN_STDERR));
                panic!("{} does not start ({status}): {}", self.name, &stderr[from..]);
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Whether its port is open, or, if it is a service of ours, whether it is healthy.
    async fn answers(&self) -> bool {
        let Ok(mut stream) = TcpStream::connect(&self.address).await else { return false };
        if !self.order.is_service {
            return true;
        }
        let mut answer = String::new();
        stream.write_all(HEALTHZ).await.is_ok()
            && stream.read_to_string(&mut answer).await.is_ok()
            && answer.starts_with("HTTP/1.1 200")
    }

    fn log(&self) -> PathBuf {
        self.home.join("stderr.log")
    }

    fn process(&self) -> MutexGuard<'_, Option<Process>> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
