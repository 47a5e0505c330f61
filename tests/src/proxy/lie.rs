//! What may be said about an insert, beside the truth.

use std::io;

use mongodb::bson::doc;
use tokio::net::TcpStream;

use super::message::Message;

/// A way to leave a client in doubt about its insert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lie {
    /// The connection breaks; nothing was inserted.
    ClosedBefore,
    /// It is inserted; the connection breaks without an answer.
    ClosedAfter,
    /// It is inserted; the answer never comes.
    Silence,
    /// A server that says that it is no primary; nothing was inserted.
    NotPrimary,
    /// It is inserted, but perhaps not by a majority in time.
    MajorityTimeout,
    /// It is inserted, but the server is going away.
    ShuttingDown,
    /// It is inserted, and then refused as a duplicate of itself.
    Duplicate,
}

impl Lie {
    /// All there are.
    pub const ALL: [Lie; 7] = [
        Lie::ClosedBefore,
        Lie::ClosedAfter,
        Lie::Silence,
        Lie::NotPrimary,
        Lie::MajorityTimeout,
        Lie::ShuttingDown,
        Lie::Duplicate,
    ];

    /// Treats the request so; answers what its client is told. None: the connection
    /// is to be closed.
    pub(super) async fn tell(
        self,
        request: &Message,
        server: &mut TcpStream,
    ) -> io::Result<Option<Message>> {
        match self {
            Lie::ClosedBefore => return Ok(None),
            Lie::NotPrimary => return Ok(Some(not_primary(request))),
            _ => {}
        }
        let Some(truth) = request.exchange(server).await? else { return Ok(None) };
        match self {
            Lie::Silence => std::future::pending().await,
            Lie::MajorityTimeout => Ok(Some(in_doubt(&truth, 64, "WriteConcernTimeout"))),
            Lie::ShuttingDown => Ok(Some(in_doubt(&truth, 91, "ShutdownInProgress"))),
            Lie::Duplicate => request.exchange(server).await,
            _ => Ok(None),
        }
    }
}

fn not_primary(request: &Message) -> Message {
    request.answer(&doc! {
        "ok": 0.0,
        "errmsg": "not primary",
        "code": 10107,
        "codeName": "NotWritablePrimary",
        "errorLabels": ["RetryableWriteError"],
    })
}

fn in_doubt(truth: &Message, code: i32, name: &str) -> Message {
    let mut answer = truth.body();
    let error = doc! { "code": code, "codeName": name, "errmsg": "in doubt" };
    answer.insert("writeConcernError", error);
    truth.with_body(&answer)
}
