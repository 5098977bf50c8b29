//! A file that is sent as a form.
use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::HttpRequest;
use futures_util::TryStreamExt;

use crate::{
    app::App,
    bulk::{rules::BulkRefusal, sheet::LARGEST},
    error::{Error, Result},
    http::{RequestRefusal, header},
    once::Key,
};

/// How long ten megabytes may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// Fields beside the file that are passed over.
const FIELDS: usize = 8;
/// Characters of a file's name that are kept.
const NAME: usize = 100;

pub struct Upload {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// The form's field `file`, counted as it comes.
pub async fn receive(form: Multipart) -> Result<Upload> {
    let arrived = actix_web::rt::time::timeout(PATIENCE, read(form)).await;
    arrived.map_err(|_| Error::from(RequestRefusal::TooSlow))?
}

async fn read(mut form: Multipart) -> Result<Upload> {
    let broken = |_| Error::from(BulkRefusal::FileNeeded);
    for _ in 0..FIELDS {
        let Some(mut field) = form.try_next().await.map_err(broken)? else { break };
        let is_file = field.name() == Some("file");
        let name = field.content_disposition().and_then(|said| said.get_filename());
        let name =
            name.unwrap_or_default().chars().filter(|c| !c.is_control()).take(NAME).collect();
        let mut bytes = vec![];
        while let Some(piece) = field.try_next().await.map_err(broken)? {
            if bytes.len() + piece.len() > LARGEST {
                return Err(BulkRefusal::TooLarge.into());
            }
            bytes.extend_from_slice(&piece);
        }
        if is_file {
            return Ok(Upload { name, bytes });
        }
    }
    Err(BulkRefusal::FileNeeded.into())
}

/// The same file sent again is the same request, whatever its form looks like this time.
pub fn key(app: &App, req: &HttpRequest, bytes: &[u8]) -> Result<Key> {
    let text = header(req, "idempotency-key").unwrap_or_default().to_owned();
    if !(1..=Key::MAX).contains(&text.len()) {
        return Err(RequestRefusal::KeyNeeded.into());
    }
    let route = format!("{} {}?{}", req.method(), req.path(), req.query_string());
    Ok(Key::new(text, &route, &app.master.fingerprint("idempotency", bytes)))
}
