//! Password hashes: argon2id, with parameters small enough for a demo that starts quickly.

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::{Error, phc::PasswordHash},
};

fn hasher() -> Result<Argon2<'static>, Error> {
    // 4 MiB, one pass. A real service should use the crate's defaults.
    let params = Params::new(4096, 1, 1, None).map_err(|_| Error::ParamsInvalid)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The hash to store.
pub(super) fn hash(password: &str) -> Result<String, Error> {
    let hash: PasswordHash = hasher()?.hash_password(password.as_bytes())?;
    Ok(hash.to_string())
}

/// Whether `password` is the one behind `hash`.
pub(super) fn matches(password: &str, hash: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else {
        return false;
    };
    hasher().is_ok_and(|hasher| hasher.verify_password(password.as_bytes(), &hash).is_ok())
}
