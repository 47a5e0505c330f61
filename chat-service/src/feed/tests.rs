//! What a cursor gets from a feed, and when it is over.

use std::task::Waker;

use super::*;

const ALL: Seq = Seq::MAX;

fn user(id: &str) -> UserId {
    UserId::parse(id).unwrap()
}

fn frames(texts: &[&str]) -> Vec<Bytes> {
    texts.iter().map(|text| Bytes::copy_from_slice(text.as_bytes())).collect()
}

/// Polls once, without a task to wake.
fn poll(subscription: &mut Subscription, cursor: Seq) -> (Poll<Found>, Vec<Bytes>) {
    let mut out = VecDeque::new();
    let cx = Context::from_waker(Waker::noop());
    let found = subscription.poll(&cx, cursor, ALL, &mut out);
    (found, out.into())
}

#[test]
fn a_cursor_takes_what_was_published_and_then_waits() {
    let feed = Arc::new(Feed::new(5));
    let mut ada = feed.subscribe(&user("ada"));
    assert_eq!(poll(&mut ada, 5), (Poll::Pending, vec![]));
    feed.publish(frames(&["six", "seven"]), &[]);
    assert_eq!(poll(&mut ada, 5), (Poll::Ready(Found::Frames(7)), frames(&["six", "seven"])));
    assert_eq!(poll(&mut ada, 6), (Poll::Ready(Found::Frames(7)), frames(&["seven"])));
    assert_eq!(poll(&mut ada, 7), (Poll::Pending, vec![]));
}

#[test]
fn a_cursor_before_the_ring_is_sent_to_the_log() {
    let feed = Arc::new(Feed::new(5));
    let mut ada = feed.subscribe(&user("ada"));
    feed.publish(frames(&["six"]), &[]);
    assert_eq!(poll(&mut ada, 4).0, Poll::Ready(Found::Behind));
    let many = vec![Bytes::from_static(b"x"); MAX_RING_EVENTS];
    feed.publish(many, &[]);
    assert_eq!(poll(&mut ada, 5).0, Poll::Ready(Found::Behind));
    assert!(matches!(poll(&mut ada, 6).0, Poll::Ready(Found::Frames(_))));
}

#[test]
fn a_ring_of_large_events_is_bounded_in_bytes() {
    let feed = Feed::new(0);
    let large = vec![Bytes::from(vec![0; MAX_RING_BYTES / 4]); 10];
    feed.publish(large, &[]);
    assert!(feed.state().ring_bytes <= MAX_RING_BYTES);
    assert_eq!(feed.state().ring.len(), 4);
}

#[test]
fn a_removed_user_gets_the_removal_and_nothing_after_it() {
    let feed = Arc::new(Feed::new(0));
    let mut ada = feed.subscribe(&user("ada"));
    let mut ben = feed.subscribe(&user("ben"));
    feed.publish(frames(&["one", "removal"]), &[Ended::Of(user("ada"), 2)]);
    feed.publish(frames(&["secret"]), &[]);
    assert_eq!(poll(&mut ada, 0), (Poll::Ready(Found::Frames(2)), frames(&["one", "removal"])));
    assert_eq!(poll(&mut ada, 2).0, Poll::Ready(Found::Over(RemovedReason::AccessRemoved)));
    assert_eq!((ada.is_cut(), ada.shown()), (true, 2));
    assert_eq!(poll(&mut ben, 0).0, Poll::Ready(Found::Frames(3)));
}

#[test]
fn a_removed_user_who_is_far_behind_is_cut_at_once() {
    let feed = Arc::new(Feed::new(9));
    let mut ada = feed.subscribe(&user("ada"));
    feed.publish(frames(&["removal"]), &[Ended::Of(user("ada"), 10)]);
    assert_eq!(poll(&mut ada, 3).0, Poll::Ready(Found::Over(RemovedReason::AccessRemoved)));
}

#[test]
fn the_end_of_a_room_is_the_end_for_everybody() {
    let feed = Arc::new(Feed::new(0));
    let mut ada = feed.subscribe(&user("ada"));
    feed.publish(frames(&["end"]), &[Ended::Everybody(1)]);
    assert_eq!(poll(&mut ada, 0).0, Poll::Ready(Found::Frames(1)));
    assert_eq!(poll(&mut ada, 1).0, Poll::Ready(Found::Over(RemovedReason::RoomClosed)));
}

#[test]
fn of_ephemeral_events_the_newest_goes_to_the_others_once() {
    let feed = Arc::new(Feed::new(0));
    let (mut ada, mut ben) = (feed.subscribe(&user("ada")), feed.subscribe(&user("ben")));
    for text in ["types", "stops"] {
        feed.publish_ephemeral(&user("ada"), Ephemeral::Typing, Bytes::from(text));
    }
    assert_eq!(poll(&mut ada, 0), (Poll::Pending, vec![]));
    assert_eq!(poll(&mut ben, 0), (Poll::Ready(Found::Frames(0)), frames(&["stops"])));
    assert_eq!(poll(&mut ben, 0), (Poll::Pending, vec![]));
}

#[test]
fn somebody_is_connected_until_their_last_subscription_ends() {
    let feed = Arc::new(Feed::new(0));
    let (first, second) = (feed.subscribe(&user("ada")), feed.subscribe(&user("ada")));
    drop(first);
    assert!(feed.is_connected(&user("ada")));
    drop(second);
    assert!(!feed.is_connected(&user("ada")) && feed.is_empty());
}

#[test]
fn whoever_was_removed_is_no_longer_connected() {
    let feed = Arc::new(Feed::new(0));
    let ada = feed.subscribe(&user("ada"));
    feed.publish(frames(&["removal"]), &[Ended::Of(user("ada"), 1)]);
    assert!(!feed.is_connected(&user("ada")));
    let _again = feed.subscribe(&user("ada"));
    drop(ada);
    assert!(feed.is_connected(&user("ada")));
}

#[test]
fn what_somebody_showed_who_is_not_here_any_more_is_forgotten() {
    let feed = Arc::new(Feed::new(0));
    let mut ben = feed.subscribe(&user("ben"));
    for (who, is_kept) in [("ada", false), ("cleo", true)] {
        feed.publish_ephemeral(&user(who), Ephemeral::Typing, Bytes::from("types"));
        feed.forget_ephemerals(|user| user.as_str() == "cleo");
        assert_eq!(matches!(poll(&mut ben, 0).0, Poll::Ready(Found::Frames(0))), is_kept);
    }
}

#[tokio::test]
async fn a_waiting_cursor_is_woken_by_what_is_published() {
    let feed = Arc::new(Feed::new(0));
    let mut ada = feed.subscribe(&user("ada"));
    let waiting = tokio::spawn(async move {
        let mut out = VecDeque::new();
        futures_util::future::poll_fn(|cx| ada.poll(cx, 0, ALL, &mut out)).await
    });
    tokio::task::yield_now().await;
    feed.publish(frames(&["one"]), &[]);
    assert_eq!(waiting.await.unwrap(), Found::Frames(1));
}
