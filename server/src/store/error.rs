//! Errors of an open store.

/// An error of the store. Its text never contains a token or a password.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The database did not answer for as long as a call waits.
    #[error("the database does not answer; the call was given up")]
    Away,
    /// The tables could not be created.
    #[error("the tables could not be laid out: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A password could not be hashed.
    #[error("a password could not be hashed: {0}")]
    Hash(#[from] argon2::password_hash::Error),
    /// The system has no randomness to give.
    #[error("no randomness: {0}")]
    Randomness(#[from] getrandom::Error),
    /// The thread that hashes passwords ended early.
    #[error("the hashing of a password was interrupted")]
    Interrupted,
}
