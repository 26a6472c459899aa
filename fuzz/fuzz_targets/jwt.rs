#![no_main]

use authflight::core::jwt::claims;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|token: &str| {
    let _ = claims(token);
});
