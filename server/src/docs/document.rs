//! The OpenAPI document, generated from the dialects.

use axum::{http::Method, response::Response};
use serde_json::{Value, json};
use utoipa::openapi::{
    ContentBuilder, HttpMethod, InfoBuilder, ObjectBuilder, OpenApi, OpenApiBuilder, PathItem, Paths,
    PathsBuilder, Required,
    example::ExampleBuilder,
    path::{OperationBuilder, ParameterBuilder, ParameterIn},
    request_body::{RequestBody, RequestBodyBuilder},
    response::ResponseBuilder,
    schema::{SchemaType, Type},
    security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
};

use super::describe::{responses, schema};
use crate::{
    dialect::{self, Dialect, DoubleSubmit, OneUrl, Place, RefreshRefusal, Sample},
    sessions::{AccessRefusal, Grant, UnfitToken},
};

/// Protected resources, as `resource` mounts them.
const RESOURCES: [(&str, &str); 8] = [
    ("/me", "Who the access token belongs to"),
    ("/orders", "20 orders"),
    ("/orders/{id}", "One order"),
    ("/echo", "What was sent; any method"),
    ("/raw", "The body as it came; any method"),
    ("/status/{code}", "That status; any method"),
    ("/slow", "Waits `ms` milliseconds; any method"),
    ("/redirect", "A redirect `to` somewhere; any method"),
];

/// The control surface, as `control` mounts it.
const CONTROLS: [(HttpMethod, &str, &str); 11] = [
    (HttpMethod::Get, "/state", "Settings and counters"),
    (HttpMethod::Put, "/settings", "Changes some of the settings"),
    (
        HttpMethod::Get,
        "/wait",
        "Waits until a `counter` is `atLeast` so high",
    ),
    (HttpMethod::Post, "/fail", "Orders a failure"),
    (HttpMethod::Post, "/hold", "Lets calls to a target wait"),
    (HttpMethod::Post, "/release", "Lets them go on"),
    (
        HttpMethod::Post,
        "/expire-access",
        "Refuses all access tokens issued until now, or one `user`’s",
    ),
    (
        HttpMethod::Post,
        "/revoke",
        "Refuses all refresh tokens issued until now",
    ),
    (HttpMethod::Post, "/reset", "Everything as at the start"),
    (
        HttpMethod::Get,
        "/log",
        "The last requests, or those `after` a number",
    ),
    (HttpMethod::Get, "/events", "The same, live"),
];

/// Generates the document.
pub(super) async fn document() -> OpenApi {
    let mut paths = PathsBuilder::new().build();
    let mut components = utoipa::openapi::ComponentsBuilder::new();
    for dialect in dialect::all() {
        let name = dialect.name();
        components = components.security_scheme(name, scheme(dialect));
        if let Some(place) = dialect.one_url() {
            everything(&mut paths, name, place).await;
        } else {
            exchanges(&mut paths, dialect).await;
            resources(&mut paths, dialect).await;
        }
    }
    for (method, path, summary) in CONTROLS {
        let answer = ResponseBuilder::new().description("Done").build();
        let operation = OperationBuilder::new().tag("control").summary(Some(summary));
        let operation = operation.response("2XX", answer).build();
        add(&mut paths, format!("/control{path}"), method, operation);
    }
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("The demo back-end of authflight")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some("One back-end in many dialects, over one session store."))
                .build(),
        )
        .paths(paths)
        .components(Some(components.build()))
        .build()
}

fn add(paths: &mut Paths, path: String, method: HttpMethod, operation: utoipa::openapi::path::Operation) {
    let item = PathItem::new(method, operation);
    match paths.paths.get_mut(&path) {
        Some(there) => there.merge_operations(item),
        None => drop(paths.paths.insert(path, item)),
    }
}

fn scheme(dialect: &dyn Dialect) -> SecurityScheme {
    match dialect.access_place() {
        Place::Header(name) => SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new(name))),
        Place::Cookie(name) => SecurityScheme::ApiKey(ApiKey::Cookie(cookie_key(name, dialect))),
        _ => SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()),
    }
}

/// The resources are documented by `GET` alone, so what other methods need is said here.
fn cookie_key(name: &str, dialect: &dyn Dialect) -> ApiKeyValue {
    match dialect.double_submit() {
        Some(DoubleSubmit { cookie, header }) => {
            let needed =
                format!("Methods other than GET, HEAD and OPTIONS need the cookie {cookie} in {header}.");
            ApiKeyValue::with_description(name, needed.as_str())
        }
        None => ApiKeyValue::new(name),
    }
}

/// Adds what shows that no strange page makes the call, where that is needed.
fn not_forged(operation: OperationBuilder, dialect: &dyn Dialect) -> OperationBuilder {
    match dialect.double_submit() {
        Some(DoubleSubmit { cookie, header }) => operation
            .parameter(parameter(cookie, ParameterIn::Cookie))
            .parameter(parameter(header, ParameterIn::Header)),
        None => operation,
    }
}

/// The reply to a call without it.
fn forged(dialect: &dyn Dialect) -> Option<(&'static str, Response)> {
    dialect
        .double_submit()
        .map(|_| ("the header is not the cookie", dialect.forgery_refused()))
}

async fn exchanges(paths: &mut Paths, dialect: &'static dyn Dialect) {
    let name = dialect.name();
    let endpoints = dialect.endpoints();
    let grant = Grant::sample();
    let credentials = json!({ "username": "demo", "password": "demo" });
    let operation = OperationBuilder::new()
        .tag(name)
        .summary(Some("Login"))
        .request_body(Some(body("application/json", credentials)))
        .responses(
            responses(vec![
                ("logged in", dialect.logged_in(&grant)),
                ("wrong credentials", dialect.login_refused()),
            ])
            .await,
        )
        .build();
    add(
        paths,
        format!("/{name}{}", endpoints.login),
        HttpMethod::Post,
        operation,
    );

    let mut operation = OperationBuilder::new().tag(name).summary(Some("Refresh"));
    operation = match dialect.refresh_place() {
        Place::Bearer => operation.security(secured(name)),
        Place::JsonPair { refresh, access } => {
            let fields = json!({ refresh: "…", access: "the access token, expired or not" });
            operation.request_body(Some(body("application/json", fields)))
        }
        Place::Json(key) => operation.request_body(Some(body("application/json", json!({ key: "…" })))),
        Place::Form(key) => {
            let fields = json!({ "grant_type": "refresh_token", key: "…", "client_id": "any" });
            operation.request_body(Some(body("application/x-www-form-urlencoded", fields)))
        }
        Place::Query(key) => operation.parameter(parameter(key, ParameterIn::Query)),
        Place::Header(key) => operation.parameter(parameter(key, ParameterIn::Header)),
        Place::Cookie(key) => operation.parameter(parameter(key, ParameterIn::Cookie)),
    };
    let mut replies = vec![
        ("granted", dialect.refreshed(&grant)),
        ("no token", dialect.refresh_refused(RefreshRefusal::Missing)),
        (
            "no refresh token of this server",
            dialect.refresh_refused(RefreshRefusal::Unfit(UnfitToken::Unreadable)),
        ),
        ("refused", dialect.refresh_refused(RefreshRefusal::Refused)),
    ];
    replies.extend(forged(dialect));
    let operation = not_forged(operation, dialect).responses(responses(replies).await);
    let method = match endpoints.refresh_method {
        Method::GET => HttpMethod::Get,
        _ => HttpMethod::Post,
    };
    add(
        paths,
        format!("/{name}{}", endpoints.refresh),
        method,
        operation.build(),
    );

    let mut methods = vec![HttpMethod::Post];
    if endpoints.logout_by_delete {
        methods.push(HttpMethod::Delete);
    }
    for method in methods {
        let mut replies = vec![("done, whatever came", dialect.logged_out())];
        replies.extend(forged(dialect));
        let operation = OperationBuilder::new()
            .tag(name)
            .summary(Some("Logout"))
            .security(secured(name))
            .responses(responses(replies).await);
        let operation = not_forged(operation, dialect);
        add(
            paths,
            format!("/{name}{}", endpoints.logout),
            method,
            operation.build(),
        );
    }

    if let Some(path) = endpoints.revocation {
        let fields = json!({ "token": "…", "token_type_hint": "refresh_token", "client_id": "any" });
        let operation = OperationBuilder::new()
            .tag(name)
            .summary(Some("Revocation"))
            .request_body(Some(body("application/x-www-form-urlencoded", fields)))
            .responses(
                responses(vec![
                    ("done, known or not", dialect.revoked()),
                    (
                        "no token, no client, or credentials in a header",
                        dialect.refresh_refused(RefreshRefusal::Missing),
                    ),
                ])
                .await,
            );
        add(
            paths,
            format!("/{name}{path}"),
            HttpMethod::Post,
            operation.build(),
        );
    }
}

/// The access token's place; also the refresh token's where it goes there as well.
fn secured(name: &str) -> SecurityRequirement {
    SecurityRequirement::new::<_, [String; 0], String>(name, [])
}

/// One operation for all kinds of calls, each with an example.
async fn everything(paths: &mut Paths, name: &str, place: &dyn OneUrl) {
    let samples = place.samples();
    let examples = samples.iter().map(|Sample { name, body, .. }| {
        let example = ExampleBuilder::new().value(Some(body.clone())).build();
        ((*name).to_owned(), example)
    });
    let content = ContentBuilder::new().examples_from_iter(examples).build();
    let body = RequestBodyBuilder::new()
        .content("application/json", content)
        .required(Some(Required::True))
        .build();
    let replies = samples.into_iter().flat_map(|sample| sample.replies).collect();
    let operation = OperationBuilder::new()
        .tag(name)
        .summary(Some("Login, refresh, logout and resources"))
        .security(secured(name))
        .request_body(Some(body))
        .responses(responses(replies).await)
        .build();
    add(
        paths,
        format!("/{name}{}", place.path()),
        HttpMethod::Post,
        operation,
    );
}

async fn resources(paths: &mut Paths, dialect: &'static dyn Dialect) {
    let name = dialect.name();
    for (path, summary) in RESOURCES {
        let me = dialect.present(json!({ "username": "demo", "session": "…", "roles": ["staff"] }));
        let good = if path == "/me" {
            crate::reply::json_reply(axum::http::StatusCode::OK, me)
        } else {
            axum::response::IntoResponse::into_response(axum::http::StatusCode::OK)
        };
        let mut operation = OperationBuilder::new()
            .tag(name)
            .summary(Some(summary))
            .security(secured(name));
        if let Some((_, rest)) = path.split_once('{') {
            operation = operation.parameter(parameter(rest.trim_end_matches('}'), ParameterIn::Path));
        }
        let operation = operation.responses(
            responses(vec![
                ("served", good),
                ("no access token", dialect.access_refused(AccessRefusal::Missing)),
                (
                    "unreadable access token",
                    dialect.access_refused(AccessRefusal::Unreadable),
                ),
                (
                    "refused access token",
                    dialect.access_refused(AccessRefusal::Invalid),
                ),
            ])
            .await,
        );
        add(
            paths,
            format!("/{name}{path}"),
            HttpMethod::Get,
            operation.build(),
        );
    }
    let answer = ResponseBuilder::new().description("Always").build();
    let operation = OperationBuilder::new().tag(name).summary(Some("Needs no token"));
    let operation = operation.response("200", answer).build();
    add(paths, format!("/{name}/public"), HttpMethod::Get, operation);
}

fn body(media: &str, example: Value) -> RequestBody {
    let content = ContentBuilder::new()
        .schema(Some(schema(&example)))
        .example(Some(example))
        .build();
    RequestBodyBuilder::new()
        .content(media, content)
        .required(Some(Required::True))
        .build()
}

fn parameter(name: &str, place: ParameterIn) -> utoipa::openapi::path::Parameter {
    let text = ObjectBuilder::new()
        .schema_type(SchemaType::new(Type::String))
        .build();
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(Required::True)
        .schema(Some(text))
        .build()
}
