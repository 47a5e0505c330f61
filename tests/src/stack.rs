//! The whole system, as a newcomer starts it.

use std::{
    fs,
    ops::Deref,
    path::PathBuf,
    process::ExitStatus,
    sync::{Mutex, MutexGuard, OnceLock},
    thread,
};

use tempfile::TempDir;
use tokio::sync::watch;

pub use crate::launch::Addresses;
use crate::{in_time, launch::launch, ports::free_address, process::Process};

/// How much of the program's stderr a failed test shows.
const SHOWN_STDERR: usize = 16 * 1024;

/// `hirehub` on a data directory of its own, across kills and restarts. A
/// failing test that drops it shows the program's stderr.
#[derive(Debug)]
pub struct Stack {
    addresses: Addresses,
    environment: &'static [(&'static str, &'static str)],
    process: Mutex<Process>,
    up: watch::Sender<bool>,
    home: TempDir,
}

impl Stack {
    /// Starts one on free ports and an empty data directory.
    pub fn start() -> Stack {
        Stack::start_with(&[])
    }

    /// Starts one with these environment variables and no others.
    pub fn start_with(environment: &'static [(&'static str, &'static str)]) -> Stack {
        let home = tempfile::tempdir().expect("a temporary directory");
        let (process, addresses) = launch(home.path(), &any_port(), environment);
        let (up, _) = watch::channel(true);
        Stack { addresses, environment, process: Mutex::new(process), up, home }
    }

    /// The one that all tests of this process may use, never stopped: for tests
    /// that bring their own people and sessions.
    pub fn shared() -> Shared {
        static SHARED: OnceLock<Stack> = OnceLock::new();
        Shared(SHARED.get_or_init(Stack::start))
    }

    /// Where each service listens; the same after a restart.
    pub fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// Where the program keeps everything.
    pub fn data_dir(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// SIGKILL.
    pub fn kill(&self) {
        self.up.send_replace(false);
        self.process().kill();
    }

    /// Starts the program again on the same data directory and ports.
    pub fn restart(&self) {
        let (process, addresses) = launch(self.home.path(), &self.addresses, self.environment);
        assert_eq!(addresses, self.addresses);
        *self.process() = process;
        self.up.send_replace(true);
    }

    /// SIGTERM; returns at once.
    pub fn terminate(&self) {
        self.up.send_replace(false);
        self.process().signal("TERM");
    }

    /// Waits until the program has ended by itself.
    pub fn wait(&self) -> ExitStatus {
        self.process().wait()
    }

    /// SIGTERM, and waits for the end.
    pub fn stop(&self) -> ExitStatus {
        self.terminate();
        self.wait()
    }

    /// Waits until the program runs: what a client does after losing it.
    pub async fn up(&self) {
        let mut up = self.up.subscribe();
        in_time("the stack is up", up.wait_for(|up| *up)).await.expect("we hold the sender");
    }

    /// All that the program wrote to its stderr, over all its runs.
    pub fn stderr(&self) -> String {
        let bytes = fs::read(self.home.path().join("stderr.log")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn process(&self) -> MutexGuard<'_, Process> {
        self.process.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn show_stderr_of_a_failed_test(&self) {
        if thread::panicking() {
            let stderr = self.stderr();
            let from = stderr.ceil_char_boundary(stderr.len().saturating_sub(SHOWN_STDERR));
            #[expect(clippy::print_stderr, reason = "the test harness shows it with the failure")]
            {
                eprintln!("--- the program's stderr ends\n{}---", &stderr[from..]);
            }
        }
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        self.show_stderr_of_a_failed_test();
    }
}

/// The stack that the tests of a process share.
#[derive(Debug)]
pub struct Shared(&'static Stack);

impl Deref for Shared {
    type Target = Stack;

    fn deref(&self) -> &Stack {
        self.0
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.0.show_stderr_of_a_failed_test();
    }
}

fn any_port() -> Addresses {
    Addresses {
        gateway: free_address(),
        session: free_address(),
        chat: free_address(),
        chat_internal: free_address(),
    }
}
