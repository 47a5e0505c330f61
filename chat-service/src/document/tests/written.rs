//! Updates as a client may claim to have made them, written as Yjs does.

use crate::document::structs::Id;

/// Some text, and what its author says they saw beside it.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) left: Option<Id>,
    pub(super) right: Option<Id>,
    pub(super) text: String,
}

/// Each client's texts, from its unit on, and what is deleted: by client, each from a
/// clock on so many.
pub(super) fn update_of(texts: &[(Id, &[Written])], deleted: &[(u64, &[(u32, u32)])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(&mut bytes, [texts.len() as u64]);
    for (Id { client, clock }, texts) in texts {
        write(&mut bytes, [texts.len() as u64, *client, u64::from(*clock)]);
        texts.iter().for_each(|text| write_text(&mut bytes, text));
    }
    write(&mut bytes, [deleted.len() as u64]);
    for (client, ranges) in deleted {
        write(&mut bytes, [*client, ranges.len() as u64]);
        ranges.iter().for_each(|(clock, units)| write(&mut bytes, [*clock, *units].map(u64::from)));
    }
    bytes
}

fn write_text(bytes: &mut Vec<u8>, Written { left, right, text }: &Written) {
    bytes.push(4 | u8::from(left.is_some()) << 7 | u8::from(right.is_some()) << 6);
    for Id { client, clock } in [left, right].into_iter().flatten() {
        write(bytes, [*client, u64::from(*clock)]);
    }
    if left.or(*right).is_none() {
        bytes.extend(b"\x01\x04code");
    }
    write(bytes, [text.len() as u64]);
    bytes.extend(text.as_bytes());
}

fn write<const N: usize>(bytes: &mut Vec<u8>, numbers: [u64; N]) {
    for mut number in numbers {
        while number >= 0x80 {
            bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        bytes.push(number as u8);
    }
}
