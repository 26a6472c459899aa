//! Opening the database named on the command line.

use std::{
    fmt::Write as _,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use sqlx::{
    AnyConnection, Connection,
    any::{AnyPoolOptions, install_default_drivers},
    migrate::MigrateError,
};

use super::{
    database::{Flavour, Store},
    error::StoreError,
};

/// Why the database could not be opened or written.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A file that cannot be opened or written.
    #[error(
        "cannot use the database file {file} ({reason}); name a file in a folder that you may write to with --database, or leave it out to keep the sessions in memory"
    )]
    File {
        /// The file, as it was given.
        file: String,
        /// What the database said.
        reason: String,
    },
    /// A database server that cannot be reached or used.
    #[error(
        "cannot use the {kind} database ({reason}); check DATABASE_URL, or leave it out to keep the sessions in memory"
    )]
    Server {
        /// Which kind of server; the URL stays out of it, since it may hold a password.
        kind: &'static str,
        /// What the database said.
        reason: String,
    },
    /// A database server that this build has no driver for.
    #[error("this build cannot talk to {kind}; build it with --features {feature}")]
    NoDriver {
        /// Which kind of server.
        kind: &'static str,
        /// The cargo feature that brings the driver.
        feature: &'static str,
    },
}

/// How many databases in memory have been opened.
static OPENED: AtomicU32 = AtomicU32::new(0);

struct Address {
    flavour: Flavour,
    url: String,
    /// One connection keeps a file free of lock errors.
    connections: u32,
}

impl Store {
    /// Opens what `database` names: a path, or a `sqlite:`, `mysql:` or `postgres:` URL. Creates the tables and the demo
    /// users if they are missing.
    ///
    /// # Errors
    /// When it cannot be opened or written. The error's text says how to fix it.
    pub async fn open(database: &str) -> Result<Self, OpenError> {
        let address = address(database)?;
        install_default_drivers();
        let options = AnyPoolOptions::new().max_connections(address.connections);
        let options = match address.flavour {
            Flavour::Sqlite => options.min_connections(1).idle_timeout(None).max_lifetime(None),
            // Shorter than an attempt (see `patience`), and long enough for a first connection on a busy machine.
            Flavour::Mysql | Flavour::Postgres => options.acquire_timeout(Duration::from_secs(4)),
        };
        let failed = |error: &StoreError| failed(database, address.flavour, error);
        let connected = async {
            // Opened first and never used. The pool closes a connection when a client disconnects in the middle of a
            // statement, and a database in memory disappears with its last connection.
            let keeper = match address.flavour {
                Flavour::Sqlite => Some(AnyConnection::connect(&address.url).await?),
                Flavour::Mysql | Flavour::Postgres => None,
            };
            let keeper = Arc::new(Mutex::new(keeper));
            Ok((keeper, options.connect(&address.url).await?))
        };
        let (keeper, pool) = connected
            .await
            .map_err(|error| failed(&StoreError::Database(error)))?;
        let store = Self {
            pool,
            _keeper: keeper,
            flavour: address.flavour,
            outage: Arc::default(),
            patience: Duration::from_secs(20),
        };
        store.prepare().await.map_err(|error| failed(&error))?;
        Ok(store)
    }

    pub(super) async fn prepare(&self) -> Result<(), StoreError> {
        if self.flavour != Flavour::Mysql {
            return self.fill().await;
        }
        // One server at a time. The migrator's own lock has no effect on MariaDB, where a negative timeout does not mean
        // an infinite one.
        let mut alone = self.pool.acquire().await?;
        sqlx::query("SELECT GET_LOCK('authflight', 60)")
            .execute(&mut *alone)
            .await?;
        let filled = self.fill().await;
        sqlx::query("SELECT RELEASE_LOCK('authflight')")
            .execute(&mut *alone)
            .await?;
        filled
    }

    async fn fill(&self) -> Result<(), StoreError> {
        self.lay_out().await?;
        self.add_demo_users().await
    }

    /// Sets how long calls wait for a database server that does not answer; 20 s by default.
    #[must_use]
    pub const fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Closes the connections, so that a database file is complete.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

fn failed(database: &str, flavour: Flavour, error: &StoreError) -> OpenError {
    let reason = match error {
        StoreError::Database(sqlx::Error::Database(error))
        | StoreError::Migration(MigrateError::Execute(sqlx::Error::Database(error))) => {
            error.message().to_owned()
        }
        other => other.to_string(),
    };
    match flavour {
        Flavour::Sqlite => OpenError::File {
            file: database.to_owned(),
            reason,
        },
        server => OpenError::Server {
            kind: server.name(),
            reason,
        },
    }
}

fn address(database: &str) -> Result<Address, OpenError> {
    let server = |flavour| {
        Ok(Address {
            flavour,
            url: database.to_owned(),
            connections: 8,
        })
    };
    if database.starts_with("mysql:") || database.starts_with("mariadb:") {
        return if cfg!(feature = "mysql") {
            server(Flavour::Mysql)
        } else {
            Err(OpenError::NoDriver {
                kind: "MySQL",
                feature: "mysql",
            })
        };
    }
    if database.starts_with("postgres:") || database.starts_with("postgresql:") {
        return if cfg!(feature = "postgres") {
            server(Flavour::Postgres)
        } else {
            Err(OpenError::NoDriver {
                kind: "PostgreSQL",
                feature: "postgres",
            })
        };
    }
    let url = if database.trim_start_matches("sqlite:") == ":memory:" {
        // With a name, so that all connections of the pool share it.
        let number = OPENED.fetch_add(1, Ordering::Relaxed);
        format!("sqlite:file:authflight-{number}?mode=memory&cache=shared")
    } else if database.starts_with("sqlite:") {
        created_if_missing(database)
    } else {
        file_url(database)
    };
    Ok(Address {
        flavour: Flavour::Sqlite,
        url,
        connections: 1,
    })
}

fn created_if_missing(url: &str) -> String {
    match url.split_once('?') {
        None => format!("{url}?mode=rwc"),
        Some((_, parameters)) if parameters.contains("mode=") => url.to_owned(),
        Some(_) => format!("{url}&mode=rwc"),
    }
}

fn file_url(path: &str) -> String {
    let absolute = std::path::absolute(Path::new(path)).map_or_else(
        |_| path.to_owned(),
        |path| path.to_string_lossy().replace('\\', "/"),
    );
    let mut url = String::from("sqlite://");
    for byte in absolute.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' | b':' => {
                url.push(char::from(byte));
            }
            // Writing to a string cannot fail.
            _ => drop(write!(url, "%{byte:02X}")),
        }
    }
    url.push_str("?mode=rwc");
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_may_hold_what_urls_may_not() {
        assert_eq!(
            file_url("/a b/c?d#e%.db"),
            "sqlite:///a%20b/c%3Fd%23e%25.db?mode=rwc"
        );
    }

    #[test]
    fn a_sqlite_url_is_made_if_missing_unless_it_says_otherwise() {
        assert_eq!(created_if_missing("sqlite:x.db"), "sqlite:x.db?mode=rwc");
        assert_eq!(created_if_missing("sqlite:x.db?mode=ro"), "sqlite:x.db?mode=ro");
    }
}
