//! Any inputs in any order, nonsense included: no panic, and I2–I4 hold all the same.

use std::{collections::BTreeMap, sync::Arc};

use proptest::prelude::*;

use super::harness::{NOW, PLAIN, cases, given_tokens, json, policy, reply, session, try_policy_of};
use crate::{
    Core, Input, Locking, Moment, Output,
    event::EndReason,
    input::{CallId, Message, ReadPurpose, SwapPurpose},
    ledger::{FlightId, Intent, Lease, Ledger},
    policy::{Functions, Policy},
    reply::Reply,
    secret::Secret,
    session::{Session, SessionId},
    value::Value,
};

/// What an input is made of.
#[derive(Clone, Copy, Debug)]
struct Dice {
    kind: u8,
    a: u8,
    b: u8,
    passed: i64,
}

fn dice() -> impl Strategy<Value = Dice> {
    let passed = prop_oneof![4 => Just(0), 2 => 0_i64..3_000, 1 => 0_i64..100_000, 1 => -100_000_i64..0];
    (0_u8..40, any::<u8>(), any::<u8>(), passed).prop_map(|(kind, a, b, passed)| Dice { kind, a, b, passed })
}

impl Dice {
    fn call(self) -> CallId {
        CallId(u32::from(self.a % 6))
    }

    fn session(self) -> Session {
        let id = u64::from(self.a % 3);
        let access = format!("session-{id}-{}", self.b % 4);
        Session {
            id: SessionId(id),
            revision: NOW + i64::from(self.b % 8) * 500,
            action_no: NOW + id as i64 * 300,
            generation: u32::from(self.b % 4),
            until_closed: self.b.is_multiple_of(5),
            ..session(&access, 0)
        }
    }

    fn record(self) -> Option<Session> {
        (self.a < 200).then(|| self.session())
    }

    fn ledger(self, flight: FlightId, now: i64) -> Ledger {
        let session = Dice {
            a: self.b,
            b: self.a,
            ..self
        }
        .session();
        let time = now + i64::from(self.b) * 100 - 10_000;
        Ledger {
            revision: session.revision,
            action_no: session.action_no,
            session: (!self.b.is_multiple_of(3)).then_some(session.id),
            until_closed: self.a.is_multiple_of(7),
            ended: self
                .a
                .is_multiple_of(4)
                .then_some((SessionId(u64::from(self.b / 3 % 3)), EndReason::Refused)),
            intent: self.a.is_multiple_of(3).then_some(Intent {
                flight,
                written_at: time,
            }),
            lease: self.b.is_multiple_of(5).then_some(Lease {
                holder: flight,
                until: time,
            }),
        }
    }

    fn reply(self) -> Reply {
        let statuses = [200, 200, 401, 403, 429, 500, 503, 0];
        let bodies = [
            "",
            "{}",
            r#"{"access_token":"fresh"}"#,
            r#"{"token":"t","refresh_token":"u","expires_in":1}"#,
        ];
        let mut reply = reply(statuses[usize::from(self.a % 8)], bodies[usize::from(self.b % 4)]);
        if self.a.is_multiple_of(3) {
            reply.headers.push(("token".into(), Secret::new("slid")));
        }
        reply
    }

    fn input(self, core: &Core, now: i64) -> Input {
        let own = core.flight_id().filter(|_| !self.b.is_multiple_of(4));
        let flight = own.unwrap_or(FlightId(u64::from(self.a % 3)));
        let reads = match self.a % 5 {
            0 => ReadPurpose::Start,
            1 => ReadPurpose::ExplainRemoval(self.session().id),
            2 => ReadPurpose::CheckRecord,
            _ => ReadPurpose::Flight(flight),
        };
        let swaps = match self.a % 6 {
            0 => SwapPurpose::RewriteRecord,
            1 => SwapPurpose::Claim(u32::from(self.b % 6)),
            2 => SwapPurpose::StoreSlidingToken(self.session().id),
            3 => SwapPurpose::UndoIntent(flight),
            _ => SwapPurpose::Flight(flight),
        };
        let (call, record, ledger) = (self.call(), self.record(), self.ledger(flight, now));
        match self.kind {
            0 if self.b.is_multiple_of(5) => Input::Announced { call },
            0..=2 => Input::Requested {
                call,
                route_hash: u64::from(self.b % 3),
                ready: !self.b.is_multiple_of(4),
            },
            3..=5 => Input::Replied {
                call,
                expired: !self.b.is_multiple_of(3),
                sliding: self.b.is_multiple_of(6).then(|| self.reply()),
            },
            6 => Input::Withdrawn { call },
            7 => Input::TokenRequested {
                call: CallId(10 + call.0),
            },
            8 => Input::RefreshRequested {
                call: CallId(30 + call.0),
            },
            9 => Input::LoginReplied {
                call: CallId(30 + call.0),
                reply: self.reply(),
            },
            10 => Input::TokensGiven {
                call: CallId(30 + call.0),
                tokens: given_tokens("brought"),
            },
            11 => Input::LogoutRequested {
                call: CallId(30 + call.0),
            },
            12 => Input::LockGranted { flight },
            13 => Input::LockStolen { flight },
            14..=15 => Input::SharedRead {
                purpose: reads,
                record,
                ledger,
            },
            16 => Input::Swapped {
                purpose: swaps,
                won: self.b.is_multiple_of(2),
                record,
                ledger,
            },
            17 => Input::ExchangeReplied {
                flight,
                reply: self.reply(),
            },
            18 => Input::ExchangeFailed { flight, sent: true },
            19 => Input::StoreChanged {
                before: core.session().cloned(),
                after: record,
            },
            20 => Input::MessageReceived(Message::Tokens(self.session())),
            21 => Input::MessageReceived(Message::Ended {
                session: self.a.is_multiple_of(4).then(|| self.session().id),
                reason: EndReason::Logout,
                action_no: now + i64::from(self.b) * 10 - 1_000,
            }),
            22 => Input::BodyRead { call },
            23 => Input::LoginStarted {
                call: CallId(30 + call.0),
                until_closed: self.b.is_multiple_of(2),
            },
            24 => Input::Online(!self.b.is_multiple_of(4)),
            25 => Input::LogoutReplied {
                call: CallId(30 + call.0),
                reply: self.b.is_multiple_of(3).then(|| self.reply()),
                expired: self.b.is_multiple_of(2),
            },
            26 => Input::LogoutReturned {
                call: CallId(30 + call.0),
                outcome: if self.b.is_multiple_of(2) {
                    Ok(())
                } else {
                    Err(Some(401))
                },
            },
            27 => Input::CookieMissing {
                session: self.session().id,
                keeps_cookies: self.b.is_multiple_of(2),
            },
            28 => Input::CallbackReturned {
                flight,
                tokens: given_tokens("called"),
            },
            29 => Input::CallbackThrew {
                flight,
                status: self.reply().status.into(),
                is_document: self.b.is_multiple_of(3),
            },
            30 => Input::TombstoneFound {
                session: self.session().id,
                reason: EndReason::Logout,
                action_no: now + i64::from(self.b) * 10 - 1_000,
            },
            31 => Input::UserLoaded {
                sessions: u32::from(self.a % 4),
                user: Value::text("somebody"),
            },
            32 => Input::SignOfLife,
            33 => Input::SignKept {
                at: self
                    .b
                    .is_multiple_of(2)
                    .then_some(now - i64::from(self.a) * 1_000),
            },
            34 => Input::LegacyTokensFound(given_tokens("legacy")),
            35 => Input::MessageReceived(match self.b % 3 {
                0 => Message::Unstored(self.session()),
                1 => Message::Asked,
                _ => Message::Active { at: now },
            }),
            36 if self.a > 250 => Input::StoreFailed,
            36 if self.a > 120 => Input::Returned,
            _ => Input::Woke,
        }
    }
}

/// What is known of a request.
#[derive(Clone, Copy, Default)]
struct Made {
    /// The session in which it was made.
    owner: Option<SessionId>,
    /// Nobody knew then whether there was a session at all: if there is none, it is a visitor's.
    or_nobody: bool,
    sends: u8,
}

#[derive(Default)]
struct Requests(BTreeMap<CallId, Made>);

impl Requests {
    fn check(&mut self, core: &mut Core, input: &Input, moment: Moment) -> Result<(), TestCaseError> {
        if let Input::Requested { call, .. } | Input::Announced { call } = input {
            // A request that comes when nobody was there for too long is made after the session's end (R33).
            if core.policy.idle.is_some() {
                self.check(core, &Input::Woke, moment)?;
            }
            let made = Made {
                owner: core.session().map(|session| session.id),
                or_nobody: core.restoring.is_some_and(|restoring| !restoring.is_known),
                sends: 0,
            };
            self.0.insert(*call, made);
        }
        core.handle(input.clone(), moment);
        while let Some(output) = core.poll_output() {
            if let Output::Send { call, token } = output {
                let made = self.0.entry(call).or_default();
                made.sends += 1;
                prop_assert!(made.sends <= 2, "I4: {call:?}");
                let session = core.session();
                if made.or_nobody && session.is_none() {
                    made.owner = None;
                }
                prop_assert_eq!(session.map(|session| session.id), made.owner, "I3: {:?}", call);
                let own = session.filter(|_| !core.policy.attach.by_cookie);
                prop_assert_eq!(own.and_then(|session| session.tokens.access.clone()), token);
            }
        }
        let waits = core.calls.pending() > 0;
        prop_assert!(
            !waits || core.flight_id().is_some(),
            "I2: {input:?} left one waiting for nothing"
        );
        prop_assert!(
            core.flight_id().is_none() || core.next_wake().is_some(),
            "I2: no deadline"
        );
        Ok(())
    }
}

/// A session in cookies, of whose end a function tells the server.
fn in_cookies() -> Policy {
    let config = r#"{"attach":false,"refresh":{"url":"/refresh","send":"cookie"},"retry":{"base":0},
        "proactive":{"background":false}}"#;
    let functions = Functions {
        logout: true,
        ..Functions::default()
    };
    try_policy_of(&json(config), functions).expect("a policy")
}

/// The access token in memory, a session that is asked for at each start and ends when nobody is there. Replies may carry tokens.
fn in_memory() -> Policy {
    policy(
        r#"{"login":"/login","logout":"/logout","storage":"memory","restore":"always","credentials":"include",
        "refresh":{"url":"/refresh","send":"cookie"},"retry":{"base":0},"idle":{"after":90,"warn":30},"proactive":{"background":false},
        "tokens":{"access":["header:token","body:access_token"]}}"#,
    )
}

/// The application's own refresh function.
fn by_function() -> Policy {
    let functions = Functions {
        refresh: true,
        ..Functions::default()
    };
    try_policy_of(
        &json(r#"{"retry":{"base":0},"proactive":{"background":false}}"#),
        functions,
    )
    .expect("a policy")
}

fn survives_all(locking: Locking, dice: &[Dice]) -> Result<(), TestCaseError> {
    for policy in [policy(PLAIN), in_cookies(), in_memory(), by_function()] {
        survives(policy, locking, dice)?;
    }
    Ok(())
}

fn survives(policy: Policy, locking: Locking, dice: &[Dice]) -> Result<(), TestCaseError> {
    let mut core = Core::new(Arc::new(policy), locking);
    let mut requests = Requests::default();
    let mut moment = Moment {
        now: NOW,
        entropy: 1_000,
        local_offset: 0,
    };
    for dice in dice {
        moment.entropy += 1;
        moment.now += dice.passed;
        let input = dice.input(&core, moment.now);
        requests.check(&mut core, &input, moment)?;
    }
    // From here on nobody answers anything: deadlines alone must bring each flight to an end. A restore begins another one.
    let (mut flight, mut wakes) = (None, 0);
    for _ in 0..500 {
        let Some(wake) = core.next_wake() else {
            prop_assert_eq!(core.flight_id(), None, "I2: the flight has not ended");
            break;
        };
        wakes = if core.flight_id() == flight { wakes + 1 } else { 0 };
        flight = core.flight_id();
        prop_assert!(flight.is_none() || wakes < 200, "I2: the flight does not end");
        moment.now = moment.now.max(wake);
        moment.entropy += 1;
        requests.check(&mut core, &Input::Woke, moment)?;
    }
    prop_assert_eq!(core.calls.pending(), 0);
    requests.check(&mut core, &Input::Disposed, moment)?;
    prop_assert!(!core.has_open_calls());
    Ok(())
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn no_order_of_inputs_panics_or_leaves_anybody_waiting(dice in prop::collection::vec(dice(), 1..120)) {
        survives_all(Locking::Platform, &dice)?;
    }

    #[test]
    fn nor_does_any_with_leases(dice in prop::collection::vec(dice(), 1..120)) {
        survives_all(Locking::Lease, &dice)?;
    }
}
