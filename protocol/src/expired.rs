//! What says that the access token has expired: the reply's head, its body, or the application.

use super::{policy::BodyMatch, value::Value};

/// What the configuration takes for an expiry answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Expired {
    /// Default 401.
    pub status: Vec<u16>,
    /// In JSON bodies; none by default, so that none is read.
    pub body: Vec<BodyMatch>,
    /// JSON bodies that say something else, whatever the status and the rest say. None by default.
    pub not: Vec<BodyMatch>,
    /// A redirect says it, so requests that carry the token do not follow one. Default false.
    pub redirect: bool,
    /// Whether the application's test function is asked as well.
    pub test: bool,
    /// How many bytes of a JSON body `body` and the test function see. A longer one is not JSON to them. Default 1 MiB.
    pub searched: i64,
}

/// What the head says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadVerdict {
    /// Whether the token has expired.
    Known(bool),
    /// The body can say something else.
    ReadBody {
        /// What counts if it says nothing.
        by_head: bool,
    },
}

/// What the body says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyVerdict {
    /// Whether the token has expired.
    Known(bool),
    /// The application's function decides.
    AskApplication,
}

impl Expired {
    /// What the head says. The body is not read where it changes nothing, and neither is the rest of the head.
    ///
    /// `lacks_more`: whether it names another reason than the token's expiry, as `insufficient_scope` does (RFC 6750, section 3.1).
    /// `is_redirect`: whether it is a redirect that was not followed.
    #[must_use]
    pub fn of_head(
        &self,
        status: u16,
        lacks_more: impl FnOnce() -> bool,
        is_redirect: impl FnOnce() -> bool,
    ) -> HeadVerdict {
        let by_status = self.status.contains(&status) && !lacks_more();
        let by_head = by_status || (self.redirect && is_redirect());
        let can_change = if by_head {
            !self.not.is_empty()
        } else {
            self.test || !self.body.is_empty()
        };
        if can_change {
            HeadVerdict::ReadBody { by_head }
        } else {
            HeadVerdict::Known(by_head)
        }
    }

    /// What the body says. `at` gives the value at a path of it: only that is taken into the binary, because a body may be large.
    #[must_use]
    pub fn of_body(&self, by_head: bool, at: impl Fn(&str) -> Option<Value>) -> BodyVerdict {
        let says = |rule: &BodyMatch| at(&rule.path).is_some_and(|found| rule.accepts(&found));
        if self.not.iter().any(says) {
            BodyVerdict::Known(false)
        } else if by_head || self.body.iter().any(says) {
            BodyVerdict::Known(true)
        } else if self.test {
            BodyVerdict::AskApplication
        } else {
            BodyVerdict::Known(false)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OK: u16 = 200;
    const REFUSED: u16 = 401;

    fn head(expired: &Expired, status: u16) -> HeadVerdict {
        expired.of_head(status, || false, || false)
    }

    fn none() -> Expired {
        Expired {
            status: vec![401],
            body: Vec::new(),
            not: Vec::new(),
            redirect: false,
            test: false,
            searched: 1_048_576,
        }
    }

    fn rule(path: &str) -> BodyMatch {
        BodyMatch {
            path: path.to_string(),
            accepted: None,
        }
    }

    /// A body with something at each of these paths.
    fn with(paths: &'static [&str]) -> impl Fn(&str) -> Option<Value> {
        |path| paths.contains(&path).then_some(Value::Bool(true))
    }

    #[test]
    fn by_default_the_status_alone_decides() {
        assert_eq!(head(&none(), REFUSED), HeadVerdict::Known(true));
        assert_eq!(head(&none(), OK), HeadVerdict::Known(false));
        let forbidden = none().of_head(REFUSED, || true, || false);
        assert_eq!(forbidden, HeadVerdict::Known(false));
    }

    #[test]
    fn a_redirect_decides_where_it_is_configured() {
        let redirected = |expired: &Expired| expired.of_head(0, || false, || true);
        assert_eq!(redirected(&none()), HeadVerdict::Known(false));
        let expired = Expired {
            redirect: true,
            ..none()
        };
        assert_eq!(redirected(&expired), HeadVerdict::Known(true));
        assert_eq!(head(&expired, OK), HeadVerdict::Known(false));
    }

    #[test]
    fn a_body_is_read_only_where_it_can_change_the_verdict() {
        let read = |by_head| HeadVerdict::ReadBody { by_head };
        let body = Expired {
            body: vec![rule("code")],
            ..none()
        };
        assert_eq!(head(&body, OK), read(false));
        assert_eq!(head(&body, REFUSED), HeadVerdict::Known(true));
        let test = Expired { test: true, ..none() };
        assert_eq!(head(&test, OK), read(false));
        assert_eq!(head(&test, REFUSED), HeadVerdict::Known(true));
        let not = Expired {
            not: vec![rule("banned")],
            ..none()
        };
        assert_eq!(head(&not, REFUSED), read(true));
        // What is not expired cannot be less so.
        assert_eq!(head(&not, OK), HeadVerdict::Known(false));
    }

    #[test]
    fn not_wins_over_all_and_the_application_is_asked_last() {
        let all = Expired {
            body: vec![rule("code")],
            not: vec![rule("banned")],
            test: true,
            ..none()
        };
        let known = BodyVerdict::Known;
        for by_head in [true, false] {
            assert_eq!(all.of_body(by_head, with(&["banned", "code"])), known(false));
            assert_eq!(all.of_body(by_head, with(&["code"])), known(true));
        }
        assert_eq!(all.of_body(true, with(&[])), known(true));
        assert_eq!(all.of_body(false, with(&[])), BodyVerdict::AskApplication);
        assert_eq!(none().of_body(false, with(&["code"])), known(false));
    }
}
