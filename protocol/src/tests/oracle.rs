//! Long random days of one tab, with hundreds of requests, against a server that knows which
//! tokens are good.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::harness::{PLAIN, Tab, cases, reply, session};
use crate::{Input, input::CallId, output::Outcome};

#[derive(Clone, Copy, Debug)]
enum Step {
    Request,
    /// The reply to the request that stands there in the line.
    Reply(u8),
    Abort(u8),
    /// The lock, the store or the ledger answers.
    Storage,
    Grant,
    Busy,
    Lose,
    Refuse,
    /// The access token expires.
    Expire,
    Pass(i64),
    LogIn,
    LogOut,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        40 => Just(Step::Request),
        40 => any::<u8>().prop_map(Step::Reply),
        4 => any::<u8>().prop_map(Step::Abort),
        30 => Just(Step::Storage),
        12 => Just(Step::Grant),
        4 => Just(Step::Busy),
        3 => Just(Step::Lose),
        1 => Just(Step::Refuse),
        8 => Just(Step::Expire),
        6 => (0_i64..3_000).prop_map(Step::Pass),
        2 => Just(Step::LogIn),
        1 => Just(Step::LogOut),
    ]
}

/// What is known of a request that is not over.
#[derive(Default)]
struct Asked {
    /// The login it was made under.
    login: Option<String>,
    sends: u8,
    /// In the air, and whether the server's answer is "expired".
    reply: Option<bool>,
}

struct Day {
    tab: Tab,
    asked: BTreeMap<u32, Asked>,
    /// The good access token: `login.generation`.
    good: Option<String>,
    login: u32,
    generation: u32,
    requests: u32,
    seen: (usize, usize, u32),
    expiries: u32,
    setbacks: u32,
}

impl Day {
    fn new() -> Self {
        Self {
            tab: Tab::restored(PLAIN, session("0.1", 1)),
            asked: BTreeMap::new(),
            good: Some("0.1".into()),
            login: 0,
            generation: 1,
            requests: 0,
            seen: (0, 0, 0),
            expiries: 0,
            setbacks: 0,
        }
    }

    fn login_in_memory(&self) -> Option<String> {
        self.tab
            .access()
            .and_then(|token| token.split('.').next())
            .map(str::to_string)
    }

    fn nth(&self, number: u8, unanswered: bool) -> Option<u32> {
        let open: Vec<u32> = self
            .asked
            .iter()
            .filter(|(_, asked)| !unanswered || asked.reply.is_some())
            .map(|(call, _)| *call)
            .collect();
        (!open.is_empty()).then(|| open[usize::from(number) % open.len()])
    }

    fn step(&mut self, step: Step) -> Result<(), TestCaseError> {
        match step {
            Step::Request => {
                let call = self.requests;
                self.requests += 1;
                let login = self.login_in_memory();
                self.asked.insert(
                    call,
                    Asked {
                        login,
                        ..Asked::default()
                    },
                );
                self.tab.request(call);
            }
            Step::Reply(number) => {
                if let Some(call) = self.nth(number, true) {
                    let expired = self.asked.get_mut(&call).and_then(|asked| asked.reply.take());
                    self.tab.reply(call, expired == Some(true));
                }
            }
            Step::Abort(number) => {
                if let Some(call) = self.nth(number, false) {
                    self.asked.remove(&call);
                    self.tab.feed(Input::Withdrawn { call: CallId(call) });
                }
            }
            Step::Storage => {
                self.tab.answer_one();
            }
            Step::Grant | Step::Busy | Step::Lose | Step::Refuse => self.serve(step),
            Step::Expire => {
                self.expiries += u32::from(self.good.take().is_some());
            }
            Step::Pass(ms) => self.tab.pass(ms),
            Step::LogIn => {
                self.login += 1;
                self.generation = 1;
                self.good = Some(format!("{}.1", self.login));
                self.tab.log_in(&format!("{}.1", self.login));
            }
            Step::LogOut => self.tab.log_out(),
        }
        self.check()
    }

    fn serve(&mut self, step: Step) {
        let Some((flight, _)) = self.tab.exchanges.pop() else {
            return;
        };
        self.setbacks += u32::from(matches!(step, Step::Busy | Step::Lose));
        let answer = match step {
            Step::Grant => {
                self.generation += 1;
                let token = format!("{}.{}", self.login, self.generation);
                let body = format!(r#"{{"access_token":"{token}","refresh_token":"r"}}"#);
                self.good = Some(token);
                reply(200, &body)
            }
            Step::Busy => reply(503, ""),
            Step::Refuse => reply(401, ""),
            _ => return self.tab.feed(Input::ExchangeFailed { flight, sent: true }),
        };
        self.tab.feed(Input::ExchangeReplied {
            flight,
            reply: answer,
        });
    }

    fn check(&mut self) -> Result<(), TestCaseError> {
        let (sent, settled, exchanged) = self.seen;
        for (call, token) in &self.tab.sent[sent..] {
            let Some(asked) = self.asked.get_mut(call) else {
                continue;
            };
            asked.sends += 1;
            asked.reply = Some(*token != self.good);
            prop_assert!(asked.sends <= 2, "sent three times");
            let login = token
                .as_ref()
                .and_then(|token| token.split('.').next())
                .map(str::to_string);
            prop_assert_eq!(login, asked.login.clone(), "sent as somebody else");
        }
        for (call, outcome) in &self.tab.settled[settled..] {
            let known = *call >= 900 || self.asked.remove(call).is_some();
            prop_assert!(known, "settled twice: {call} {outcome:?}");
        }
        if self.tab.exchanged > exchanged {
            let needless = self.good.is_some() && self.tab.access() == self.good.as_deref();
            prop_assert!(!needless, "refreshed a good token");
        }
        self.seen = (self.tab.sent.len(), self.tab.settled.len(), self.tab.exchanged);
        Ok(())
    }

    /// The rest of the day goes well.
    fn end(&mut self) -> Result<(), TestCaseError> {
        for _ in 0..10_000 {
            if self.asked.is_empty() {
                break;
            }
            for _ in 0..20 {
                self.step(Step::Storage)?;
            }
            self.step(Step::Grant)?;
            self.step(Step::Pass(10))?;
            self.step(Step::Reply(0))?;
        }
        prop_assert!(
            self.asked.is_empty(),
            "{} requests never settled",
            self.asked.len()
        );
        let bound = self.expiries + self.setbacks + self.login + 1;
        prop_assert!(self.tab.exchanged <= bound, "{} exchanges", self.tab.exchanged);
        Ok(())
    }
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn every_request_of_a_long_day_settles_with_no_needless_refresh(
        steps in prop::collection::vec(step(), 100..1_500)
    ) {
        let mut day = Day::new();
        for step in steps {
            day.step(step)?;
        }
        day.end()?;
        prop_assert!(day.tab.settled.iter().all(|(_, outcome)| *outcome != Outcome::Token(None)));
    }
}
