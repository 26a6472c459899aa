//! A back-end with strict rotation: a used-up refresh token revokes the whole family.

use super::bounds::Sharing;
use crate::{
    reply::Reply,
    secret::Secret,
    session::{SessionId, Tokens},
    value::Value,
};

/// The tokens that descend from one login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Family {
    /// The refresh token that is good, counted from 1.
    pub(super) current: u8,
    /// Its access token has not expired.
    pub(super) fresh: bool,
    /// By reuse, or by decision.
    pub(super) revoked: bool,
    /// A tab has heard that a refresh was refused.
    pub(super) refused: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Server {
    pub(super) families: Vec<Family>,
    /// A used-up token was presented.
    pub(super) saw_reuse: bool,
}

/// A token, taken apart: whose, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Token {
    pub(super) family: u8,
    pub(super) number: u8,
}

/// What the server answers to a refresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Answer {
    Granted(Token),
    Refused,
    Busy,
}

impl Server {
    pub(super) fn login(&mut self) -> Token {
        self.families.push(Family {
            current: 1,
            fresh: true,
            revoked: false,
            refused: false,
        });
        let family = u8::try_from(self.families.len() - 1).unwrap_or(u8::MAX);
        Token { family, number: 1 }
    }

    pub(super) fn family(&self, token: Token) -> Family {
        self.families[usize::from(token.family)]
    }

    pub(super) fn family_mut(&mut self, token: Token) -> &mut Family {
        &mut self.families[usize::from(token.family)]
    }

    /// Whether a request with this access token is served.
    pub(super) fn accepts(&self, token: Token) -> bool {
        let family = self.family(token);
        !family.revoked && family.fresh && family.current == token.number
    }

    pub(super) fn refresh(&mut self, token: Token, grace: bool) -> Answer {
        let family = self.family(token);
        let next = |number| {
            Answer::Granted(Token {
                family: token.family,
                number,
            })
        };
        if family.revoked {
            return Answer::Refused;
        }
        if token.number == family.current {
            let family = self.family_mut(token);
            family.current += 1;
            family.fresh = true;
            return next(family.current);
        }
        if grace && token.number + 1 == family.current {
            return next(family.current);
        }
        self.saw_reuse = true;
        self.family_mut(token).revoked = true;
        Answer::Refused
    }
}

impl Token {
    pub(super) fn session(self) -> SessionId {
        SessionId(1_000 + u64::from(self.family))
    }

    /// The token in `a0.1` or `r0.1`, or `a0.1'1` for one that a reply has brought.
    pub(super) fn parse(text: &str) -> Self {
        let (family, number) = text[1..].split_once('.').expect("a token of this server");
        let number = number.split('\'').next().unwrap_or(number);
        let whole = |text: &str| text.parse().expect("a number");
        Self {
            family: whole(family),
            number: whole(number),
        }
    }

    pub(super) fn tokens(self) -> Tokens {
        Tokens {
            access: Some(Secret::new(&self.text('a'))),
            refresh: Some(Secret::new(&self.text('r'))),
            access_expires_at: None,
            refresh_expires_at: None,
            renew_at: None,
        }
    }

    fn text(self, kind: char) -> String {
        format!("{kind}{}.{}", self.family, self.number)
    }

    /// An ordinary reply that carries the access token once more, under another text.
    pub(super) fn slid_reply(self, serial: u8) -> Reply {
        let mut reply = reply(200, None);
        let text = format!("{}'{serial}", self.text('a'));
        reply.headers.push(("token".into(), Secret::new(&text)));
        reply
    }

    /// The token that a reply carries.
    pub(super) fn in_reply(reply: &Reply) -> Self {
        let body = reply.body.as_ref();
        let token = body.and_then(|body| body.field("access_token")?.as_text());
        Self::parse(token.expect("a token"))
    }

    /// The reply that carries this token's pair.
    pub(super) fn reply(self, sharing: Sharing) -> Reply {
        let mut body = Value::Null;
        body.set("access_token", Value::Text(self.text('a')));
        if !sharing.is_by_cookie() {
            body.set("refresh_token", Value::Text(self.text('r')));
            // Back-ends say "no end" so (R13).
            body.set("refresh_expires_in", Value::whole(0));
        }
        reply(200, Some(body))
    }
}

impl Answer {
    pub(super) fn reply(self, sharing: Sharing) -> Reply {
        match self {
            Self::Granted(token) => token.reply(sharing),
            Self::Refused => reply(401, None),
            Self::Busy => reply(503, None),
        }
    }
}

fn reply(status: u16, body: Option<Value>) -> Reply {
    Reply {
        status,
        body,
        is_document: false,
        headers: Vec::new(),
        date: None,
        retry_after: None,
        cross_origin: false,
        url_origin: None,
        redirect: false,
    }
}
