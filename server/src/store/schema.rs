//! The tables, created by migrations: the same steps for each kind of database, in its own SQL.

use sqlx::{
    SqlSafeStr,
    any::AnyQueryResult,
    migrate::{Migration, MigrationType, Migrator},
};

use super::{
    database::{Flavour, Store},
    error::StoreError,
};

/// A released step is never edited: a database remembers the checksum of each step that it was created by.
fn migrations(flavour: Flavour) -> Migrator {
    let sessions = match flavour {
        Flavour::Sqlite => include_str!("../../migrations/sqlite/0001_sessions.sql"),
        Flavour::Mysql => include_str!("../../migrations/mysql/0001_sessions.sql"),
        Flavour::Postgres => include_str!("../../migrations/postgres/0001_sessions.sql"),
    };
    Migrator::with_migrations(vec![Migration::new(
        1,
        "sessions".into(),
        MigrationType::Simple,
        sessions.into_sql_str(),
        false,
    )])
}

impl Store {
    /// Brings the tables up to date and writes a row, so that a read-only file is noticed now and not at the first login.
    pub(super) async fn lay_out(&self) -> Result<(), StoreError> {
        migrations(self.flavour).run(&self.pool).await?;
        let now = crate::clock::now();
        let updated = sqlx::query(self.sql("UPDATE starts SET started_ms = ? WHERE id = 1"))
            .bind(now)
            .execute(&self.pool)
            .await?;
        if updated.rows_affected() == 0 {
            let inserted = sqlx::query(self.sql("INSERT INTO starts (id, started_ms) VALUES (1, ?)"))
                .bind(now)
                .execute(&self.pool)
                .await;
            unless_there(inserted)?;
        }
        Ok(())
    }
}

/// Another server that started at the same time may have inserted the row.
pub(super) fn unless_there(inserted: Result<AnyQueryResult, sqlx::Error>) -> Result<(), StoreError> {
    match inserted {
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Ok(()),
        inserted => Ok(inserted.map(drop)?),
    }
}
