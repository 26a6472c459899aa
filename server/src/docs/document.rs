//! The OpenAPI document, generated from the dialects.

use axum::http::Method;
use serde_json::{Value, json};
use utoipa::openapi::{
    ContentBuilder, HttpMethod, InfoBuilder, ObjectBuilder, OpenApi, OpenApiBuilder, PathItem, Paths,
    PathsBuilder, Required,
    path::{OperationBuilder, ParameterBuilder, ParameterIn},
    request_body::{RequestBody, RequestBodyBuilder},
    response::ResponseBuilder,
    schema::{SchemaType, Type},
    security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
};

use super::describe::{responses, schema};
use crate::{
    dialect::{self, Dialect, Place, RefreshRefusal},
    sessions::{AccessRefusal, Grant},
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
        "Refuses all access tokens issued until now",
    ),
    (
        HttpMethod::Post,
        "/revoke",
        "Refuses all refresh tokens issued until now",
    ),
    (HttpMethod::Post, "/reset", "Everything as at the start"),
    (HttpMethod::Get, "/log", "The last requests"),
    (HttpMethod::Get, "/events", "The same, live"),
];

/// Generates the document.
pub(super) async fn document() -> OpenApi {
    let mut paths = PathsBuilder::new().build();
    let mut components = utoipa::openapi::ComponentsBuilder::new();
    for dialect in dialect::all() {
        let name = dialect.name();
        components = components.security_scheme(name, scheme(dialect));
        exchanges(&mut paths, dialect).await;
        resources(&mut paths, dialect).await;
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
                .description(Some("One back-end in eight dialects, over one session store."))
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
    match dialect.access_header() {
        None => SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()),
        Some(header) => SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new(header))),
    }
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
        Place::Json(key) => operation.request_body(Some(body("application/json", json!({ key: "…" })))),
        Place::Form(key) => {
            let fields = json!({ "grant_type": "refresh_token", key: "…", "client_id": "any" });
            operation.request_body(Some(body("application/x-www-form-urlencoded", fields)))
        }
        Place::Query(key) => operation.parameter(parameter(key, ParameterIn::Query)),
        Place::Header(key) => operation.parameter(parameter(key, ParameterIn::Header)),
        Place::Cookie(key) => operation.parameter(parameter(key, ParameterIn::Cookie)),
    };
    let operation = operation.responses(
        responses(vec![
            ("granted", dialect.refreshed(&grant)),
            ("no token", dialect.refresh_refused(RefreshRefusal::Missing)),
            ("refused", dialect.refresh_refused(RefreshRefusal::Refused)),
        ])
        .await,
    );
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

    let operation = OperationBuilder::new()
        .tag(name)
        .summary(Some("Logout"))
        .security(SecurityRequirement::new::<_, [String; 0], String>(name, []))
        .responses(responses(vec![("done, whatever came", dialect.logged_out())]).await);
    add(
        paths,
        format!("/{name}{}", endpoints.logout),
        HttpMethod::Post,
        operation.build(),
    );
}

async fn resources(paths: &mut Paths, dialect: &'static dyn Dialect) {
    let name = dialect.name();
    for (path, summary) in RESOURCES {
        let me = dialect.present(json!({ "username": "demo", "session": "…" }));
        let good = if path == "/me" {
            crate::reply::json_reply(axum::http::StatusCode::OK, me)
        } else {
            axum::response::IntoResponse::into_response(axum::http::StatusCode::OK)
        };
        let mut operation = OperationBuilder::new()
            .tag(name)
            .summary(Some(summary))
            .security(SecurityRequirement::new::<_, [String; 0], String>(name, []));
        if let Some((_, rest)) = path.split_once('{') {
            operation = operation.parameter(parameter(rest.trim_end_matches('}'), ParameterIn::Path));
        }
        let operation = operation.responses(
            responses(vec![
                ("served", good),
                ("no access token", dialect.access_refused(AccessRefusal::Missing)),
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
