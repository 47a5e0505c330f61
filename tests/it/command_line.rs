//! The command line: what it prints, and how it says no.

use std::{net::TcpListener, process::Output};

use tests::{door::Via, person::Person, program, stack::Stack};

#[tokio::test]
async fn the_token_command_prints_just_a_token_that_works() {
    let stack = Stack::start();
    let data_dir = stack.data_dir();
    let data_dir = data_dir.to_str().expect("UTF-8");
    let printed = program::run(&[
        "token",
        "--user",
        "alice",
        "--name",
        "Alice",
        "--admin",
        "--data-dir",
        data_dir,
    ]);
    assert!(printed.status.success(), "{}", stderr(&printed));
    let token = stdout(&printed);
    let token = token.strip_suffix('\n').expect("a line");
    assert!(!token.contains(char::is_whitespace), "just the token: {token:?}");

    let anybody = Person::sign_in(&stack, Via::Connect, "anybody").await;
    let alice = anybody.with_token(token);
    let session = alice.create_session(Default::default()).await;
    let host = session.host.expect("a host");
    assert_eq!((host.user_id.as_str(), host.display_name.as_str()), ("alice", "Alice"));
    let problem = session.problem.expect("a problem");
    assert!(!problem.expected_output.is_empty() || !problem.interviewer_notes.is_empty());
}

#[test]
fn a_taken_port_ends_with_one_sentence_and_69() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let taken = taken.local_addr().expect("its address").to_string();
    let flags = ["--gateway-addr", "--session-addr", "--chat-addr", "--chat-internal-addr"];
    for flag in flags {
        let data_dir = tempfile::tempdir().expect("a directory");
        let mut arguments = vec!["--data-dir", data_dir.path().to_str().expect("UTF-8")];
        for other in flags {
            arguments.extend([other, if other == flag { taken.as_str() } else { "127.0.0.1:0" }]);
        }
        let ended = program::run(&arguments);
        assert_eq!(ended.status.code(), Some(69), "{}", stderr(&ended));
        let said = stderr(&ended);
        let sentence = said.lines().last().expect("a sentence");
        assert!(sentence.contains(&taken) && sentence.contains(flag), "{said}");
        assert!(!said.contains("panicked") && !said.contains("backtrace"), "{said}");
    }
}

#[test]
fn a_bad_value_ends_with_64_and_names_the_flag() {
    for arguments in [
        ["--gateway-addr", "nonsense"],
        ["--chat-addr", "127.0.0.1:99999"],
        ["--no-such-flag", "x"],
        ["--keepalive-interval", "soon"],
    ] {
        let ended = program::run(&arguments);
        assert_eq!(ended.status.code(), Some(64), "{arguments:?}: {}", stderr(&ended));
        assert!(stderr(&ended).contains(arguments[0]), "{}", stderr(&ended));
        assert_eq!(stdout(&ended), "");
    }
}

#[test]
fn help_names_every_setting() {
    let help = program::run(&["--help"]);
    assert!(help.status.success());
    let help = stdout(&help);
    for expected in ["--data-dir", "--gateway-addr", "--session-addr", "HIREHUB_CHAT_ADDR", "token"]
    {
        assert!(help.contains(expected), "{expected} in {help}");
    }
}

#[test]
fn a_token_for_nobody_is_refused() {
    let data_dir = tempfile::tempdir().expect("a directory");
    let data_dir = data_dir.path().to_str().expect("UTF-8");
    let ended = program::run(&["token", "--user", "", "--data-dir", data_dir]);
    assert_eq!(ended.status.code(), Some(64), "{}", stderr(&ended));
    assert_eq!(stdout(&ended), "");
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
