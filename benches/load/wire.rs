//! HTTP/1.1 as far as a load generator needs it: one connection, kept alive, and answers that say
//! how long they are. An ordinary client would cost more than the echo it measures.
use std::{io::ErrorKind, net::SocketAddr};

use anyhow::{Context, ensure};
use tokio::net::TcpStream;

/// Longest answer, in bytes.
const LONGEST: usize = 256 * 1024;

pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
}

pub struct Answer<'a> {
    pub status: u16,
    pub body: &'a [u8],
}

/// The bytes of a request; `headers` are whole lines.
pub fn request(method: &str, path: &str, to: SocketAddr, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let head = format!("{method} {path} HTTP/1.1\r\nHost: {to}\r\nContent-Length: {length}\r\n");
    format!("{head}{headers}\r\n{body}").into_bytes()
}

impl Connection {
    pub async fn open(to: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(to).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: vec![0; LONGEST], filled: 0 })
    }

    pub async fn ask(&mut self, request: &[u8]) -> anyhow::Result<Answer<'_>> {
        self.send(request).await?;
        self.filled = 0;
        let head = loop {
            self.receive().await?;
            if let Some(head) = head(&self.buffer[..self.filled])? {
                break head;
            }
        };
        let end = head.length + head.body;
        while self.filled < end {
            self.receive().await?;
        }
        ensure!(self.filled == end, "an answer is longer than it says");
        Ok(Answer { status: head.status, body: &self.buffer[head.length..end] })
    }

    async fn send(&self, mut rest: &[u8]) -> anyhow::Result<()> {
        while !rest.is_empty() {
            match self.stream.try_write(rest) {
                Ok(sent) => rest = &rest[sent..],
                Err(wait) if wait.kind() == ErrorKind::WouldBlock => self.stream.writable().await?,
                Err(fault) => return Err(fault.into()),
            }
        }
        Ok(())
    }

    async fn receive(&mut self) -> anyhow::Result<()> {
        ensure!(self.filled < self.buffer.len(), "an answer is longer than {LONGEST} bytes");
        loop {
            self.stream.readable().await?;
            match self.stream.try_read(&mut self.buffer[self.filled..]) {
                Ok(0) => anyhow::bail!("the server hung up"),
                Ok(more) => {
                    self.filled += more;
                    return Ok(());
                }
                Err(wait) if wait.kind() == ErrorKind::WouldBlock => {}
                Err(fault) => return Err(fault.into()),
            }
        }
    }
}

#[derive(Clone, Copy)]
struct Head {
    status: u16,
    /// Its own, with the empty line.
    length: usize,
    /// The body's.
    body: usize,
}

/// The head of an answer, if all of it is there.
fn head(bytes: &[u8]) -> anyhow::Result<Option<Head>> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let mut lines = std::str::from_utf8(&bytes[..end])?.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).context("no status")?;
    let mut headers = lines.filter_map(|line| line.split_once(": "));
    let length = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let (_, body) = length.context("an answer does not say how long it is")?;
    Ok(Some(Head { status: status.parse()?, length: end + 4, body: body.parse()? }))
}
