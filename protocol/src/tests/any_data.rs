//! Any data as configuration, reply, record or ledger is read or refused, quietly; and so is any moment.

use std::sync::Arc;

use proptest::prelude::*;

use super::harness::{NOW, PLAIN, cases, policy, reply, session, try_policy_of};
use crate::{
    Core, Input, Locking, Moment,
    input::{CallId, ReadPurpose},
    ledger::{FlightId, Intent, Ledger},
    policy::Functions,
    record::{self, Found},
    reply::Reply,
    value::Value,
};

/// What JSON can say, with the words that configurations, records and ledgers have.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<f64>().prop_map(Value::Number),
        (-5_i64..500).prop_map(Value::whole),
        ".{0,12}".prop_map(Value::Text),
        prop_oneof![
            Just("body:a.b"),
            Just("header:x"),
            Just("cookie"),
            Just("/x"),
            Just("GET"),
            Just("1f"),
            Just("https://app.example")
        ]
        .prop_map(|text| Value::Text(text.into())),
    ];
    let key = prop_oneof![
        Just("refresh"),
        Just("login"),
        Just("url"),
        Just("send"),
        Just("method"),
        Just("body"),
        Just("path"),
        Just("in"),
        Just("tokens"),
        Just("access"),
        Just("attach"),
        Just("expired"),
        Just("status"),
        Just("success"),
        Just("data"),
        Just("access_token"),
        Just("expires_in"),
        Just("v"),
        Just("origin"),
        Just("session"),
        Just("generation"),
        Just("revision"),
        Just("since"),
        Just("wish"),
        Just("ended"),
        Just("intent"),
        Just("intentSince"),
        Just("other"),
    ]
    .prop_map(str::to_string);
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
            prop::collection::vec((key.clone(), inner), 0..6).prop_map(Value::Object),
        ]
    })
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn any_data_is_read_or_refused(data in value(), status in 0_u16..600) {
        for functions in [Functions::default(), Functions { refresh: true, logout: true, expired_test: true, exempt: true, storage: true }] {
            if let Err(error) = try_policy_of(&data, functions) {
                prop_assert!(error.message.starts_with("config"));
            }
        }
        let moment = Moment { now: NOW, entropy: 0, local_offset: 0 };
        let reply = Reply { body: Some(data.clone()), ..reply(status, "") };
        let _ = reply.refresh_outcome(&policy(PLAIN), moment);
        let _ = Ledger::from_value(&data);
        let origin = "https://app.example";
        if let Found::Own(message) = record::read(&data, origin) {
            prop_assert_eq!(record::read(&record::write(&message, origin), origin), Found::Own(message));
        }
    }

    #[test]
    fn any_moment_is_survived(now in any::<i64>(), end in any::<i64>(), entropy in any::<u64>()) {
        let mut core = Core::new(Arc::new(policy(r#"{"refresh":"/r","retry":{"cap":9007199254740991}}"#)), Locking::Lease);
        let mut stored = session("old", 1);
        stored.tokens.access_expires_at = Some(end);
        stored.tokens.renew_at = Some(end);
        let ledger = Ledger { intent: Some(Intent { flight: FlightId(1), written_at: end }), ..Ledger::of(&stored, &Ledger::default()) };
        let moment = Moment { now, entropy, local_offset: i32::MAX };
        core.handle(Input::SharedRead { purpose: ReadPurpose::Start, record: Some(stored.clone()), ledger: ledger.clone() }, moment);
        core.handle(Input::Requested { call: CallId(1), route_hash: 1, ready: true }, moment);
        core.handle(Input::Replied { call: CallId(1), expired: true, sliding: None }, moment);
        if let Some(flight) = core.flight_id() {
            core.handle(Input::SharedRead { purpose: ReadPurpose::Flight(flight), record: Some(stored), ledger }, moment);
            core.handle(Input::ExchangeFailed { flight, sent: true }, moment);
        }
        core.handle(Input::Woke, Moment { now: end, ..moment });
    }
}
