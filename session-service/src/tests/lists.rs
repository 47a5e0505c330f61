//! Lists of sessions.

use proto::session::v1::{ListSessionsRequest, Visibility, list_sessions_request::Filter};
use tonic::Code;

use super::{
    person::{Person, why},
    stack::Stack,
};

#[tokio::test]
async fn each_list_shows_what_its_name_says() {
    let stack = Stack::start().await;
    let [ada, ben, eve] = ["ada", "ben", "eve"].map(|user| stack.person(user));
    let taken = ada.open(Visibility::Open).await;
    let free = ada.open(Visibility::Open).await.session_id;
    let hidden = ada.open(Visibility::InviteOnly).await.session_id;
    ben.join(&taken, "").await.unwrap();
    let taken_id = taken.session_id.clone();

    assert_eq!(ada.list(Filter::Mine).await, [hidden.clone(), free.clone(), taken_id.clone()]);
    assert_eq!(ben.list(Filter::Mine).await, [taken_id.as_str()]);
    assert_eq!(ada.list(Filter::Open).await, [""; 0], "not the caller's own");
    assert_eq!(ben.list(Filter::Open).await, [free.as_str()], "not one that is taken");

    ben.leave(&taken).await.unwrap();
    assert_eq!(ben.list(Filter::Mine).await, [""; 0]);
    assert_eq!(ben.list(Filter::Open).await, [free.clone(), taken_id.clone()]);

    ada.end(&taken).await.unwrap();
    assert_eq!(ada.list(Filter::Mine).await, [hidden, free]);
    for person in [&ada, &ben] {
        assert_eq!(person.list(Filter::Recent).await, [taken_id.as_str()]);
    }
    assert_eq!(eve.list(Filter::Recent).await, [""; 0]);
}

#[tokio::test]
async fn a_list_comes_in_pages_newest_first() {
    let stack = Stack::start().await;
    let ada = stack.person("ada");
    let mut made = Vec::new();
    for _ in 0..25 {
        made.push(ada.open(Visibility::Open).await.session_id);
    }
    made.reverse();
    assert_eq!(ada.list(Filter::Mine).await, made, "20 to a page");

    let page = page(&ada, Filter::Mine, 25, "").await.unwrap();
    assert_eq!(page, (made.clone(), String::new()), "nothing follows");
    let (first, token) = self::page(&ada, Filter::Mine, 10, "").await.unwrap();
    let (second, _) = self::page(&ada, Filter::Mine, 100, &token).await.unwrap();
    assert_eq!([first, second].concat(), made);
}

#[tokio::test]
async fn a_bad_page_is_refused_by_its_field() {
    let stack = Stack::start().await;
    let ada = stack.person("ada");
    let cases = [
        (Filter::Unspecified, 0, "", "filter"),
        (Filter::Mine, -1, "", "page_size"),
        (Filter::Mine, 0, "not a token", "page_token"),
    ];
    for (filter, size, token, field) in cases {
        let refused = page(&ada, filter, size, token).await;
        let message = refused.clone().unwrap_err().message().to_owned();
        assert!(message.starts_with(field), "{message}");
        assert_eq!(why(refused), (Code::InvalidArgument, "INVALID_FIELD".into()));
    }
}

async fn page(
    person: &Person,
    filter: Filter,
    page_size: i32,
    page_token: &str,
) -> Result<(Vec<String>, String), tonic::Status> {
    let page_token = page_token.to_owned();
    let request = ListSessionsRequest { filter: filter.into(), page_size, page_token };
    let page = person.sessions().list_sessions(request).await?.into_inner();
    Ok((page.sessions.into_iter().map(|s| s.session_id).collect(), page.next_page_token))
}
