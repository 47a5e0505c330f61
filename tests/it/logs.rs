//! Logs carry ids and sizes, never what people say and never tokens.

use tests::{body, door::Via, interview::Interview, stack::Stack};

/// What must never be in a log.
const CANARY: &str = "canary-3f9d1c";

#[tokio::test]
async fn even_the_most_talkative_log_has_no_text_and_no_token() {
    let stack = Stack::start_with(&[("RUST_LOG", "trace")]);
    let mut tokens = Vec::new();
    for via in [Via::Connect, Via::GrpcWeb] {
        let interview = Interview::begin(&stack, via).await;
        let mut ada = interview.host.enter(interview.room()).await;
        ada.say(CANARY).await;
        ada.send(body::code(CANARY, "python")).await.expect("may write");
        ada.hint(body::cursor(&[body::END, CANARY.as_bytes()].concat())).await;
        ada.send(body::code(CANARY, "BAD LANGUAGE")).await.expect_err("refused");
        let forged = interview.host.with_token(&format!("{CANARY}.{CANARY}.{CANARY}"));
        forged.see_session(interview.id()).await.expect_err("refused");
        tokens.extend([interview.host.token.clone(), interview.guest.token.clone()]);
    }
    assert_eq!(stack.stop().code(), Some(0));

    let log = stack.stderr();
    assert!(log.lines().count() > 100, "it is a trace");
    let secrets = tokens.iter().map(|token| token.rsplit('.').next().expect("a signature"));
    for secret in secrets.chain([CANARY]) {
        let lines: Vec<&str> = log.lines().filter(|line| line.contains(secret)).collect();
        assert!(lines.is_empty(), "{secret} in {:?}", lines.first());
    }
}
