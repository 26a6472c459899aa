//! The page was loaded: how its session comes back (R21, R28).
//!
//! The store may hold tokens. If it holds a mark only, or cannot show what other tabs have, the session is *restored*: it
//! is present by its name, without tokens, and its flight asks the other tabs and then the server. So all that holds for a
//! flight holds here: one exchange for all tabs, waiting requests, the lock, the fencing, the deadlines.
//!
//! Invariant: a restore is quiet. Nobody was told that he is signed in, so nobody is told that he is not.

use super::{
    Core, Moment, Output,
    event::{EndReason, SignedInBy, SignedOutBy, Warning},
    ledger::Ledger,
    output::{Fault, StoreWrite},
    policy::Restore,
    rules::Rules,
    session::{Session, SessionId, Tokens},
    store_kind::StoreKind,
};

/// Tokens that are younger than this, in ms, are probably held by a tab that is being loaded as well, and busy.
const RECENT: i64 = 20_000;
/// How long such a tab is waited for, in ms.
const BUSY: i64 = 1_500;
/// How long any other tab is waited for, in ms, before the server is asked.
const PERHAPS_THERE: i64 = 100;
/// The same where only another tab can help.
const ONLY_THERE: i64 = 500;

/// What a session that lacks its tokens waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Restoring {
    /// The server may be asked, and not only the other tabs.
    pub(super) asks_server: bool,
    /// A mark or the ledger names the session: somebody was signed in.
    pub(super) is_known: bool,
    /// Nobody knows yet who is signed in. Otherwise something has answered, but not with tokens: it is asked again, and the
    /// application need not wait for that.
    pub(super) is_in_doubt: bool,
    /// The application was told of another session before this one.
    pub(super) replaces: bool,
    /// How the application is told once the tokens are here.
    pub(super) by: SignedInBy,
}

impl Core {
    /// A client whose page, before it was reloaded, had the tokens of this revision: no other tab has to be asked.
    #[must_use]
    pub fn with_own_revision(mut self, revision: Option<i64>) -> Self {
        self.own_revision = revision;
        self
    }

    pub(super) fn page_loaded(&mut self, record: Option<&Session>, ledger: &Ledger, moment: Moment) {
        let in_force = self.user_actions.in_force();
        self.note_ledger(ledger);
        self.warn_of_insecure_transport();
        if self.session.is_some()
            || in_force > ledger.action_no.max(record.map_or(0, |record| record.action_no))
        {
            return;
        }
        // It may have ended, or the copy of the store may be out of date. A newer session will be announced.
        let record = record.filter(|record| {
            !self.ended.contains(record.id) && ledger.vouches_for(record) && record.action_no >= in_force
        });
        match record {
            Some(record) if self.without_cookie == Some(record.id) => {
                let restoring = Restoring {
                    asks_server: self.always_asks(),
                    is_known: true,
                    is_in_doubt: true,
                    replaces: false,
                    by: SignedInBy::Restored,
                };
                self.restore_named(Some(record), restoring, moment);
            }
            Some(record) if !self.names_session_only(record) => {
                if self.is_idle_at_start(record.action_no, moment) {
                    self.replace_session(record.clone(), moment);
                    return self.end_idle_session(moment);
                }
                self.enter_stored_session(record, ledger, moment);
            }
            record => {
                if let Some(restoring) = self.may_restore(record, ledger) {
                    self.restore_named(record, restoring, moment);
                }
            }
        }
    }

    /// Asks for a session that is known by its name, or not even by that.
    fn restore_named(&mut self, mark: Option<&Session>, restoring: Restoring, moment: Moment) {
        let named = self.named_session(mark);
        if mark.is_none() && self.ledger.session.is_none() {
            // It may have begun elsewhere just now.
            self.idle_login(moment);
        } else if self.is_idle_at_start(named.action_no, moment) {
            self.replace_session(named, moment);
            self.restoring = Some(restoring);
            return self.end_idle_session(moment);
        }
        self.begin_restore(named, restoring, moment);
    }

    /// Enters the session of a record that holds all that there is to know.
    fn enter_stored_session(&mut self, record: &Session, ledger: &Ledger, moment: Moment) {
        self.enter_session(record.clone(), SignedInBy::Restored, moment);
        if self.store == StoreKind::Marks && !ledger.is_newer_than(record) {
            // The application has kept its tokens in the store before. No secret stays there.
            self.emit(Output::Write(StoreWrite::Put(record.clone())));
        }
        if self.store != StoreKind::Nothing && ledger.is_newer_than(record) {
            // A worker may have renewed the tokens, which cannot store them.
            self.ask_tabs();
        }
        let interrupted = ledger.intent.is_some()
            && ledger.session == Some(record.id)
            && ledger.revision <= record.revision;
        if interrupted && self.can_renew() {
            // R16: an exchange of this token began, and its outcome was not stored. A server's grace is short, so the
            // refresh starts at once.
            self.renew_early(moment, "interrupted");
        }
    }

    /// Whether a record says only that there is a session, so that its tokens are asked for.
    fn names_session_only(&self, record: &Session) -> bool {
        let asks = match self.policy.restore {
            Restore::Known => self.store == StoreKind::Marks,
            Restore::Always => true,
            Restore::Never => false,
        };
        let is_cookies_alone = self.policy.attach.by_cookie && self.policy.renews_without_token();
        self.lacks_tokens(record) || (is_cookies_alone && asks)
    }

    /// Whether there may be a session to restore, and who is asked for it.
    fn may_restore(&self, record: Option<&Session>, ledger: &Ledger) -> Option<Restoring> {
        let is_named = ledger.session.is_some();
        // A worker has no store to keep marks in: the ledger is its mark. It sees no cookies, so it cannot know whether the
        // browser was closed since.
        let is_marked = record.is_some()
            || (is_named
                && self.store == StoreKind::Nothing
                && self.policy.keeps_marks()
                && !ledger.until_closed);
        let asks_server = self.policy.renews_without_token()
            && match self.policy.restore {
                Restore::Known => is_marked,
                Restore::Always => true,
                Restore::Never => false,
            };
        // Without its mark, the application has removed the session.
        let asks_tabs =
            self.tells_by_message() && is_named && (self.store != StoreKind::Marks || record.is_some());
        // Where pages are rendered, nobody is signed in.
        let asks = (asks_server || asks_tabs) && !self.policy.on_server;
        asks.then_some(Restoring {
            asks_server,
            is_known: record.is_some() || ledger.session.is_some_and(|id| !id.is_unknown()),
            is_in_doubt: true,
            replaces: false,
            by: SignedInBy::Restored,
        })
    }

    /// The session that the ledger or the mark names, without tokens. Without a name, all tabs that ask at the same
    /// moment have to give it the same one.
    fn named_session(&self, mark: Option<&Session>) -> Session {
        let ledger = &self.ledger;
        let named = mark.filter(|mark| ledger.session.is_none_or(|session| session == mark.id));
        // The ledger may not know yet of an end that this tab has told it.
        let is_open = |id: &SessionId| !self.ended.contains(*id);
        let id = match ledger.session.or(named.map(|mark| mark.id)).filter(is_open) {
            Some(id) => id,
            None => SessionId::unknown(ledger.revision),
        };
        Session {
            id,
            generation: named.map_or(0, |mark| mark.generation),
            revision: named.map_or(0, |mark| mark.revision).max(ledger.revision),
            action_no: named.map_or(0, |mark| mark.action_no).max(ledger.action_no),
            until_closed: named.map_or(ledger.until_closed, |mark| mark.until_closed),
            user: None,
            tokens: Tokens::none(),
        }
    }

    /// Whether `refresh()` can ask for a session although there is none.
    pub(super) fn may_ask_for_session(&self) -> bool {
        self.session.is_none() && self.policy.renews_without_token()
    }

    /// `refresh()` was called while there is no session.
    pub(super) fn ask_for_session(&mut self, moment: Moment) {
        let restoring = Restoring {
            asks_server: true,
            is_known: self.ledger.session.is_some_and(|id| !id.is_unknown()),
            is_in_doubt: true,
            replaces: false,
            by: SignedInBy::Restored,
        };
        self.idle_login(moment);
        self.begin_restore(self.named_session(None), restoring, moment);
    }

    /// The mark of a later login in another tab, whose tokens come by message or, if messages do not reach this tab, from
    /// the server.
    pub(super) fn consider_mark(&mut self, mark: &Session, moment: Moment) {
        let is_newer = match &self.session {
            Some(current) => current.id != mark.id && mark.is_newer_than(current),
            None => self.is_newest(mark),
        };
        if !is_newer || !self.policy.is_shared() {
            return;
        }
        let replaces = self.session.is_some() && self.restoring.is_none_or(|restoring| restoring.replaces);
        let restoring = Restoring {
            asks_server: self.policy.renews_without_token() && self.policy.restore != Restore::Never,
            is_known: true,
            is_in_doubt: true,
            replaces,
            by: SignedInBy::OtherTab,
        };
        let named = Session {
            tokens: Tokens::none(),
            user: None,
            ..mark.clone()
        };
        self.begin_restore(named, restoring, moment);
    }

    pub(super) fn begin_restore(&mut self, named: Session, restoring: Restoring, moment: Moment) {
        let patience = self.patience_with_tabs(&named, restoring, moment);
        self.replace_session(named, moment);
        self.restoring = Some(restoring);
        self.trace(moment, None, "restores", "noTokensHere");
        self.ask_tabs();
        self.start_restore(patience, moment);
    }

    /// How long the other tabs are waited for before the server is asked.
    fn patience_with_tabs(&self, named: &Session, restoring: Restoring, moment: Moment) -> i64 {
        // A session that has neither a mark nor an entry in the ledger is known to no tab.
        let is_known = named.generation > 0 || self.ledger.session.is_some();
        let is_own = self.own_revision == Some(named.revision);
        let age = moment.now.saturating_sub(named.revision);
        // Where no cookie can be kept, the tabs that share the record know of it, too.
        let is_uncertain = !restoring.asks_server && self.without_cookie == Some(named.id);
        let hears = self.tells_by_message() || (is_uncertain && self.policy.is_shared() && self.has_channel);
        if !hears {
            0
        } else if !restoring.asks_server {
            ONLY_THERE
        } else if is_own || !is_known {
            0
        } else if (0..RECENT).contains(&age) {
            BUSY
        } else {
            PERHAPS_THERE
        }
    }

    /// No other tab has told of the tokens in time, or none was asked: the server is asked, or the session is left.
    pub(super) fn go_on_without_tabs(&mut self, moment: Moment) {
        if self.restoring.is_some_and(|restoring| restoring.asks_server) && self.can_renew() {
            return self.start_when_claimed(moment);
        }
        let left = self.session.clone();
        self.leave_and_ask(EndReason::Expired, SignedOutBy::Expired, None, moment);
        match left.filter(|left| self.without_cookie == Some(left.id)) {
            // Its browser was closed, as no tab is left that knows of it.
            Some(left) => self.remove_record(&left, EndReason::Logout, moment),
            // A tab that was busy may tell of it yet.
            None => self.ended.forget_latest(),
        }
    }

    /// The record that is about to be given is of a session that the browser forgets when it is closed, and the session's
    /// cookie is not there. A tab that has the session in memory knows that the browser was not closed.
    pub(super) fn cookie_missing(&mut self, session: SessionId, keeps_cookies: bool) {
        if self.session.as_ref().is_some_and(|current| current.id == session) {
            if !keeps_cookies {
                self.warn_once(Warning::CookieUnavailable);
            }
        } else if keeps_cookies && !self.always_asks() {
            // As after a logout in a tab that is gone. Nobody was told of a sign-in, so nobody is told of the end.
            self.ended.observe(session, Fault::SessionChanged);
            self.ended.remember(session);
        } else {
            // Where no cookie can be kept, another tab may know of it.
            self.without_cookie = Some(session);
        }
    }

    /// Whether the server is asked at each start, whatever is stored.
    fn always_asks(&self) -> bool {
        self.policy.restore == Restore::Always && self.policy.renews_without_token()
    }

    /// Whether these are what a session without tokens waits for. In the store, without a token, they are just the mark that
    /// the restore began with (R29). So are those of a session whose cookie is missing.
    pub(super) fn are_awaited(&self, offered: &Session) -> bool {
        offered.tokens.access.is_some() && self.without_cookie != Some(offered.id) && self.is_awaited(offered)
    }

    /// The same, of what another tab has told.
    pub(super) fn is_awaited(&self, told: &Session) -> bool {
        let waits = |current: &Session| {
            current.id == told.id && told.revision >= current.revision && self.restoring.is_some()
        };
        self.session.as_ref().is_some_and(waits)
    }

    /// The exchange of a restore has failed for now. What has been answered once stays so: who logs in meanwhile is not disturbed.
    pub(super) fn settle_doubt(&mut self, is_unreachable: bool) {
        if let Some(restoring) = &mut self.restoring {
            restoring.is_in_doubt &= is_unreachable;
        }
    }

    /// Something has answered a restore, and nobody was known to be signed in: the page goes on as a visitor's.
    pub(super) fn leave_unknown(&mut self, moment: Moment) {
        if self
            .restoring
            .is_some_and(|restoring| !restoring.is_known && !restoring.is_in_doubt)
        {
            self.restoring = None;
            self.session = None;
            self.count_session();
            self.trace(moment, None, "signedOut", "unknown");
        }
    }

    /// The tokens are here, and a restore is over. Returns how the application is told; `None` if it knows of the session.
    pub(super) fn finish_restore(&mut self) -> Option<SignedInBy> {
        self.restoring.take().map(|restoring| restoring.by)
    }

    /// The present session ends, and with it its restore. Returns whether nobody is told, because nobody knew of the session.
    pub(super) fn abandon_restore(&mut self, by: SignedOutBy) -> bool {
        let restoring = self.restoring.take();
        let is_unknown = restoring.is_some_and(|restoring| !restoring.replaces);
        is_unknown && by != SignedOutBy::Logout && self.rules.restores_quietly()
    }
}
