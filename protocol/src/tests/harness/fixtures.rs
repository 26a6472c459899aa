//! What tests are made of: policies, sessions and replies.

use proptest::test_runner::Config;

use super::*;

/// How often a property is tried: `usual` times, unless `PROPTEST_CASES` asks for more or fewer.
pub(in crate::tests) fn cases(usual: u32) -> Config {
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => Config::default(),
        None => Config::with_cases(usual),
    }
}

/// The text of the access token; empty if there is none.
pub(in crate::tests) fn access_of(tokens: &Tokens) -> &str {
    tokens.access.as_ref().map_or("", Secret::reveal)
}

/// JSON as the core takes it.
pub(in crate::tests) fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// A configuration, on a page at `https://app.example`.
pub(in crate::tests) fn try_policy(config: &str) -> Result<Policy, ConfigError> {
    try_policy_of(&json(config), Functions::default())
}

pub(in crate::tests) fn try_policy_of(config: &Value, functions: Functions) -> Result<Policy, ConfigError> {
    let resolve = |url: &str| {
        if url.contains(' ') {
            return None;
        }
        let absolute = url.split_once("://");
        let (scheme, host, path) = match absolute {
            Some((scheme, rest)) => {
                let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
                let host = host.rsplit('@').next().filter(|host| !host.is_empty())?;
                (scheme, host, path)
            }
            None => ("https", "app.example", url),
        };
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let slash = if path.starts_with('/') { "" } else { "/" };
        Some(Target {
            href: if absolute.is_some() {
                url.into()
            } else {
                format!("https://{host}{slash}{url}")
            },
            origin: format!("{scheme}://{host}"),
            path: format!("{slash}{path}"),
        })
    };
    let platform = Platform {
        resolve: &resolve,
        payload_decoder: DECODER,
        on_server: false,
    };
    parse(config, functions, &platform)
}

pub(in crate::tests) fn policy(config: &str) -> Policy {
    try_policy(config).expect("a good configuration")
}

/// The usual one: a refresh endpoint, nothing in the background, no backoff to wait for.
pub(in crate::tests) const PLAIN: &str =
    r#"{"refresh":"/refresh","proactive":{"background":false},"retry":{"base":0}}"#;

pub(in crate::tests) fn session(access: &str, revision: i64) -> Session {
    Session {
        id: SessionId(7),
        generation: 1,
        revision,
        action_no: 1,
        until_closed: false,
        user: None,
        tokens: Tokens {
            access: Some(Secret::new(access)),
            refresh: Some(Secret::new(&format!("{access}-refresh"))),
            access_expires_at: None,
            refresh_expires_at: None,
            renew_at: None,
        },
    }
}

pub(in crate::tests) fn reply(status: u16, body: &str) -> Reply {
    Reply {
        status,
        body: (!body.is_empty()).then(|| json(body)),
        is_document: false,
        headers: Vec::new(),
        date: None,
        retry_after: None,
        cross_origin: false,
        url_origin: None,
        redirect: false,
    }
}

pub(in crate::tests) fn given_tokens(access: &str) -> GivenTokens {
    GivenTokens {
        access: Secret::new(access),
        refresh: Some(Secret::new(&format!("{access}-refresh"))),
        access_expires_at: None,
        refresh_expires_at: None,
    }
}
