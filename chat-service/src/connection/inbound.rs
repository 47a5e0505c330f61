//! What clients send on a stream, frame by frame, in order.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::FutureExt as _;
use proto::chat::v1::{self as pb, CodeView, connect_request, connect_response::Frame};

use super::{Connection, JoinedRoom, MAX_ROOMS, view::View};
use service_kit::text::Invalid;

use crate::{
    actor::Joining,
    body::{self, Posted},
    error::Error,
    id::{ClientEventId, RoomId},
    log::Seq,
    room::{Command, Refusal},
    rooms::Answer,
};

/// Where in a room a stream starts.
#[derive(Debug)]
pub(crate) struct Start {
    /// The room, as the client wrote it.
    pub(crate) room_id: String,
    /// The last seq the client has.
    pub(crate) after_seq: Seq,
    /// Whether to start at the head instead.
    pub(crate) live_only: bool,
    /// How the client receives the shared document.
    pub(crate) view: pb::CodeView,
    /// The epoch the seq is of, if the client says.
    pub(crate) epoch: String,
}

/// A change on its way, with the names the client knows it by.
#[derive(Debug)]
pub(super) struct PendingAnswer {
    room_id: String,
    client_event_id: String,
    answer: Answer,
}

impl Future for PendingAnswer {
    type Output = (String, String, Result<Seq, Refusal>);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.answer.poll_unpin(cx).map(|answer| {
            // Without an answer the room's actor is gone: the outcome is not known.
            let outcome = answer.map_err(|_| Refusal::Unknown).flatten();
            (std::mem::take(&mut self.room_id), std::mem::take(&mut self.client_event_id), outcome)
        })
    }
}

impl Connection {
    /// Handles a frame.
    pub(super) async fn receive(&mut self, request: pb::ConnectRequest) {
        match request.frame {
            Some(connect_request::Frame::Join(join)) => {
                let view = join.code_view();
                let pb::Join { room_id, after_seq, live_only, epoch, .. } = join;
                self.join(Start { room_id, after_seq, live_only, view, epoch }).await;
            }
            Some(connect_request::Frame::Leave(leave)) => {
                match self.rooms.iter().position(|room| room.id().as_str() == leave.room_id) {
                    Some(index) => drop(self.rooms.swap_remove(index)),
                    None => self.reject(leave.room_id, String::new(), &Error::NotJoined),
                }
            }
            Some(connect_request::Frame::Send(send)) => self.send(send).await,
            Some(connect_request::Frame::Refresh(refresh)) => self.refresh(&refresh.token).await,
            None => {
                let rule = "one of join, leave, send, refresh";
                let error = Invalid { field: "frame", rule }.into();
                self.reject(String::new(), String::new(), &error);
            }
        }
    }

    /// Joins a room. Refusing a stream's first join ends the stream.
    pub(crate) async fn join(&mut self, start: Start) {
        let outcome = self.try_join(&start).await;
        let is_first = !std::mem::replace(&mut self.has_joined, true);
        match outcome {
            Ok(()) => {}
            Err(error) if is_first => self.end = Some(Err(error)),
            Err(error) => self.reject(start.room_id, String::new(), &error),
        }
    }

    async fn try_join(&mut self, start: &Start) -> Result<(), Error> {
        // What cannot be a room's id is a room that does not exist.
        let id = RoomId::parse(&start.room_id).map_err(|_| Refusal::NotAllowed)?;
        if self.rooms.iter().any(|room| *room.id() == id) {
            return Err(Error::AlreadyJoined);
        }
        if self.rooms.len() >= MAX_ROOMS {
            return Err(Error::TooManyRooms(MAX_ROOMS));
        }
        let handle = self.api.rooms.open(&id);
        if start.live_only && start.after_seq != 0 {
            handle.admit(&self.person.user).await?;
            return Err(Invalid { field: "after_seq", rule: "0 with live_only" }.into());
        }
        let epoch = self.api.rooms.log().epoch().to_owned();
        if !start.epoch.is_empty() && start.epoch != epoch {
            handle.admit(&self.person.user).await?;
            return Err(Error::OtherEpoch);
        }
        let after = (!start.live_only).then_some(start.after_seq);
        let view = match start.view {
            CodeView::Unspecified => CodeView::Text,
            view => view,
        };
        let joining = Joining { person: self.person.clone(), after, view };
        let mut attached = handle.attach(joining).await?;
        let documents = std::mem::take(&mut attached.documents);
        self.put(Frame::Joined(pb::Joined {
            room_id: id.to_string(),
            head_seq: attached.head,
            participants: std::mem::take(&mut attached.participants),
            epoch,
            language: std::mem::take(&mut attached.language),
            generation: attached.generation,
        }));
        documents.into_iter().for_each(|document| self.put(Frame::Document(document)));
        let cursor = after.unwrap_or(attached.head);
        let view = View::new(id.to_string(), view, cursor, attached.held_to);
        let (rooms, person) = (self.api.rooms.clone(), self.person.user.clone());
        self.rooms.push(JoinedRoom::new(id, person, handle, rooms, view, cursor, attached));
        Ok(())
    }

    async fn send(&mut self, send: pb::Send) {
        let (room_id, id) = (send.room_id.clone(), send.client_event_id.clone());
        match self.try_send(send).await {
            Ok(None) => {}
            Ok(Some(answer)) => {
                self.answers.push(PendingAnswer { room_id, client_event_id: id, answer });
            }
            Err(error) => self.reject(room_id, id, &error),
        }
    }

    /// Queues what was sent; `None` for what gets no answer.
    async fn try_send(&mut self, send: pb::Send) -> Result<Option<Answer>, Error> {
        self.api.pace.wait(&self.person.user).await;
        let room = self.rooms.iter().find(|room| room.id().as_str() == send.room_id);
        let room = room.ok_or(Error::NotJoined)?;
        if room.is_cut() {
            return Err(Refusal::NotAllowed.into());
        }
        match body::parse(send.body)? {
            Posted::Durable(body) => {
                let id = ClientEventId::parse(&send.client_event_id)?;
                let command = Command::Post { sender: self.person.clone(), id, body };
                Ok(Some(room.handle().begin(command).await?))
            }
            Posted::Ephemeral(kind, body) => {
                let frame = self.api.ephemeral_frame(room.id(), &self.person, body);
                room.handle().show(self.person.user.clone(), kind, frame).await?;
                Ok(None)
            }
        }
    }

    async fn refresh(&mut self, token: &str) {
        match self.api.verifier.verify(token).await {
            Ok(principal) if *principal.user_id == *self.person.user.as_str() => {
                self.entry.renew(principal.expires_at);
            }
            _ => self.reject(String::new(), String::new(), &Error::BadToken),
        }
    }
}
