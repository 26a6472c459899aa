//! What replies say.

use super::*;

fn granted(policy: &Policy, reply: &Reply) -> Option<Grant> {
    match reply.refresh_outcome(policy, MOMENT) {
        RefreshOutcome::Granted(grant) => Some(grant),
        _ => None,
    }
}

/// The tokens, and their ends in seconds from now.
type Found = (String, Option<String>, Option<i64>, Option<i64>);

fn found(config: &str, body: &str) -> Option<Found> {
    let tokens = granted(&policy(config), &reply(200, body))?.tokens;
    let seconds = |end: Option<i64>| end.map(|end| (end - NOW) / 1_000);
    Some((
        access_of(&tokens).to_string(),
        tokens.refresh.map(|token| token.reveal().to_string()),
        seconds(tokens.access_expires_at),
        seconds(tokens.refresh_expires_at),
    ))
}

#[test]
fn tokens_are_found_under_every_usual_name_in_every_usual_place() {
    let access = [
        "access_token",
        "accessToken",
        "token",
        "access",
        "jwt",
        "id_token",
    ];
    let refresh = ["refresh_token", "refreshToken", "refresh"];
    let ends = [
        "expires_in",
        "expiresIn",
        "expires_at",
        "expiresAt",
        "accessExpires",
    ];
    let last = [
        "refresh_expires_in",
        "refreshExpiresIn",
        "refresh_token_expires_in",
        "refreshExpires",
    ];
    let names = [access.len(), refresh.len(), ends.len(), last.len()];
    for round in 0..6 {
        let [a, r, e, l] = names.map(|count| round % count);
        let inner = format!(
            r#"{{"{}":"a","{}":"r","{}":60,"{}":90}}"#,
            access[a], refresh[r], ends[e], last[l]
        );
        for (before, after) in [
            ("", ""),
            (r#"{"data":"#, "}"),
            (r#"{"tokens":"#, "}"),
            (r#"{"data":{"tokens":"#, "}}"),
            (r#"{"result":"#, "}"),
        ] {
            let body = format!("{before}{inner}{after}");
            let expected = Some(("a".to_string(), Some("r".to_string()), Some(60), Some(90)));
            assert_eq!(found(r#"{"refresh":"/r"}"#, &body), expected, "{body}");
        }
    }
    // Names come before places: what stands at the root is found first.
    let body = r#"{"id_token":"root","data":{"access_token":"inner"}}"#;
    let tokens = found(r#"{"refresh":"/r"}"#, body).expect("tokens");
    assert_eq!(tokens.0, "root");
    // An object under such a name is not a token.
    let body = r#"{"token":{"access":"x"},"data":{"token":"a"}}"#;
    assert_eq!(found(r#"{"refresh":"/r"}"#, body).expect("tokens").0, "a");
}

#[test]
fn a_token_is_kept_without_its_scheme() {
    for (text, kept) in [
        ("Bearer eyJ", "eyJ"),
        ("bearer eyJ", "eyJ"),
        ("BEARER   eyJ ", "eyJ"),
        ("Bearer", "Bearer"),
        ("Bearereyj", "Bearereyj"),
        ("JWT eyJ", "JWT eyJ"),
    ] {
        let body = format!(r#"{{"token":"{text}","refresh":"{text}"}}"#);
        let tokens = found(r#"{"refresh":"/r"}"#, &body).expect("tokens");
        assert_eq!(
            (tokens.0.as_str(), tokens.1.as_deref()),
            (kept, Some(kept)),
            "{text}"
        );
    }
    let bare = r#"{"refresh":"/r","attach":{"scheme":""}}"#;
    let tokens = found(bare, r#"{"token":"Bearer eyJ"}"#).expect("tokens");
    assert_eq!(
        tokens.0, "Bearer eyJ",
        "where none is added, it belongs to the token"
    );
    let other = r#"{"refresh":"/r","attach":{"scheme":"JWT"},"tokens":{"access":"header:x-token"}}"#;
    let mut by_header = reply(200, "{}");
    let value = crate::secret::Secret::new("jwt eyJ");
    by_header.headers.push(("x-token".to_string(), value));
    let grant = granted(&policy(other), &by_header).expect("a grant");
    assert_eq!(access_of(&grant.tokens), "eyJ");
}

#[test]
fn the_whole_body_may_be_the_token() {
    let config = r#"{"refresh":"/r","tokens":{"access":"body"}}"#;
    let said = |text: &str| {
        let body = Some(Value::text(text));
        let reply = Reply {
            body,
            ..reply(200, "")
        };
        granted(&policy(config), &reply).map(|grant| access_of(&grant.tokens).to_string())
    };
    assert_eq!(said("eyJ.a.b\n").as_deref(), Some("eyJ.a.b"));
    assert_eq!(said("Bearer eyJ").as_deref(), Some("eyJ"));
    assert_eq!(said("1|sanctum").as_deref(), Some("1|sanctum"));
    for page in ["Please log in", "<p>maintenance</p>", "", "  "] {
        assert_eq!(said(page), None, "{page}");
    }
    assert_eq!(
        found(config, r#"{"access_token":"a"}"#),
        None,
        "an object is no text"
    );
}

#[test]
fn durations_may_be_milliseconds_or_minutes() {
    for (unit, number, seconds) in [
        ("milliseconds", 900_000, 900),
        ("minutes", 15, 900),
        ("seconds", 900, 900),
    ] {
        let config =
            format!(r#"{{"refresh":"/r","tokens":{{"unit":"{unit}","accessExpires":"body:data.expires"}}}}"#);
        let body = format!(r#"{{"data":{{"access_token":"a","expires":{number}}}}}"#);
        assert_eq!(found(&config, &body).expect("tokens").2, Some(seconds), "{unit}");
    }
}

/// A JWT that renews itself after its own `exp`, which names nobody's end.
#[test]
fn a_token_that_renews_itself_has_no_last_end() {
    let jwt = token_with(&format!(r#"{{"exp":{}}}"#, NOW / 1_000 + 60));
    let config =
        r#"{"refresh":{"url":"/r","send":"header:Authorization"},"tokens":{"refresh":"body:access_token"}}"#;
    let body = format!(r#"{{"access_token":"{jwt}"}}"#);
    let (access, refresh, end, last) = found(config, &body).expect("tokens");
    assert_eq!((Some(access), end, last), (refresh, Some(60), None));
}

#[test]
fn a_refresh_has_its_own_words_for_yes_and_no() {
    let refused = RefreshOutcome::Refused;
    let transient = RefreshOutcome::Transient { retry_after: None };
    for (config, body, outcome) in [
        // The reply of a refresh has no code, that of a login has one.
        (
            r#"{"success":{"path":"code","in":[0]},"refresh":{"url":"/r","success":{"path":"access_token"}}}"#,
            r#"{"access_token":"a"}"#,
            None,
        ),
        (
            r#"{"refresh":{"url":"/r","success":{"path":"ok","in":[true]}}}"#,
            r#"{"ok":false,"accessToken":""}"#,
            Some(&refused),
        ),
        (
            r#"{"refresh":{"url":"/r","success":{"path":"accessToken"}}}"#,
            r#"{"ok":false,"accessToken":""}"#,
            Some(&refused),
        ),
        (
            r#"{"refresh":"/r"}"#,
            r#"{"ok":false,"accessToken":""}"#,
            Some(&transient),
        ),
        (
            r#"{"refresh":{"url":"/r","refused":{"body":{"path":"errors"}}}}"#,
            r#"{"errors":[{"message":"no"}],"data":{"access_token":"a"}}"#,
            Some(&refused),
        ),
    ] {
        let told = reply(200, body).refresh_outcome(&policy(config), MOMENT);
        match outcome {
            Some(outcome) => assert_eq!(&told, outcome, "{config}"),
            None => assert!(matches!(told, RefreshOutcome::Granted(_)), "{config}"),
        }
    }
}

#[test]
fn a_match_without_values_is_one_of_anything() {
    let config = policy(r#"{"success":{"path":"a.b"}}"#);
    let success = config.success.expect("a match");
    for (body, holds) in [
        (r#"{"a":{"b":1}}"#, true),
        (r#"{"a":{"b":0}}"#, true),
        (r#"{"a":{"b":[]}}"#, true),
        (r#"{"a":{"b":"x"}}"#, true),
        (r#"{"a":{"b":""}}"#, false),
        (r#"{"a":{"b":null}}"#, false),
        (r#"{"a":{"b":false}}"#, false),
        (r#"{"a":{}}"#, false),
        ("[]", false),
    ] {
        assert_eq!(success.holds(&json(body)), holds, "{body}");
    }
}
