//! What a browser may do with our answers.

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};

use super::Identity;

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
/// them. The page talks to who signs people in, if that is somebody else. Clerk's
/// script, which comes from there, keeps tokens fresh in a worker that it makes itself;
/// its forms and pictures are on its own pages.
fn content_security_policy(identity: &Identity) -> String {
    let other = identity.origin().map(|origin| format!(" {origin}")).unwrap_or_default();
    let (scripts, workers) = match identity {
        Identity::Clerk(_) => (other.as_str(), "; worker-src blob:"),
        _ => ("", ""),
    };
    format!(
        "default-src 'none'; script-src 'self'{scripts}; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'{other}; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'{workers}"
    )
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
    fn clerk_may_run_its_script_and_be_asked() {
        let key = "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k".parse().unwrap();
        let policy = content_security_policy(&Identity::Clerk(key));
        for directive in [
            "; script-src 'self' https://clerk.example.com;",
            "; connect-src 'self' https://clerk.example.com;",
            "; worker-src blob:",
        ] {
            assert!(policy.contains(directive), "{policy}");
        }
        assert_eq!(policy.matches("http").count(), 2, "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}
