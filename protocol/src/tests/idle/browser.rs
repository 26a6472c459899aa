//! Tabs of one browser, under one clock.

use std::collections::VecDeque;

use super::{CONFIG, fresh, logouts};
use crate::{
    Input,
    input::Message,
    ledger::Ledger,
    moment::EpochMs,
    session::Session,
    tests::harness::{NOW, Tab},
};

/// Tabs of one browser. What one writes or says, the others see or hear at once, unless they are frozen.
pub(super) struct Browser {
    pub(super) tabs: Vec<Tab>,
    pub(super) frozen: Vec<usize>,
    missed: Vec<(usize, Message)>,
    pub(super) store: Option<Session>,
    pub(super) ledger: Ledger,
    kept: Option<EpochMs>,
}

impl Browser {
    pub(super) fn open(count: usize) -> Self {
        let session = fresh();
        let mut browser = Self {
            tabs: Vec::new(),
            frozen: Vec::new(),
            missed: Vec::new(),
            ledger: Ledger::of(&session, &Ledger::default()),
            store: Some(session),
            kept: None,
        };
        for _ in 0..count {
            browser.open_tab();
        }
        browser
    }

    pub(super) fn open_tab(&mut self) {
        let mut tab = Tab::new(CONFIG);
        tab.now = self.tabs.first().map_or(NOW, |tab| tab.now);
        tab.entropy += 1_000_000 * self.tabs.len() as u64;
        self.tabs.push(tab);
        self.on(self.tabs.len() - 1, Tab::start);
    }

    /// Something happens in a tab, and the others hear of it.
    pub(super) fn on(&mut self, index: usize, act: impl FnOnce(&mut Tab)) {
        let heard = self.one(index, act);
        let mut heard: VecDeque<_> = heard.into_iter().map(|message| (index, message)).collect();
        while let Some((from, message)) = heard.pop_front() {
            for to in (0..self.tabs.len()).filter(|to| *to != from) {
                if self.frozen.contains(&to) {
                    self.missed.push((to, message.clone()));
                    continue;
                }
                let message = message.clone();
                let more = self.one(to, |tab| tab.feed(Input::MessageReceived(message)));
                heard.extend(more.into_iter().map(|message| (to, message)));
            }
        }
    }

    fn one(&mut self, index: usize, act: impl FnOnce(&mut Tab)) -> Vec<Message> {
        let tab = &mut self.tabs[index];
        tab.store.clone_from(&self.store);
        tab.ledger.clone_from(&self.ledger);
        tab.kept = self.kept;
        act(tab);
        tab.settle();
        self.store.clone_from(&tab.store);
        self.ledger.clone_from(&tab.ledger);
        self.kept = tab.kept;
        std::mem::take(&mut tab.announced)
    }

    /// Time passes, and each tab that is not frozen is woken when it wants to be.
    pub(super) fn pass(&mut self, ms: i64) {
        let end = self.tabs[0].now + ms;
        loop {
            let awake = (0..self.tabs.len()).filter(|index| !self.frozen.contains(index));
            let due = awake.filter_map(|index| Some((self.tabs[index].core.next_wake()?, index)));
            let Some((wake, index)) = due.min().filter(|(wake, _)| *wake <= end) else {
                break;
            };
            let now = wake.max(self.tabs[0].now);
            self.set_clock(now);
            let before = self.tabs[index].core.clone();
            self.on(index, |tab| tab.feed(Input::Woke));
            assert_ne!(self.tabs[index].core, before, "it is woken for nothing");
        }
        self.set_clock(end);
    }

    pub(super) fn set_clock(&mut self, now: EpochMs) {
        self.tabs.iter_mut().for_each(|tab| tab.now = now);
    }

    pub(super) fn sign(&mut self, index: usize) {
        self.on(index, |tab| tab.feed(Input::SignOfLife));
    }

    /// A frozen tab goes on. Its timer or the messages come first.
    pub(super) fn thaw(&mut self, index: usize, timer_first: bool) {
        self.frozen.retain(|frozen| *frozen != index);
        let missed = std::mem::take(&mut self.missed);
        if timer_first {
            self.on(index, |tab| tab.feed(Input::Woke));
        }
        for (_, message) in missed.into_iter().filter(|(to, _)| *to == index) {
            self.on(index, |tab| tab.feed(Input::MessageReceived(message)));
        }
    }

    pub(super) fn all(&self, holds: impl Fn(&Tab) -> bool) -> bool {
        self.tabs.iter().all(holds)
    }

    pub(super) fn logouts(&self) -> usize {
        self.tabs.iter().map(logouts).sum()
    }
}
