//! One run of a program.

use std::{
    path::Path,
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
};

use crate::PATIENCE;

/// Ends the run and clears its directory when the test process is gone, however
/// it went: its end of the pipe closes with it.
const WATCHDOG: &str = r#"read _; kill -9 "$1"; rm -rf "$2""#;

/// A running program; killed on drop.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    watchdog: Child,
}

impl Process {
    /// Starts `command`, which keeps everything in `home`.
    pub(crate) fn start(command: &mut Command, home: &Path) -> Process {
        let child = command.stdin(Stdio::null()).spawn();
        let child = child.unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        Process { watchdog: watch(child.id(), home), child }
    }

    /// What it prints, if its command has it piped; once.
    pub(crate) fn stdout(&mut self) -> ChildStdout {
        self.child.stdout.take().expect("piped")
    }

    /// SIGKILL: the process gets no chance to do anything.
    pub(crate) fn kill(&mut self) {
        // Neither fails but for a process that has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Sends a signal, by its name without SIG.
    pub(crate) fn signal(&self, name: &str) {
        signal(name, self.child.id());
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("our own child")
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
            status.expect("the program ends when asked").expect("a status")
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
