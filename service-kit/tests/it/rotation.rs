//! Keys that change, and an issuer that cannot be reached.

use service_kit::auth::AuthError;
use tokio::time::timeout;

use crate::{
    endpoint::{Endpoint, HOUR, SECOND, later},
    issuer::{Signer, claims},
};

#[tokio::test]
async fn a_new_key_is_fetched_when_a_token_names_it() {
    let (old, new) = (Signer::ed("old"), Signer::ed("new"));
    let endpoint = Endpoint::open(&old).await;
    let verifier = endpoint.verifier().await;
    assert!(verifier.verify(&old.sign(&claims())).await.is_ok());

    endpoint.publish(&[&old, &new]);
    assert!(verifier.verify(&new.sign(&claims())).await.is_ok());
    assert!(verifier.verify(&old.sign(&claims())).await.is_ok());
    assert_eq!(endpoint.times_asked(), 2);
}

#[tokio::test]
async fn many_who_need_a_new_key_ask_once() {
    let (old, new) = (Signer::ed("old"), Signer::ed("new"));
    let endpoint = Endpoint::open(&old).await;
    let verifier = endpoint.verifier().await;
    endpoint.publish(&[&new]);

    let pass = endpoint.gate.clone().acquire_owned().await.unwrap();
    let token = new.sign(&claims());
    let callers: Vec<_> = (0..20)
        .map(|_| (verifier.clone(), token.clone()))
        .map(|(verifier, token)| tokio::spawn(async move { verifier.verify(&token).await }))
        .collect();
    endpoint.until_asked(2).await;
    drop(pass);
    for caller in callers {
        assert!(caller.await.unwrap().is_ok());
    }
    assert_eq!(endpoint.times_asked(), 2);
}

#[tokio::test]
async fn a_caller_who_hangs_up_does_not_cost_the_others_their_key() {
    let (old, new) = (Signer::ed("old"), Signer::ed("new"));
    let endpoint = Endpoint::open(&old).await;
    let verifier = endpoint.verifier().await;
    endpoint.publish(&[&new]);

    let pass = endpoint.gate.clone().acquire_owned().await.unwrap();
    let token = new.sign(&claims());
    let hasty = tokio::spawn({
        let (verifier, token) = (verifier.clone(), token.clone());
        async move { verifier.verify(&token).await }
    });
    endpoint.until_asked(2).await;
    hasty.abort();
    assert!(hasty.await.unwrap_err().is_cancelled());
    drop(pass);
    assert!(verifier.verify(&token).await.is_ok());
    assert_eq!(endpoint.times_asked(), 2);
}

#[tokio::test]
async fn keys_nobody_has_are_asked_for_once_in_30_seconds() {
    let (signer, stranger) = (Signer::ed("one"), Signer::ed("two"));
    let endpoint = Endpoint::open(&signer).await;
    let verifier = endpoint.verifier().await;
    let token = stranger.sign(&claims());
    for _ in 0..5 {
        assert!(matches!(verifier.verify(&token).await, Err(AuthError::Invalid(_))));
    }
    assert_eq!(endpoint.times_asked(), 2);
    later(31 * SECOND).await;
    assert!(verifier.verify(&token).await.is_err());
    assert_eq!(endpoint.times_asked(), 3);
}

#[tokio::test]
async fn keys_are_refreshed_behind_the_scenes_and_a_withdrawn_one_is_gone() {
    let (old, new) = (Signer::ed("old"), Signer::ed("new"));
    let endpoint = Endpoint::open(&old).await;
    let verifier = endpoint.verifier().await;
    endpoint.publish(&[&new]);
    later(301 * SECOND).await;
    endpoint.until_asked(2).await;
    while verifier.verify(&old.sign(&claims())).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(verifier.verify(&new.sign(&claims())).await.is_ok());
}

#[tokio::test]
async fn keys_are_kept_for_a_day_while_the_issuer_fails_and_had_again_when_it_does_not() {
    let signer = Signer::ed("one");
    let endpoint = Endpoint::open(&signer).await;
    let verifier = endpoint.verifier().await;
    let token = signer.sign(&claims());

    endpoint.fail();
    later(23 * HOUR).await;
    assert!(verifier.verify(&token).await.is_ok());
    later(HOUR).await;
    assert_eq!(verifier.verify(&token).await, Err(AuthError::KeysUnavailable));

    endpoint.publish(&[&signer]);
    later(2 * SECOND).await;
    assert!(verifier.verify(&token).await.is_ok());
}

#[tokio::test]
async fn an_issuer_that_is_not_up_yet_is_waited_for() {
    let signer = Signer::ed("one");
    let endpoint = Endpoint::open(&signer).await;
    endpoint.fail();
    let verifier = endpoint.verifier().await;
    let token = signer.sign(&claims());
    assert_eq!(verifier.verify(&token).await, Err(AuthError::KeysUnavailable));

    endpoint.publish(&[&signer]);
    later(2 * SECOND).await;
    assert!(verifier.verify(&token).await.is_ok());
}

#[tokio::test]
async fn many_strangers_at_once_make_us_ask_once() {
    let signer = Signer::ed("one");
    let endpoint = Endpoint::open(&signer).await;
    let verifier = endpoint.verifier().await;
    let callers: Vec<_> = (0..50)
        .map(|n| Signer::ed(&format!("stranger {n}")).sign(&claims()))
        .map(|token| (verifier.clone(), token))
        .map(|(verifier, token)| tokio::spawn(async move { verifier.verify(&token).await }))
        .collect();
    for caller in callers {
        assert!(matches!(caller.await.unwrap(), Err(AuthError::Invalid(_))));
    }
    assert_eq!(endpoint.times_asked(), 2);
}

#[tokio::test]
async fn all_who_wait_for_an_issuer_that_hangs_wait_for_one_answer() {
    let signer = Signer::ed("one");
    let endpoint = Endpoint::open(&signer).await;
    endpoint.fail();
    let verifier = endpoint.verifier().await;
    let _pass = endpoint.gate.clone().acquire_owned().await.unwrap();
    let token = signer.sign(&claims());
    let callers: Vec<_> = (0..20)
        .map(|_| (verifier.clone(), token.clone()))
        .map(|(verifier, token)| tokio::spawn(async move { verifier.verify(&token).await }))
        .collect();
    endpoint.until_asked(2).await;
    later(3 * SECOND).await;
    for caller in callers {
        let answer = timeout(60 * SECOND, caller).await.expect("nobody waits for ever").unwrap();
        assert_eq!(answer, Err(AuthError::KeysUnavailable));
    }
    // The refresh behind the scenes may have asked as well.
    assert!(endpoint.times_asked() <= 3, "{}", endpoint.times_asked());
}

#[tokio::test]
async fn a_new_key_is_not_called_wrong_while_the_issuer_fails() {
    let (old, new) = (Signer::ed("old"), Signer::ed("new"));
    let endpoint = Endpoint::open(&old).await;
    let verifier = endpoint.verifier().await;
    endpoint.fail();
    let token = new.sign(&claims());
    for _ in 0..2 {
        assert_eq!(verifier.verify(&token).await, Err(AuthError::KeysUnavailable));
    }
    assert!(verifier.verify(&old.sign(&claims())).await.is_ok());
    assert_eq!(endpoint.times_asked(), 2);
}
