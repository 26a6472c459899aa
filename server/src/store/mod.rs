//! Users and refresh-token families, in SQLite, MySQL or PostgreSQL.
//!
//! Invariant: whatever decides over a refresh token happens in one transaction whose first statement takes the row, so
//! that of two refreshes with the same token at most one wins, on any of the databases. A call that the database
//! was not there for is made again, and decides nothing twice.

mod error;
mod families;
mod open;
mod passwords;
mod patience;
mod rotation;
mod schema;
#[cfg(test)]
mod tests;
mod users;

pub use error::StoreError;
pub use open::OpenError;
use patience::Outage;
pub use rotation::{Refusal, Rotated, RotationRules};

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use sqlx::{AnyConnection, AnyPool, AssertSqlSafe};

/// Which SQL is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flavour {
    Sqlite,
    Mysql,
    Postgres,
}

impl Flavour {
    const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Mysql => "MySQL",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// The session store.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
    /// Keeps a database in memory alive; see `open`.
    _keeper: Arc<Mutex<Option<AnyConnection>>>,
    flavour: Flavour,
    outage: Arc<Outage>,
    /// How long a call waits for a database that is away.
    patience: Duration,
}

impl Store {
    /// A statement written with `?`, as this database wants it.
    fn sql(&self, statement: &'static str) -> AssertSqlSafe<String> {
        if self.flavour != Flavour::Postgres {
            return AssertSqlSafe(statement.to_owned());
        }
        let mut numbered = String::with_capacity(statement.len() + 16);
        let mut number = 0;
        for piece in statement.split_inclusive('?') {
            match piece.strip_suffix('?') {
                Some(before) => {
                    number += 1;
                    numbered.push_str(before);
                    numbered.push('$');
                    numbered.push_str(&number.to_string());
                }
                None => numbered.push_str(piece),
            }
        }
        AssertSqlSafe(numbered)
    }
}
