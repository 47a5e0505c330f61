//! Where an issuer's keys come from.

use std::{fs, io::Read as _, path::PathBuf, time::Duration};

use anyhow::Context as _;
use reqwest::{Client, Url, redirect::Policy};

/// The largest key set that is read. Real ones take a few KiB.
const MAX_SET: usize = 64 * 1024;
/// How long an issuer may take to answer: requests wait for it.
const FETCH_TIMEOUT: Duration = Duration::from_secs(3);

/// Where an issuer's keys come from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// A file.
    File(PathBuf),
    /// A URL: https, or http on this machine.
    Url(Url),
}

impl Source {
    /// Parses a URL.
    pub(super) fn url(text: &str) -> anyhow::Result<Source> {
        let url = Url::parse(text).with_context(|| format!("{text} is not a URL"))?;
        let is_local = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_local);
        anyhow::ensure!(is_safe, "{text} must be https");
        Ok(Source::Url(url))
    }

    /// A client to fetch with. It follows no redirect: that could leave https.
    pub(super) fn client(&self) -> anyhow::Result<Client> {
        let client = Client::builder().timeout(FETCH_TIMEOUT).redirect(Policy::none());
        let client = match self {
            Source::Url(url) if url.scheme() == "https" => client,
            // What is on this machine needs no authorities, which a small container
            // may not have, and must not leave it by a proxy.
            _ => client.tls_certs_only([]).no_proxy(),
        };
        client.build().context("the issuer's keys cannot be had by https")
    }

    /// Reads the key set, at most 64 KiB.
    pub(super) async fn read(&self, client: &Client) -> anyhow::Result<Vec<u8>> {
        let bytes = match self {
            Source::File(file) => {
                let context = || format!("cannot read --auth-jwks-file {}", file.display());
                read_some(file).with_context(context)?
            }
            Source::Url(url) => download(client, url.clone()).await?,
        };
        anyhow::ensure!(bytes.len() <= MAX_SET, "the key set is larger than {MAX_SET} bytes");
        Ok(bytes)
    }
}

/// Reads no more than shows that it is too much.
fn read_some(file: &PathBuf) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(file)?.take(MAX_SET as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

async fn download(client: &Client, url: Url) -> anyhow::Result<Vec<u8>> {
    let mut response = client.get(url).send().await?;
    anyhow::ensure!(response.status().is_success(), "the issuer answered {}", response.status());
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > MAX_SET {
            break;
        }
    }
    Ok(bytes)
}
