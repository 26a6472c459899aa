//! The process: its one line of output, its exit codes, and how it stops.

use std::{
    io::{BufRead, BufReader, Read},
    net::TcpListener,
    process::{Child, Command, Output, Stdio},
};

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_authflight-server"));
    command.env_remove("DATABASE_URL").env_remove("AUTHFLIGHT_PORT");
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Starts the server and returns it with its address.
fn started(flags: &[&str]) -> (Child, String) {
    let mut child = command()
        .args(["--port", "0"])
        .args(flags)
        .spawn()
        .expect("a process");
    let mut line = String::new();
    let stdout = child.stdout.as_mut().expect("an output");
    BufReader::new(stdout).read_line(&mut line).expect("a line");
    let address = line
        .trim()
        .strip_prefix("listening on http://")
        .expect(&line)
        .to_owned();
    (child, address)
}

fn refused(flags: &[&str]) -> (Option<i32>, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = command().args(flags).output().expect("an end");
    assert!(stdout.is_empty());
    (status.code(), String::from_utf8(stderr).expect("text"))
}

#[test]
fn it_ends_with_its_standard_input() {
    let (mut child, address) = started(&["--exit-with-stdin"]);
    assert!(address.starts_with("127.0.0.1:"));
    drop(child.stdin.take());
    assert!(child.wait().expect("an end").success());
    let mut rest = String::new();
    child
        .stdout
        .take()
        .expect("an output")
        .read_to_string(&mut rest)
        .expect("text");
    assert_eq!(rest, "");
}

#[cfg(unix)]
#[test]
fn it_ends_cleanly_when_told_to() {
    for signal in ["TERM", "INT"] {
        let (mut child, _) = started(&[]);
        let sent = Command::new("sh")
            .args(["-c", &format!("kill -{signal} {}", child.id())])
            .status();
        assert!(sent.expect("a shell").success());
        assert!(child.wait().expect("an end").success(), "{signal}");
    }
}

#[test]
fn a_taken_port_is_one_sentence_with_a_cure() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let (code, said) = refused(&["--port", &port]);
    assert_eq!(code, Some(2));
    assert!(
        said.contains(&port) && said.contains("--port") && said.lines().count() == 1,
        "{said}"
    );
}

#[test]
fn a_useless_database_is_one_sentence_with_a_cure() {
    let folder = tempfile::tempdir().expect("a folder");
    let nowhere = folder.path().join("nowhere/x.db").to_string_lossy().into_owned();
    let junk = folder.path().join("junk.db");
    std::fs::write(&junk, "junk".repeat(1000)).expect("written");
    let junk = junk.to_string_lossy().into_owned();
    let read_only = format!("sqlite:{}/x.db?mode=ro", folder.path().display());
    for file in [
        nowhere.as_str(),
        &folder.path().to_string_lossy(),
        &junk,
        &read_only,
    ] {
        let (code, said) = refused(&["--port", "0", "--database", file]);
        assert_eq!(code, Some(2), "{said}");
        assert!(
            said.contains(file) && said.contains("--database") && said.lines().count() == 1,
            "{said}"
        );
    }
}
