//! The structs of a Yjs update, version 1, read before yrs takes them in.
//!
//! yrs puts in whatever an update has, also what no Yjs makes: with structs of one
//! client that overlap it loops without an end, or keeps what no check sees.

use std::collections::HashSet;

use super::Misfit;

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

/// Checks that an update has text and deletions alone, and each client once: a client's
/// structs follow one another, so none overlap then.
pub(super) fn check(update: &[u8]) -> Result<(), Misfit> {
    let mut bytes = Bytes(update);
    let mut clients = HashSet::new();
    for _ in 0..bytes.number()? {
        let (structs, client, mut clock) = (bytes.number()?, bytes.number()?, bytes.number()?);
        if !clients.insert(client) {
            return Err(Misfit::Malformed);
        }
        for _ in 0..structs {
            clock = clock.checked_add(bytes.one()?).ok_or(Misfit::Malformed)?;
        }
        // yrs counts clocks in 32 bits.
        u32::try_from(clock).map_err(|_| Misfit::Malformed)?;
    }
    Ok(())
}

/// What is still to be read.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    /// Reads a struct; answers how many clocks it takes.
    fn one(&mut self) -> Result<u64, Misfit> {
        let info = self.byte()?;
        if matches!(info & KIND, GONE | SKIP) {
            return self.number();
        }
        for _ in 0..(info & (HAS_LEFT | HAS_RIGHT)).count_ones() {
            self.id()?;
        }
        if info & (HAS_LEFT | HAS_RIGHT) == 0 {
            match self.number()? {
                1 => drop(self.string()?),
                _ => self.id()?,
            }
            if info & HAS_KEY != 0 {
                return Err(Misfit::NotText);
            }
        }
        match info & KIND {
            DELETED => self.number(),
            STRING => Ok(self.string()?.encode_utf16().count() as u64),
            _ => Err(Misfit::NotText),
        }
    }

    fn id(&mut self) -> Result<(), Misfit> {
        self.number()?;
        self.number().map(drop)
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
