//! The program dies while people come and go; seats and rooms agree afterwards.

use std::pin::pin;

use futures_util::future::{Either, join_all, select};
use proto::session::v1::{Session, Visibility};
use tests::{door::Via, in_time, line::From, person::Person, refusal::code, stack::Stack};
use tonic::Code;

/// How many sessions people come to and go from at once.
const SESSIONS: usize = 8;
/// How many times the program is killed.
const KILLS: usize = 6;

#[tokio::test]
async fn seats_and_rooms_agree_however_often_the_program_is_killed() {
    let stack = Stack::start();
    let mut clock = Bout::prepare(&stack).await;
    let mut bouts = Vec::new();
    for _ in 0..SESSIONS {
        bouts.push(Bout::prepare(&stack).await);
    }
    for kill in 1..=KILLS {
        // Talk in a room beside says when to kill, so that it may hit any step.
        let busy = join_all(bouts.iter().map(Bout::come_and_go));
        let busy = match select(busy, pin!(clock.tick(5 * kill))).await {
            Either::Left(_) => panic!("nobody stops coming and going"),
            Either::Right((_, busy)) => busy,
        };
        stack.kill();
        drop(busy);
        stack.restart();
        clock.reconnect();
        bouts.iter_mut().for_each(Bout::reconnect);
        join_all(bouts.iter().map(Bout::settle)).await;
    }
}

/// A session, and two people who want its only seat.
struct Bout {
    host: Person,
    rivals: [Person; 2],
    session: Session,
}

impl Bout {
    async fn prepare(stack: &Stack) -> Bout {
        let host = Person::sign_in(stack, Via::Connect, "host").await;
        let session = host.create_session(Visibility::Open).await;
        let rivals = [
            Person::sign_in(stack, Via::Connect, "ben").await,
            Person::sign_in(stack, Via::Connect, "carl").await,
        ];
        Bout { host, rivals, session }
    }

    /// Gives up connections that the kill broke.
    fn reconnect(&mut self) {
        self.host = self.host.over(Via::Connect);
        self.rivals = self.rivals.each_ref().map(|rival| rival.over(Via::Connect));
    }

    /// The host says something so many times.
    async fn tick(&self, times: usize) {
        let mut line = self.host.enter(&self.session.room_id).await;
        for _ in 0..times {
            line.say("tick").await;
        }
    }

    /// Both try for the seat; whoever has it gives it up, for ever. Calls that the
    /// kill breaks are what this is about.
    async fn come_and_go(&self) {
        let (id, [ben, carl]) = (&self.session.session_id, &self.rivals);
        loop {
            let _ = tokio::join!(ben.join_session(id), carl.join_session(id));
            let _ = tokio::join!(ben.leave_session(id), carl.leave_session(id));
        }
    }

    /// What the session says and what the room does must come to agree, and the
    /// session must go on to work.
    async fn settle(&self) {
        let id = &self.session.session_id;
        let agreed = async { while !self.agrees().await {} };
        in_time("seat and room agree", agreed).await;
        for rival in &self.rivals {
            let left = code(&rival.leave_session(id).await);
            assert!([Code::Ok, Code::PermissionDenied].contains(&left), "{left:?}");
        }
        for rival in &self.rivals {
            rival.join_session(id).await.expect("the seat is free");
            rival.enter(&self.session.room_id).await.say("seated").await;
            rival.leave_session(id).await.expect("may leave");
        }
        self.host.enter(&self.session.room_id).await.say("the host stays").await;
    }

    async fn agrees(&self) -> bool {
        let seen = self.host.see_session(&self.session.session_id).await.expect("one's own");
        let seated = seen.participant.map(|person| person.user_id);
        for rival in &self.rivals {
            let entered = rival.enter_from(&self.session.room_id, From::Live).await;
            let is_seated = seated.as_ref() == Some(&rival.user_id);
            let expected = if is_seated { Code::Ok } else { Code::PermissionDenied };
            if code(&entered) != expected {
                return false;
            }
        }
        true
    }
}
