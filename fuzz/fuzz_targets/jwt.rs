#![no_main]

use authflight_protocol::jwt::claims;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|token: &str| {
    let _ = claims(token);
});
