//! The schema, and what its resolvers answer.

use std::sync::Arc;

use async_graphql::{
    Context, EmptySubscription, Error, ErrorExtensions, Object, Result, Schema, SimpleObject,
};
use parking_lot::Mutex;

use crate::{
    orders::{Order, orders},
    sessions::{AccessRefusal, Grant, Identity},
};

/// The schema.
pub(super) type Everything = Schema<Query, Mutation, EmptySubscription>;

pub(super) fn everything() -> Everything {
    Schema::build(Query, Mutation, EmptySubscription).finish()
}

/// What a request asks for.
pub(super) enum Asked {
    Login { username: String, password: String },
    Refresh { token: String },
    Logout { token: Option<String> },
    Resources,
}

/// What the resolvers have come across while a request was read.
#[derive(Default)]
pub(super) struct Found {
    pub(super) exchanges: Vec<Asked>,
    pub(super) resources: bool,
}

/// What is answered to a request that was read and decided.
pub(super) enum Answer {
    Login(Option<Issued>),
    Refresh(Option<Issued>),
    Logout(std::result::Result<(), AccessRefusal>),
    Resources(std::result::Result<Identity, AccessRefusal>),
}

/// What the resolvers are to do.
pub(super) enum Stage {
    Read(Arc<Mutex<Found>>),
    Answer(Answer),
}

/// The tokens of a session.
#[derive(Clone, SimpleObject)]
pub(super) struct Issued {
    access_token: String,
    refresh_token: String,
    /// Seconds.
    expires_in: Option<u64>,
}

impl From<&Grant> for Issued {
    fn from(grant: &Grant) -> Self {
        Self {
            access_token: grant.access_token.clone(),
            refresh_token: grant.refresh_token.text().to_owned(),
            expires_in: grant.send_expires_in.then(|| grant.expires_in()),
        }
    }
}

/// The user.
#[derive(SimpleObject)]
pub(super) struct User {
    username: String,
    session: String,
}

pub(super) struct Query;

// `Option<Result<_>>`: the field is null when it fails, and the rest of the data stays.
#[Object]
impl Query {
    /// Who the access token belongs to.
    async fn me(&self, context: &Context<'_>) -> Option<Result<User>> {
        protected(context, |who| {
            Some(User {
                username: who.user.clone(),
                session: who.session.clone(),
            })
        })
    }

    /// 20 orders.
    async fn orders(&self, context: &Context<'_>) -> Option<Result<Vec<Order>>> {
        protected(context, |_| Some(orders().collect()))
    }

    /// One order.
    async fn order(&self, context: &Context<'_>, id: u32) -> Option<Result<Order>> {
        protected(context, |_| orders().find(|order| order.id == id))
    }

    /// Needs no token.
    async fn public(&self) -> bool {
        true
    }

    /// So many bytes, at most 1 MiB, for replies that are long. Needs no token.
    async fn padding(&self, #[graphql(validator(maximum = 1_048_576))] bytes: usize) -> String {
        ".".repeat(bytes)
    }
}

pub(super) struct Mutation;

#[Object]
impl Mutation {
    /// Wrong credentials are an error of the field.
    async fn login(
        &self,
        context: &Context<'_>,
        username: String,
        password: String,
    ) -> Option<Result<Issued>> {
        match stage(context)? {
            Stage::Answer(Answer::Login(Some(issued))) => Some(Ok(issued.clone())),
            Stage::Answer(_) => Some(Err(fault("Wrong user name or password", "BAD_USER_INPUT"))),
            Stage::Read(found) => {
                let asked = Asked::Login { username, password };
                found.lock().exchanges.push(asked);
                None
            }
        }
    }

    /// Exchanges a refresh token.
    async fn refresh(&self, context: &Context<'_>, token: String) -> Option<Result<Issued>> {
        match stage(context)? {
            Stage::Answer(Answer::Refresh(Some(issued))) => Some(Ok(issued.clone())),
            // The same code as expiry: a client that takes every such code for expiry loops here.
            Stage::Answer(_) => Some(Err(fault(
                "The refresh token is no longer valid",
                "UNAUTHENTICATED",
            ))),
            Stage::Read(found) => {
                found.lock().exchanges.push(Asked::Refresh { token });
                None
            }
        }
    }

    /// Ends the session of the access token, or of the refresh token that is given.
    async fn logout(&self, context: &Context<'_>, token: Option<String>) -> Option<Result<bool>> {
        match stage(context)? {
            Stage::Answer(Answer::Logout(Err(why))) => Some(Err(unauthenticated(*why))),
            Stage::Answer(_) => Some(Ok(true)),
            Stage::Read(found) => {
                found.lock().exchanges.push(Asked::Logout { token });
                None
            }
        }
    }

    /// The text that was sent. Needs an access token.
    async fn echo(&self, context: &Context<'_>, text: String) -> Option<Result<String>> {
        protected(context, |_| Some(text))
    }
}

fn stage<'a>(context: &Context<'a>) -> Option<&'a Stage> {
    context.data_opt()
}

/// A value for whoever asks with a good access token. While the request is read: nothing, and no error.
fn protected<T>(context: &Context<'_>, value: impl FnOnce(&Identity) -> Option<T>) -> Option<Result<T>> {
    match stage(context)? {
        Stage::Answer(Answer::Resources(Ok(who))) => value(who).map(Ok),
        Stage::Answer(Answer::Resources(Err(why))) => Some(Err(unauthenticated(*why))),
        Stage::Answer(_) => None,
        Stage::Read(found) => {
            found.lock().resources = true;
            None
        }
    }
}

fn unauthenticated(why: AccessRefusal) -> Error {
    let message = match why {
        AccessRefusal::Missing => "Not authenticated",
        _ => "The access token is no longer valid",
    };
    fault(message, "UNAUTHENTICATED")
}

fn fault(message: &str, code: &str) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}
