//! Payloads of JWTs, decoded as browsers do.

use base64::{
    Engine,
    alphabet::URL_SAFE,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use crate::{jwt::PayloadDecoder, value::Value};

const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

pub(crate) const DECODER: PayloadDecoder = PayloadDecoder(decode);

fn decode(text: &str) -> Option<Value> {
    serde_json::from_slice(&BASE64URL.decode(text).ok()?).ok()
}

/// A token with this payload.
pub(crate) fn token_with(json: &str) -> String {
    format!("e30.{}.c2ln", BASE64URL.encode(json))
}
