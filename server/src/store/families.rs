//! Families: all the refresh tokens that descend from one login.

use super::{database::Store, error::StoreError};
use crate::{
    clock::Millis,
    tokens::{RefreshToken, refresh::random_text},
};

/// A login's first refresh token.
pub struct Opened {
    /// The family's id.
    pub family: String,
    /// Its first refresh token.
    pub refresh_token: RefreshToken,
    /// When the refresh token expires.
    pub refresh_expires_ms: Millis,
}

impl Store {
    /// Starts a family: the user has logged in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_family(
        &self,
        username: &str,
        now: Millis,
        lifetime: Millis,
    ) -> Result<Opened, StoreError> {
        let opened = Opened {
            family: random_text()?,
            refresh_token: RefreshToken::random()?,
            refresh_expires_ms: now.saturating_add(lifetime),
        };
        self.persistently(|again| self.try_open_family(&opened, username, now, again))
            .await?;
        Ok(opened)
    }

    async fn try_open_family(
        &self,
        opened: &Opened,
        username: &str,
        now: Millis,
        again: bool,
    ) -> Result<(), StoreError> {
        // The first attempt was committed; only its answer was lost.
        if again && self.try_family_of(&opened.refresh_token).await?.is_some() {
            return Ok(());
        }
        let mut transaction = self.pool.begin().await?;
        sqlx::query(self.sql(
            "INSERT INTO families (family_id, username, created_ms, access_serial) VALUES (?, ?, ?, 1)",
        ))
        .bind(&opened.family)
        .bind(username)
        .bind(now)
        .execute(&mut *transaction)
        .await?;
        sqlx::query(self.sql(
            "INSERT INTO refresh_tokens (token_hash, family_id, issued_ms, expires_ms) VALUES (?, ?, ?, ?)",
        ))
        .bind(opened.refresh_token.hash())
        .bind(&opened.family)
        .bind(now)
        .bind(opened.refresh_expires_ms)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The family and user of a refresh token, whatever its state.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn family_of(&self, token: &RefreshToken) -> Result<Option<(String, String)>, StoreError> {
        self.persistently(|_| self.try_family_of(token)).await
    }

    pub(super) async fn try_family_of(
        &self,
        token: &RefreshToken,
    ) -> Result<Option<(String, String)>, StoreError> {
        Ok(sqlx::query_as(self.sql(
            "SELECT families.family_id, families.username FROM refresh_tokens
             JOIN families ON families.family_id = refresh_tokens.family_id
             WHERE refresh_tokens.token_hash = ?",
        ))
        .bind(token.hash())
        .fetch_optional(&self.pool)
        .await?)
    }

    /// When a refresh token was used up; `None` if it was not, or does not exist.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn consumed_at(&self, token: &RefreshToken) -> Result<Option<Millis>, StoreError> {
        self.persistently(|_| async {
            let found: Option<(Option<i64>,)> =
                sqlx::query_as(self.sql("SELECT consumed_ms FROM refresh_tokens WHERE token_hash = ?"))
                    .bind(token.hash())
                    .fetch_optional(&self.pool)
                    .await?;
            Ok(found.and_then(|(consumed_ms,)| consumed_ms))
        })
        .await
    }

    /// Whether access tokens of this family are accepted. Their own expiry is checked elsewhere.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accepts_access(&self, family: &str) -> Result<bool, StoreError> {
        self.persistently(|_| async {
            let found: Option<(String,)> = sqlx::query_as(
                self.sql("SELECT family_id FROM families WHERE family_id = ? AND access_ended_ms IS NULL"),
            )
            .bind(family)
            .fetch_optional(&self.pool)
            .await?;
            Ok(found.is_some())
        })
        .await
    }

    /// Ends a family: no more refreshes, and its access tokens are refused at once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_family(&self, family: &str, now: Millis) -> Result<(), StoreError> {
        self.persistently(|_| async {
            sqlx::query(
                self.sql("UPDATE families SET refresh_ended_ms = ?, access_ended_ms = ? WHERE family_id = ?"),
            )
            .bind(now)
            .bind(now)
            .bind(family)
            .execute(&self.pool)
            .await?;
            Ok(())
        })
        .await
    }

    /// Revokes all refresh tokens; access tokens stay valid until they expire.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_all_refreshes(&self, now: Millis) -> Result<(), StoreError> {
        self.persistently(|_| async {
            sqlx::query(self.sql("UPDATE families SET refresh_ended_ms = ? WHERE refresh_ended_ms IS NULL"))
                .bind(now)
                .execute(&self.pool)
                .await?;
            Ok(())
        })
        .await
    }

    /// Forgets all sessions. Users stay.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_sessions(&self) -> Result<(), StoreError> {
        self.persistently(|_| async {
            let mut transaction = self.pool.begin().await?;
            sqlx::query("DELETE FROM refresh_tokens")
                .execute(&mut *transaction)
                .await?;
            sqlx::query("DELETE FROM families")
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
            Ok(())
        })
        .await
    }
}
