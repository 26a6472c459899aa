//! What an endpoint is known by, when it refuses fresh tokens (R5).

use authflight_protocol::destination::Target;

/// The FNV-1a hash of a method and an address without its query. The standard library's hash would add 1 kB to the binary.
pub(super) fn route_hash(method: &str, target: &Target) -> u64 {
    let mut hash: u64 = 0xCBF2_9CE4_8422_2325;
    for part in [method, &target.origin, &target.path] {
        for byte in part.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
    }
    hash.max(1)
}
