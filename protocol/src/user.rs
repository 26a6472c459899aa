//! Who is signed in, as the back-end says (R32). It is part of the session, so that it comes and goes with the session in
//! every tab, and one user's data never stand under another's tokens.
//!
//! The claims of the token need no place here: they are read from the token that is present.

use super::{
    Core, Output,
    input::ReadPurpose,
    jwt,
    policy::UserSource,
    session::{Session, Tokens},
    value::Value,
};

impl Core {
    /// The claims in the present access token; `None` if nobody is signed in, or the token is no JWT. Read, never verified.
    #[must_use]
    pub fn claims(&self) -> Option<Value> {
        let session = self.session.as_ref().filter(|_| self.restoring.is_none())?;
        jwt::all_claims(
            session.tokens.access.as_ref()?.reveal(),
            self.policy.payload_decoder,
        )
    }

    /// What the back-end says of the user; `None` if nobody is signed in, or it was not asked.
    #[must_use]
    pub fn user(&self) -> Option<&Value> {
        let session = self.session.as_ref().filter(|_| self.restoring.is_none())?;
        session.user.as_deref()
    }

    /// Whether tokens that the server gives to the present session are another user's: both access tokens are JWTs, and name
    /// subjects (RFC 7519 §4.1.2) that differ. A cookie that several applications share may be another user's by now.
    pub(super) fn are_of_another_user(&self, tokens: &Tokens) -> bool {
        let subject_of = |tokens: &Tokens| {
            let access = tokens.access.as_ref()?;
            let claims = jwt::all_claims(access.reveal(), self.policy.payload_decoder)?;
            claims.field("sub").filter(|sub| **sub != Value::Null).cloned()
        };
        let present = self
            .session
            .as_ref()
            .and_then(|session| subject_of(&session.tokens));
        present.is_some_and(|present| subject_of(tokens).is_some_and(|new| new != present))
    }

    /// Counts the sessions that were present in this client, so that an answer is known to be about the present one.
    pub(super) fn count_session(&mut self) {
        self.sessions = self.sessions.wrapping_add(1);
    }

    /// The back-end has said who is signed in. `sessions`: as it was counted when it was asked. A later session's user is
    /// another.
    pub(super) fn user_loaded(&mut self, sessions: u32, user: Value) {
        let is_present = self.sessions == sessions && self.restoring.is_none();
        let Some(session) = self.session.as_mut().filter(|_| is_present) else {
            return;
        };
        session.user = Some(Box::new(user));
        let session = session.clone();
        self.count_user();
        // Not every tab that asks has made the ledger's newest entry. It is read, and the record with it.
        self.emit(Output::ReadShared {
            purpose: ReadPurpose::CheckRecord,
        });
        self.broadcast_tokens(session);
    }

    /// Takes the user from another tab's copy of the same tokens.
    pub(super) fn take_user(&mut self, offered: &Session) {
        let is_same = |current: &&mut Session| {
            current.id == offered.id
                && current.revision == offered.revision
                && offered.user.is_some()
                && current.user != offered.user
        };
        if let Some(current) = self.session.as_mut().filter(is_same) {
            current.user.clone_from(&offered.user);
            self.count_user();
        }
    }

    fn count_user(&mut self) {
        self.users = self.users.wrapping_add(1);
    }
}

impl UserSource {
    /// The user in the reply to a login or refresh.
    pub(super) fn in_reply(&self, body: Option<&Value>) -> Option<Box<Value>> {
        match self {
            Self::Reply { path } => {
                let found = body?.walk(path).filter(|found| **found != Value::Null);
                found.cloned().map(Box::new)
            }
            Self::Claims | Self::Endpoint => None,
        }
    }
}
