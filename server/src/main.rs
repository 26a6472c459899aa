//! `authflight-server`: see [`authflight_server`].

use std::process::ExitCode;

use authflight_server::{flags::Flags, start};
use clap::Parser;

fn main() -> ExitCode {
    let flags = Flags::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&format!("cannot start the runtime ({error})")),
    };
    let outcome = runtime.block_on(start::run(&flags));
    // The thread that reads standard input cannot be interrupted, so don't wait for it.
    runtime.shutdown_background();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error.to_string()),
    }
}

fn failed(sentence: &str) -> ExitCode {
    eprintln!("authflight-server: {sentence}");
    ExitCode::from(2)
}
