//! Users and their passwords.

use super::{database::Store, error::StoreError, passwords, schema::unless_there};

/// `tabs` is whom the demo page compares tabs as, so that its own numbers do not count them.
const DEMO_USERS: [(&str, &str); 3] = [("demo", "demo"), ("alice", "alice"), ("tabs", "tabs")];

impl Store {
    pub(super) async fn add_demo_users(&self) -> Result<(), StoreError> {
        for (username, password) in DEMO_USERS {
            if self.password_hash(username).await?.is_none() {
                let inserted =
                    sqlx::query(self.sql("INSERT INTO users (username, password_hash) VALUES (?, ?)"))
                        .bind(username)
                        .bind(passwords::hash(password)?)
                        .execute(&self.pool)
                        .await;
                unless_there(inserted)?;
            }
        }
        Ok(())
    }

    /// Whether the user exists and has this password.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn password_is_right(&self, username: &str, password: &str) -> Result<bool, StoreError> {
        let Some(hash) = self.password_hash(username).await? else {
            return Ok(false);
        };
        let password = password.to_owned();
        // Hashing is slow on purpose, so it does not run on a thread that serves requests.
        tokio::task::spawn_blocking(move || passwords::matches(&password, &hash))
            .await
            .map_err(|_| StoreError::Interrupted)
    }

    async fn password_hash(&self, username: &str) -> Result<Option<String>, StoreError> {
        let row: Option<(String, String)> = self
            .persistently(|_| async {
                Ok(
                    sqlx::query_as(self.sql("SELECT username, password_hash FROM users WHERE username = ?"))
                        .bind(username)
                        .fetch_optional(&self.pool)
                        .await?,
                )
            })
            .await?;
        // MySQL finds "demo" also for "demo ".
        Ok(row.and_then(|(found, hash)| (found == username).then_some(hash)))
    }
}
