//! Thin shells over the browser. They move data and never decide; everything that may be absent
//! (workers, Node, insecure contexts, blocked storage) is asked for here, so that the rest need
//! not know.

pub mod channel;
pub mod clock;
pub mod global;
pub mod http;
pub mod json;
pub mod ledger;
pub mod listener;
pub mod locks;
pub mod store;
pub mod task;
pub mod timer;
