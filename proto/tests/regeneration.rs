//! Regenerates `src/gen` from the `.proto` files and fails if it changed.

use std::{collections::BTreeMap, fs, path::Path};

use prost::Message as _;

/// The services; what they import comes with them.
const FILES: &[&str] = &[
    "hirehub/chat/v1/chat_service.proto",
    "hirehub/chat/v1/room_access_service.proto",
    "hirehub/session/v1/problem_service.proto",
    "hirehub/session/v1/session_service.proto",
];

/// Each service's public descriptors, for reflection: what it serves and no more.
const DESCRIPTORS: &[(&str, &[&str])] = &[
    ("chat", &["hirehub/chat/v1/chat_service.proto"]),
    ("room_access", &["hirehub/chat/v1/room_access_service.proto"]),
    (
        "session",
        &["hirehub/session/v1/problem_service.proto", "hirehub/session/v1/session_service.proto"],
    ),
];

#[test]
fn generated_code_is_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = root.join("src/gen");
    let before = read_all(&out);

    let descriptors = protox::compile(FILES, [root]).expect("the .proto files must compile");
    tonic_prost_build::configure()
        .build_transport(false)
        .emit_rerun_if_changed(false)
        .btree_map(".hirehub.chat")
        .out_dir(&out)
        .compile_fds(descriptors)
        .expect("code generation must succeed");
    for (name, files) in DESCRIPTORS {
        let set = protox::compile(*files, [root]).expect("the .proto files must compile");
        fs::write(out.join(format!("{name}.bin")), set.encode_to_vec())
            .expect("a writable src/gen");
    }

    let after = read_all(&out);
    let changed: Vec<_> =
        after.iter().filter(|(name, bytes)| before.get(*name) != Some(bytes)).collect();
    assert!(changed.is_empty(), "src/gen was stale: review and commit the new files");
}

fn read_all(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(dir)
        .expect("src/gen must exist")
        .map(|entry| entry.expect("a readable entry").path())
        .map(|path| (path.display().to_string(), fs::read(&path).expect("a readable file")))
        .collect()
}
