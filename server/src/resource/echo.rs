//! The request, described in the reply: a test can see that a replayed request is the same, byte for byte.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use axum::{
    Extension,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::Response,
};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{call::Call, reply::json_reply, sessions::Identity, state::Mounted};

const LONGEST_TEXT: usize = 64 * 1024;

/// Headers that hold tokens in some dialect.
const SECRET: [HeaderName; 4] = [
    header::AUTHORIZATION,
    header::COOKIE,
    HeaderName::from_static("token"),
    HeaderName::from_static("refresh-token"),
];

/// Describes the request.
pub async fn echo(
    State(mounted): State<Mounted>,
    Extension(identity): Extension<Identity>,
    call: Call,
) -> Response {
    let text = (call.body.len() < LONGEST_TEXT)
        .then(|| std::str::from_utf8(&call.body).ok())
        .flatten();
    let description = json!({
        "method": call.method.as_str(),
        "path": call.path,
        "query": call.query,
        "headers": readable(&call.headers),
        "authorized_as": identity.user,
        "session": identity.session,
        "body_length": call.body.len(),
        "body_sha256": hex(&Sha256::digest(&call.body)),
        "body_text": text,
    });
    json_reply(StatusCode::OK, mounted.dialect.present(description))
}

/// Sends the body back unchanged.
pub async fn raw(call: Call) -> Response {
    let mut response = Response::new(Body::from(call.body));
    if let Some(media) = call.headers.get(header::CONTENT_TYPE) {
        response.headers_mut().insert(header::CONTENT_TYPE, media.clone());
    }
    response
}

fn readable(headers: &HeaderMap) -> BTreeMap<String, String> {
    let mut told = BTreeMap::<String, String>::new();
    for (name, value) in headers.iter().filter(|(name, _)| !SECRET.contains(name)) {
        let value = String::from_utf8_lossy(value.as_bytes());
        told.entry(name.as_str().to_owned())
            .and_modify(|all| {
                all.push_str(", ");
                all.push_str(&value);
            })
            .or_insert_with(|| value.clone().into_owned());
    }
    told
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
