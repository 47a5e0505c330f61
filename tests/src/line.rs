//! A person in a room.

use std::{collections::HashMap, time::Duration};

use proto::chat::v1::{
    Ack, CodeView, ConnectRequest, Event, Join, Joined, Reconnect, Rejected, RejectedReason,
    RemovedReason, SendRequest, SubscribeRequest, Welcome, send_request::Body,
};
use tonic::{Code, Status};

use crate::{
    body,
    door::Via,
    in_time,
    journal::Journal,
    person::{Person, unique},
    wire::{self, Frame, ToServer, Wire},
};

/// Where a person starts to see a room.
#[derive(Debug)]
pub enum From {
    /// At its start.
    Start,
    /// Behind this seq, as a reader who knows what was before.
    After(u64),
    /// At its head.
    Live,
    /// Where an earlier line stopped.
    Journal(Box<Journal>),
}

/// How a line ended.
#[derive(Debug)]
pub struct End {
    /// The room was taken from the reader, and why.
    pub removed: Option<RemovedReason>,
    /// The server asked to come back after this.
    pub reconnect: Option<Duration>,
    /// How the stream ended.
    pub code: Code,
}

/// A person's stream on one room, by `Connect` or by `Subscribe` + `Send`.
/// Whatever comes is checked and kept; dropping it drops the stream.
#[derive(Debug)]
pub struct Line {
    person: Person,
    room_id: String,
    wire: Wire,
    connection_id: String,
    joined: Joined,
    journal: Journal,
    read: usize,
    answers: HashMap<String, Result<u64, Status>>,
    reconnect: Option<Reconnect>,
}

impl Line {
    /// Opens a stream and joins; the refusal of the join is the error.
    pub async fn open(person: &Person, room_id: &str, from: From) -> Result<Line, Status> {
        Line::open_as(person, room_id, from, CodeView::Unspecified).await
    }

    /// As `open`, with the shared document in this form.
    pub async fn open_as(
        person: &Person,
        room_id: &str,
        from: From,
        view: CodeView,
    ) -> Result<Line, Status> {
        let mut journal = Journal::new(&person.user_id, room_id);
        let (mut after_seq, mut live_only) = (0, false);
        match from {
            From::Start => {}
            From::After(seq) => {
                after_seq = seq;
                journal.begin_after(seq);
            }
            From::Live => live_only = true,
            From::Journal(earlier) => {
                after_seq = earlier.last_seq();
                journal = *earlier;
            }
        }
        let code_view = view.into();
        let join =
            Join { room_id: room_id.into(), after_seq, live_only, code_view, ..Join::default() };
        let (mut wire, welcome) = dial(person, join).await?;
        let joined = joined(&mut wire).await?;
        if live_only {
            journal.begin_after(joined.head_seq);
        }
        journal.begin_stream();
        journal.joined(&joined).unwrap_or_else(|broken| panic!("{broken}"));
        Ok(Line {
            person: person.clone(),
            room_id: room_id.to_owned(),
            wire,
            connection_id: welcome.connection_id,
            joined,
            read: journal.events().len(),
            journal,
            answers: HashMap::new(),
            reconnect: None,
        })
    }

    /// The stream's id, from its `welcome`.
    pub fn connection_id(&self) -> &str {
        &self.connection_id
    }

    /// The answer to the join.
    pub fn joined(&self) -> &Joined {
        &self.joined
    }

    /// What came so far.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Drops the stream; what was seen can be resumed by `From::Journal`. The
    /// server notices some time later.
    pub fn hang_up(self) -> Journal {
        self.journal
    }

    /// As `hang_up`; by `Connect`, waits until the server has seen it.
    pub async fn say_goodbye(mut self) -> Journal {
        if self.person.via != Via::GrpcWeb {
            self.wire.half_close();
            self.end().await;
        }
        self.journal
    }

    /// Sends a chat message; answers its seq.
    pub async fn say(&mut self, text: &str) -> u64 {
        self.send(body::text(text)).await.expect("may talk")
    }

    /// Sends something; answers its seq, or how it was refused.
    pub async fn send(&mut self, body: Body) -> Result<u64, Status> {
        self.send_as(&unique("event"), body).await
    }

    /// Sends something under an id of its own.
    pub async fn send_as(&mut self, id: &str, body: Body) -> Result<u64, Status> {
        self.post(id, body).await?;
        self.answer(id).await
    }

    /// Sends something ephemeral, which nobody answers.
    pub async fn hint(&mut self, body: Body) {
        self.post("", body).await.expect("the stream is open");
        if self.person.via == Via::GrpcWeb {
            let answer = self.answers.remove("").expect("a unary call is answered");
            assert_eq!(answer.expect("may hint"), 0, "ephemeral events have seq 0");
        }
    }

    /// Sends something without waiting for its answer, reading meanwhile. An
    /// error: the stream has ended.
    pub async fn post(&mut self, id: &str, body: Body) -> Result<(), Status> {
        let Some(outgoing) = self.wire.outgoing() else {
            let answer = self.send_unary(id, body).await;
            self.answers.insert(id.to_owned(), answer);
            return Ok(());
        };
        let frame = ConnectRequest { frame: Some(wire::send(&self.room_id, id, body)) };
        loop {
            tokio::select! {
                biased;
                place = outgoing.reserve() => {
                    let place = place.map_err(|_| Status::unavailable("the stream has ended"))?;
                    place.send(frame);
                    return Ok(());
                }
                read = self.wire.read() => self.take_or_end(read)?,
            }
        }
    }

    /// The answer to what was posted under `id`: its seq, or how it was refused,
    /// or how the stream ended without one.
    pub async fn answer(&mut self, id: &str) -> Result<u64, Status> {
        loop {
            if let Some(answer) = self.answers.remove(id) {
                return answer;
            }
            let read = in_time(&format!("an answer to {id}"), self.wire.read()).await;
            self.take_or_end(read)?;
        }
    }

    /// Waits for an event that `wanted` knows, among those not yet waited past.
    pub async fn until(&mut self, mut wanted: impl FnMut(&Event) -> bool) -> Event {
        loop {
            while let Some(event) = self.journal.events().get(self.read) {
                self.read += 1;
                if wanted(event) {
                    return event.clone();
                }
            }
            let kinds = || self.journal.events().iter().map(body::kind).collect::<Vec<_>>();
            let read = tokio::time::timeout(crate::PATIENCE, self.wire.read()).await;
            let read = read.unwrap_or_else(|_| panic!("in vain; seen so far: {:?}", kinds()));
            self.take_or_end(read).expect("a live stream");
        }
    }

    /// Waits for a chat message.
    pub async fn hear(&mut self, text: &str) -> Event {
        self.until(|event| body::text_of(event) == Some(text)).await
    }

    /// Waits until everything up to `seq` has come.
    pub async fn catch_up(&mut self, seq: u64) -> Result<(), Status> {
        while self.journal.last_seq() < seq {
            let read = in_time(&format!("seq {seq}"), self.wire.read()).await;
            self.take_or_end(read)?;
        }
        Ok(())
    }

    /// Reads to the end of the stream, which must come.
    pub async fn end(&mut self) -> End {
        let code = loop {
            match in_time("the stream ends", self.wire.read()).await {
                Ok(Some(frame)) => self.take(frame),
                Ok(None) => break Code::Ok,
                Err(status) => break status.code(),
            }
        };
        let reconnect = self.reconnect.map(|frame| {
            frame.after.unwrap_or_default().try_into().expect("a duration to wait for")
        });
        End { removed: self.journal.removed_reason(), reconnect, code }
    }

    fn take_or_end(&mut self, read: Result<Option<Frame>, Status>) -> Result<(), Status> {
        let frame = read?.ok_or_else(|| Status::unavailable("the stream has ended"))?;
        self.take(frame);
        Ok(())
    }

    fn take(&mut self, frame: Frame) {
        let kept = match frame {
            Frame::Event(event) => self.journal.event(event),
            Frame::Skip(skip) => self.journal.skip(&skip.room_id, skip.to_seq),
            Frame::Removed(removed) => self.journal.removed(&removed.room_id, removed.reason()),
            Frame::Joined(joined) => self.journal.joined(&joined),
            Frame::Ack(ack) => self.acked(&ack),
            Frame::Rejected(refused) => {
                self.answered(&refused.client_event_id, Err(as_status(&refused)))
            }
            Frame::Reconnect(reconnect) => {
                self.reconnect = Some(reconnect);
                Ok(())
            }
            Frame::Welcome(_) => Err("a second welcome".to_owned()),
            Frame::Document(document) => self.journal.document(document),
            Frame::Heartbeat(_) => Ok(()),
        };
        if let Err(broken) = kept {
            panic!("{} in {}: {broken}", self.person.user_id, self.room_id);
        }
    }

    fn acked(&mut self, ack: &Ack) -> Result<(), String> {
        if ack.room_id != self.room_id || ack.seq == 0 {
            return Err(format!("a wrong {ack:?}"));
        }
        self.answered(&ack.client_event_id, Ok(ack.seq))
    }

    fn answered(&mut self, id: &str, answer: Result<u64, Status>) -> Result<(), String> {
        match self.answers.insert(id.to_owned(), answer) {
            None => Ok(()),
            Some(_) => Err(format!("{id} was answered twice")),
        }
    }

    async fn send_unary(&self, id: &str, body: Body) -> Result<u64, Status> {
        let request = SendRequest {
            room_id: self.room_id.clone(),
            client_event_id: id.to_owned(),
            connection_id: self.connection_id.clone(),
            body: Some(body),
        };
        let mut chat = self.person.chat();
        Ok(in_time("a send", chat.send(request)).await?.into_inner().seq)
    }
}

/// Opens the stream and asks for the room; `welcome` must come first.
async fn dial(person: &Person, join: Join) -> Result<(Wire, Welcome), Status> {
    let mut wire = if person.via == Via::GrpcWeb {
        let Join { room_id, after_seq, live_only, code_view, epoch } = join;
        let request = SubscribeRequest { room_id, after_seq, live_only, code_view, epoch };
        Wire::subscribe(person, request).await?
    } else {
        let wire = Wire::connect(person).await?;
        wire.put(ToServer::Join(join)).await;
        wire
    };
    match wire.next().await? {
        Some(Frame::Welcome(welcome)) => Ok((wire, welcome)),
        other => panic!("a stream begins with welcome, not with {other:?}"),
    }
}

async fn joined(wire: &mut Wire) -> Result<Joined, Status> {
    match wire.next().await? {
        Some(Frame::Joined(joined)) => Ok(joined),
        other => panic!("joined comes before anything of the room, not {other:?}"),
    }
}

/// What the unary `Send` would have answered.
pub fn as_status(rejected: &Rejected) -> Status {
    let code = match rejected.reason() {
        RejectedReason::Invalid => Code::InvalidArgument,
        RejectedReason::NotAllowed => Code::PermissionDenied,
        RejectedReason::RoomClosed | RejectedReason::NotJoined => Code::FailedPrecondition,
        RejectedReason::AlreadyJoined | RejectedReason::IdReused => Code::AlreadyExists,
        RejectedReason::TooManyRooms => Code::ResourceExhausted,
        RejectedReason::DataLoss => Code::DataLoss,
        RejectedReason::Unavailable => Code::Unavailable,
        RejectedReason::Unauthenticated => Code::Unauthenticated,
        RejectedReason::Unsupported => Code::Unimplemented,
        RejectedReason::Resync => Code::Aborted,
        RejectedReason::Unspecified => Code::Internal,
    };
    Status::new(code, rejected.message.clone())
}
