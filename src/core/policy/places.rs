//! Where tokens sit in replies and requests.

use alloc::{string::ToString, vec::Vec};

use super::{
    Attach, Places,
    endpoints::Urls,
    fields::{Field, Parsed, one_of},
};
use crate::core::{
    destination::Destinations,
    expiry::TimeZone,
    location::{Location, found_without_configuration},
};

pub(super) fn places(field: Option<Field<'_>>) -> Parsed<Places> {
    let mut places = Places {
        access: found_without_configuration(&["access_token", "accessToken", "token"]),
        refresh: found_without_configuration(&["refresh_token", "refreshToken"]),
        access_expires: found_without_configuration(&["expires_in", "expires_at", "accessExpires"]),
        refresh_expires: found_without_configuration(&[
            "refresh_expires_in",
            "refresh_token_expires_in",
            "refreshExpires",
        ]),
        zone: TimeZone::Local,
    };
    let Some(field) = field else {
        return Ok(places);
    };
    field.only(&["access", "refresh", "accessExpires", "refreshExpires", "timeZone"])?;
    for (name, slot) in [
        ("access", &mut places.access),
        ("refresh", &mut places.refresh),
        ("accessExpires", &mut places.access_expires),
        ("refreshExpires", &mut places.refresh_expires),
    ] {
        if let Some(given) = field.get(name) {
            *slot = readable_locations(&given)?;
        }
    }
    if let Some(given) = field.get("timeZone") {
        places.zone = given
            .value()
            .as_text()
            .and_then(TimeZone::parse)
            .ok_or_else(|| given.expected("\"local\", \"utc\" or an offset such as \"+08:00\""))?;
    }
    Ok(places)
}

fn readable_locations(field: &Field<'_>) -> Parsed<Vec<Location>> {
    let found: Vec<Location> = field
        .one_or_many()
        .iter()
        .map(|item| match location(item)? {
            place if place.is_readable() => Ok(place),
            _ => Err(item.expected("\"body:…\" or \"header:…\", as replies carry it")),
        })
        .collect::<Parsed<_>>()?;
    if found.is_empty() {
        return Err(field.expected("at least one location"));
    }
    Ok(found)
}

pub(super) fn attach(
    field: Option<Field<'_>>,
    destinations: &mut Destinations,
    urls: &Urls<'_>,
) -> Parsed<Attach> {
    let mut attach = Attach {
        header: "authorization".to_string(),
        scheme: "Bearer".to_string(),
        follow_redirects: true,
    };
    let Some(field) = field else {
        return Ok(attach);
    };
    field.only(&["header", "scheme", "origins", "redirect", "exempt"])?;
    if let Some(given) = field.get("header") {
        let name = given.filled_text()?;
        if !is_header_name(name) {
            return Err(given.expected("a header name"));
        }
        attach.header = name.to_ascii_lowercase();
        attach.follow_redirects = attach.header == "authorization";
    }
    if let Some(given) = field.get("scheme") {
        attach.scheme = given.text()?.to_string();
    }
    if let Some(given) = field.get("redirect") {
        attach.follow_redirects = one_of(&given, &["follow", "error"])? == "follow";
    }
    if let Some(given) = field.get("origins") {
        for item in given.items()? {
            let origin = (urls.resolve)(item.text()?)
                .map(|target| target.origin)
                .filter(|origin| origin != "null")
                .ok_or_else(|| item.expected("an origin such as \"https://api.example\""))?;
            destinations.origins.push(origin);
        }
    }
    if let Some(given) = field.get("exempt") {
        for item in given.items()? {
            let path = item.filled_text()?;
            // As it stands in the URL, and as it is written below baseURL.
            destinations.exempt.push(urls.target(&item, path)?.path);
            if path.starts_with('/') {
                destinations.exempt.push(path.to_string());
            }
        }
    }
    Ok(attach)
}

/// RFC 9110 §5.6.2: a token.
fn is_header_name(name: &str) -> bool {
    name.bytes()
        .all(|letter| letter.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&letter))
}

pub(super) fn location(field: &Field<'_>) -> Parsed<Location> {
    field
        .value()
        .as_text()
        .and_then(Location::parse)
        .ok_or_else(|| field.expected("\"body:…\", \"header:…\", \"query:…\", \"form:…\" or \"cookie\""))
}
