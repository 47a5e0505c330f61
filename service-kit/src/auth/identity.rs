//! What users may be called.

/// The longest user id, in bytes.
const MAX_ID: usize = 128;
/// The longest name, in bytes.
const MAX_NAME: usize = 128;

/// Whether a text can be a user id: 1 to 128 bytes of printable ASCII, no blanks.
#[must_use]
pub fn is_user_id(text: &str) -> bool {
    (1..=MAX_ID).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A name fit to be shown: without control characters, and at most 128 bytes.
pub(crate) fn clean_name(name: &str) -> String {
    let mut clean: String = name.chars().filter(|c| !c.is_control()).collect();
    clean.truncate(clean.floor_char_boundary(MAX_NAME));
    clean
}
