//! The program under test.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

use serde_json::Value;

/// The `hirehub` executable: `HIREHUB_BIN`, or built now, once, as this test
/// was built.
pub fn executable() -> &'static Path {
    static EXECUTABLE: OnceLock<PathBuf> = OnceLock::new();
    EXECUTABLE.get_or_init(|| env::var_os("HIREHUB_BIN").map_or_else(build, PathBuf::from))
}

/// Runs `hirehub` with `arguments` to its end.
pub fn run(arguments: &[&str]) -> Output {
    Command::new(executable()).env_clear().args(arguments).output().expect("hirehub runs")
}

fn build() -> PathBuf {
    let (target_dir, profile) = where_this_test_was_built();
    let built = Command::new(env!("CARGO"))
        .args(["build", "--package=hirehub", "--message-format=json", "--profile", &profile])
        .arg("--target-dir")
        .arg(target_dir)
        .output()
        .expect("cargo runs");
    assert!(built.status.success(), "hirehub does not build: {}", lossy(&built.stderr));
    lossy(&built.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["target"]["name"] == "hirehub")
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .expect("cargo names the executable")
}

/// From `TARGET/PROFILE/deps/THIS`.
fn where_this_test_was_built() -> (PathBuf, String) {
    let this = env::current_exe().expect("a path to this test");
    let directory = this.ancestors().nth(2).expect("TARGET/PROFILE");
    let profile = match directory.file_name().and_then(|name| name.to_str()) {
        Some("debug") => "dev",
        Some(other) => other,
        None => panic!("{} is not TARGET/PROFILE/deps/TEST", this.display()),
    };
    (directory.parent().expect("TARGET").to_owned(), profile.to_owned())
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
