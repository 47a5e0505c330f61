//! A browser's side: HTTP requests as `fetch` makes them, and grpc-web.

use std::{collections::HashMap, net::SocketAddr};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{
    Request, Response, Version,
    body::Incoming,
    client::conn::{http1, http2},
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use prost::Message;
use tokio::net::TcpStream;

/// The headers of a request, as pairs.
pub(crate) type Headers<'a> = &'a [(&'a str, &'a str)];

/// Makes a request over HTTP/1.1 on a connection of its own.
pub(crate) async fn fetch(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: Headers<'_>,
    body: impl Into<Bytes>,
) -> Response<Incoming> {
    send(address, Version::HTTP_11, method, path, headers, body.into()).await
}

/// Makes a request on a connection of its own.
pub(crate) async fn send(
    address: SocketAddr,
    version: Version,
    method: &str,
    path: &str,
    headers: Headers<'_>,
    body: Bytes,
) -> Response<Incoming> {
    let io = TokioIo::new(TcpStream::connect(address).await.unwrap());
    let http1 = version == Version::HTTP_11;
    let uri = if http1 { path.to_owned() } else { format!("http://{address}{path}") };
    let mut request = Request::builder().method(method).uri(uri);
    if http1 {
        request = request.header("host", address.to_string());
    }
    let request =
        headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let request = request.body(Full::new(body)).unwrap();
    if http1 {
        let (mut sender, connection) = http1::handshake(io).await.unwrap();
        tokio::spawn(connection);
        sender.send_request(request).await.unwrap()
    } else {
        let (mut sender, connection) = http2::handshake(TokioExecutor::new(), io).await.unwrap();
        tokio::spawn(connection);
        sender.send_request(request).await.unwrap()
    }
}

/// A header of a response.
pub(crate) fn header<'a>(response: &'a Response<Incoming>, name: &str) -> Option<&'a str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

/// The whole body, as text.
pub(crate) async fn text(response: Response<Incoming>) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().into()).unwrap()
}

/// What a grpc-web call came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer<M> {
    pub(crate) messages: Vec<M>,
    /// From the body's last frame, or from the headers if there is no body.
    pub(crate) trailers: HashMap<String, String>,
}

impl<M> Answer<M> {
    pub(crate) fn status(&self) -> &str {
        &self.trailers["grpc-status"]
    }
}

/// A grpc-web call with one message.
pub(crate) struct Web<'a> {
    pub(crate) gateway: SocketAddr,
    pub(crate) version: Version,
    pub(crate) content_type: &'a str,
    pub(crate) more: Headers<'a>,
}

impl Web<'_> {
    /// Makes the call and reads the answer to its end.
    pub(crate) async fn call<M: Message + Default>(
        &self,
        path: &str,
        message: &impl Message,
    ) -> Answer<M> {
        let response = self.open(path, message).await;
        assert_eq!(response.status(), 200);
        let in_headers = pairs(response.headers().iter().map(|(name, value)| {
            (name.as_str(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        }));
        let body = response.into_body().collect().await.unwrap().to_bytes();
        match self.read(&body) {
            Answer { messages, trailers } if trailers.is_empty() => {
                Answer { messages, trailers: in_headers }
            }
            answer => answer,
        }
    }

    /// Reads a whole body.
    pub(crate) fn read<M: Message + Default>(&self, body: &[u8]) -> Answer<M> {
        let (messages, trailers) =
            if self.is_text() { frames(&decode_text(body)) } else { frames(body) };
        Answer { messages, trailers: trailers.unwrap_or_default() }
    }

    fn is_text(&self) -> bool {
        self.content_type.to_ascii_lowercase().contains("-text")
    }

    /// Makes the call and reads the head of the answer.
    pub(crate) async fn open(&self, path: &str, message: &impl Message) -> Response<Incoming> {
        let frame = frame(message);
        let body = if self.is_text() { BASE64_STANDARD.encode(frame).into_bytes() } else { frame };
        let mut headers = vec![("content-type", self.content_type), ("x-grpc-web", "1")];
        if self.is_text() {
            headers.push(("accept", self.content_type));
        }
        headers.extend_from_slice(self.more);
        send(self.gateway, self.version, "POST", path, &headers, body.into()).await
    }
}

/// A message in gRPC's framing.
pub(crate) fn frame(message: &impl Message) -> Vec<u8> {
    let mut frame = vec![0];
    frame.extend((message.encoded_len() as u32).to_be_bytes());
    message.encode(&mut frame).unwrap();
    frame
}

/// Text mode concatenates pieces that are padded one by one.
fn decode_text(text: &[u8]) -> Vec<u8> {
    text.chunks(4).flat_map(|four| BASE64_STANDARD.decode(four).unwrap()).collect()
}

fn frames<M: Message + Default>(mut body: &[u8]) -> (Vec<M>, Option<HashMap<String, String>>) {
    let mut messages = Vec::new();
    while let [kind, a, b, c, d, rest @ ..] = body {
        let (frame, rest) = rest.split_at(u32::from_be_bytes([*a, *b, *c, *d]) as usize);
        if *kind == 0x80 {
            assert!(rest.is_empty(), "trailers come last");
            let lines = std::str::from_utf8(frame).unwrap().lines();
            let lines = lines.filter_map(|line| line.split_once(':'));
            return (
                messages,
                Some(pairs(lines.map(|(name, value)| (name, value.trim().to_owned())))),
            );
        }
        messages.push(M::decode(frame).unwrap());
        body = rest;
    }
    (messages, None)
}

fn pairs<'a>(pairs: impl Iterator<Item = (&'a str, String)>) -> HashMap<String, String> {
    pairs.map(|(name, value)| (name.to_owned(), value)).collect()
}
