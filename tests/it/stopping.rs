//! Asked to stop, the program says goodbye and goes.

use tests::{door::Via, interview::Interview, line::From, person::Person, stack::Stack};
use tonic::Code;

#[tokio::test]
async fn open_streams_are_asked_to_come_back_and_end() {
    let stack = Stack::start();
    let interview = Interview::begin(&stack, Via::Connect).await;
    let room = interview.room();
    interview.host.enter(room).await.say("last words").await;
    let mut lines = Vec::new();
    for via in [Via::Connect, Via::Gateway, Via::GrpcWeb] {
        let mut line = interview.guest.over(via).enter(room).await;
        line.hear("last words").await;
        lines.push((via, line));
    }
    stack.terminate();

    let mut journals = Vec::new();
    for (via, mut line) in lines {
        let end = line.end().await;
        assert!(end.reconnect.is_some(), "{via:?} is asked to come back: {end:?}");
        assert!([Code::Ok, Code::Unavailable].contains(&end.code), "{via:?}: {end:?}");
        journals.push(line.hang_up());
    }
    assert_eq!(stack.wait().code(), Some(0));

    stack.restart();
    let last = interview.host.over(Via::Connect).enter(room).await.say("and on").await;
    for journal in journals {
        let guest = interview.guest.over(Via::Connect);
        let mut line = guest.enter_from(room, From::Journal(Box::new(journal))).await.expect("may");
        line.catch_up(last).await.expect("a live stream");
        assert_eq!(line.journal().texts(), ["last words", "and on"]);
    }
}

#[tokio::test]
async fn an_idle_program_goes_at_once_with_zero() {
    let stack = Stack::start();
    Person::sign_in(&stack, Via::Connect, "ada").await;
    assert_eq!(stack.stop().code(), Some(0));
}

#[tokio::test]
async fn a_mute_connection_does_not_keep_the_program() {
    let stack = Stack::start();
    let addresses = stack.addresses().clone();
    let mut mute = Vec::new();
    for address in [addresses.gateway, addresses.session, addresses.chat, addresses.chat_internal] {
        mute.push(std::net::TcpStream::connect(address).expect("the port is open"));
    }
    assert_eq!(stack.stop().code(), Some(0));
}
