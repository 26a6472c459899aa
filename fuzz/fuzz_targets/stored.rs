#![no_main]

use authflight::core::{input::Message, ledger::Ledger, value::Value};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|json: &str| {
    let Ok(stored) = serde_json::from_str::<Value>(json) else {
        return;
    };
    if let Some(message) = Message::from_value(&stored) {
        assert_eq!(Message::from_value(&message.to_value()), Some(message));
    }
    let ledger = Ledger::from_value(&stored);
    assert_eq!(Ledger::from_value(&ledger.to_value()), ledger);
});
