#![no_main]

use authflight_protocol::jwt::{PayloadDecoder, claims};
use libfuzzer_sys::fuzz_target;

// The platform's decoder is left out: what comes out of it is any JSON.
fuzz_target!(|payload: &str| {
    let decoder = PayloadDecoder(|payload| serde_json::from_str(payload).ok());
    let _ = claims(payload, decoder);
    let _ = claims(&format!("e30.{payload}.c2ln"), decoder);
});
