//! Frames as bytes: each is encoded once, whoever it goes to.
//!
//! `ConnectResponse` and `SubscribeResponse` have the same fields and numbers, so
//! the same bytes serve both. A durable event's frame holds the event as it is
//! stored, so what is read from the log is sent without being decoded.

use bytes::{BufMut as _, Bytes, BytesMut};
use prost::{
    Message as _,
    encoding::{WireType, encode_key, encode_varint, encoded_len_varint, key_len},
};
use proto::chat::v1::{self as pb, connect_response::Frame};

/// The number of `event` in `ConnectResponse.frame`.
const EVENT_FIELD: u32 = 3;

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
    fn a_stored_event_gets_the_same_frame_again() {
        let encoded = encode_event(&event());
        assert_eq!(pb::Event::decode(encoded.stored.clone()).unwrap(), event());
        assert_eq!(frame_stored(&encoded.stored), encoded.frame);
    }
}
