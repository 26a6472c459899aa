#![no_main]

use authflight_protocol::{
    destination::Target,
    policy::{Functions, parse},
    value::Value,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|json: &str| {
    let Ok(config) = serde_json::from_str::<Value>(json) else {
        return;
    };
    let resolve = |url: &str| {
        Some(Target {
            href: url.into(),
            origin: "https://app.example".into(),
            path: url.into(),
        })
    };
    for given in [false, true] {
        let functions = Functions {
            refresh: given,
            expired_test: given,
            storage: given,
        };
        if let Err(error) = parse(&config, functions, &resolve) {
            assert!(error.message.starts_with("config"), "{}", error.message);
        }
    }
});
