//! Sessions as the dialects see them: login, refresh, logout, and the check of an access token.
//!
//! Invariant: dialects only translate. Every decision about a token is made here or in the store.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::{
    clock::{self, Millis},
    settings::{Rotation, Settings},
    store::{Refusal, RotationRules, Store, StoreError},
    tokens::{AccessClaims, AccessTokens, RefreshToken, refresh::random_text},
};

/// The result of a login or a refresh. Times are the server's own; [`Grant::shown`] converts them to what clients see.
pub struct Grant {
    /// The user.
    pub user: String,
    /// The family.
    pub family: String,
    /// The number of this access token within its family, from 1.
    pub serial: i64,
    /// The access token.
    pub access_token: String,
    /// When it expires.
    pub access_expires_ms: Millis,
    /// The refresh token to use next.
    pub refresh_token: RefreshToken,
    /// When the refresh token expires.
    pub refresh_expires_ms: Millis,
    /// Whether the refresh token is a new one, so that the client must be told.
    pub rotated: bool,
    /// Whether the reply says how long the access token lives.
    pub send_expires_in: bool,
    access_lifetime_ms: u64,
    skew: Millis,
}

impl Grant {
    /// A sample that shows what replies look like. Its tokens are not valid.
    pub(crate) fn sample() -> Self {
        Self {
            user: "demo".to_owned(),
            family: "session".to_owned(),
            serial: 1,
            access_token: "access.token.here".to_owned(),
            access_expires_ms: 1_767_196_860_000,
            refresh_token: RefreshToken::presented("refresh-token-here".to_owned()),
            refresh_expires_ms: 1_767_283_200_000,
            rotated: true,
            send_expires_in: true,
            access_lifetime_ms: 60_000,
            skew: 0,
        }
    }

    /// The access token's lifetime in whole seconds, at least one.
    pub fn expires_in(&self) -> u64 {
        (self.access_lifetime_ms / 1000).max(1)
    }

    /// Converts a time of this grant to the clock that clients see.
    pub const fn shown(&self, time: Millis) -> Millis {
        time.saturating_add(self.skew)
    }
}

/// Why an access token was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessRefusal {
    /// The request carried no access token.
    Missing,
    /// The server did not issue it, it has expired, or its session has ended.
    Invalid,
}

/// The session service could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Signing failed.
    #[error("an access token could not be signed")]
    Signing,
}

/// The session service.
pub struct Sessions {
    store: Store,
    access_tokens: AccessTokens,
    epoch: AtomicU64,
}

impl Sessions {
    /// The service over a store, with a new signing key.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn new(store: Store) -> Result<Self, getrandom::Error> {
        Ok(Self {
            store,
            access_tokens: AccessTokens::with_random_key()?,
            epoch: AtomicU64::new(0),
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
        let (access_token, access_expires_ms) = self.issue(user, &opened.family, 1, now, settings)?;
        Ok(Some(Grant {
            user: user.to_owned(),
            family: opened.family,
            serial: 1,
            access_token,
            access_expires_ms,
            refresh_token: opened.refresh_token,
            refresh_expires_ms: opened.refresh_expires_ms,
            rotated: true,
            send_expires_in: settings.send_expires_in,
            access_lifetime_ms: settings.access_lifetime_ms,
            skew: settings.clock_skew_ms,
        }))
    }

    /// Exchanges a refresh token.
    ///
    /// # Errors
    /// When the store or signing fails.
    pub async fn refresh(
        &self,
        token: &RefreshToken,
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
        let (access_token, access_expires_ms) = self.issue(
            &rotated.username,
            &rotated.family,
            rotated.access_serial,
            now,
            settings,
        )?;
        Ok(Ok(Grant {
            user: rotated.username,
            family: rotated.family,
            serial: rotated.access_serial,
            access_token,
            access_expires_ms,
            refresh_token: rotated.refresh_token,
            refresh_expires_ms: rotated.refresh_expires_ms,
            rotated: settings.rotation == Rotation::Strict,
            send_expires_in: settings.send_expires_in,
            access_lifetime_ms: settings.access_lifetime_ms,
            skew: settings.clock_skew_ms,
        }))
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
        self.access_tokens.read(token)
    }

    /// Whether an access token that this server has issued is valid now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn accepts(&self, claims: &AccessClaims) -> Result<bool, SessionError> {
        if claims.until_ms <= clock::now() || claims.epoch != self.epoch.load(Ordering::SeqCst) {
            return Ok(false);
        }
        Ok(self.store.accepts_access(&claims.sid).await?)
    }

    /// A new access token for the session of this one.
    ///
    /// # Errors
    /// When signing fails.
    pub fn slide(&self, claims: &AccessClaims, settings: &Settings) -> Result<String, SessionError> {
        let now = clock::now();
        let serial = claims.serial.saturating_add(1);
        let (token, _) = self.issue(&claims.sub, &claims.sid, serial, now, settings)?;
        Ok(token)
    }

    /// From now on, every access token issued so far counts as expired.
    pub fn expire_access(&self) {
        self.epoch.fetch_add(1, Ordering::SeqCst);
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
        self.expire_access();
        Ok(self.store.forget_sessions().await?)
    }

    /// Closes the store.
    pub async fn close(&self) {
        self.store.close().await;
    }

    fn issue(
        &self,
        user: &str,
        family: &str,
        serial: i64,
        now: Millis,
        settings: &Settings,
    ) -> Result<(String, Millis), SessionError> {
        let until_ms = now.saturating_add(clock::span(settings.access_lifetime_ms));
        let claims = AccessClaims {
            sub: user.to_owned(),
            sid: family.to_owned(),
            jti: random_text().map_err(StoreError::Randomness)?,
            iat: now.saturating_add(settings.clock_skew_ms).div_euclid(1000),
            exp: until_ms.saturating_add(settings.clock_skew_ms).div_euclid(1000),
            until_ms,
            serial,
            epoch: self.epoch.load(Ordering::SeqCst),
        };
        let token = self
            .access_tokens
            .sign(&claims)
            .map_err(|_| SessionError::Signing)?;
        Ok((token, until_ms))
    }
}
