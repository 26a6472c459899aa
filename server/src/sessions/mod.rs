//! Sessions as the dialects see them: login, refresh, logout, and the check of an access token.
//!
//! Invariant: dialects only translate. Every decision about a token is made here or in the store.

mod epochs;
mod grant;

use serde::Serialize;

use crate::{
    clock::{self, Millis},
    settings::{Rotation, Settings},
    store::{Refusal, Rotated, RotationRules, Store, StoreError},
    tokens::{AccessClaims, Jwts, RefreshClaims, RefreshForm, RefreshToken, refresh::random_text},
};
use epochs::Epochs;
pub use grant::Grant;

/// The user and session of an authorised request.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The user.
    pub user: String,
    /// The family.
    pub session: String,
}

/// Why an access token was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessRefusal {
    /// The request carried no access token.
    Missing,
    /// The server did not issue it.
    Unreadable,
    /// It is a refresh token.
    RefreshToken,
    /// It has expired, it was exchanged for another one, or its session has ended.
    Invalid,
}

/// Why a text cannot be a refresh token of a dialect, whatever the store holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnfitToken {
    /// The server did not issue it.
    Unreadable,
    /// It is an access token.
    AccessToken,
}

/// The session service could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Signing failed.
    #[error("a token could not be signed")]
    Signing,
}

/// The session service.
pub struct Sessions {
    store: Store,
    jwts: Jwts,
    epochs: Epochs,
}

impl Sessions {
    /// The service over a store, with a new signing key.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn new(store: Store) -> Result<Self, getrandom::Error> {
        Ok(Self {
            store,
            jwts: Jwts::with_random_key()?,
            epochs: Epochs::default(),
        })
    }

    /// Logs a user in; `None` when the password is wrong.
    ///
    /// # Errors
    /// When the store or signing fails.
    pub async fn log_in(
        &self,
        user: &str,
        password: &str,
        form: RefreshForm,
        settings: &Settings,
    ) -> Result<Option<Grant>, SessionError> {
        if !self.store.password_is_right(user, password).await? {
            return Ok(None);
        }
        let now = clock::now();
        let opened = self
            .store
            .open_family(user, now, clock::span(settings.refresh_lifetime_ms))
            .await?;
        let rotated = Rotated {
            username: user.to_owned(),
            family: opened.family,
            access_serial: 1,
            refresh_token: opened.refresh_token,
            refresh_expires_ms: opened.refresh_expires_ms,
        };
        Ok(Some(self.grant(rotated, true, now, form, settings)?))
    }

    /// Exchanges a refresh token.
    ///
    /// # Errors
    /// When the store or signing fails.
    pub async fn refresh(
        &self,
        token: &RefreshToken,
        form: RefreshForm,
        settings: &Settings,
    ) -> Result<Result<Grant, Refusal>, SessionError> {
        let now = clock::now();
        let rules = RotationRules {
            rotation: settings.rotation,
            grace: clock::span(settings.grace_ms),
            lifetime: clock::span(settings.refresh_lifetime_ms),
        };
        let rotated = match self.store.rotate(token, now, rules).await? {
            Ok(rotated) => rotated,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let is_new = settings.rotation == Rotation::Strict;
        Ok(Ok(self.grant(rotated, is_new, now, form, settings)?))
    }

    /// The refresh token in a text that a client presented. Whether it is good is for [`Sessions::refresh`] to say.
    ///
    /// # Errors
    /// When it does not have this form.
    pub fn presented(&self, text: String, form: RefreshForm) -> Result<RefreshToken, UnfitToken> {
        let id = match form {
            RefreshForm::Opaque => Some(text),
            RefreshForm::Jwt if self.read(&text).is_some() => return Err(UnfitToken::AccessToken),
            RefreshForm::Jwt => self.read_refresh(&text).map(|claims| claims.jti),
            RefreshForm::AccessToken => self.read(&text).map(|claims| claims.jti),
        };
        id.map(RefreshToken::presented).ok_or(UnfitToken::Unreadable)
    }

    /// Whether an access token, expired or not, is of the same session as a refresh token.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn belong_together(
        &self,
        access_token: &str,
        refresh_token: &RefreshToken,
    ) -> Result<bool, SessionError> {
        let Some(claims) = self.read(access_token) else {
            return Ok(false);
        };
        let family = self.store.family_of(refresh_token).await?;
        Ok(family.is_some_and(|(family, _)| family == claims.sid))
    }

    /// Ends a session: no more refreshes, and its access tokens are refused at once.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn log_out(&self, family: &str) -> Result<(), SessionError> {
        Ok(self.store.end_family(family, clock::now()).await?)
    }

    /// The family and user of a refresh token, whatever its state.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn family_of(&self, token: &RefreshToken) -> Result<Option<(String, String)>, SessionError> {
        Ok(self.store.family_of(token).await?)
    }

    /// The claims of an access token that this server has issued, valid or not.
    pub fn read(&self, token: &str) -> Option<AccessClaims> {
        self.jwts.read(token)
    }

    /// The claims of a refresh token that is a JWT, valid or not.
    pub fn read_refresh(&self, token: &str) -> Option<RefreshClaims> {
        self.jwts.read(token)
    }

    /// Whose access token this is, if it is valid now. `form`: that of the dialect's refresh tokens.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn check(
        &self,
        token: &str,
        form: RefreshForm,
        settings: &Settings,
    ) -> Result<Result<Identity, AccessRefusal>, SessionError> {
        let Some(claims) = self.read(token) else {
            let of_the_other_kind = form == RefreshForm::Jwt && self.read_refresh(token).is_some();
            return Ok(Err(if of_the_other_kind {
                AccessRefusal::RefreshToken
            } else {
                AccessRefusal::Unreadable
            }));
        };
        let now = clock::now();
        let good = !settings.refuse_always
            && claims.until_ms > now
            && self.epochs.accept(&claims.sub, claims.epoch)
            && self.store.accepts_access(&claims.sid).await?
            && !(form == RefreshForm::AccessToken && self.is_used_up(&claims, now, settings).await?);
        Ok(if good {
            Ok(Identity {
                user: claims.sub,
                session: claims.sid,
            })
        } else {
            Err(AccessRefusal::Invalid)
        })
    }

    /// Whether a self-renewing token has been exchanged, and its grace is over.
    async fn is_used_up(
        &self,
        claims: &AccessClaims,
        now: Millis,
        settings: &Settings,
    ) -> Result<bool, SessionError> {
        let token = RefreshToken::presented(claims.jti.clone());
        let consumed_ms = self.store.consumed_at(&token).await?;
        let grace = clock::span(settings.grace_ms);
        Ok(consumed_ms.is_some_and(|then| grace == 0 || now.saturating_sub(then) > grace))
    }

    /// Whether the session of a refresh token that is a JWT goes on.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn goes_on(&self, claims: &RefreshClaims) -> Result<bool, SessionError> {
        Ok(self.store.accepts_access(&claims.sid).await?)
    }

    /// A new access token for the session of this one, and when it ends.
    ///
    /// # Errors
    /// When signing fails.
    pub fn slide(
        &self,
        claims: &AccessClaims,
        settings: &Settings,
    ) -> Result<(String, Millis), SessionError> {
        let now = clock::now();
        let serial = claims.serial.saturating_add(1);
        let id = random_text().map_err(StoreError::Randomness)?;
        self.issue(&claims.sub, &claims.sid, serial, id, now, settings)
    }

    /// From now on, every access token issued so far counts as expired; only those of `user`, if one is named.
    pub fn expire_access(&self, user: Option<String>) {
        self.epochs.begin(user);
    }

    /// Revokes all refresh tokens; access tokens stay valid until they expire.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn revoke_refreshes(&self) -> Result<(), SessionError> {
        Ok(self.store.end_all_refreshes(clock::now()).await?)
    }

    /// Forgets all sessions.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget(&self) -> Result<(), SessionError> {
        self.expire_access(None);
        Ok(self.store.forget_sessions().await?)
    }

    /// Closes the store.
    pub async fn close(&self) {
        self.store.close().await;
    }

    /// The tokens for what the store has decided.
    fn grant(
        &self,
        rotated: Rotated,
        is_new: bool,
        now: Millis,
        form: RefreshForm,
        settings: &Settings,
    ) -> Result<Grant, SessionError> {
        let Rotated {
            username,
            family,
            access_serial,
            refresh_token,
            refresh_expires_ms,
        } = rotated;
        let id = match form {
            RefreshForm::AccessToken => refresh_token.text().to_owned(),
            RefreshForm::Opaque | RefreshForm::Jwt => random_text().map_err(StoreError::Randomness)?,
        };
        let (access_token, access_expires_ms) =
            self.issue(&username, &family, access_serial, id, now, settings)?;
        let refresh_token = match form {
            RefreshForm::Opaque => refresh_token,
            RefreshForm::AccessToken => RefreshToken::presented(access_token.clone()),
            RefreshForm::Jwt => RefreshToken::presented(self.sign(&RefreshClaims {
                sub: username.clone(),
                sid: family.clone(),
                jti: refresh_token.text().to_owned(),
                iat: shown_seconds(now, settings),
                exp: shown_seconds(refresh_expires_ms, settings),
                kind: "refresh".to_owned(),
            })?),
        };
        Ok(Grant {
            user: username,
            family,
            serial: access_serial,
            access_token,
            access_expires_ms,
            refresh_token,
            refresh_expires_ms,
            csrf: random_text().map_err(StoreError::Randomness)?,
            rotated: is_new,
            send_expires_in: settings.send_expires_in,
            access_lifetime_ms: settings.access_lifetime_ms,
            skew: settings.clock_skew_ms,
        })
    }

    fn issue(
        &self,
        user: &str,
        family: &str,
        serial: i64,
        id: String,
        now: Millis,
        settings: &Settings,
    ) -> Result<(String, Millis), SessionError> {
        let until_ms = now.saturating_add(clock::span(settings.access_lifetime_ms));
        let token = self.sign(&AccessClaims {
            sub: user.to_owned(),
            sid: family.to_owned(),
            jti: id,
            iat: shown_seconds(now, settings),
            exp: shown_seconds(until_ms, settings),
            until_ms,
            serial,
            epoch: self.epochs.now(),
        })?;
        Ok((token, until_ms))
    }

    fn sign(&self, claims: &impl Serialize) -> Result<String, SessionError> {
        self.jwts.sign(claims).map_err(|_| SessionError::Signing)
    }
}

/// A time in whole seconds, by the clock that clients see.
const fn shown_seconds(time: Millis, settings: &Settings) -> i64 {
    time.saturating_add(settings.clock_skew_ms).div_euclid(1000)
}
