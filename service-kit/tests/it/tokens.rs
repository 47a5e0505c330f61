//! Which tokens are accepted, and which are not.

use std::time::{Duration, UNIX_EPOCH};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use service_kit::auth::{AuthError, AuthSettings, Verifier};

use crate::issuer::{NOW, Signer, StoppedClock, claims, claims_with, settings, verifier};

/// A signer and a verifier that trusts it.
async fn pair(settings: AuthSettings) -> (Signer, Verifier) {
    let signer = Signer::ed("one");
    let verifier = verifier(&[signer.public()], settings, StoppedClock::new()).await;
    (signer, verifier)
}

/// The rule that a token of good claims breaks when one is changed.
async fn refusal(settings: AuthSettings, claim: &str, value: Value) -> String {
    let (signer, verifier) = pair(settings).await;
    assert!(
        verifier.verify(&signer.sign(&claims())).await.is_ok() || claim == "aud" || claim == "azp"
    );
    verifier.verify(&signer.sign(&claims_with(claim, value))).await.unwrap_err().to_string()
}

#[tokio::test]
async fn a_token_of_each_algorithm_proves_its_user() {
    for signer in [Signer::ed("ed"), Signer::ec("ec"), Signer::rsa("rsa")] {
        let verifier = verifier(&[signer.public()], settings(), StoppedClock::new()).await;
        let ada = verifier.verify(&signer.sign(&claims())).await.unwrap();
        assert_eq!((&*ada.user_id, &*ada.display_name, ada.is_admin), ("ada", "Ada", false));
        assert_eq!(ada.expires_at, UNIX_EPOCH + Duration::from_secs(NOW + 60));
    }
}

#[tokio::test]
async fn a_token_is_good_until_the_clocks_may_differ_no_more() {
    let (signer, clock) = (Signer::ed("one"), StoppedClock::new());
    let verifier = verifier(&[signer.public()], settings(), clock.clone()).await;
    let token = signer.sign(&claims());
    clock.advance(Duration::from_secs(64));
    assert!(verifier.verify(&token).await.is_ok());
    clock.advance(Duration::from_secs(1));
    assert_eq!(verifier.verify(&token).await, Err(AuthError::Expired));
}

#[tokio::test]
async fn a_token_of_the_future_is_refused() {
    for claim in ["nbf", "iat"] {
        assert!(
            refusal(settings(), claim, json!(NOW + 6)).await.contains("in the future"),
            "{claim}"
        );
    }
}

#[tokio::test]
async fn times_that_are_no_times_are_refused() {
    for (claim, value) in
        [("exp", json!(1e300)), ("exp", json!("soon")), ("nbf", json!(-1)), ("nbf", json!("x"))]
    {
        assert!(refusal(settings(), claim, value).await.contains("not valid"), "{claim}");
    }
}

#[tokio::test]
async fn claims_that_must_be_there_must_be_there() {
    for claim in ["exp", "iss", "sub"] {
        let refusal = refusal(settings(), claim, Value::Null).await;
        assert!(refusal.contains("not valid"), "{claim}: {refusal}");
    }
}

#[tokio::test]
async fn another_issuer_is_refused() {
    for issuer in [
        json!("https://issuer.example/"),
        json!(""),
        json!(["https://issuer.example", "x"]),
        json!(7),
    ] {
        assert!(refusal(settings(), "iss", issuer.clone()).await.contains("not valid"), "{issuer}");
    }
}

#[tokio::test]
async fn a_user_id_is_1_to_128_bytes_of_printable_ascii() {
    for id in ["".to_owned(), "a b".to_owned(), "añ".to_owned(), "a\n".to_owned(), "a".repeat(129)]
    {
        assert!(refusal(settings(), "sub", json!(id)).await.contains("sub must be"), "{id:?}");
    }
}

#[tokio::test]
async fn a_sign_in_that_is_not_complete_is_refused() {
    assert!(refusal(settings(), "sts", json!("pending")).await.contains("sts"));
}

#[tokio::test]
async fn a_token_is_for_the_audience_that_is_set() {
    let ours = || AuthSettings { auth_audience: Some("hirehub".to_owned()), ..settings() };
    assert!(refusal(ours(), "aud", json!("another")).await.contains("InvalidAudience"));
    assert!(refusal(ours(), "aud", Value::Null).await.contains("aud"));
    let (signer, verifier) = pair(ours()).await;
    let token = signer.sign(&claims_with("aud", json!(["another", "hirehub"])));
    assert!(verifier.verify(&token).await.is_ok());
}

#[tokio::test]
async fn a_token_is_made_for_an_authorized_party() {
    let ours = || AuthSettings {
        auth_authorized_parties: vec!["https://app.example".to_owned()],
        ..settings()
    };
    assert!(refusal(ours(), "azp", json!("https://evil.example")).await.contains("azp"));
    assert!(refusal(ours(), "azp", Value::Null).await.contains("azp"));
    let (signer, verifier) = pair(ours()).await;
    let token = signer.sign(&claims_with("azp", json!("https://app.example")));
    assert!(verifier.verify(&token).await.is_ok());
}

#[tokio::test]
async fn a_name_is_cut_between_characters_and_rid_of_controls() {
    let (signer, verifier) = pair(settings()).await;
    let name = format!("A\u{7}d\na{}é", "x".repeat(124));
    let ada = verifier.verify(&signer.sign(&claims_with("name", json!(name)))).await.unwrap();
    assert_eq!(*ada.display_name, format!("Ada{}", "x".repeat(124)));
}

#[tokio::test]
async fn admins_are_named_by_the_settings_not_by_a_token() {
    let (signer, verifier) = pair(settings()).await;
    let token = signer.sign(&claims_with("hirehub_admin", json!(true)));
    assert!(!verifier.verify(&token).await.unwrap().is_admin);
    let named = AuthSettings { admin_users: vec!["ada".to_owned()], ..settings() };
    let (signer, verifier) = pair(named).await;
    assert!(verifier.verify(&signer.sign(&claims())).await.unwrap().is_admin);
    let ben = signer.sign(&claims_with("sub", json!("ben")));
    assert!(!verifier.verify(&ben).await.unwrap().is_admin);
}

#[tokio::test]
async fn a_forged_token_is_refused() {
    let (signer, verifier) = pair(settings()).await;
    let forged = Signer::ed("one").sign(&claims());
    assert!(verifier.verify(&forged).await.unwrap_err().to_string().contains("InvalidSignature"));
    let good = signer.sign(&claims());
    let (head, signature) = good.rsplit_once('.').unwrap();
    let (header, _) = head.split_once('.').unwrap();
    let claims = BASE64_URL_SAFE_NO_PAD.encode(claims_with("sub", json!("eve")).to_string());
    assert!(verifier.verify(&format!("{header}.{claims}.{signature}")).await.is_err());
}

#[tokio::test]
async fn a_token_that_is_not_signed_is_refused() {
    let (_, verifier) = pair(settings()).await;
    let claims = BASE64_URL_SAFE_NO_PAD.encode(claims().to_string());
    for alg in ["none", "None", "NONE"] {
        let header = json!({ "alg": alg, "typ": "JWT", "kid": "one" }).to_string();
        let token = format!("{}.{claims}.", BASE64_URL_SAFE_NO_PAD.encode(header));
        assert!(verifier.verify(&token).await.is_err(), "{alg}");
    }
    for text in ["", ".", "..", "a.b.c", "Bearer", "ada"] {
        assert!(verifier.verify(text).await.is_err(), "{text}");
    }
}

#[tokio::test]
async fn a_public_key_is_no_secret_to_sign_with() {
    for signer in [Signer::rsa("one"), Signer::ed("one")] {
        let verifier = verifier(&[signer.public()], settings(), StoppedClock::new()).await;
        let header = Header { kid: Some("one".to_owned()), ..Header::new(Algorithm::HS256) };
        let public = signer.public();
        let material = public["n"].as_str().or(public["x"].as_str()).unwrap();
        let raw = BASE64_URL_SAFE_NO_PAD.decode(material).unwrap();
        for secret in [material.as_bytes(), &raw, public.to_string().as_bytes()] {
            let token = encode(&header, &claims(), &EncodingKey::from_secret(secret)).unwrap();
            assert!(
                verifier.verify(&token).await.unwrap_err().to_string().contains("InvalidAlgorithm")
            );
        }
    }
}

#[tokio::test]
async fn a_symmetric_key_in_a_set_is_not_a_key() {
    let secret = [7; 32];
    let oct = json!({ "kty": "oct", "kid": "oct", "alg": "HS256", "k": BASE64_URL_SAFE_NO_PAD.encode(secret) });
    let signer = Signer::ed("one");
    let verifier = verifier(&[oct, signer.public()], settings(), StoppedClock::new()).await;
    let header = Header { kid: Some("oct".to_owned()), ..Header::new(Algorithm::HS256) };
    let token = encode(&header, &claims(), &EncodingKey::from_secret(&secret)).unwrap();
    assert!(verifier.verify(&token).await.unwrap_err().to_string().contains("not the issuer's"));
    assert!(verifier.verify(&signer.sign(&claims())).await.is_ok());
}

#[tokio::test]
async fn a_key_is_for_signatures_of_its_own_algorithm() {
    let (signer, good) = (Signer::rsa("one"), Signer::ed("two"));
    for (member, value) in [("use", "enc"), ("alg", "RS512"), ("alg", "RSA-OAEP")] {
        let mut key = signer.public();
        key[member] = json!(value);
        let verifier = verifier(&[key, good.public()], settings(), StoppedClock::new()).await;
        assert!(verifier.verify(&signer.sign(&claims())).await.is_err(), "{member} {value}");
        assert!(verifier.verify(&good.sign(&claims())).await.is_ok());
    }
}

#[tokio::test]
async fn a_header_asks_for_nothing_we_do_not_know() {
    let (signer, verifier) = pair(settings()).await;
    let header = || signer.header();
    let good = [
        Header { typ: None, ..header() },
        Header { typ: Some("at+jwt".to_owned()), ..header() },
        Header { kid: None, ..header() },
    ];
    for header in good {
        assert!(verifier.verify(&signer.sign_as(&header, &claims())).await.is_ok(), "{header:?}");
    }
    let bad = [
        (Header { typ: Some("logout+jwt".to_owned()), ..header() }, "typ"),
        (Header { crit: Some(vec!["b64".to_owned()]), ..header() }, "crit"),
        (Header { kid: Some("k".repeat(65)), ..header() }, "64 bytes"),
        (Header { kid: Some("../one".to_owned()), ..header() }, "not the issuer's"),
    ];
    for (header, rule) in bad {
        let refusal = verifier.verify(&signer.sign_as(&header, &claims())).await.unwrap_err();
        assert!(refusal.to_string().contains(rule), "{header:?}: {refusal}");
    }
}

#[tokio::test]
async fn a_token_is_at_most_4_kib() {
    let (signer, verifier) = pair(settings()).await;
    let long = |bytes: usize| signer.sign(&claims_with("filler", json!("x".repeat(bytes))));
    assert!(verifier.verify(&long(2800)).await.is_ok());
    assert!(
        verifier.verify(&long(4096)).await.unwrap_err().to_string().contains("longer than 4096")
    );
}

#[tokio::test]
async fn a_key_file_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("jwks.json");
    let load = async || {
        let settings = AuthSettings { auth_jwks_file: Some(file.clone()), ..settings() };
        format!("{:#}", Verifier::from_settings(&settings, StoppedClock::new()).await.unwrap_err())
    };
    assert!(load().await.contains("--auth-jwks-file"));
    for (content, rule) in [
        ("{".to_owned(), "not a JSON Web Key Set"),
        (r#"{"keys":[]}"#.to_owned(), "no key"),
        (" ".repeat(64 * 1024 + 1), "larger than"),
    ] {
        std::fs::write(&file, content).unwrap();
        assert!(load().await.contains(rule), "{rule}");
    }
}
