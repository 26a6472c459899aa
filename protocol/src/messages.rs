//! What the other tabs are told and asked by message (R21).

use super::{
    Core, Moment, Output,
    input::{Message, ReadPurpose},
    session::Session,
    store_kind::StoreKind,
};

impl Core {
    /// Tells the other tabs of new tokens.
    pub(super) fn broadcast_tokens(&mut self, session: Session) {
        let is_stored = self.store != StoreKind::Nothing;
        self.emit(Output::Broadcast(if is_stored {
            Message::Tokens(session)
        } else {
            Message::Unstored(session)
        }));
    }

    /// Tells of a login once more, now that the ledger names it: only then can the other tabs store it.
    pub(super) fn tell_again(&mut self) {
        if self.tells_by_message() && self.store != StoreKind::Marks {
            self.tell_tokens();
        }
    }

    /// What the other tabs have said meanwhile is in the ledger, and they are asked for tokens. A store that this tab shares with them
    /// has told it already.
    pub(super) fn returned(&mut self, moment: Moment) {
        if !self.disposed && self.store != StoreKind::Shared {
            self.look_again();
        }
        self.woke(moment);
    }

    /// Reads the store once more. Where the tabs share none, it asks them, too.
    pub(super) fn look_again(&mut self) {
        self.emit(Output::ReadShared {
            purpose: ReadPurpose::CheckRecord,
        });
        if self.store != StoreKind::Shared {
            self.ask_tabs();
        }
    }

    /// Asks the other tabs for the tokens.
    pub(super) fn ask_tabs(&mut self) {
        if self.policy.is_shared() {
            self.emit(Output::Broadcast(Message::Asked));
        }
    }

    /// Another tab has asked for the tokens.
    pub(super) fn tell_tokens(&mut self) {
        if let Some(session) = self.session.clone().filter(|_| self.restoring.is_none()) {
            self.broadcast_tokens(session);
        }
    }
}
