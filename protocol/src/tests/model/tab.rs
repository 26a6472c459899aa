//! One tab: the real core, and what the browser keeps for it.

use std::collections::{BTreeMap, VecDeque};

use super::{
    act::LATE,
    server::{Answer, Token},
};
use crate::{
    Core,
    event::EndReason,
    input::{CallId, Message, ReadPurpose, SwapPurpose},
    ledger::{FlightId, Ledger},
    output::{Expect, StoreWrite},
    session::{Session, SessionId},
};

/// What the store holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Stored {
    Nothing,
    Record(Session),
    /// The tombstone of a session.
    Tombstone(SessionId, EndReason, i64),
}

impl Stored {
    pub(super) fn record(&self) -> Option<&Session> {
        match self {
            Self::Record(session) => Some(session),
            Self::Nothing | Self::Tombstone(..) => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Tab {
    pub(super) core: Core,
    /// This renderer's copy of localStorage.
    pub(super) copy: Stored,
    /// What the core was last told of it.
    pub(super) seen: Stored,
    /// Writes of other tabs on their way here.
    pub(super) updates: VecDeque<Stored>,
    /// What other tabs have said.
    pub(super) mail: VecDeque<Message>,
    /// Storage operations, answered in order.
    pub(super) storage: VecDeque<Operation>,
    pub(super) exchange: Option<Exchange>,
    pub(super) calls: BTreeMap<u32, Call>,
    /// Logins on their way, and the tokens they will bring.
    pub(super) logins: BTreeMap<u32, Token>,
    /// A logout of which the server has been told, and whether it says "expired".
    pub(super) revoking: Option<(CallId, bool)>,
    /// Flights whose lock was stolen and that do not know it yet.
    pub(super) lock_stolen_from: VecDeque<FlightId>,
    /// Numbers flights.
    pub(super) flights: u8,
    /// The families that the user was told he is signed in with.
    pub(super) known: Vec<u8>,
    /// The families whose end the user was told of.
    pub(super) told: Vec<u8>,
    pub(super) frozen: bool,
    /// It was frozen once, so that it is later here than in the other tabs' books.
    pub(super) thawed: bool,
    /// It has just thawed: its timers are overdue.
    pub(super) late: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Operation {
    Read {
        purpose: ReadPurpose,
    },
    Swap {
        purpose: SwapPurpose,
        expect: Expect,
        next: Ledger,
        write: Option<StoreWrite>,
    },
    /// The transaction is through, the answer not yet heard.
    Swapped {
        purpose: SwapPurpose,
        won: bool,
        record: Option<Session>,
        ledger: Ledger,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Exchange {
    pub(super) flight: FlightId,
    pub(super) token: Token,
    pub(super) answer: Option<Answer>,
    /// Its holder was held to be frozen, and its lock was stolen.
    pub(super) passed_by: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Call {
    pub(super) family: Option<u8>,
    pub(super) sends: u8,
    /// Its body is still being read.
    pub(super) preparing: bool,
    /// Sent, and what the server makes of it: whether it says "expired".
    pub(super) reply: Option<bool>,
}

impl Tab {
    /// A page that has just been loaded and is about to look at the store.
    pub(super) fn loaded(core: Core, store: Stored) -> Self {
        Self {
            core,
            copy: store.clone(),
            seen: store,
            updates: VecDeque::new(),
            mail: VecDeque::new(),
            storage: VecDeque::from([Operation::Read {
                purpose: ReadPurpose::Start,
            }]),
            exchange: None,
            calls: BTreeMap::new(),
            logins: BTreeMap::new(),
            revoking: None,
            lock_stolen_from: VecDeque::new(),
            flights: 0,
            known: Vec::new(),
            told: Vec::new(),
            frozen: false,
            thawed: false,
            late: false,
        }
    }

    /// What its clock shows.
    pub(super) fn began(&self) -> i64 {
        if self.thawed { LATE } else { 0 }
    }

    /// The family of the session in memory.
    pub(super) fn family(&self) -> Option<u8> {
        self.core
            .session()
            .and_then(|session| u8::try_from(session.id.0 - 1_000).ok())
    }
}
