//! Descriptions of replies, generated from sample replies of the dialects.

use std::collections::BTreeMap;

use axum::{
    body::to_bytes,
    http::{HeaderName, StatusCode, header},
    response::Response,
};
use serde_json::Value;
use utoipa::openapi::{
    ContentBuilder, HeaderBuilder, ObjectBuilder, RefOr, Responses, ResponsesBuilder,
    example::ExampleBuilder,
    response::ResponseBuilder,
    schema::{AdditionalProperties, ArrayBuilder, Schema, SchemaType, Type},
};

/// Headers that belong to the transport and not to a dialect.
const TRANSPORT: [HeaderName; 2] = [header::CONTENT_TYPE, header::CONTENT_LENGTH];

/// What the reply answers, the names of its headers, and its body.
type Shown = (&'static str, Vec<String>, Option<Value>);

/// Groups the replies by status. Each comes with what it answers.
pub(super) async fn responses(replies: Vec<(&'static str, Response)>) -> Responses {
    let mut by_status: BTreeMap<StatusCode, Vec<Shown>> = BTreeMap::new();
    for (what, reply) in replies {
        let status = reply.status();
        let (parts, body) = reply.into_parts();
        let named = parts.headers.keys().filter(|name| !TRANSPORT.contains(name));
        let headers = named.map(ToString::to_string).collect();
        let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
        let body = serde_json::from_slice(&body).ok();
        by_status.entry(status).or_default().push((what, headers, body));
    }
    let mut responses = ResponsesBuilder::new();
    for (status, replies) in by_status {
        let whats: Vec<_> = replies.iter().map(|(what, ..)| *what).collect();
        let mut response = ResponseBuilder::new().description(whats.join("; "));
        for name in replies.iter().flat_map(|(_, headers, _)| headers) {
            response = response.header(name, HeaderBuilder::new().build());
        }
        let bodies: Vec<_> = replies
            .iter()
            .filter_map(|(what, _, body)| Some((*what, body.as_ref()?)))
            .collect();
        if let Some((_, first)) = bodies.first() {
            let examples = bodies.iter().map(|(what, body)| {
                let example = ExampleBuilder::new().value(Some((*body).clone())).build();
                ((*what).to_owned(), example)
            });
            let content = ContentBuilder::new()
                .schema(Some(schema(first)))
                .examples_from_iter(examples)
                .build();
            response = response.content("application/json", content);
        }
        responses = responses.response(status.as_str(), response.build());
    }
    responses.build()
}

/// A schema that this value matches.
pub(super) fn schema(value: &Value) -> Schema {
    let of = |kind| Schema::Object(ObjectBuilder::new().schema_type(SchemaType::new(kind)).build());
    match value {
        Value::Null => of(Type::Null),
        Value::Bool(_) => of(Type::Boolean),
        Value::Number(number) if number.is_f64() => of(Type::Number),
        Value::Number(_) => of(Type::Integer),
        Value::String(_) => of(Type::String),
        Value::Array(items) => {
            let items = items.first().map_or_else(|| of(Type::Null), schema);
            Schema::Array(ArrayBuilder::new().items(RefOr::T(items)).build())
        }
        Value::Object(entries) => {
            let mut object = ObjectBuilder::new();
            for (name, value) in entries {
                object = object.property(name, schema(value)).required(name);
            }
            if entries.is_empty() {
                object = object.additional_properties(Some(AdditionalProperties::FreeForm(true)));
            }
            Schema::Object(object.build())
        }
    }
}
