//! Which upstream serves which service.

use std::{collections::HashMap, str::FromStr, sync::Arc};

use futures_util::future::join_all;

use crate::upstream::{Upstream, UpstreamUrl};

/// Services that stay unreachable through the gateway, whatever is configured.
const INTERNAL: &[&str] = &["hirehub.chat.v1.RoomAccessService"];

/// One address of a service: `hirehub.chat.v1.ChatService=http://chat:50052`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    service: String,
    url: UpstreamUrl,
}

/// A string that is no route.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum InvalidRoute {
    /// There is no `=`.
    #[error("a route is SERVICE=URL")]
    Shape,
    /// The service's name is not one.
    #[error("a service is a full name as in the .proto: letters, digits, `_`, joined by dots")]
    Service,
    /// The service is for other services only.
    #[error("{0} is internal and never served by the gateway")]
    Internal(&'static str),
    /// The URL is not one.
    #[error(transparent)]
    Url(#[from] crate::upstream::InvalidUrl),
}

impl FromStr for Route {
    type Err = InvalidRoute;

    fn from_str(raw: &str) -> Result<Route, InvalidRoute> {
        let (service, url) = raw.split_once('=').ok_or(InvalidRoute::Shape)?;
        let service = service.trim().trim_start_matches('/');
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        };
        if !service.split('.').all(is_word) {
            return Err(InvalidRoute::Service);
        }
        if let Some(internal) = INTERNAL.iter().find(|internal| **internal == service) {
            return Err(InvalidRoute::Internal(internal));
        }
        Ok(Route { service: service.to_owned(), url: url.trim().parse()? })
    }
}

/// The routing table.
#[derive(Debug)]
pub(crate) struct Routes {
    services: HashMap<String, Arc<Upstream>>,
    upstreams: Vec<Arc<Upstream>>,
}

impl Routes {
    /// The services that are known, each with its URLs, and the configured routes.
    /// All routes of a service together go before what is known of it. Services at
    /// the same URLs share their connections.
    pub(crate) fn new(known: &[(&str, &[UpstreamUrl])], configured: &[Route]) -> Routes {
        let mut moved: HashMap<&str, Vec<UpstreamUrl>> = HashMap::new();
        for Route { service, url } in configured {
            moved.entry(service).or_default().push(url.clone());
        }
        let known = known.iter().filter(|(service, _)| !moved.contains_key(service));
        let known: Vec<_> = known.map(|(service, urls)| (*service, urls.to_vec())).collect();
        let mut upstreams: HashMap<Vec<UpstreamUrl>, Arc<Upstream>> = HashMap::new();
        let table = known.into_iter().chain(moved).map(|(service, mut urls)| {
            urls.sort_by_cached_key(ToString::to_string);
            let upstream = upstreams.entry(urls.clone());
            let upstream = upstream.or_insert_with(|| Arc::new(Upstream::new(urls)));
            (service.to_owned(), upstream.clone())
        });
        let services = table.collect();
        Routes { services, upstreams: upstreams.into_values().collect() }
    }

    /// Keeps every upstream, for ever.
    pub(crate) async fn keep(&self) {
        join_all(self.upstreams.iter().map(|upstream| upstream.keep())).await;
    }

    /// The upstream of a request's path, `/package.Service/Method`.
    pub(crate) fn find(&self, path: &str) -> Option<&Arc<Upstream>> {
        let (service, method) = path.strip_prefix('/')?.split_once('/')?;
        let one_method = !method.is_empty() && !method.contains('/');
        self.services.get(service).filter(|_| one_method)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routes(configured: &[&str]) -> Routes {
        let configured: Vec<_> = configured.iter().map(|raw| raw.parse().unwrap()).collect();
        Routes::new(&[], &configured)
    }

    #[test]
    fn an_internal_service_cannot_be_routed() {
        let refused = "hirehub.chat.v1.RoomAccessService=http://127.0.0.1:50053".parse::<Route>();
        assert_eq!(refused, Err(InvalidRoute::Internal("hirehub.chat.v1.RoomAccessService")));
    }

    #[test]
    fn a_route_that_is_none_says_why() {
        for (raw, why) in [
            ("hirehub.chat.v1.ChatService", InvalidRoute::Shape),
            ("hirehub..ChatService=http://a:1", InvalidRoute::Service),
            ("hirehub.Chat/Send=http://a:1", InvalidRoute::Service),
        ] {
            assert_eq!(raw.parse::<Route>(), Err(why), "{raw}");
        }
        assert!(matches!("a.B=ftp://a:1".parse::<Route>(), Err(InvalidRoute::Url(_))));
    }

    #[test]
    fn only_a_whole_service_name_and_one_method_match() {
        let routes = routes(&["a.B=http://127.0.0.1:1"]);
        assert!(routes.find("/a.B/Do").is_some());
        for path in ["/a.B", "/a.B/", "/a.B/x/y", "//a.B/Do", "/a.Bc/Do", "a.B/Do", "/"] {
            assert!(routes.find(path).is_none(), "{path}");
        }
    }

    #[test]
    fn services_at_one_address_share_its_connections() {
        let routes = routes(&[
            "a.A=http://127.0.0.1:1",
            "a.A=http://127.0.0.1:2",
            "a.B=http://127.0.0.1:2",
            "a.B=http://127.0.0.1:1",
            "a.C=http://127.0.0.1:2",
        ]);
        let upstream = |path| Arc::as_ptr(routes.find(path).unwrap());
        assert_eq!(upstream("/a.A/X"), upstream("/a.B/X"));
        assert_ne!(upstream("/a.A/X"), upstream("/a.C/X"));
    }

    #[test]
    fn all_routes_of_a_service_together_move_it() {
        let default: UpstreamUrl = "http://127.0.0.1:1".parse().unwrap();
        let known = ["a.A", "a.B"].map(|service| (service, std::slice::from_ref(&default)));
        let moved = ["a.A=http://a:2", "a.A=http://a:3", "a.C=http://a:3", "a.C=http://a:2"];
        let routes = Routes::new(&known, &moved.map(|route| route.parse().unwrap()));
        let upstream = |path| Arc::as_ptr(routes.find(path).unwrap());
        assert_eq!(upstream("/a.A/X"), upstream("/a.C/X"));
        assert_ne!(upstream("/a.A/X"), upstream("/a.B/X"));
    }
}
