//! The checkout, to be read in the browser: folders as lists, files as plain text.
//!
//! Invariant: what is not named in [`SHOWN`] is not there, and neither is what is hidden, built or installed, at any depth.
//! The page links here because this is the source of what is running, and because it is there without a network.

use std::{
    io,
    path::{Path, PathBuf},
};

use axum::{
    Router,
    extract::{Path as Wanted, State},
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};

/// What of the checkout's root is shown.
const SHOWN: [&str; 19] = [
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "README.zh-CN.md",
    "SECURITY.md",
    "benches",
    "docs",
    "examples",
    "npm",
    "package.json",
    "protocol",
    "scripts",
    "server",
    "src",
    "tests",
    "www",
];

/// What is built or installed.
const MADE: [&str; 3] = ["dist", "node_modules", "target"];

/// The routes of `/source`.
pub fn routes(checkout: &Path) -> Router {
    Router::new()
        .route("/source", get(async || Redirect::temporary("/source/")))
        .route("/source/", get(root))
        .route("/source/{*path}", get(inside))
        .with_state(checkout.to_owned())
}

async fn root(State(checkout): State<PathBuf>) -> Response {
    respond(show(&checkout, "").await)
}

async fn inside(State(checkout): State<PathBuf>, Wanted(path): Wanted<String>) -> Response {
    respond(show(&checkout, &path).await)
}

enum Shown {
    Text(String),
    List(String),
    /// A folder whose links need the slash at the end.
    Slash(String),
}

fn respond(shown: io::Result<Shown>) -> Response {
    match shown {
        Ok(Shown::Text(text)) => {
            let plain = HeaderValue::from_static("text/plain; charset=utf-8");
            ([(header::CONTENT_TYPE, plain)], text).into_response()
        }
        Ok(Shown::List(page)) => Html(page).into_response(),
        Ok(Shown::Slash(path)) => Redirect::temporary(&format!("/source/{path}/")).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn show(checkout: &Path, path: &str) -> io::Result<Shown> {
    let names: Vec<&str> = path.split('/').filter(|name| !name.is_empty()).collect();
    let hidden = || io::Error::from(io::ErrorKind::NotFound);
    if !names.iter().all(|name| is_shown(name)) || names.first().is_some_and(|name| !SHOWN.contains(name)) {
        return Err(hidden());
    }
    let root = tokio::fs::canonicalize(checkout).await?;
    let place = names.iter().fold(root.clone(), |place, name| place.join(name));
    // A link that leads elsewhere is not followed.
    if tokio::fs::canonicalize(&place).await? != place {
        return Err(hidden());
    }
    if !tokio::fs::metadata(&place).await?.is_dir() {
        return Ok(Shown::Text(tokio::fs::read_to_string(&place).await?));
    }
    if !names.is_empty() && !path.ends_with('/') {
        return Ok(Shown::Slash(names.join("/")));
    }
    Ok(Shown::List(list(
        &names,
        entries(&place, names.is_empty()).await?,
    )))
}

/// A plain name: nothing that leads out of the folder, nothing hidden or made.
fn is_shown(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.@".contains(&byte);
    !name.starts_with('.') && name.bytes().all(plain) && !MADE.contains(&name)
}

/// The names in a folder, folders first and with a slash.
async fn entries(folder: &Path, is_root: bool) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut reading = tokio::fs::read_dir(folder).await?;
    while let Some(entry) = reading.next_entry().await? {
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        if is_shown(&name) && (!is_root || SHOWN.contains(&name.as_str())) {
            let is_file = !entry.file_type().await?.is_dir();
            found.push((is_file, name));
        }
    }
    found.sort();
    Ok(found
        .into_iter()
        .map(|(is_file, name)| if is_file { name } else { format!("{name}/") })
        .collect())
}

/// The page of a folder. Its names are plain, so that nothing has to be escaped.
fn list(names: &[&str], entries: Vec<String>) -> String {
    let up = (!names.is_empty()).then(|| "../".to_owned());
    let items: String = up
        .into_iter()
        .chain(entries)
        .map(|name| format!("<li><a href=\"{name}\">{name}</a></li>"))
        .collect();
    let title = format!("authflight/{}", names.join("/"));
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
        <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
        <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title>\
        <link rel=\"icon\" href=\"/mark.svg\" type=\"image/svg+xml\">\
        <link rel=\"stylesheet\" href=\"/style/base.css\"><link rel=\"stylesheet\" href=\"/style/source.css\">\
        <main><h1>{title}</h1><ul>{items}</ul></main></html>"
    )
}
