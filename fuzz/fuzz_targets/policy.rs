#![no_main]

use authflight_protocol::{
    destination::Target,
    jwt::PayloadDecoder,
    policy::{Functions, Platform, parse},
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
    let platform = Platform {
        resolve: &resolve,
        payload_decoder: PayloadDecoder(|_| None),
        on_server: false,
    };
    for given in [false, true] {
        let functions = Functions {
            refresh: given,
            logout: given,
            expired_test: given,
            exempt: given,
            storage: given,
        };
        if let Err(error) = parse(&config, functions, &platform) {
            assert!(error.message.starts_with("config"), "{}", error.message);
        }
    }
});
