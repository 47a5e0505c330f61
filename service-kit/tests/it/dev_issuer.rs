//! Development tokens.

use std::{fs, thread, time::Duration};

use service_kit::{auth::Verifier, dev_issuer::DevIssuer};

use crate::issuer::{Signer, StoppedClock, claims_with, settings};

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn a_token_outlives_the_process_that_made_it_but_not_12_hours() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), StoppedClock::new());
    let token =
        DevIssuer::open(folder.path(), clock.clone()).unwrap().issue("ada", "Ada", true).unwrap();

    let reopened = DevIssuer::open(folder.path(), clock.clone()).unwrap();
    let verifier = Verifier::from_settings(&reopened.auth_settings(), clock.clone()).await.unwrap();
    let ada = verifier.verify(&token).await.unwrap();
    assert_eq!((&*ada.user_id, &*ada.display_name, ada.is_admin), ("ada", "Ada", true));
    clock.advance(11 * HOUR);
    assert!(verifier.verify(&token).await.is_ok());
    clock.advance(2 * HOUR);
    assert!(verifier.verify(&token).await.is_err());
}

#[tokio::test]
async fn issuers_opened_at_once_are_one() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), StoppedClock::new());
    let tokens: Vec<_> = thread::scope(|scope| {
        let open = || {
            DevIssuer::open(folder.path(), clock.clone()).unwrap().issue("ada", "", false).unwrap()
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let settings = DevIssuer::open(folder.path(), clock.clone()).unwrap().auth_settings();
    let verifier = Verifier::from_settings(&settings, clock).await.unwrap();
    for token in tokens {
        assert!(verifier.verify(&token).await.is_ok());
    }
    let files = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(files, 2, "the key and its public half, and nothing left over");
}

#[cfg(unix)]
#[test]
fn the_private_key_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    DevIssuer::open(folder.path(), StoppedClock::new()).unwrap();
    let mode = fs::metadata(folder.path().join("dev-issuer.pk8")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_key_that_is_not_one_is_named_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("dev-issuer.pk8");
    fs::write(&file, "mine").unwrap();
    let error = format!("{:#}", DevIssuer::open(folder.path(), StoppedClock::new()).unwrap_err());
    assert!(error.contains("dev-issuer.pk8"), "{error}");
    assert_eq!(fs::read(&file).unwrap(), b"mine");
}

#[test]
fn nobody_is_issued_a_name_that_no_service_would_take() {
    let folder = tempfile::tempdir().unwrap();
    let issuer = DevIssuer::open(folder.path(), StoppedClock::new()).unwrap();
    for id in ["", "a b", "é", &"a".repeat(129)] {
        assert_eq!(issuer.issue(id, "", false).unwrap_err().field, "user_id", "{id}");
    }
    for name in ["a\nb", &"n".repeat(129)] {
        assert_eq!(issuer.issue("ada", name, false).unwrap_err().field, "display_name", "{name}");
    }
}

#[tokio::test]
async fn a_development_token_is_nothing_to_a_real_issuers_verifier() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), StoppedClock::new());
    let token =
        DevIssuer::open(folder.path(), clock.clone()).unwrap().issue("ada", "", true).unwrap();
    let signer = Signer::ed("dev");
    let verifier = crate::issuer::verifier(&[signer.public()], settings(), clock).await;
    assert!(verifier.verify(&token).await.is_err());
    let posing = signer.sign(&claims_with("iss", serde_json::json!("dev-insecure")));
    assert!(verifier.verify(&posing).await.is_err());
}
