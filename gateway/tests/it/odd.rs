//! Hosts that behave as no good server does.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use axum::http::Response;
use h2::{
    Reason,
    server::{self, SendResponse},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::upstream::Upstream;

/// What an [`Odd`] host does with a call.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Habit {
    /// Says that it did not look at it.
    Refuses,
    /// Leaves with a GOAWAY that names an earlier call as the last.
    Leaves,
    /// Takes it and ends the connection.
    Dies,
    /// Answers UNAVAILABLE.
    IsUnavailable,
}

/// A host that is well when it is asked, and does nothing for those who call.
pub(crate) struct Odd {
    pub(crate) address: SocketAddr,
    calls: Arc<AtomicUsize>,
    _stop: DropGuard,
}

impl Odd {
    pub(crate) async fn start(habit: Habit) -> Odd {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let calls = Arc::default();
        let stop = CancellationToken::new();
        let serving = serve(listener, habit, Arc::clone(&calls));
        tokio::spawn(stop.clone().run_until_cancelled_owned(serving));
        Odd { address, calls, _stop: stop.drop_guard() }
    }

    /// How many calls there were, health checks not counted.
    pub(crate) fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
}

async fn serve(listener: TcpListener, habit: Habit, calls: Arc<AtomicUsize>) {
    let mut connections = JoinSet::new();
    loop {
        let (io, _) = listener.accept().await.unwrap();
        match habit {
            Habit::Leaves => connections.spawn(leave(io, calls.clone())),
            _ => connections.spawn(serve_one(io, habit, calls.clone())),
        };
    }
}

async fn serve_one(io: TcpStream, habit: Habit, calls: Arc<AtomicUsize>) {
    let Ok(mut connection) = server::handshake(io).await else { return };
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        if request.uri().path().starts_with("/grpc.health.") {
            answer(&mut respond, "12");
            continue;
        }
        calls.fetch_add(1, Ordering::SeqCst);
        match habit {
            Habit::Refuses => respond.send_reset(Reason::REFUSED_STREAM),
            Habit::Dies | Habit::Leaves => return,
            Habit::IsUnavailable => answer(&mut respond, "14"),
        }
    }
}

/// Answers the first call of a connection, which asks how it is, and leaves when the
/// next comes. Frame by frame, since no server that is sane can.
async fn leave(mut io: TcpStream, calls: Arc<AtomicUsize>) {
    const HEADERS: u8 = 1;
    const SETTINGS: u8 = 4;
    const GOAWAY: u8 = 7;
    const HEALTHY: &[u8] = b"\x88\x00\x0ccontent-type\x10application/grpc\x00\x0bgrpc-status\x0212";
    const LAST_IS_ONE: &[u8] = &[0, 0, 0, 1, 0, 0, 0, 0];
    let mut preface = [0; 24];
    io.read_exact(&mut preface).await.unwrap();
    io.write_all(&frame(SETTINGS, 0, 0, &[])).await.unwrap();
    loop {
        let mut head = [0; 9];
        if io.read_exact(&mut head).await.is_err() {
            return;
        }
        let mut payload = vec![0; usize::from(head[1]) << 8 | usize::from(head[2])];
        io.read_exact(&mut payload).await.unwrap();
        let reply = match (head[3], head[4], head[8]) {
            (SETTINGS, 0, _) => frame(SETTINGS, 1, 0, &[]),
            (HEADERS, _, 1) => frame(HEADERS, 5, 1, HEALTHY),
            (HEADERS, ..) => {
                calls.fetch_add(1, Ordering::SeqCst);
                frame(GOAWAY, 0, 0, LAST_IS_ONE)
            }
            _ => continue,
        };
        if io.write_all(&reply).await.is_err() {
            return;
        }
    }
}

fn frame(kind: u8, flags: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
    let length = u8::try_from(payload.len()).unwrap();
    [&[0, 0, length, kind, flags, 0, 0, 0, stream], payload].concat()
}

/// Answers with a status and nothing else.
fn answer(respond: &mut SendResponse<bytes::Bytes>, status: &str) {
    let answer = Response::builder()
        .header("content-type", "application/grpc")
        .header("grpc-status", status)
        .body(())
        .unwrap();
    let _ = respond.send_response(answer, true);
}

/// A host that accepts connections, as every kernel does, and never says a word.
pub(crate) fn silent() -> (SocketAddr, std::net::TcpListener) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    (listener.local_addr().unwrap(), listener)
}

/// An upstream in a thread of its own, which can stand still as a process does that
/// gets SIGSTOP: its connections stay, and nobody answers.
pub(crate) struct Freezer {
    freeze: tokio::sync::mpsc::Sender<mpsc::Receiver<()>>,
}

impl Freezer {
    pub(crate) fn start() -> (Upstream, Freezer) {
        let (freeze, mut freezes) = tokio::sync::mpsc::channel::<mpsc::Receiver<()>>(1);
        let (give, upstream) = mpsc::channel();
        let serve = async move {
            give.send(Upstream::start().await).unwrap();
            while let Some(thaw) = freezes.recv().await {
                let _ = thaw.recv();
            }
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        thread::spawn(move || runtime.block_on(serve));
        (upstream.recv().unwrap(), Freezer { freeze })
    }

    /// Stands still until what this returns is dropped.
    pub(crate) async fn freeze(&self) -> mpsc::Sender<()> {
        let (thaw, frozen) = mpsc::channel();
        self.freeze.send(frozen).await.unwrap();
        thaw
    }
}
