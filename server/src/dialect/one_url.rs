//! Dialects with one URL for everything: what a call wants is in its body.

use axum::response::Response;
use serde_json::Value;

use crate::{
    call::Call,
    sessions::{AccessRefusal, Identity},
};

/// What a call wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// To log in.
    Login,
    /// To refresh.
    Refresh,
    /// To log out.
    Logout,
    /// Resources, protected or not.
    Resources,
}

/// What came of a call for resources.
pub struct Served {
    /// The reply.
    pub reply: Response,
    /// Whether a part of it was refused for want of a good access token.
    pub refused: bool,
}

/// A call, for the documentation.
pub struct Sample {
    /// Its name.
    pub name: &'static str,
    /// Its body.
    pub body: Value,
    /// What it is answered, each with what it says.
    pub replies: Vec<(&'static str, Response)>,
}

/// The only URL of a dialect.
pub trait OneUrl: Send + Sync {
    /// Where it is, under the dialect's prefix. It is `POST`ed to.
    fn path(&self) -> &'static str;

    /// What a call wants.
    ///
    /// # Errors
    /// The reply to a call that is not understood.
    fn wanted(&self, call: &Call) -> Result<Wanted, Box<Response>>;

    /// Answers a call for resources.
    fn serve(&self, call: &Call, who: Result<Identity, AccessRefusal>) -> Served;

    /// One call of each kind.
    fn samples(&self) -> Vec<Sample>;
}
