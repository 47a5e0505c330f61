//! Lists of sessions.

use proto::session::v1::{self as pb, list_sessions_request::Filter};

use super::SessionApi;
use service_kit::text::Invalid;

use crate::{
    api::{
        page::{self, Page},
        wire,
    },
    error::Error,
    id::{SessionId, UserId},
    session::Session,
    store::List,
};

/// Sessions on a page, if the request does not say, and at most.
const DEFAULT_PAGE: usize = 20;
const MAX_PAGE: usize = 100;
/// Sessions to look up in the index together.
const CHUNK: usize = 20;

impl SessionApi {
    /// A page of sessions, newest first. The index may be a little behind, so what
    /// it lists is checked against the session itself.
    pub(super) async fn list(
        &self,
        viewer: &UserId,
        request: pb::ListSessionsRequest,
    ) -> Result<pb::ListSessionsResponse, Error> {
        let list = list(viewer, request.filter)?;
        let mut page = Page::new(page::size(request.page_size, DEFAULT_PAGE, MAX_PAGE)?);
        let mut before = match request.page_token.as_str() {
            "" => None,
            token => Some(SessionId::parse(token).map_err(|_| page::BAD_TOKEN)?),
        };
        loop {
            let ids = self.sessions.list(&list, before.as_ref(), CHUNK).await?;
            let is_last = ids.len() < CHUNK;
            for id in ids {
                if page.is_full() {
                    let next_page_token = before.map(String::from).unwrap_or_default();
                    return Ok(pb::ListSessionsResponse {
                        sessions: page.into_items(),
                        next_page_token,
                    });
                }
                let session = self.coordinator.read(&id).await?.session;
                if let Some(session) = session.filter(|session| belongs(session, &list, viewer)) {
                    page.push(wire::session(&id, &session, viewer));
                }
                before = Some(id);
            }
            if is_last {
                let sessions = page.into_items();
                return Ok(pb::ListSessionsResponse { sessions, ..Default::default() });
            }
        }
    }
}

fn list(viewer: &UserId, filter: i32) -> Result<List, Invalid> {
    match Filter::try_from(filter) {
        Ok(Filter::Mine) => Ok(List::Mine(viewer.clone())),
        Ok(Filter::Open) => Ok(List::Open),
        Ok(Filter::Recent) => Ok(List::Recent(viewer.clone())),
        Ok(Filter::Unspecified) | Err(_) => {
            Err(Invalid { field: "filter", rule: "MINE, OPEN or RECENT" })
        }
    }
}

fn belongs(session: &Session, list: &List, viewer: &UserId) -> bool {
    let is_own = *list == List::Open && session.is_hosted_by(viewer);
    !is_own && session.lists().contains(list)
}
