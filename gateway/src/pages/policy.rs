//! What a browser may do with our answers.

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};

use super::Identity;

/// Where Clerk lets people show that they are no robots, and keeps their pictures.
/// Its own page and <https://clerk.com/docs/security/clerk-csp> say what it needs.
const CLERK_CHALLENGES: &str = "https://challenges.cloudflare.com";
const CLERK_PICTURES: &str = "https://img.clerk.com";

/// What never differs. `no-referrer`: the address of a session may hold an invite.
const FIXED: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Puts the policy on an answer. gRPC is not for documents, and goes without.
pub(crate) fn secure(identity: &Identity) -> impl Fn(Response) -> Response + Clone + use<> {
    // What it is made of was checked to be printable.
    let policy = HeaderValue::try_from(content_security_policy(identity)).ok();
    move |mut answer| {
        let content_type = answer.headers().get(header::CONTENT_TYPE);
        if content_type.is_some_and(|value| value.as_bytes().starts_with(b"application/grpc")) {
            return answer;
        }
        for (name, value) in FIXED {
            answer.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        if let Some(policy) = policy.clone() {
            answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        answer
    }
}

/// Only our own files, nothing inline, no frames, and forms sent nowhere: scripts send
/// them. A way to sign in opens what it needs, and no more.
fn content_security_policy(identity: &Identity) -> String {
    let (mut script, mut style, mut image, mut rest) =
        (vec![], vec![], vec!["data:"], String::new());
    let connect = identity.origin();
    if let Identity::Clerk(_) = identity {
        script.extend(connect);
        script.push(CLERK_CHALLENGES);
        style.push("'unsafe-inline'");
        image.push(CLERK_PICTURES);
        rest = format!("; frame-src {CLERK_CHALLENGES}; worker-src 'self' blob:");
    }
    let own =
        |name: &str, more: &[&str]| format!("{name} {}", [&["'self'"], more].concat().join(" "));
    [
        "default-src 'none'".to_owned(),
        own("script-src", &script),
        own("style-src", &style),
        own("img-src", &image),
        own("font-src", &[]),
        own("connect-src", connect.as_slice()),
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'".to_owned(),
    ]
    .join("; ")
        + &rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_service_of_others_nothing_of_others_is_allowed() {
        for identity in [Identity::Dev, Identity::Jwt] {
            let policy = content_security_policy(&identity);
            assert!(!policy.contains("http") && !policy.contains("unsafe"), "{policy}");
        }
    }

    #[test]
    fn an_oidc_issuer_may_be_asked_and_nothing_else() {
        let (issuer, client_id) = ("https://id.example/realms/a".to_owned(), "page".to_owned());
        let policy = content_security_policy(&Identity::Oidc { issuer, client_id });
        assert!(policy.contains("; connect-src 'self' https://id.example;"), "{policy}");
        assert_eq!(policy.matches("http").count(), 1, "{policy}");
    }

    #[test]
    fn clerk_may_do_what_its_scripts_need() {
        let key = "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k".parse().unwrap();
        let policy = content_security_policy(&Identity::Clerk(key));
        for directive in [
            "script-src 'self' https://clerk.example.com https://challenges.cloudflare.com;",
            "connect-src 'self' https://clerk.example.com;",
            "img-src 'self' data: https://img.clerk.com;",
            "frame-src https://challenges.cloudflare.com;",
        ] {
            assert!(policy.contains(directive), "{policy}");
        }
    }
}
