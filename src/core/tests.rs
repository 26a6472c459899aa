//! The protocol's own tests: one file per concern, driven by [`harness`], and the model checker.

mod model;
