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
        ..Site::default()
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

#[tokio::test]
async fn the_checkout_can_be_read_as_far_as_it_is_meant_to_be() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    for name in ["src", ".git", "examples/app/node_modules", "target", "private"] {
        fs::create_dir_all(at(name)).expect("a folder");
    }
    for name in [
        "README.md",
        "README.zh-CN.md",
        "notes.md",
        "src/lib.rs",
        "src/.env",
        ".git/config",
        "examples/app/node_modules/a.js",
        "target/a",
        "private/a",
    ] {
        fs::write(at(name), "说明 <text>").expect("written");
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(at("private"), at("src/link")).expect("a link");
    let server = Server::with_site(Site {
        checkout: folder.path().into(),
        ..Site::default()
    })
    .await;

    for path in [
        "/source/README.md",
        "/source/README.zh-CN.md",
        "/source/src/lib.rs",
    ] {
        let reply = server
            .get(path)
            .header("origin", "http://elsewhere.test")
            .sent()
            .await;
        assert_eq!(reply.status(), StatusCode::OK, "{path}");
        assert_eq!(
            reply.header("content-type").as_deref(),
            Some("text/plain; charset=utf-8")
        );
        assert!(reply.header("content-security-policy").is_some(), "{path}");
        // Another page in the same browser must not read it.
        assert_eq!(reply.header("access-control-allow-origin"), None, "{path}");
        assert_eq!(reply.text().await.expect("a text"), "说明 <text>");
    }
    let list = server.get("/source/").sent().await.text().await.expect("a page");
    for shown in ["src/", "examples/", "README.md"] {
        assert!(list.contains(&format!("href=\"{shown}\"")), "{shown}: {list}");
    }
    for hidden in [".git", "target", "private", "notes.md"] {
        assert!(!list.contains(hidden), "{hidden}: {list}");
    }
    assert_eq!(
        server
            .get("/source/src")
            .sent()
            .await
            .header("location")
            .as_deref(),
        Some("/source/src/")
    );
    for path in [
        "/source/.git/config",
        "/source/notes.md",
        "/source/private/a",
        "/source/target/a",
        "/source/src/.env",
        "/source/src/link/a",
        "/source/src/..%2fprivate/a",
        "/source/src/%2e%2e/private/a",
        "/source/src%5c..%5cprivate%5ca",
        "/source/examples/app/node_modules/a.js",
        "/source/nothing",
    ] {
        let status = server.get(path).sent().await.status();
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
}
