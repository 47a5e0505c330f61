//! Clients and a server in one process, without sockets: their time can be paused.

use std::{future::pending, io, time::Duration};

use axum::Router;
use hyper_util::rt::TokioIo;
use service_kit::serve::{Listener, ServeSettings, serve};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex},
    sync::mpsc,
    task::JoinHandle,
    time::timeout,
};
use tokio_util::sync::CancellationToken;
use tonic::transport::{Channel, Endpoint};
use tower::service_fn;

/// What a connection holds until it is read.
const BUFFER: usize = 64 * 1024;

/// Where connections come in.
struct Door(mpsc::Receiver<DuplexStream>);

impl Listener for Door {
    type Io = DuplexStream;
    type Addr = ();

    async fn accept(&mut self) -> (DuplexStream, ()) {
        match self.0.recv().await {
            Some(io) => (io, ()),
            None => pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<()> {
        Ok(())
    }
}

/// A server that runs, and the way to it.
pub(crate) struct Server {
    way: mpsc::Sender<DuplexStream>,
    pub(crate) stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) fn start(app: Router, settings: ServeSettings) -> Server {
        let (way, door) = mpsc::channel(16);
        let stop = CancellationToken::new();
        let stopping = stop.clone();
        let task = tokio::spawn(async move { serve(Door(door), app, &settings, stopping).await });
        Server { way, stop, task }
    }

    /// A connection of bytes.
    pub(crate) async fn connect(&self) -> DuplexStream {
        dial(&self.way).await.unwrap()
    }

    /// A gRPC client's connection.
    pub(crate) async fn channel(&self) -> Channel {
        let way = self.way.clone();
        let connector = service_fn(move |_| {
            let way = way.clone();
            async move { dial(&way).await.map(TokioIo::new) }
        });
        Endpoint::from_static("http://server").connect_with_connector(connector).await.unwrap()
    }

    /// Whether somebody can still connect.
    pub(crate) fn is_open(&self) -> bool {
        !self.way.is_closed()
    }

    /// Stops it, and waits until it has.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.stopped().await;
    }

    /// Waits until it has stopped.
    pub(crate) async fn stopped(self) {
        timeout(Duration::from_secs(600), self.task).await.expect("it stops").unwrap();
    }
}

async fn dial(way: &mpsc::Sender<DuplexStream>) -> io::Result<DuplexStream> {
    let (ours, theirs) = duplex(BUFFER);
    way.send(theirs).await.map_err(|_| io::ErrorKind::ConnectionRefused)?;
    Ok(ours)
}

/// Says `request` in HTTP/1.1 and returns all that comes back until the server
/// closes, or has nothing more to say for a minute.
pub(crate) async fn ask(io: &mut DuplexStream, request: &str) -> String {
    io.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = timeout(Duration::from_secs(60), io.read_to_end(&mut answer)).await;
    String::from_utf8(answer).unwrap()
}

/// The type of HTTP/2's frame of settings.
pub(crate) const SETTINGS: u8 = 4;
/// How a client of HTTP/2 opens: with no settings of its own.
pub(crate) const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

/// The type, flags and payload of the next frame of HTTP/2.
pub(crate) async fn frame(io: &mut DuplexStream) -> (u8, u8, Vec<u8>) {
    let mut head = [0; 9];
    io.read_exact(&mut head).await.unwrap();
    let mut payload = vec![0; usize::from(u16::from_be_bytes([head[1], head[2]]))];
    io.read_exact(&mut payload).await.unwrap();
    (head[3], head[4], payload)
}
