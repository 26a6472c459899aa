#![no_main]

use authflight::core::{ledger::Ledger, session::Session, value::Value};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|json: &str| {
    let Ok(stored) = serde_json::from_str::<Value>(json) else {
        return;
    };
    if let Some(session) = Session::from_value(&stored) {
        assert_eq!(Session::from_value(&session.to_value()), Some(session));
    }
    let ledger = Ledger::from_value(&stored);
    assert_eq!(Ledger::from_value(&ledger.to_value()), ledger);
});
