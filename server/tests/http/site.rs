use std::fs;

use authflight_server::site::{Mount, Site};
use reqwest::StatusCode;

use crate::support::{Read, Sent, Server};

#[tokio::test]
async fn folders_are_served_with_types_and_a_policy() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    for name in ["www", "dist", "app"] {
        fs::create_dir(at(name)).expect("a folder");
    }
    fs::write(at("www/index.html"), "<!doctype html>page").expect("written");
    fs::write(at("dist/authflight.wasm"), b"\0asm").expect("written");
    fs::write(at("dist/index.js"), "export {}").expect("written");
    fs::write(at("app/index.html"), "<!doctype html>app").expect("written");
    fs::write(at("secret"), "secret").expect("written");
    let mounts = vec![Mount {
        name: "app".into(),
        folder: at("app"),
    }];
    let server = Server::with_site(Site {
        root: at("www"),
        package: at("dist"),
        mounts,
    })
    .await;
    for (path, media) in [
        ("/", "text/html"),
        ("/app/", "text/html"),
        ("/package/authflight.wasm", "application/wasm"),
        ("/package/index.js", "text/javascript"),
    ] {
        let reply = server.get(path).sent().await;
        assert_eq!(reply.status(), StatusCode::OK, "{path}");
        assert_eq!(reply.header("content-type").as_deref(), Some(media), "{path}");
        assert_eq!(
            reply.header("cache-control").as_deref(),
            Some("no-cache"),
            "{path}"
        );
        let policy = reply.header("content-security-policy").expect("a policy");
        assert!(
            policy.contains("script-src 'self' 'wasm-unsafe-eval';"),
            "{policy}"
        );
    }
    for path in [
        "/nothing",
        "/package/nothing",
        "/package/..%2fsecret",
        "/..%2fsecret",
    ] {
        assert_eq!(
            server.get(path).sent().await.status(),
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}
