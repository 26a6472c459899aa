//! Where a request goes, and whether it may carry the token there (R6, R25).

/// A URL as the browser's own parser resolved it, so `//evil`, `https:\\evil`, userinfo and odd ports are already
/// what the request will do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Target {
    /// The whole URL.
    pub href: String,
    /// Scheme, host and port.
    pub origin: String,
    /// The path, from the leading slash, without query and fragment.
    pub path: String,
}

/// What is known of a request before it is made.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RequestFacts<'a> {
    /// Where it goes.
    pub target: &'a Target,
    /// Its method, in upper case.
    pub method: &'a str,
    /// The caller set the token's header.
    pub has_own_header: bool,
    /// The caller said `auth: false`.
    pub without_auth: bool,
    /// One of the caller's regular expressions exempts the path.
    pub exempt_by_pattern: bool,
}

/// How a request travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Routing {
    /// With the token: it waits for a refresh and is replayed after one.
    Authorized,
    /// As it is: no token, no refresh, no waiting.
    WithoutAuth,
    /// The same, because the origin is not allowed to see the token.
    Withheld,
}

/// Joins a relative URL to the base as axios does: one slash between the two, absolute URLs as
/// they are. `https:\\evil` is not absolute by that rule and stays below the base.
#[must_use]
pub fn join(base: &str, url: &str) -> String {
    if base.is_empty() || is_absolute(url) {
        return url.to_string();
    }
    if url.is_empty() {
        return base.to_string();
    }
    format!("{}/{}", base.trim_end_matches('/'), url.trim_start_matches('/'))
}

/// `scheme://…` or `//…`.
fn is_absolute(url: &str) -> bool {
    if url.starts_with("//") {
        return true;
    }
    let Some((scheme, rest)) = url.split_once(':') else {
        return false;
    };
    rest.starts_with("//")
        && scheme.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
        && scheme
            .bytes()
            .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, b'+' | b'-' | b'.'))
}

/// A login, refresh or logout endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ExemptEndpoint {
    /// In upper case.
    pub method: String,
    /// Where it is.
    pub target: Target,
    /// Whether it is the login, whose good reply signs in.
    pub is_login: bool,
}

impl ExemptEndpoint {
    /// Whether a request goes there: by the same method, to the same path, and with the endpoint's query if it has one.
    /// `/index.php?do=login` is not `/index.php?do=list`.
    fn is_met_by(&self, method: &str, target: &Target) -> bool {
        let own = query(&self.target);
        self.method == method
            && self.target.origin == target.origin
            && self.target.path == target.path
            && (own.is_none() || own == query(target))
    }
}

/// The query, without its question mark.
fn query(target: &Target) -> Option<&str> {
    let url = target.href.split('#').next()?;
    Some(url.split_once('?')?.1)
}

/// The destinations that one configuration names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Destinations {
    /// Origins that may receive the token; the base URL's comes first.
    pub origins: Vec<String>,
    /// The endpoints whose own method and URL never carry it.
    pub endpoints: Vec<ExemptEndpoint>,
    /// Paths that never carry it, as written and as joined to the base.
    pub exempt: Vec<String>,
}

impl Destinations {
    /// The back-end's origin: baseURL's, or the page's own. The session under a storage key belongs to it.
    #[must_use]
    pub fn back_end(&self) -> &str {
        self.origins.first().map_or("null", String::as_str)
    }

    /// Whether an origin may receive the access token. An opaque origin ("null") equals no
    /// origin, not even itself.
    #[must_use]
    pub fn allows(&self, origin: &str) -> bool {
        origin != "null" && self.origins.iter().any(|allowed| allowed == origin)
    }

    /// Judges one request on its final URL.
    #[must_use]
    pub fn route(&self, facts: &RequestFacts<'_>) -> Routing {
        let target = facts.target;
        if facts.without_auth
            || facts.has_own_header
            || facts.exempt_by_pattern
            || self.is_endpoint(facts.method, target)
            || self.exempt.iter().any(|exempt| covers(exempt, &target.path))
        {
            return Routing::WithoutAuth;
        }
        if self.allows(&target.origin) {
            Routing::Authorized
        } else {
            Routing::Withheld
        }
    }

    /// Whether a request is a login, whoever makes it. None is where one URL serves everything (`exempt: false`).
    #[must_use]
    pub fn is_login(&self, method: &str, target: &Target) -> bool {
        let mut endpoints = self.endpoints.iter();
        endpoints.any(|endpoint| endpoint.is_login && endpoint.is_met_by(method, target))
    }

    fn is_endpoint(&self, method: &str, target: &Target) -> bool {
        self.endpoints
            .iter()
            .any(|endpoint| endpoint.is_met_by(method, target))
    }
}

/// `/public` covers itself and all below it, but not `/publicity`.
fn covers(exempt: &str, path: &str) -> bool {
    match path.strip_prefix(exempt) {
        Some(rest) => rest.is_empty() || rest.starts_with('/') || exempt.ends_with('/'),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(origin: &str, path: &str) -> Target {
        Target {
            href: String::from(origin) + path,
            origin: origin.into(),
            path: path.into(),
        }
    }

    fn rules() -> Destinations {
        Destinations {
            origins: vec!["https://app.example".into()],
            endpoints: vec![ExemptEndpoint {
                method: "POST".into(),
                target: target("https://app.example", "/api/login"),
                is_login: true,
            }],
            exempt: vec!["/api/public".into()],
        }
    }

    fn facts(target: &Target) -> RequestFacts<'_> {
        RequestFacts {
            target,
            method: "POST",
            has_own_header: false,
            without_auth: false,
            exempt_by_pattern: false,
        }
    }

    #[test]
    fn relative_urls_join_with_one_slash() {
        assert_eq!(join("/api", "/orders"), "/api/orders");
        assert_eq!(join("/api/", "orders"), "/api/orders");
        assert_eq!(join("https://a.example", ""), "https://a.example");
        assert_eq!(join("", "/orders"), "/orders");
        assert_eq!(join("/api", "//evil.example/x"), "//evil.example/x");
        assert_eq!(join("/api", "HTTPS://evil.example"), "HTTPS://evil.example");
        assert_eq!(
            join("/api", r"https:\\evil.example"),
            r"/api/https:\\evil.example"
        );
        assert_eq!(join("/api", "1x://y"), "/api/1x://y");
    }

    #[test]
    fn only_the_allowed_origin_is_carried() {
        let rules = rules();
        let own = target("https://app.example", "/api/orders");
        assert_eq!(rules.route(&facts(&own)), Routing::Authorized);
        for other in [
            "http://app.example",
            "https://app.example:8443",
            "https://evil.example",
            "https://app.example.evil.example",
            "null",
        ] {
            let elsewhere = target(other, "/api/orders");
            assert_eq!(rules.route(&facts(&elsewhere)), Routing::Withheld, "{other}");
        }
    }

    #[test]
    fn an_opaque_origin_never_matches_even_if_listed() {
        let mut rules = rules();
        rules.origins.push("null".into());
        let opaque = target("null", "/x");
        assert_eq!(rules.route(&facts(&opaque)), Routing::Withheld);
    }

    /// `GET /session` tells who is signed in, and `DELETE /session` is the logout.
    #[test]
    fn an_endpoint_is_its_method_and_url_and_not_its_path() {
        let rules = |method: &str, path: &str| Destinations {
            endpoints: vec![ExemptEndpoint {
                method: method.into(),
                target: target("https://app.example", path),
                is_login: false,
            }],
            ..rules()
        };
        let routed = |rules: &Destinations, method, path: &str| {
            let mut target = target("https://app.example", path);
            target.path.truncate(path.find(['?', '#']).unwrap_or(path.len()));
            rules.route(&RequestFacts {
                method,
                ..facts(&target)
            })
        };
        let logout = rules("DELETE", "/session");
        for (method, path, routing) in [
            ("DELETE", "/session", Routing::WithoutAuth),
            ("DELETE", "/session?all=1#top", Routing::WithoutAuth),
            ("GET", "/session", Routing::Authorized),
            ("HEAD", "/session", Routing::Authorized),
            ("POST", "/session", Routing::Authorized),
            ("DELETE", "/session/7", Routing::Authorized),
        ] {
            assert_eq!(routed(&logout, method, path), routing, "{method} {path}");
        }
        let mut login = rules("POST", "/index.php?do=login&v=2#form");
        login.endpoints[0].target.path.truncate("/index.php".len());
        for (path, routing) in [
            ("/index.php?do=login&v=2", Routing::WithoutAuth),
            ("/index.php?do=login&v=2#top", Routing::WithoutAuth),
            ("/index.php?do=list&v=2", Routing::Authorized),
            ("/index.php?do=login&v=22", Routing::Authorized),
            ("/index.php", Routing::Authorized),
        ] {
            assert_eq!(routed(&login, "POST", path), routing, "{path}");
        }
    }

    #[test]
    fn a_login_is_known_by_its_method_and_url() {
        let rules = rules();
        let login = target("https://app.example", "/api/login");
        assert!(rules.is_login("POST", &login));
        assert!(!rules.is_login("GET", &login));
        assert!(!rules.is_login("POST", &target("https://app.example", "/api/login/2")));
        assert!(!rules.is_login("POST", &target("https://evil.example", "/api/login")));
        let mut others = rules;
        others.endpoints[0].is_login = false;
        assert!(!others.is_login("POST", &login));
    }

    #[test]
    fn endpoints_exempt_paths_and_opt_outs_pass_untouched() {
        let rules = rules();
        for path in ["/api/login", "/api/public", "/api/public/news"] {
            let at = target("https://app.example", path);
            assert_eq!(rules.route(&facts(&at)), Routing::WithoutAuth, "{path}");
        }
        let publicity = target("https://app.example", "/api/publicity");
        assert_eq!(rules.route(&facts(&publicity)), Routing::Authorized);
        let own = target("https://app.example", "/api/orders");
        for change in [
            RequestFacts {
                without_auth: true,
                ..facts(&own)
            },
            RequestFacts {
                has_own_header: true,
                ..facts(&own)
            },
            RequestFacts {
                exempt_by_pattern: true,
                ..facts(&own)
            },
        ] {
            assert_eq!(rules.route(&change), Routing::WithoutAuth);
        }
    }
}
