//! The tables. Plain enough for all three databases; times are epoch milliseconds.

use super::{Store, StoreError};

const TABLES: [&str; 4] = [
    "CREATE TABLE IF NOT EXISTS users (
        username VARCHAR(64) NOT NULL PRIMARY KEY,
        password_hash VARCHAR(255) NOT NULL
    )",
    // `refresh_ended_ms`: no more refreshes. `access_ended_ms`: its access tokens are refused at once, too.
    "CREATE TABLE IF NOT EXISTS families (
        family_id VARCHAR(64) NOT NULL PRIMARY KEY,
        username VARCHAR(64) NOT NULL,
        created_ms BIGINT NOT NULL,
        access_serial BIGINT NOT NULL,
        refresh_ended_ms BIGINT,
        access_ended_ms BIGINT
    )",
    "CREATE TABLE IF NOT EXISTS refresh_tokens (
        token_hash VARCHAR(64) NOT NULL PRIMARY KEY,
        family_id VARCHAR(64) NOT NULL,
        issued_ms BIGINT NOT NULL,
        expires_ms BIGINT NOT NULL,
        consumed_ms BIGINT
    )",
    "CREATE TABLE IF NOT EXISTS starts (
        id BIGINT NOT NULL PRIMARY KEY,
        started_ms BIGINT NOT NULL
    )",
];

impl Store {
    /// Makes missing tables, and writes something, so that a read-only file is found out now and not at the first login.
    pub(super) async fn lay_out(&self) -> Result<(), StoreError> {
        for table in TABLES {
            sqlx::query(table).execute(&self.pool).await?;
        }
        let mut transaction = self.pool.begin().await?;
        sqlx::query("DELETE FROM starts WHERE id = 1")
            .execute(&mut *transaction)
            .await?;
        sqlx::query(self.sql("INSERT INTO starts (id, started_ms) VALUES (1, ?)"))
            .bind(crate::clock::now())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}
