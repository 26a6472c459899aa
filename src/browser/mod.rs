//! Thin shells over the browser. They move data and never decide; everything that may be absent
//! (workers, Node, insecure contexts, blocked storage) is asked for here, so that the rest need
//! not know.
//!
//! Each shell is a JavaScript module with its Rust face beside it: what only moves JavaScript's
//! own objects around is a tenth of the size there.

pub mod channel;
pub mod clock;
pub mod cutoff;
pub mod global;
pub mod http;
pub mod json;
pub mod ledger;
pub mod locks;
pub mod store;
pub mod task;
pub mod template;
pub mod timer;
