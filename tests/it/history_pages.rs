//! The record: history in pages, and the newest code.

use proto::chat::v1::{Event, GetCodeRequest, GetCodeResponse, ListEventsRequest};
use tests::{body, door::Via, interview::Interview, person::Person, refusal::why, stack::Stack};
use tonic::{Code, Status};

over_both!(
    history_comes_in_pages_without_gaps,
    history_ends_with_a_zero,
    a_negative_page_size_is_refused,
    a_page_is_bounded_in_bytes,
    the_newest_code_of_each_language_is_kept,
    history_is_what_the_stream_showed,
);

async fn history_comes_in_pages_without_gaps(via: Via) {
    const SAID: u64 = 20;
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut last = 0;
    for number in 0..SAID {
        let (id, text) = (format!("{number}"), body::text(format!("{number}")));
        last = interview.host.send_alone(interview.room(), &id, text).await.expect("may talk");
    }
    for page_size in [1, 3, 7, 1_000, 0] {
        let pages = pages(&interview.guest, interview.room(), page_size).await;
        let full = if page_size == 0 { 100 } else { page_size as usize };
        assert!(pages.iter().all(|page| page.len() <= full));
        let seqs: Vec<u64> = pages.iter().flatten().map(|event| event.seq).collect();
        assert!(seqs.iter().copied().eq(1..=seqs.len() as u64), "{page_size}: {seqs:?}");
        assert!(seqs.len() as u64 >= last);
    }
}

async fn history_ends_with_a_zero(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let last = interview.host.send_alone(interview.room(), "1", body::text("hi")).await;
    let last = last.expect("may talk");
    let all = page(&interview.host, interview.room(), 0, 1_000).await.expect("a page");
    assert_eq!((all.0.last().map(|event| event.seq), all.1), (Some(last), 0));
    let beyond = page(&interview.host, interview.room(), last, 1_000).await.expect("a page");
    assert_eq!(beyond, (vec![], 0));
    let far_beyond = page(&interview.host, interview.room(), u64::MAX, 1_000).await;
    assert!(far_beyond.is_ok_and(|page| page == (vec![], 0)));
}

async fn a_negative_page_size_is_refused(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let refused = page(&interview.host, interview.room(), 0, -1).await;
    assert_eq!(why(refused).0, Code::InvalidArgument);
    let eve = Person::sign_in(&stack, via, "eve").await;
    let refused = page(&eve, interview.room(), 0, -1).await;
    assert_eq!(why(refused).0, Code::PermissionDenied, "authorise before validating");
}

async fn a_page_is_bounded_in_bytes(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    for number in 0..6 {
        let code = body::code(format!("{number}").repeat(250 * 1024), "python");
        let sent = interview.host.send_alone(interview.room(), &format!("{number}"), code).await;
        sent.expect("may write");
    }
    let pages = pages(&interview.host, interview.room(), 1_000).await;
    assert!(pages.len() > 1, "1.5 MiB do not fit one page");
    let codes = pages.iter().flatten().filter(|event| body::kind(event) == "doc_update");
    assert_eq!(codes.count(), 6);
}

async fn the_newest_code_of_each_language_is_kept(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let (host, guest, room) = (&interview.host, &interview.guest, interview.room());
    let starter = &interview.session.problem.as_ref().expect("a problem").starter_code["cpp"];
    assert_eq!(code(host, room, "cpp").await.expect("some").code, *starter);
    host.send_alone(room, "1", body::code("old", "python")).await.expect("may write");
    let seq = guest.send_alone(room, "2", body::code("new", "python")).await.expect("may write");
    host.send_alone(room, "3", body::code("int x;", "cpp")).await.expect("may write");

    let newest = code(guest, room, "python").await.expect("some");
    assert_eq!(
        (newest.code.as_str(), newest.language.as_str(), newest.seq),
        ("new", "python", seq)
    );
    let shown = code(host, room, "").await.expect("some");
    assert_eq!((shown.language.as_str(), shown.seq), ("python", seq));
    assert_eq!(why(code(host, room, "cobol").await).0, Code::NotFound);
}

async fn history_is_what_the_stream_showed(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    ada.say("hello").await;
    let last = ada.say("done").await;
    ada.catch_up(last).await.expect("a live stream");
    let pages = pages(&interview.host, interview.room(), 4).await;
    let listed = pages.iter().flatten().filter(|event| event.seq <= last);
    let shown = ada.journal().durable().filter(|event| event.seq <= last);
    assert!(listed.eq(shown));
}

async fn pages(person: &Person, room: &str, page_size: i32) -> Vec<Vec<Event>> {
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let (events, next) = page(person, room, after, page_size).await.expect("a page");
        all.push(events);
        if next == 0 {
            return all;
        }
        assert!(next > after, "pages go on");
        after = next;
    }
}

async fn page(
    person: &Person,
    room: &str,
    after_seq: u64,
    page_size: i32,
) -> Result<(Vec<Event>, u64), Status> {
    let request =
        ListEventsRequest { room_id: room.into(), after_seq, page_size, ..Default::default() };
    let page = person.chat().list_events(request).await?.into_inner();
    Ok((page.events, page.next_after_seq))
}

async fn code(person: &Person, room: &str, language: &str) -> Result<GetCodeResponse, Status> {
    let request = GetCodeRequest { room_id: room.into(), language: language.into() };
    Ok(person.chat().get_code(request).await?.into_inner())
}
