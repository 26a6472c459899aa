//! The body of an order, and the reply to an invalid one.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::{call::Call, reply::json_reply};

/// Why an order was not carried out.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Rejected(pub(super) String);

impl Rejected {
    pub(super) fn because(error: &impl ToString) -> Self {
        Self(error.to_string())
    }
}

impl IntoResponse for Rejected {
    fn into_response(self) -> Response {
        json_reply(StatusCode::BAD_REQUEST, json!({ "error": self.0 }))
    }
}

/// Reads the order in a body, whatever content type it names.
pub(super) fn read<T: DeserializeOwned>(call: &Call) -> Result<T, Rejected> {
    let mut json = serde_json::Deserializer::from_slice(&call.body);
    serde_path_to_error::deserialize(&mut json).map_err(|error| Rejected::because(&error))
}
