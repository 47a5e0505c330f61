//! The programs under test.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

/// The executable of this name: in the folder `HIREHUB_BIN`, or built now, once, as
/// this test was built.
pub fn executable(name: &str) -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| env::var_os("HIREHUB_BIN").map_or_else(build, PathBuf::from)).join(name)
}

/// Runs `hirehub` with `arguments` to its end.
pub fn run(arguments: &[&str]) -> Output {
    Command::new(executable("hirehub")).env_clear().args(arguments).output().expect("hirehub runs")
}

/// Builds them all; answers where they are.
fn build() -> PathBuf {
    let this = env::current_exe().expect("a path to this test");
    // From TARGET/PROFILE/deps/TEST, or from TARGET/PROFILE/PROGRAM.
    let is_profile = |folder: &&Path| !folder.ends_with("deps");
    let folder = this.ancestors().skip(1).find(is_profile).expect("TARGET/PROFILE");
    let profile = match folder.file_name().and_then(|name| name.to_str()) {
        Some("debug") => "dev",
        Some(other) => other,
        None => panic!("{} is not TARGET/PROFILE/deps/TEST", this.display()),
    };
    let built = Command::new(env!("CARGO"))
        .args(["build", "--bins", "--profile", profile, "--target-dir"])
        .arg(folder.parent().expect("TARGET"))
        .args(["--package=hirehub", "--package=gateway"])
        .args(["--package=chat-service", "--package=session-service"])
        .output()
        .expect("cargo runs");
    let complaints = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success(), "the programs do not build: {complaints}");
    folder.to_owned()
}
