//! Frames as bytes: each is encoded once, whoever it goes to.
//!
//! `ConnectResponse` and `SubscribeResponse` have the same fields and numbers, so
//! the same bytes serve both. A durable event's frame holds the event as it is
//! stored, so what is read from the log is sent without being decoded.

use bytes::{BufMut as _, Bytes, BytesMut};
use prost::{
    Message as _,
    encoding::{
        DecodeContext, WireType, decode_key, decode_varint, encode_key, encode_varint,
        encoded_len_varint, key_len, skip_field,
    },
};
use proto::chat::v1::{self as pb, connect_response::Frame};

/// The number of `event` in `ConnectResponse.frame`.
const EVENT_FIELD: u32 = 3;
/// Numbers in `Event`; those of the bodies are the highest, and come last.
const SEQ_FIELD: u32 = 2;
const FIRST_BODY_FIELD: u32 = 10;
const DOC_UPDATE_FIELD: u32 = 14;
const ACCESS_GRANTED_FIELD: u32 = 22;

/// A durable event, encoded: as its frame, and as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct EncodedEvent {
    /// The frame that carries it.
    pub(crate) frame: Bytes,
    /// The event alone: a part of `frame`.
    pub(crate) stored: Bytes,
}

/// Encodes an event.
pub(crate) fn encode_event(event: &pb::Event) -> EncodedEvent {
    let length = event.encoded_len();
    let mut frame = event_header(length);
    let header = frame.len();
    frame.reserve(length);
    event.encode_raw(&mut frame);
    let frame = frame.freeze();
    EncodedEvent { stored: frame.slice(header..), frame }
}

/// The frame of a stored event.
pub(crate) fn frame_stored(stored: &Bytes) -> Bytes {
    let mut frame = event_header(stored.len());
    frame.put_slice(stored);
    frame.freeze()
}

/// Encodes any frame.
pub(crate) fn encode(frame: Frame) -> Bytes {
    pb::ConnectResponse { frame: Some(frame) }.encode_to_vec().into()
}

/// What can be seen of an event's frame without decoding it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Sight {
    /// Its seq; 0 for ephemeral events.
    pub(crate) seq: u64,
    /// What it is to the shared document.
    pub(crate) kind: Kind,
}

/// What an event is to the shared document.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// A change of it.
    Change,
    /// Its beginning, perhaps anew.
    Start,
    /// Nothing.
    Other,
}

/// Looks at an event's frame: every delivery does, so it decodes nothing it need not.
pub(crate) fn look(frame: &[u8]) -> Sight {
    let mut sight = Sight { seq: 0, kind: Kind::Other };
    let mut rest = &frame[event_start(frame)..];
    while let Ok((field, wire)) = decode_key(&mut rest) {
        match field {
            SEQ_FIELD => sight.seq = decode_varint(&mut rest).unwrap_or_default(),
            DOC_UPDATE_FIELD => sight.kind = Kind::Change,
            ACCESS_GRANTED_FIELD if starts_document(rest) => sight.kind = Kind::Start,
            _ => {}
        }
        if field >= FIRST_BODY_FIELD
            || field != SEQ_FIELD
                && skip_field(wire, field, &mut rest, DecodeContext::default()).is_err()
        {
            break;
        }
    }
    sight
}

/// The event of a frame.
pub(crate) fn event(frame: &Bytes) -> Option<pb::Event> {
    pb::Event::decode(frame.slice(event_start(frame)..)).ok()
}

/// Where the event begins in its frame.
fn event_start(frame: &[u8]) -> usize {
    let mut rest = frame;
    let is_read = decode_key(&mut rest).is_ok() && decode_varint(&mut rest).is_ok();
    if is_read { frame.len() - rest.len() } else { frame.len() }
}

fn starts_document(mut grant: &[u8]) -> bool {
    let _length = decode_varint(&mut grant);
    let grant = pb::AccessGranted::decode(grant);
    grant.is_ok_and(|grant| grant.start_document.is_some())
}

fn event_header(length: usize) -> BytesMut {
    let header = key_len(EVENT_FIELD) + encoded_len_varint(length as u64);
    let mut frame = BytesMut::with_capacity(header + length);
    encode_key(EVENT_FIELD, WireType::LengthDelimited, &mut frame);
    encode_varint(length as u64, &mut frame);
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> pb::Event {
        let text = "x".repeat(200);
        let body = pb::event::Body::Message(pb::Message { text });
        pb::Event { room_id: "r".to_owned(), seq: 7, body: Some(body), ..Default::default() }
    }

    #[test]
    fn a_frame_is_a_response_of_both_calls() {
        let frame = encode_event(&event()).frame;
        let connect = pb::ConnectResponse::decode(frame.clone()).unwrap();
        assert_eq!(connect.frame, Some(Frame::Event(event())));
        let subscribe = pb::SubscribeResponse::decode(frame).unwrap();
        assert_eq!(subscribe.frame, Some(pb::subscribe_response::Frame::Event(event())));
    }

    #[test]
    fn an_event_is_known_by_its_frame() {
        let of = |body| {
            let room_id = "room".to_owned();
            let event = pb::Event { room_id, seq: 700, body: Some(body), ..Default::default() };
            let frame = encode_event(&event).frame;
            assert_eq!(super::event(&frame), Some(event));
            look(&frame)
        };
        use pb::event::Body;
        let start_document = Some(pb::StartDocument::default());
        let start = pb::AccessGranted { visible_from_seq: 1, start_document };
        for (body, kind) in [
            (Body::Message(pb::Message { text: "x".repeat(300) }), Kind::Other),
            (Body::DocUpdate(pb::DocUpdate { generation: 7, ..Default::default() }), Kind::Change),
            (Body::AccessGranted(pb::AccessGranted::default()), Kind::Other),
            (Body::AccessGranted(start), Kind::Start),
            (Body::RoomClosed(pb::RoomClosed {}), Kind::Other),
        ] {
            assert_eq!(of(body), Sight { seq: 700, kind });
        }
        assert_eq!(look(b"no frame"), Sight { seq: 0, kind: Kind::Other });
    }

    #[test]
    fn a_stored_event_gets_the_same_frame_again() {
        let encoded = encode_event(&event());
        assert_eq!(pb::Event::decode(encoded.stored.clone()).unwrap(), event());
        assert_eq!(frame_stored(&encoded.stored), encoded.frame);
    }
}
