//! A file as it is answered: in the smallest form that the browser takes, or not at
//! all if it has it.

use std::{io::Write as _, path::Path};

use aws_lc_rs::digest::{SHA256, digest};
use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};

/// What a build consists of. Text is worth compressing; pictures and fonts are
/// compressed already.
const MEDIA_TYPES: &[(&str, &str, bool)] = &[
    ("html", "text/html; charset=utf-8", true),
    ("js", "text/javascript; charset=utf-8", true),
    ("css", "text/css; charset=utf-8", true),
    ("svg", "image/svg+xml", true),
    ("json", "application/json", true),
    ("txt", "text/plain; charset=utf-8", true),
    ("png", "image/png", false),
    ("ico", "image/vnd.microsoft.icon", false),
    ("woff2", "font/woff2", false),
];
/// Any other file.
const UNKNOWN: (&str, bool) = ("application/octet-stream", false);
/// Brotli's levels go to 11, which takes 2.4 s for the whole build; this one takes a
/// twentieth of that for a tenth more bytes.
const BROTLI_LEVEL: u32 = 7;
/// The window, as a power of two, that browsers take without asking; it is larger
/// than any file of the build.
const BROTLI_WINDOW: u32 = 22;
const BROTLI_BUFFER: usize = 64 << 10;
/// Enough of a SHA-256 to tell any two files apart, in bytes.
const TAG_LENGTH: usize = 15;

/// A file that does not change, in the forms that there are of it.
#[derive(Debug)]
pub(crate) struct File {
    media_type: &'static str,
    tag: String,
    /// Best first; the last is the file as it is.
    forms: Vec<Form>,
}

/// The file under a content coding.
#[derive(Debug)]
struct Form {
    coding: &'static str,
    bytes: Bytes,
}

impl File {
    /// The file as it is.
    pub(crate) fn plain(name: &Path, bytes: Bytes) -> File {
        let hash = digest(&SHA256, &bytes);
        let tag = BASE64_URL_SAFE_NO_PAD.encode(&hash.as_ref()[..TAG_LENGTH]);
        File {
            media_type: media_type(name).0,
            tag,
            forms: vec![Form { coding: "identity", bytes }],
        }
    }

    /// The file, with its compressed forms where they are smaller.
    pub(crate) fn compressed(name: &Path, bytes: &Bytes) -> File {
        let mut file = File::plain(name, bytes.clone());
        if media_type(name).1 {
            let forms = [("br", brotli(bytes)), ("gzip", gzip(bytes))];
            let smaller = forms.into_iter().filter(|(_, form)| form.len() < bytes.len());
            let smaller = smaller.map(|(coding, form)| Form { coding, bytes: form.into() });
            file.forms.splice(0..0, smaller);
        }
        file
    }

    /// The file, or 304 to a browser that has it.
    pub(crate) fn answer(&self, request: &HeaderMap) -> Response {
        let form = self.form_for(request);
        let tag = format!("\"{}-{}\"", self.tag, form.coding);
        let fixed = [(header::CACHE_CONTROL, "no-cache"), (header::VARY, "accept-encoding")];
        if knows(request, &tag) {
            return (StatusCode::NOT_MODIFIED, fixed, [(header::ETAG, tag)]).into_response();
        }
        let media_type = [(header::CONTENT_TYPE, self.media_type)];
        let mut answer =
            (fixed, media_type, [(header::ETAG, tag)], form.bytes.clone()).into_response();
        if form.coding != "identity" {
            let coding = HeaderValue::from_static(form.coding);
            answer.headers_mut().insert(header::CONTENT_ENCODING, coding);
        }
        answer
    }

    /// The form that the browser likes best; of those it likes equally, the best.
    fn form_for(&self, request: &HeaderMap) -> &Form {
        let accepted = list(request, header::ACCEPT_ENCODING);
        let mut best = (&self.forms[self.forms.len() - 1], 0.0);
        for form in &self.forms {
            let weight = weight(&accepted, form.coding);
            if weight > best.1 {
                best = (form, weight);
            }
        }
        best.0
    }
}

/// How much a coding is liked, from 0 (not at all) to 1. What is not mentioned is
/// not taken, except the file as it is.
fn weight(accepted: &str, coding: &str) -> f32 {
    let of = |name: &str| {
        accepted.split(',').find_map(|item| {
            let (item, weight) = item.split_once(';').unwrap_or((item, ""));
            let weight = weight.trim().strip_prefix("q=");
            let weight = weight.map_or(1.0, |weight| weight.trim().parse().unwrap_or(0.0));
            item.trim().eq_ignore_ascii_case(name).then_some(weight)
        })
    };
    // The least that HTTP can say: everything else that is taken goes before it.
    let unsaid = if coding == "identity" { 0.001 } else { 0.0 };
    of(coding).or_else(|| of("*")).unwrap_or(unsaid)
}

/// Whether the browser has what bears this tag. Proxies that recompress make tags
/// weak; it is our bytes that they say they know.
fn knows(request: &HeaderMap, tag: &str) -> bool {
    let known = list(request, header::IF_NONE_MATCH);
    let mut known = known.split(',').map(|known| known.trim().trim_start_matches("W/"));
    known.any(|known| known == tag || known == "*")
}

/// All values of a header as one list, as HTTP has it.
fn list(request: &HeaderMap, name: HeaderName) -> String {
    let values: Vec<_> =
        request.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
    values.join(",")
}

fn media_type(name: &Path) -> (&'static str, bool) {
    let extension = name.extension().and_then(|extension| extension.to_str());
    let known = MEDIA_TYPES.iter().find(|(known, ..)| extension == Some(known));
    known.map_or(UNKNOWN, |(_, media_type, is_text)| (media_type, *is_text))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    // Writing to memory does not fail; if it did, what came of it would not be used.
    let whole = encoder.write_all(bytes).and_then(|()| encoder.finish());
    whole.unwrap_or_else(|_| bytes.to_vec())
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut encoder =
        brotli::CompressorWriter::new(Vec::new(), BROTLI_BUFFER, BROTLI_LEVEL, BROTLI_WINDOW);
    match encoder.write_all(bytes) {
        Ok(()) => encoder.into_inner(),
        Err(_) => bytes.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_gets_the_coding_it_likes_best() {
        let script = "let a = 1;\n".repeat(100);
        let file = File::compressed(Path::new("app.js"), &script.into());
        for (accepted, coding) in [
            ("gzip, deflate, br, zstd", "br"),
            ("gzip", "gzip"),
            ("br;q=0.5, gzip;q=0.9", "gzip"),
            ("br;q=0, *", "gzip"),
            ("GZIP;q=1", "gzip"),
            ("deflate", "identity"),
            ("br;q=nonsense", "identity"),
            ("identity, gzip;q=0", "identity"),
            ("", "identity"),
        ] {
            let request =
                HeaderMap::from_iter([(header::ACCEPT_ENCODING, accepted.parse().unwrap())]);
            assert_eq!(file.form_for(&request).coding, coding, "{accepted}");
        }
    }

    #[test]
    fn what_does_not_get_smaller_is_answered_as_it_is() {
        let request =
            HeaderMap::from_iter([(header::ACCEPT_ENCODING, "br, gzip".parse().unwrap())]);
        for (name, content) in [("a.css", "a"), ("a.png", &*"a".repeat(1000))] {
            let file = File::compressed(Path::new(name), &content.to_owned().into());
            assert_eq!(file.form_for(&request).coding, "identity", "{name}");
        }
    }

    #[test]
    fn a_tag_is_known_however_a_proxy_writes_it() {
        for (known, is_known) in [
            ("\"a\"", true),
            ("W/\"a\"", true),
            ("\"b\", \"a\"", true),
            ("*", true),
            ("\"b\"", false),
            ("a", false),
        ] {
            let request = HeaderMap::from_iter([(header::IF_NONE_MATCH, known.parse().unwrap())]);
            assert_eq!(knows(&request, "\"a\""), is_known, "{known}");
        }
    }
}
