//! Who may import whom. Change this table in the same commit as ARCHITECTURE.md.

use std::{collections::BTreeSet, process::Command};

use serde_json::Value;

/// Every crate, and the workspace crates it may import; dev-dependencies count.
const ALLOWED: &[(&str, &[&str])] = &[
    ("proto", &[]),
    ("service-kit", &[]),
    ("session-service", &["proto", "service-kit"]),
    ("chat-service", &["proto", "service-kit"]),
    ("gateway", &["service-kit", "proto"]),
    ("hirehub", &["session-service", "chat-service", "gateway", "service-kit"]),
    ("tests", &["hirehub", "proto"]),
];

#[test]
fn crates_import_only_what_the_table_allows() {
    let packages = workspace_packages();
    let members: BTreeSet<&str> = packages.iter().map(name).collect();
    let listed: BTreeSet<&str> = ALLOWED.iter().map(|(name, _)| *name).collect();
    assert_eq!(members, listed, "the table lists every crate");

    for (package, allowed) in ALLOWED {
        let imports = imports(&packages, package);
        for dependency in imports.iter().filter(|name| members.contains(*name)) {
            assert!(allowed.contains(dependency), "{package} must not import {dependency}");
        }
    }
}

fn imports<'a>(packages: &'a [Value], package: &str) -> Vec<&'a str> {
    let package = packages.iter().find(|candidate| name(candidate) == package);
    let dependencies = package.and_then(|package| package["dependencies"].as_array());
    dependencies.expect("a listed crate").iter().map(name).collect()
}

fn workspace_packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version=1"])
        .output()
        .expect("cargo metadata");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    metadata["packages"].as_array().expect("packages").clone()
}

fn name(package: &Value) -> &str {
    package["name"].as_str().expect("a name")
}
