//! The codec of the streams: frames go out as the bytes they already are.

use std::marker::PhantomData;

use bytes::{BufMut as _, Bytes};
use prost::Message;
use tonic::{
    Status,
    codec::{BufferSettings, Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
};

/// Starts small, since tonic allocates it for every idle stream, and hands over
/// what is ready at 32 KiB.
const BUFFERS: (usize, usize) = (512, 32 * 1024);

/// Sends encoded frames; receives `M`.
#[derive(Debug)]
pub(crate) struct FrameCodec<M>(PhantomData<fn() -> M>);

impl<M> Default for FrameCodec<M> {
    fn default() -> FrameCodec<M> {
        FrameCodec(PhantomData)
    }
}

/// Copies a frame's bytes.
#[derive(Debug)]
pub(crate) struct FrameEncoder;

/// Decodes requests.
#[derive(Debug)]
pub(crate) struct RequestDecoder<M>(PhantomData<fn() -> M>);

impl<M: Message + Default + 'static> Codec for FrameCodec<M> {
    type Encode = Bytes;
    type Decode = M;
    type Encoder = FrameEncoder;
    type Decoder = RequestDecoder<M>;

    fn encoder(&mut self) -> FrameEncoder {
        FrameEncoder
    }

    fn decoder(&mut self) -> RequestDecoder<M> {
        RequestDecoder(PhantomData)
    }
}

impl Encoder for FrameEncoder {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, frame: Bytes, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put_slice(&frame);
        Ok(())
    }

    fn buffer_settings(&self) -> BufferSettings {
        BufferSettings::new(BUFFERS.0, BUFFERS.1)
    }
}

impl<M: Message + Default + 'static> Decoder for RequestDecoder<M> {
    type Item = M;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<M>, Status> {
        let message = M::decode(buffer);
        // Clients in any language read this: it is their bytes that are wrong.
        message
            .map(Some)
            .map_err(|cause| Status::invalid_argument(format!("not a request: {cause}")))
    }

    fn buffer_settings(&self) -> BufferSettings {
        BufferSettings::new(BUFFERS.0, BUFFERS.1)
    }
}
