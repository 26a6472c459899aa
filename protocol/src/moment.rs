//! What comes with every input: the time and random bits.

/// Milliseconds since 1970, by this device's clock.
pub type EpochMs = i64;

/// The longest delay of a browser's timer: 2³¹−1 ms, about 24.8 days. A longer one fires at once, so the shell clamps to
/// it, and the protocol, woken early, asks again (R17).
pub const LONGEST_TIMER: i64 = 2_147_483_647;

/// When an input happens, and the randomness it may use.
///
/// The protocol has no clock and no random generator. The same inputs at the same moments give the same outputs, which the
/// model checker relies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Moment {
    /// The device's clock.
    pub now: EpochMs,
    /// Fresh random bits, used for ids and for jitter.
    pub entropy: u64,
    /// How far local time is ahead of UTC, in minutes: for dates without a zone.
    pub local_offset: i32,
}
