//! The way into a room.

use proto::chat::v1::{ConnectRequest, Join, Joined};
use tonic::Status;

use crate::{
    person::Person,
    wire::{Frame, ToServer, Wire},
};

/// Opens a stream of `person`'s and joins.
pub(super) async fn dial(person: Person, join: Join) -> Result<(Wire, Joined), Status> {
    let mut wire = Wire::connect(&person).await?;
    let join = ConnectRequest { frame: Some(ToServer::Join(join)) };
    if let Some(outgoing) = wire.outgoing() {
        // Where nobody takes it, there is no `joined` either.
        let _ = outgoing.send(join).await;
    }
    let joined = joined(&mut wire).await?;
    Ok((wire, joined))
}

async fn joined(wire: &mut Wire) -> Result<Joined, Status> {
    loop {
        match wire.frame().await? {
            Some(Frame::Joined(joined)) => return Ok(joined),
            Some(Frame::Welcome(_) | Frame::Heartbeat(_)) => {}
            Some(Frame::Reconnect(_)) => return Err(Status::unavailable("it is going away")),
            Some(other) => return Err(Status::data_loss(format!("{other:?} before joined"))),
            None => return Err(Status::unavailable("the stream has ended")),
        }
    }
}
