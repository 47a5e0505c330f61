//! `ChatService` as it is served: the two streams here, the rest as generated.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_util::{FutureExt as _, Stream, future::BoxFuture};
use proto::chat::v1::{self as pb, chat_service_server::ChatServiceServer};
use tonic::{
    Request, Response, Status, Streaming,
    body::Body,
    server::{Grpc, NamedService, ServerStreamingService, StreamingService},
};
use tower::Service;

use super::{Api, caller};
use crate::{
    codec::FrameCodec,
    connection::{Connection, Start},
};

const CONNECT: &str = "/hirehub.chat.v1.ChatService/Connect";
const SUBSCRIBE: &str = "/hirehub.chat.v1.ChatService/Subscribe";
/// The largest request. Code of 256 KiB fits with room to spare, so that what is
/// somewhat too long gets an error that names the field, and not a dead stream.
const MAX_REQUEST: usize = 512 * 1024;

/// `ChatService` with its streams as bytes.
#[derive(Clone)]
pub(crate) struct Streams {
    api: Api,
    unary: ChatServiceServer<Api>,
}

impl Streams {
    /// Serves `ChatService`.
    pub(crate) fn new(api: Api) -> Streams {
        let unary = ChatServiceServer::new(api.clone()).max_decoding_message_size(MAX_REQUEST);
        Streams { api, unary }
    }
}

impl NamedService for Streams {
    const NAME: &'static str = pb::chat_service_server::SERVICE_NAME;
}

impl Service<http::Request<Body>> for Streams {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<http::Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let api = self.api.clone();
        match request.uri().path() {
            CONNECT => async move { Ok(grpc().streaming(Connect(api), request).await) }.boxed(),
            SUBSCRIBE => {
                async move { Ok(grpc().server_streaming(Subscribe(api), request).await) }.boxed()
            }
            _ => self.unary.call(request),
        }
    }
}

fn grpc<M: prost::Message + Default + 'static>() -> Grpc<FrameCodec<M>> {
    Grpc::new(FrameCodec::default()).max_decoding_message_size(MAX_REQUEST)
}

/// Encoded frames.
type Frames = Pin<Box<dyn Stream<Item = Result<Bytes, Status>> + Send>>;
type Answer = BoxFuture<'static, Result<Response<Frames>, Status>>;

struct Connect(Api);

impl StreamingService<pb::ConnectRequest> for Connect {
    type Response = Bytes;
    type ResponseStream = Frames;
    type Future = Answer;

    fn call(&mut self, request: Request<Streaming<pb::ConnectRequest>>) -> Answer {
        let api = self.0.clone();
        async move {
            let (person, principal) = caller(&request)?;
            let inbound = Some(request.into_inner());
            let connection = Connection::new(api, person, &principal, inbound);
            Ok(Response::new(Box::pin(connection.into_stream()) as Frames))
        }
        .boxed()
    }
}

struct Subscribe(Api);

impl ServerStreamingService<pb::SubscribeRequest> for Subscribe {
    type Response = Bytes;
    type ResponseStream = Frames;
    type Future = Answer;

    fn call(&mut self, request: Request<pb::SubscribeRequest>) -> Answer {
        let api = self.0.clone();
        async move {
            let (person, principal) = caller(&request)?;
            let request = request.into_inner();
            let view = request.code_view();
            let pb::SubscribeRequest { room_id, after_seq, live_only, epoch, .. } = request;
            let mut connection = Connection::new(api, person, &principal, None);
            connection.join(Start { room_id, after_seq, live_only, view, epoch }).await;
            Ok(Response::new(Box::pin(connection.into_stream()) as Frames))
        }
        .boxed()
    }
}
