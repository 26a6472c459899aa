//! Rotation, reuse detection and the grace window: the decision about a presented refresh token.

use sqlx::{Any, Transaction};

use super::{database::Store, error::StoreError};
use crate::{clock::Millis, settings::Rotation, tokens::RefreshToken};

/// The rules in force at this moment.
#[derive(Clone, Copy, Debug)]
pub struct RotationRules {
    /// Whether each use consumes the token.
    pub rotation: Rotation,
    /// For how long after its use a token may be presented again.
    pub grace: Millis,
    /// The lifetime of a successor.
    pub lifetime: Millis,
}

/// A refresh that was granted.
pub struct Rotated {
    /// The user.
    pub username: String,
    /// The family.
    pub family: String,
    /// The number of the family's next access token.
    pub access_serial: i64,
    /// The successor, or the same token without rotation.
    pub refresh_token: RefreshToken,
    /// When the refresh token expires.
    pub refresh_expires_ms: Millis,
}

/// Why a refresh was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No such token.
    Unknown,
    /// It has expired.
    Expired,
    /// Its family was logged out or revoked.
    Revoked,
    /// It was used before. Its family is revoked now.
    Reused,
}

type TokenRow = (String, String, i64, Option<i64>, Option<i64>);

impl Store {
    /// Decides about a presented refresh token and carries out the decision, all in one transaction.
    ///
    /// # Errors
    /// When the database fails. Nothing has changed then.
    pub async fn rotate(
        &self,
        token: &RefreshToken,
        now: Millis,
        rules: RotationRules,
    ) -> Result<Result<Rotated, Refusal>, StoreError> {
        let successor = RefreshToken::random()?;
        self.persistently(|again| self.try_rotate(token, &successor, now, rules, again))
            .await
    }

    /// `again`: an earlier attempt with this successor may have been committed, and only its answer lost.
    pub(super) async fn try_rotate(
        &self,
        token: &RefreshToken,
        successor: &RefreshToken,
        now: Millis,
        rules: RotationRules,
        again: bool,
    ) -> Result<Result<Rotated, Refusal>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let outcome = self
            .decide(&mut transaction, token, successor, now, rules, again)
            .await?;
        // A refusal is committed as well: it may have revoked the family.
        transaction.commit().await?;
        Ok(outcome)
    }

    async fn decide(
        &self,
        transaction: &mut Transaction<'_, Any>,
        token: &RefreshToken,
        successor: &RefreshToken,
        now: Millis,
        rules: RotationRules,
        again: bool,
    ) -> Result<Result<Rotated, Refusal>, StoreError> {
        let hash = token.hash();
        let consumed_now = match rules.rotation {
            Rotation::Strict => self.consume(transaction, &hash, now).await?,
            Rotation::None => false,
        };
        let row: Option<TokenRow> = sqlx::query_as(self.sql(
            "SELECT families.family_id, families.username, refresh_tokens.expires_ms,
                    refresh_tokens.consumed_ms, families.refresh_ended_ms
             FROM refresh_tokens JOIN families ON families.family_id = refresh_tokens.family_id
             WHERE refresh_tokens.token_hash = ?",
        ))
        .bind(&hash)
        .fetch_optional(&mut **transaction)
        .await?;
        let Some((family, username, expires_ms, consumed_ms, ended_ms)) = row else {
            return Ok(Err(Refusal::Unknown));
        };
        if ended_ms.is_some() {
            return Ok(Err(Refusal::Revoked));
        }
        if expires_ms <= now {
            return Ok(Err(Refusal::Expired));
        }
        // Asked only now that this transaction holds the row: an abandoned attempt may have been committing until then.
        if consumed_ms.is_some()
            && !consumed_now
            && again
            && let Some(rotated) = self.granted_before(transaction, successor).await?
        {
            return Ok(Ok(rotated));
        }
        if let Some(consumed_ms) = consumed_ms
            && !consumed_now
            && (rules.grace == 0 || now.saturating_sub(consumed_ms) > rules.grace)
        {
            self.revoke_reused(transaction, &family, now).await?;
            return Ok(Err(Refusal::Reused));
        }
        let access_serial = self.next_serial(transaction, &family).await?;
        let (refresh_token, refresh_expires_ms) = if consumed_ms.is_none() {
            (token.clone(), expires_ms)
        } else {
            let expires_ms = now.saturating_add(rules.lifetime);
            self.add_successor(transaction, &family, successor, now, expires_ms)
                .await?;
            (successor.clone(), expires_ms)
        };
        Ok(Ok(Rotated {
            username,
            family,
            access_serial,
            refresh_token,
            refresh_expires_ms,
        }))
    }

    async fn granted_before(
        &self,
        transaction: &mut Transaction<'_, Any>,
        successor: &RefreshToken,
    ) -> Result<Option<Rotated>, StoreError> {
        let row: Option<(String, String, i64, i64)> = sqlx::query_as(self.sql(
            "SELECT families.family_id, families.username, families.access_serial, refresh_tokens.expires_ms
             FROM refresh_tokens JOIN families ON families.family_id = refresh_tokens.family_id
             WHERE refresh_tokens.token_hash = ?",
        ))
        .bind(successor.hash())
        .fetch_optional(&mut **transaction)
        .await?;
        Ok(
            row.map(|(family, username, access_serial, refresh_expires_ms)| Rotated {
                username,
                family,
                access_serial,
                refresh_token: successor.clone(),
                refresh_expires_ms,
            }),
        )
    }

    /// Takes the token's row. Of several attempts, exactly one sees a changed row.
    async fn consume(
        &self,
        transaction: &mut Transaction<'_, Any>,
        hash: &str,
        now: Millis,
    ) -> Result<bool, StoreError> {
        let taken = sqlx::query(self.sql(
            "UPDATE refresh_tokens SET consumed_ms = ?
             WHERE token_hash = ? AND consumed_ms IS NULL AND expires_ms > ?",
        ))
        .bind(now)
        .bind(hash)
        .bind(now)
        .execute(&mut **transaction)
        .await?;
        Ok(taken.rows_affected() == 1)
    }

    async fn revoke_reused(
        &self,
        transaction: &mut Transaction<'_, Any>,
        family: &str,
        now: Millis,
    ) -> Result<(), StoreError> {
        // The holder of the successor may be the thief, so the family's access tokens are refused as well.
        sqlx::query(
            self.sql("UPDATE families SET refresh_ended_ms = ?, access_ended_ms = ? WHERE family_id = ?"),
        )
        .bind(now)
        .bind(now)
        .bind(family)
        .execute(&mut **transaction)
        .await?;
        Ok(())
    }

    async fn next_serial(
        &self,
        transaction: &mut Transaction<'_, Any>,
        family: &str,
    ) -> Result<i64, StoreError> {
        sqlx::query(self.sql("UPDATE families SET access_serial = access_serial + 1 WHERE family_id = ?"))
            .bind(family)
            .execute(&mut **transaction)
            .await?;
        Ok(
            sqlx::query_scalar(self.sql("SELECT access_serial FROM families WHERE family_id = ?"))
                .bind(family)
                .fetch_one(&mut **transaction)
                .await?,
        )
    }

    async fn add_successor(
        &self,
        transaction: &mut Transaction<'_, Any>,
        family: &str,
        successor: &RefreshToken,
        now: Millis,
        expires_ms: Millis,
    ) -> Result<(), StoreError> {
        sqlx::query(self.sql(
            "INSERT INTO refresh_tokens (token_hash, family_id, issued_ms, expires_ms) VALUES (?, ?, ?, ?)",
        ))
        .bind(successor.hash())
        .bind(family)
        .bind(now)
        .bind(expires_ms)
        .execute(&mut **transaction)
        .await?;
        Ok(())
    }
}
