//! What a request must bring, as types: a handler that names one cannot be reached without it.
use std::{fmt::Display, net::IpAddr, pin::Pin, str::FromStr, time::Duration};

use actix_web::{
    FromRequest, HttpRequest,
    dev::{Payload, ServiceRequest},
    web::{Bytes, Data},
};
use anyhow::Context;
use entity::values::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    app::App,
    error::{Error, Result, refusals},
    once::Key,
};

/// How long a body may take to arrive: actix has no limit of its own.
const BODY_PATIENCE: Duration = Duration::from_secs(10);
/// Rows of a list, unless asked for otherwise and at the most.
const PAGE: u64 = 20;
const LARGEST_PAGE: u64 = 100;

refusals! {
    /// What is wrong with a request whoever it is for.
    pub enum RequestRefusal {
        Unauthenticated = Unauthenticated "unauthenticated" "请先登录" "sign in first";
        NotPermitted = Forbidden "not_permitted" "没有权限" "you may not do this";
        CrossSite = Forbidden "cross_site" "请求来自其他网站，已拒绝" "sent by another site";
        KeyNeeded = Invalid "idempotency_key_needed"
            "缺少 Idempotency-Key" "an Idempotency-Key header of 1 to 255 visible characters is needed";
        Malformed { why: String } = Invalid "malformed" "请求格式不正确" "malformed: {why}";
        TooLarge = TooLarge "too_large" "请求内容过大" "the body is too large";
        TooSlow = Malformed "too_slow" "请求超时" "the body took too long to arrive";
        NotFound = NotFound "not_found" "没有找到" "there is nothing here";
    }
}

pub(super) fn malformed(why: impl Display) -> Error {
    RequestRefusal::Malformed { why: why.to_string() }.into()
}

/// Visible ASCII, or as good as absent.
pub fn header<'r>(req: &'r HttpRequest, name: &str) -> Option<&'r str> {
    req.headers().get(name)?.to_str().ok()
}

/// Said by a handler that answers whoever asks.
pub struct Anyone;

impl FromRequest for Anyone {
    type Error = Error;
    type Future = std::future::Ready<Result<Self>>;

    fn from_request(_: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Ok(Self))
    }
}

/// The address a request comes from. `X-Forwarded-For` is believed of configured proxies only.
#[derive(Clone, Copy)]
pub struct Source(pub IpAddr);

impl Source {
    pub fn of(req: &HttpRequest) -> Self {
        let peer = req.peer_addr().map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.ip());
        let peer = peer.to_canonical();
        let app: Option<&Data<App>> = req.app_data();
        let trusted = app.map_or(&[][..], |app| &app.config.http.trusted_proxies);
        // A proxy may add a line of its own instead of a word to the client's.
        let lines = req.headers().get_all("x-forwarded-for");
        let lines: Vec<&str> = lines.filter_map(|line| line.to_str().ok()).collect();
        Self(source(peer, trusted, &lines.join(",")))
    }
}

impl FromRequest for Source {
    type Error = Error;
    type Future = std::future::Ready<Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Ok(Self::of(req)))
    }
}

/// The last address in the chain that no proxy of ours has.
fn source(peer: IpAddr, trusted: &[IpAddr], forwarded: &str) -> IpAddr {
    if !trusted.contains(&peer) {
        return peer;
    }
    let hops = forwarded.rsplit(',').map_while(|hop| hop.trim().parse::<IpAddr>().ok());
    let mut hops = hops.map(|hop| hop.to_canonical());
    hops.find(|hop| !trusted.contains(hop)).unwrap_or(peer)
}

/// A JSON body.
pub struct Body<B>(pub B);

impl<B: DeserializeOwned> FromRequest for Body<B> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = bytes(req, payload);
        Box::pin(async move { Ok(Self(read(&bytes.await?)?)) })
    }
}

/// A JSON body that may be sent again, and the key that says it is the same one.
pub struct Keyed<B> {
    pub key: Key,
    pub body: B,
}

impl<B: DeserializeOwned> FromRequest for Keyed<B> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let text = header(req, "idempotency-key").unwrap_or_default().to_owned();
        let route = format!("{} {}", req.method(), req.path());
        let app = req.app_data::<Data<App>>().cloned();
        let bytes = bytes(req, payload);
        Box::pin(async move {
            let app = app.context("a request without the gateway")?;
            if !(1..=Key::MAX).contains(&text.len()) {
                return Err(RequestRefusal::KeyNeeded.into());
            }
            let bytes = bytes.await?;
            // A write that says all in its address has no body.
            let sent: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
            let body = read(sent)?;
            let asked = app.master.fingerprint("idempotency", &bytes);
            Ok(Self { key: Key::new(text, &route, &asked), body })
        })
    }
}

/// JSON without NUL: PostgreSQL keeps none in text, and nobody means one (A13).
fn read<B: DeserializeOwned>(sent: &[u8]) -> Result<B> {
    if says_nul(sent) {
        return Err(malformed("text holds no NUL"));
    }
    serde_json::from_slice(sent).map_err(malformed)
}

/// `\u0000` after an even number of backslashes is the escape and not five characters.
fn says_nul(json: &[u8]) -> bool {
    let escapes = json.windows(6).enumerate().filter(|(_, six)| *six == b"\\u0000");
    let mut backslashes =
        escapes.map(|(at, _)| json[..at].iter().rev().take_while(|byte| **byte == b'\\').count());
    backslashes.any(|before| before % 2 == 0)
}

/// The whole body, within the route's limit and our patience.
fn bytes(req: &HttpRequest, payload: &mut Payload) -> impl Future<Output = Result<Bytes>> + use<> {
    let arriving = Bytes::from_request(req, payload);
    async move {
        let arrived = actix_web::rt::time::timeout(BODY_PATIENCE, arriving).await;
        let arrived = arrived.map_err(|_| Error::from(RequestRefusal::TooSlow))?;
        arrived.map_err(|fault| match fault.as_response_error().status_code().as_u16() {
            413 => RequestRefusal::TooLarge.into(),
            _ => malformed(fault),
        })
    }
}

/// The whole body, which whoever comes after may read once more.
pub async fn take_body(req: &mut ServiceRequest) -> Result<Bytes> {
    let (request, payload) = req.parts_mut();
    let body = bytes(request, payload).await?;
    let again = futures_util::stream::once(std::future::ready(Ok(body.clone())));
    req.set_payload(Payload::Stream { payload: Box::pin(again) });
    Ok(body)
}

/// `?cursor=&limit=`: where a list goes on, and how far.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct Listing {
    /// `next` of the page before.
    cursor: Option<String>,
    /// 1 to 100, 20 unless given.
    limit: Option<u64>,
}

impl Listing {
    /// As a body asks, where an address must not.
    pub fn new(cursor: Option<String>, limit: Option<u64>) -> Self {
        Self { cursor, limit }
    }

    pub fn limit(&self) -> u64 {
        self.limit.unwrap_or(PAGE).clamp(1, LARGEST_PAGE)
    }

    /// The id after which the page begins.
    pub fn after<Id: FromStr>(&self) -> Result<Option<Id>> {
        let read = |cursor: &String| cursor.parse().map_err(|_| malformed("no such cursor"));
        self.cursor.as_ref().map(read).transpose()
    }
}

/// Where a list goes on that is ordered by time: the moment, and of one moment the id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark<Id> {
    pub at: Timestamp,
    pub id: Id,
}

impl<Id: Display> Display for Mark<Id> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.at.0, self.id)
    }
}

impl<Id: FromStr> FromStr for Mark<Id> {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, id) = text.split_once('.').ok_or(())?;
        let at = Timestamp(at.parse().map_err(|_| ())?);
        Ok(Self { at, id: id.parse().map_err(|_| ())? })
    }
}

/// One page of a list.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Give it as `cursor` to go on; absent at the end.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// Of rows asked for with one more than `limit`, which tells whether there is a next page.
    pub fn of<Row, Id: Display>(
        mut rows: Vec<Row>,
        limit: u64,
        id: impl Fn(&Row) -> Id,
        view: impl Fn(Row) -> T,
    ) -> Self {
        let more = rows.len() as u64 > limit;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|last| id(last).to_string());
        Self { items: rows.into_iter().map(view).collect(), next }
    }

    pub fn whole(items: Vec<T>) -> Self {
        Self { items, next: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_written() {
        let mark = Mark { at: Timestamp(1_798_646_400_000), id: 7_u8 };
        assert_eq!(mark.to_string().parse(), Ok(mark));
        for wrong in ["", "7", ".7", "x.7", "1798646400000.", "1798646400000.x"] {
            assert!(wrong.parse::<Mark<u8>>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn nul_is_found_however_it_is_written_a13() {
        for (json, nul) in [
            (r#"{"a":"x"}"#, false),
            (r#"{"a":"\u0000"}"#, true),
            (r#"{"a":"x\u0000y"}"#, true),
            (r#"{"a":"\\u0000"}"#, false),
            (r#"{"a":"\\\u0000"}"#, true),
            (r#"{"a":"\u0001"}"#, false),
        ] {
            assert_eq!(says_nul(json.as_bytes()), nul, "{json}");
        }
    }

    #[test]
    fn only_a_known_proxy_is_believed_b14() {
        let ip = |text: &str| -> IpAddr { text.parse().expect("an address") };
        let proxy = [ip("10.0.0.1")];
        for (peer, forwarded, expected) in [
            ("1.2.3.4", "", "1.2.3.4"),
            ("1.2.3.4", "9.9.9.9", "1.2.3.4"),
            ("10.0.0.1", "9.9.9.9", "9.9.9.9"),
            ("10.0.0.1", "::ffff:9.9.9.9", "9.9.9.9"),
            ("10.0.0.1", "6.6.6.6, 9.9.9.9", "9.9.9.9"),
            ("10.0.0.1", "9.9.9.9, 10.0.0.1", "9.9.9.9"),
            ("10.0.0.1", "nonsense", "10.0.0.1"),
            ("10.0.0.1", "", "10.0.0.1"),
        ] {
            assert_eq!(source(ip(peer), &proxy, forwarded), ip(expected), "{peer} {forwarded}");
        }
    }
}
