//! One message of the MongoDB wire protocol, as far as a proxy must know it.

use std::io;

use mongodb::bson::{Document, RawDocument};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// Length, request id, id of the request it answers, opcode: four integers.
const HEADER: usize = 16;
/// Where flags and the first section of an `OP_MSG` begin.
const FLAGS: usize = HEADER;
const SECTION: usize = FLAGS + 4;
/// The opcode of `OP_MSG`.
const OP_MSG: i32 = 2013;
/// The flag of a message that wants no answer.
const MORE_TO_COME: i32 = 2;
/// The largest message servers take.
const MAX_MESSAGE: usize = 48_000_000;

/// A whole message, header and all.
#[derive(Clone, Debug)]
pub(super) struct Message(Vec<u8>);

impl Message {
    /// The next one; none at the end.
    pub(super) async fn read(stream: &mut TcpStream) -> io::Result<Option<Message>> {
        let mut bytes = vec![0; HEADER];
        match stream.read_exact(&mut bytes).await {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            read => drop(read?),
        }
        let length = usize::try_from(integer(&bytes, 0)).unwrap_or(0);
        if !(HEADER..=MAX_MESSAGE).contains(&length) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        bytes.resize(length, 0);
        stream.read_exact(&mut bytes[HEADER..]).await?;
        Ok(Some(Message(bytes)))
    }

    /// Writes it as it is.
    pub(super) async fn write(&self, stream: &mut TcpStream) -> io::Result<()> {
        stream.write_all(&self.0).await
    }

    /// Sends it and waits for the answer, if it wants one and the server lives.
    pub(super) async fn exchange(&self, server: &mut TcpStream) -> io::Result<Option<Message>> {
        self.write(server).await?;
        if self.wants_answer() { Message::read(server).await } else { Ok(None) }
    }

    /// The command's name: the first field of its document.
    pub(super) fn command(&self) -> Option<&str> {
        Some(self.document()?.iter().next()?.ok()?.0.as_str())
    }

    /// Whether the server answers it.
    pub(super) fn wants_answer(&self) -> bool {
        self.opcode() != OP_MSG || integer(&self.0, FLAGS) & MORE_TO_COME == 0
    }

    /// Its document; empty if it has none.
    pub(super) fn body(&self) -> Document {
        self.document().and_then(|raw| raw.try_into().ok()).unwrap_or_default()
    }

    /// The answer to it that says `body`.
    pub(super) fn answer(&self, body: &Document) -> Message {
        let mut header = [0; HEADER];
        // Whom it answers is what clients look at.
        header[8..12].copy_from_slice(&self.0[4..8]);
        header[12..].copy_from_slice(&OP_MSG.to_le_bytes());
        Message::new(&header, body)
    }

    /// The same with another document.
    pub(super) fn with_body(&self, body: &Document) -> Message {
        Message::new(&self.0[..HEADER], body)
    }

    fn new(header: &[u8], body: &Document) -> Message {
        let mut bytes = header.to_vec();
        // No flags, and one section of kind 0: a document.
        bytes.extend([0; SECTION + 1 - FLAGS]);
        bytes.extend(body.to_vec().expect("a document of ours"));
        let length = i32::try_from(bytes.len()).expect("a short message");
        bytes[..4].copy_from_slice(&length.to_le_bytes());
        Message(bytes)
    }

    fn document(&self) -> Option<&RawDocument> {
        let is_document = self.opcode() == OP_MSG && self.0.get(SECTION) == Some(&0);
        let begin = is_document.then_some(SECTION + 1)?;
        let length = usize::try_from(integer(self.0.get(begin..)?, 0)).ok()?;
        RawDocument::from_bytes(self.0.get(begin..begin.checked_add(length)?)?).ok()
    }

    fn opcode(&self) -> i32 {
        integer(&self.0, 12)
    }
}

/// The integer at `offset`; 0 beyond the end.
fn integer(bytes: &[u8], offset: usize) -> i32 {
    let bytes = bytes.get(offset..offset + 4).and_then(|four| four.try_into().ok());
    bytes.map_or(0, i32::from_le_bytes)
}
