//! Pages: as many items as were asked for, and never more bytes than a client takes.

use prost::Message;

use service_kit::text::Invalid;

/// A page ends when it grows beyond this: clients take 4 MiB unless told otherwise,
/// and the largest item is about 1 MiB.
const MAX_BYTES: usize = 1024 * 1024;

/// A token that no page gave.
pub(super) const BAD_TOKEN: Invalid =
    Invalid { field: "page_token", rule: "empty or the next_page_token of the page before" };

/// The size of a page: 0 means `default`, more than `most` means `most`.
pub(super) fn size(asked: i32, default: usize, most: usize) -> Result<usize, Invalid> {
    match usize::try_from(asked) {
        Ok(0) => Ok(default),
        Ok(asked) => Ok(asked.min(most)),
        Err(_) => Err(Invalid { field: "page_size", rule: "0 or more" }),
    }
}

/// A page that is being filled.
#[derive(Debug)]
pub(super) struct Page<T> {
    items: Vec<T>,
    bytes: usize,
    size: usize,
}

impl<T: Message> Page<T> {
    /// An empty page for at most `size` items.
    pub(super) fn new(size: usize) -> Page<T> {
        Page { items: Vec::new(), bytes: 0, size }
    }

    /// Whether nothing more goes on it.
    pub(super) fn is_full(&self) -> bool {
        self.items.len() >= self.size || self.bytes >= MAX_BYTES
    }

    /// Adds an item.
    pub(super) fn push(&mut self, item: T) {
        self.bytes += item.encoded_len();
        self.items.push(item);
    }

    /// What is on it.
    pub(super) fn into_items(self) -> Vec<T> {
        self.items
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_full_at_its_size_or_beyond_its_bytes() {
        let mut page = Page::new(2);
        page.push(String::from("one"));
        assert!(!page.is_full());
        page.push(String::from("two"));
        assert!(page.is_full());

        let mut page = Page::new(100);
        page.push("x".repeat(MAX_BYTES));
        assert!(page.is_full());
    }

    #[test]
    fn the_size_has_a_default_and_a_most() {
        assert_eq!(size(0, 20, 100), Ok(20));
        assert_eq!(size(7, 20, 100), Ok(7));
        assert_eq!(size(1_000, 20, 100), Ok(100));
        assert_eq!(size(-1, 20, 100).unwrap_err().field, "page_size");
    }
}
