//! What Yjs sends, version 1, read before yrs takes it in.
//!
//! yrs puts in whatever an update has, also what no Yjs makes: with structs of one
//! client that overlap it loops without an end, or keeps what no check sees.

use std::collections::HashSet;

use super::{Misfit, ROOT};

/// What a struct holds, by the low bits of its first byte.
const KIND: u8 = 0b1_1111;
const GONE: u8 = 0;
const DELETED: u8 = 1;
const STRING: u8 = 4;
const SKIP: u8 = 10;
/// Which fields a struct has, by its high bits.
const HAS_LEFT: u8 = 0x80;
const HAS_RIGHT: u8 = 0x40;
const HAS_KEY: u8 = 0x20;
/// The highest client id: what JavaScript counts to. yrs does not take more.
const MAX_CLIENT: u64 = (1 << 53) - 1;

/// A unit of text that was ever inserted: which of its client's, from 0 on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Id {
    pub(super) client: u64,
    pub(super) clock: u32,
}

/// Units that were inserted at once, and what their author saw beside them: `None` is the
/// text's beginning or end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Insertion {
    /// The first unit's.
    pub(super) id: Id,
    pub(super) units: u32,
    pub(super) left: Option<Id>,
    pub(super) right: Option<Id>,
}

/// Units that were deleted: from one on, up to a clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deletion {
    pub(super) first: Id,
    pub(super) end: u32,
}

/// What an update does.
#[derive(Debug)]
pub(super) struct Changes {
    pub(super) insertions: Vec<Insertion>,
    pub(super) deletions: Vec<Deletion>,
}

/// What an update does, if it has text and deletions alone, and each client once: a
/// client's insertions follow one another, and so do the deletions of what it inserted.
pub(super) fn read(update: &[u8]) -> Result<Changes, Misfit> {
    let mut bytes = Bytes(update);
    Ok(Changes { insertions: bytes.insertions()?, deletions: bytes.deletions()? })
}

/// Checks that a relative position names no client id that yrs does not take.
pub(super) fn check_position(position: &[u8]) -> Result<(), Misfit> {
    let mut bytes = Bytes(position);
    let is_in_root = bytes.number()? == 1;
    if is_in_root { Ok(()) } else { bytes.id().map(drop) }
}

/// What is still to be read.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn insertions(&mut self) -> Result<Vec<Insertion>, Misfit> {
        let mut clients = HashSet::new();
        let mut insertions = Vec::new();
        for _ in 0..self.number()? {
            let structs = self.number()?;
            let mut id = self.id()?;
            if !clients.insert(id.client) {
                return Err(Misfit::Malformed);
            }
            for _ in 0..structs {
                let insertion = self.insertion(id)?;
                id.clock = id.clock.checked_add(insertion.units).ok_or(Misfit::Malformed)?;
                insertions.push(insertion);
            }
        }
        Ok(insertions)
    }

    fn deletions(&mut self) -> Result<Vec<Deletion>, Misfit> {
        let mut clients = HashSet::new();
        let mut deletions = Vec::new();
        for _ in 0..self.number()? {
            let client = self.client()?;
            if !clients.insert(client) {
                return Err(Misfit::Malformed);
            }
            let mut behind = 0;
            for _ in 0..self.number()? {
                let (clock, units) = (self.clock()?, self.clock()?);
                let end = clock.checked_add(units).ok_or(Misfit::Malformed)?;
                if clock < behind {
                    return Err(Misfit::Malformed);
                }
                behind = end;
                deletions.push(Deletion { first: Id { client, clock }, end });
            }
        }
        Ok(deletions)
    }

    fn insertion(&mut self, id: Id) -> Result<Insertion, Misfit> {
        let info = self.byte()?;
        match info & KIND {
            GONE => return Err(Misfit::NotText),
            SKIP => return Err(Misfit::Missing),
            _ => {}
        }
        let left = (info & HAS_LEFT != 0).then(|| self.id()).transpose()?;
        let right = (info & HAS_RIGHT != 0).then(|| self.id()).transpose()?;
        if left.is_none() && right.is_none() {
            self.parent(info)?;
        }
        let units = match info & KIND {
            DELETED => self.clock()?,
            STRING => self.string()?.encode_utf16().count() as u32,
            _ => return Err(Misfit::NotText),
        };
        if units == 0 {
            return Err(Misfit::Malformed);
        }
        Ok(Insertion { id, units, left, right })
    }

    /// What it is a part of, told where it stands beside nothing: our text.
    fn parent(&mut self, info: u8) -> Result<(), Misfit> {
        let is_root = self.number()? == 1;
        if is_root && self.string()? == ROOT && info & HAS_KEY == 0 {
            Ok(())
        } else {
            Err(Misfit::NotText)
        }
    }

    fn id(&mut self) -> Result<Id, Misfit> {
        Ok(Id { client: self.client()?, clock: self.clock()? })
    }

    fn client(&mut self) -> Result<u64, Misfit> {
        let client = self.number()?;
        if client > MAX_CLIENT { Err(Misfit::Malformed) } else { Ok(client) }
    }

    /// yrs counts clocks in 32 bits.
    fn clock(&mut self) -> Result<u32, Misfit> {
        u32::try_from(self.number()?).map_err(|_| Misfit::Malformed)
    }

    fn string(&mut self) -> Result<String, Misfit> {
        let length = usize::try_from(self.number()?).map_err(|_| Misfit::Malformed)?;
        let (string, rest) = self.0.split_at_checked(length).ok_or(Misfit::Malformed)?;
        self.0 = rest;
        String::from_utf8(string.to_vec()).map_err(|_| Misfit::Malformed)
    }

    /// Seven bits a byte, the lowest first.
    fn number(&mut self) -> Result<u64, Misfit> {
        let mut number = 0;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Misfit::Malformed)
    }

    fn byte(&mut self) -> Result<u8, Misfit> {
        let (first, rest) = self.0.split_first().ok_or(Misfit::Malformed)?;
        self.0 = rest;
        Ok(*first)
    }
}
