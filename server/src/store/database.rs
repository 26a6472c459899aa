//! The database that a store works on, and how its SQL is written.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use sqlx::{AnyConnection, AnyPool, AssertSqlSafe};

use super::outage::Outage;

/// The kind of database, and so the dialect of SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flavour {
    Sqlite,
    Mysql,
    Postgres,
}

impl Flavour {
    pub(super) const fn name(self) -> &'static str {
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
    pub(super) pool: AnyPool,
    /// Keeps a database in memory alive; see `open`.
    pub(super) _keeper: Arc<Mutex<Option<AnyConnection>>>,
    pub(super) flavour: Flavour,
    pub(super) outage: Arc<Outage>,
    /// How long a call waits for a database that does not answer.
    pub(super) patience: Duration,
}

impl Store {
    /// Takes a statement with `?` for its parameters, and writes it as this database wants it.
    pub(super) fn sql(&self, statement: &'static str) -> AssertSqlSafe<String> {
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
