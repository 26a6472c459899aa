//! The cookies that a browser would keep of this server, and where it would send them.

use cookie::{Cookie, time::Duration};
use reqwest::{Response, header::SET_COOKIE};

/// Cookies, in the order of their arrival.
#[derive(Clone, Debug, Default)]
pub struct Jar(pub Vec<Cookie<'static>>);

impl Jar {
    /// Keeps, replaces and deletes what a reply says.
    pub fn take(&mut self, reply: &Response) {
        for line in reply.headers().get_all(SET_COOKIE) {
            let line = line.to_str().expect("text").to_owned();
            let cookie = Cookie::parse(line).expect("a cookie");
            let key = |cookie: &Cookie<'_>| (cookie.name().to_owned(), cookie.path().map(str::to_owned));
            match self.0.iter().position(|kept| key(kept) == key(&cookie)) {
                _ if cookie.max_age() == Some(Duration::ZERO) => {
                    self.0.retain(|kept| key(kept) != key(&cookie));
                }
                Some(index) => self.0[index] = cookie,
                None => self.0.push(cookie),
            }
        }
    }

    /// A cookie's value.
    pub fn value(&self, name: &str) -> &str {
        let found = self.0.iter().find(|cookie| cookie.name() == name);
        found.map(Cookie::value).expect(name)
    }

    /// Changes a cookie's value, at each of its paths.
    pub fn set(&mut self, name: &str, value: &str) {
        for cookie in self.0.iter_mut().filter(|cookie| cookie.name() == name) {
            cookie.set_value(value.to_owned());
        }
    }

    /// Loses a cookie.
    pub fn forget(&mut self, name: &str) {
        self.0.retain(|cookie| cookie.name() != name);
    }

    /// What goes to a path (RFC 6265, section 5.1.4).
    pub fn sent_to(&self, path: &str) -> String {
        let covers = |cookie: &&Cookie<'_>| {
            let folder = cookie.path().expect("a path");
            path.strip_prefix(folder)
                .is_some_and(|rest| rest.is_empty() || folder.ends_with('/') || rest.starts_with('/'))
        };
        let sent = self.0.iter().filter(covers);
        sent.map(|cookie| cookie.stripped().to_string())
            .collect::<Vec<_>>()
            .join("; ")
    }
}
