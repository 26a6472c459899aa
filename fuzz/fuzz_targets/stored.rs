#![no_main]

use authflight_protocol::{
    ledger::Ledger,
    record::{self, Found},
    value::Value,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|json: &str| {
    let Ok(stored) = serde_json::from_str::<Value>(json) else {
        return;
    };
    let origin = "https://app.example";
    if let Found::Own(message) = record::read(&stored, origin) {
        assert_eq!(
            record::read(&record::write(&message, origin), origin),
            Found::Own(message)
        );
    }
    let ledger = Ledger::from_value(&stored);
    assert_eq!(Ledger::from_value(&ledger.to_value()), ledger);
});
