//! The command line.

use std::path::PathBuf;

use clap::Parser;

use crate::site::{Mount, Site};

/// The demo back-end of authflight: every dialect, strict rotation, and a control surface for tests.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Flags {
    /// The port on 127.0.0.1; 0 picks a free one
    #[arg(long, env = "AUTHFLIGHT_PORT", default_value_t = 4180)]
    pub port: u16,

    /// Where sessions are kept: a file, or a sqlite:, mysql: or postgres: URL
    #[arg(
        long,
        env = "DATABASE_URL",
        hide_env_values = true,
        default_value = "sqlite::memory:"
    )]
    pub database: String,

    /// How many milliseconds a call waits for a database server that does not answer
    #[arg(long, value_name = "MS", default_value_t = 20_000)]
    pub database_patience: u64,

    /// The folder of the demo page, served at /
    #[arg(long, value_name = "DIR", default_value = "www")]
    pub site: PathBuf,

    /// The folder of the built package, served at /package
    #[arg(long, value_name = "DIR", default_value = "dist")]
    pub package: PathBuf,

    /// Another folder to serve, at /NAME; may be given more than once
    #[arg(long = "mount", value_name = "NAME=DIR", value_parser = mount)]
    pub mounts: Vec<Mount>,

    /// The folder of the sources, whose texts can be read at /source
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub checkout: PathBuf,

    /// Stop when standard input is closed, so that a test runner that dies leaves no server behind
    #[arg(long)]
    pub exit_with_stdin: bool,
}

impl Flags {
    /// The folders to serve.
    pub fn site(&self) -> Site {
        Site {
            root: self.site.clone(),
            package: self.package.clone(),
            mounts: self.mounts.clone(),
            checkout: self.checkout.clone(),
        }
    }
}

/// Names that are in use already.
const RESERVED: [&str; 5] = ["control", "docs", "openapi.json", "package", "source"];

fn mount(text: &str) -> Result<Mount, String> {
    let (name, folder) = text.split_once('=').ok_or("expected NAME=DIR")?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if name.is_empty() || !name.bytes().all(plain) {
        return Err(format!(
            "{name:?} is no name: letters, digits, '-', '_' and '.' only"
        ));
    }
    if RESERVED.contains(&name) || crate::dialect::all().iter().any(|dialect| dialect.name() == name) {
        return Err(format!("/{name} is taken"));
    }
    if folder.is_empty() {
        return Err("expected a folder after '='".to_owned());
    }
    Ok(Mount {
        name: name.to_owned(),
        folder: PathBuf::from(folder),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mounts_have_a_free_name_and_a_folder() {
        assert_eq!(mount("app=a=b").expect("a mount").folder, PathBuf::from("a=b"));
        for wrong in [
            "app",
            "=dir",
            "app=",
            "a/b=dir",
            "{x}=dir",
            "control=dir",
            "bearer=dir",
        ] {
            assert!(mount(wrong).is_err(), "{wrong}");
        }
    }
}
