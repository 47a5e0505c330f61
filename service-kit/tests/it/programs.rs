//! How programs end.

use std::process::ExitCode;

use service_kit::program::{Failure, bind, run};

fn code(outcome: Result<(), Failure>) -> String {
    format!("{:?}", run(async { outcome }))
}

fn expected(code: u8) -> String {
    format!("{:?}", ExitCode::from(code))
}

#[test]
fn each_end_has_its_exit_code() {
    let cause = || anyhow::anyhow!("on purpose");
    assert_eq!(code(Ok(())), expected(0));
    assert_eq!(code(Err(Failure::Other(cause()))), expected(1));
    assert_eq!(code(Err(Failure::Usage(cause()))), expected(64));
    assert_eq!(code(Err(Failure::Unavailable(cause()))), expected(69));
}

#[tokio::test]
async fn a_port_that_is_taken_is_named_with_the_flag_that_sets_it() {
    let first = bind("127.0.0.1:0".parse().unwrap(), "--gateway-addr").await.unwrap();
    let address = first.address().unwrap();
    let failure = bind(address, "--gateway-addr").await.unwrap_err();
    let Failure::Unavailable(cause) = failure else { panic!("{failure:?}") };
    let sentence = format!("{cause:#}");
    assert!(
        sentence.contains(&address.to_string()) && sentence.contains("--gateway-addr"),
        "{sentence}"
    );
}
