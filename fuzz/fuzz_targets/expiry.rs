#![no_main]

use authflight_protocol::{
    Moment,
    expiry::{TimeZone, Unit, parse},
    value::Value,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, i64, i32, f64)| {
    let (text, now, minutes, number) = input;
    let moment = Moment {
        now,
        entropy: 0,
        local_offset: minutes,
    };
    let zones = [
        Some(TimeZone::Local),
        Some(TimeZone::Fixed(minutes)),
        TimeZone::parse(text),
    ];
    for zone in zones.into_iter().flatten() {
        for unit in [Unit::Seconds, Unit::Milliseconds, Unit::Minutes] {
            let _ = parse(&Value::Text(text.into()), zone, unit, moment);
            let _ = parse(&Value::Number(number), zone, unit, moment);
        }
    }
});
