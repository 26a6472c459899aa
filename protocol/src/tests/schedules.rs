//! R13 under any schedule: whatever ends, dates, `iat`s and clocks a session meets, only a refusal by the server ends it.

use proptest::{prelude::*, test_runner::TestRunner};

use super::{
    faults::PlantedFault,
    harness::{NOW, Tab, reply},
    payload::token_with,
};
use crate::{
    Event, Input,
    event::LoginReason,
    input::{CallId, Message},
    output::{Fault, Outcome},
    record::{self, Found},
    reply::Reply,
    session::Session,
};

const CONFIG: &str = r#"{"refresh":"/refresh","retry":{"base":0},"refreshTimeout":1000}"#;
const MINUTE: i64 = 60_000;
const YEAR: i64 = 365 * 24 * 60 * MINUTE;

/// What a reply says of time, all of it perhaps nonsense.
#[derive(Clone, Debug)]
struct Times {
    expires: Option<String>,
    refresh_expires: Option<String>,
    iat: Option<i64>,
    exp: Option<i64>,
    refresh_exp: Option<i64>,
    date: Option<i64>,
    /// Whether the reply brings a new refresh token.
    rotates: bool,
}

#[derive(Clone, Debug)]
enum Answer {
    Grant(Times),
    /// None of these refuses for good.
    Transient {
        status: u16,
        is_document: bool,
    },
    Lost,
}

#[derive(Clone, Debug)]
enum Step {
    Pass(i64),
    /// The device's clock is set, so many ms ahead or back.
    SetClock(i64),
    Request {
        expired: bool,
    },
    Token,
    Refresh,
    Reload,
}

/// A page, and a server that answers as was planned, and never refuses.
struct Schedule {
    tab: Tab,
    plan: Vec<Answer>,
    exchange: usize,
    call: u32,
}

impl Schedule {
    fn signed_in(times: &Times, plan: Vec<Answer>, fault: Option<PlantedFault>) -> Self {
        let mut tab = Tab::new(CONFIG);
        tab.core = tab.core.with_fault(fault);
        tab.start();
        tab.feed(Input::LoginReplied {
            call: CallId(0),
            reply: granting(times, 0, true),
        });
        tab.settle();
        Self {
            tab,
            plan,
            exchange: 0,
            call: 0,
        }
    }

    fn next_call(&mut self) -> CallId {
        self.call += 1;
        CallId(self.call)
    }

    fn act(&mut self, step: &Step) {
        match *step {
            Step::Pass(ms) => self.pass(ms),
            Step::SetClock(by) => {
                // Within sixty years: what lies beyond is no date of a device.
                let (first, last) = (NOW - 50 * YEAR, NOW + 60 * YEAR);
                self.tab.now = self.tab.now.saturating_add(by).clamp(first, last);
                self.tab.feed(Input::Woke);
            }
            Step::Request { expired } => {
                let CallId(call) = self.next_call();
                self.tab.request(call);
                if !self.tab.tokens_sent(call).is_empty() {
                    self.tab.reply(call, expired);
                }
            }
            Step::Token => {
                let call = self.next_call();
                self.tab.feed(Input::TokenRequested { call });
            }
            Step::Refresh => {
                let call = self.next_call();
                self.tab.feed(Input::RefreshRequested { call });
            }
            Step::Reload => {
                self.tab.store = self.tab.store.take().map(through_the_store);
                self.tab = self.tab.reload(self.tab.now);
            }
        }
        self.serve();
    }

    /// The timers fire on the way; so many that a page which fires on and on ends, too.
    fn pass(&mut self, ms: i64) {
        let end = self.tab.now.saturating_add(ms);
        for _ in 0..100 {
            let Some(wake) = self.tab.core.next_wake().filter(|wake| *wake <= end) else {
                break;
            };
            self.tab.now = self.tab.now.max(wake);
            self.tab.feed(Input::Woke);
            self.serve();
        }
        self.tab.now = end;
    }

    fn serve(&mut self) {
        self.tab.settle();
        while let Some((flight, _)) = self.tab.exchanges.pop() {
            let answer = self.plan[self.exchange % self.plan.len()].clone();
            self.exchange += 1;
            self.tab.feed(match answer {
                Answer::Grant(times) => {
                    let reply = granting(&times, self.exchange, times.rotates);
                    Input::ExchangeReplied { flight, reply }
                }
                Answer::Transient { status, is_document } => Input::ExchangeReplied {
                    flight,
                    reply: Reply {
                        is_document,
                        ..reply(status, "")
                    },
                },
                Answer::Lost => Input::ExchangeFailed { flight, sent: true },
            });
            self.tab.settle();
        }
    }

    /// Whether the session goes on, and nobody was told otherwise.
    fn goes_on(&self) -> bool {
        let is_end = |event: &Event| matches!(event, Event::SignedOut { .. } | Event::LoginRequired { .. });
        let has_ended = |(_, outcome): &(u32, Outcome)| {
            matches!(
                outcome,
                Outcome::Fault(Fault::SessionExpired | Fault::SessionChanged)
            )
        };
        self.tab.core.session().is_some()
            && self.tab.store.is_some()
            && !self.tab.events.iter().any(is_end)
            && !self.tab.settled.iter().any(has_ended)
    }

    /// The server refuses at last. Returns what the user is asked for a login for, each time.
    fn refuse(&mut self) -> Vec<LoginReason> {
        let call = self.next_call();
        self.tab.feed(Input::RefreshRequested { call });
        // A flight may wait for the store, looking again and again, or to try again.
        for round in 0..50 {
            self.tab.settle();
            if !self.tab.exchanges.is_empty() {
                self.tab.answer(reply(401, ""));
            }
            let Some(wake) = self.tab.core.next_wake() else {
                break;
            };
            self.tab.now = self.tab.now.max(wake) + (1 << round.min(40));
            self.tab.feed(Input::Woke);
        }
        let events = self.tab.events.iter();
        events
            .filter_map(|event| match event {
                Event::LoginRequired { reason } => Some(*reason),
                _ => None,
            })
            .collect()
    }
}

/// What a reload makes of a record.
fn through_the_store(session: Session) -> Session {
    let origin = "https://app.example";
    let written = record::write(&Message::Tokens(session), origin);
    match record::read(&written, origin) {
        Found::Own(Message::Tokens(session)) => session,
        other => panic!("{other:?}"),
    }
}

fn granting(times: &Times, number: usize, rotates: bool) -> Reply {
    let claim = |name: &str, time: Option<i64>| {
        time.map(|time| format!(r#","{name}":{time}"#))
            .unwrap_or_default()
    };
    let access = token_with(&format!(
        r#"{{"jti":"a{number}"{}{}}}"#,
        claim("iat", times.iat),
        claim("exp", times.exp)
    ));
    let mut body = format!(r#"{{"access_token":"{access}""#);
    if rotates {
        let exp = claim("exp", times.refresh_exp);
        let refresh = token_with(&format!(r#"{{"jti":"r{number}"{exp}}}"#));
        body.push_str(&format!(r#","refresh_token":"{refresh}""#));
    }
    for (name, value) in [
        ("expires_in", &times.expires),
        ("refresh_expires_in", &times.refresh_expires),
    ] {
        if let Some(value) = value {
            body.push_str(&format!(r#","{name}":{value}"#));
        }
    }
    body.push('}');
    Reply {
        date: times.date,
        ..reply(200, &body)
    }
}

/// A moment about now, or anywhere, in ms.
fn moments() -> impl Strategy<Value = i64> {
    prop_oneof![
        4 => (NOW - 10 * MINUTE)..(NOW + 10 * MINUTE),
        1 => (NOW - 60 * YEAR)..(NOW + 60 * YEAR),
        1 => any::<i64>(),
    ]
}

/// An end as back-ends write it, in JSON.
fn ends() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => (-10_i64..100_000).prop_map(|seconds| seconds.to_string()),
        2 => moments().prop_map(|ms| (ms / 1_000).to_string()),
        2 => moments().prop_map(|ms| ms.to_string()),
        2 => Just(r#""2023-11-14 22:14:20""#.to_string()),
        1 => "\"[0-9]{4}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z?\"",
        1 => Just("null".to_string()),
        1 => Just("\"never\"".to_string()),
    ]
}

fn times() -> impl Strategy<Value = Times> {
    let seconds = || {
        prop::option::of(prop_oneof![
            3 => moments().prop_map(|ms| ms / 1_000),
            1 => moments(),
            1 => Just(0),
        ])
    };
    let end = || prop::option::of(ends());
    let date = prop::option::of(moments());
    (end(), end(), seconds(), seconds(), seconds(), date, any::<bool>()).prop_map(
        |(expires, refresh_expires, iat, exp, refresh_exp, date, rotates)| Times {
            expires,
            refresh_expires,
            iat,
            exp,
            refresh_exp,
            date,
            rotates,
        },
    )
}

fn answers() -> impl Strategy<Value = Answer> {
    prop_oneof![
        4 => times().prop_map(Answer::Grant),
        1 => prop_oneof![
            Just(Answer::Transient { status: 503, is_document: false }),
            Just(Answer::Transient { status: 429, is_document: false }),
            Just(Answer::Transient { status: 200, is_document: true }),
            Just(Answer::Transient { status: 403, is_document: true }),
        ],
        1 => Just(Answer::Lost),
    ]
}

fn steps() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..10 * MINUTE).prop_map(Step::Pass),
        1 => (-40 * YEAR..40 * YEAR).prop_map(Step::SetClock),
        1 => (-60 * MINUTE..60 * MINUTE).prop_map(Step::SetClock),
        4 => any::<bool>().prop_map(|expired| Step::Request { expired }),
        2 => Just(Step::Token),
        1 => Just(Step::Refresh),
        1 => Just(Step::Reload),
    ]
}

fn schedules() -> impl Strategy<Value = (Times, Vec<Answer>, Vec<Step>)> {
    let plan = prop::collection::vec(answers(), 1..6);
    (times(), plan, prop::collection::vec(steps(), 1..40))
}

fn ends_by_a_refusal_only(
    (login, plan, steps): (Times, Vec<Answer>, Vec<Step>),
    fault: Option<PlantedFault>,
) -> Result<(), TestCaseError> {
    let mut schedule = Schedule::signed_in(&login, plan, fault);
    for (number, step) in steps.iter().enumerate() {
        schedule.act(step);
        prop_assert!(schedule.goes_on(), "step {number}, {step:?}");
    }
    let exchanged = schedule.tab.exchanged;
    let reasons = schedule.refuse();
    prop_assert_eq!(reasons.len(), 1, "a refusal is told once: {:?}", reasons);
    prop_assert!(schedule.tab.exchanged > exchanged, "the server was asked");
    Ok(())
}

proptest! {
    #[test]
    fn no_schedule_ends_a_session_without_a_refusal(schedule in schedules()) {
        ends_by_a_refusal_only(schedule, None)?;
    }
}

/// What finds nothing in a broken protocol proves nothing about a sound one.
#[test]
fn the_schedules_find_an_end_that_passes_unasked() {
    let found = TestRunner::deterministic().run(&schedules(), |schedule| {
        ends_by_a_refusal_only(schedule, Some(PlantedFault::EndsUnasked))
    });
    assert!(found.is_err());
}
