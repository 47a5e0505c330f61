//! Who reads slowly loses nothing and holds nobody up.

use tests::{body, door::Via, interview::Interview, line::Line, stack::Stack};

over_both!(a_slow_reader_loses_nothing_and_slows_nobody);

/// More than all buffers on the way can hold.
const MESSAGES: usize = 2_000;
/// Bytes of each message.
const SIZE: usize = 4 * 1024;
/// Messages under way at once.
const UNDER_WAY: usize = 100;

async fn a_slow_reader_loses_nothing_and_slows_nobody(via: Via) {
    // Without a limit on sending, which would only stretch this.
    let stack = Stack::start_with(&[("HIREHUB_SEND_RATE", "0")]);
    let interview = Interview::begin(&stack, Via::Connect).await;
    let slow = interview.guest.over(via);
    let mut slow = slow.enter(interview.room()).await;
    let mut other = interview.guest.enter(interview.room()).await;
    let mut ada = interview.host.enter(interview.room()).await;

    let last = say_much(&mut ada).await;
    // The others are done while the slow one has not begun.
    ada.catch_up(last).await.expect("a live stream");
    other.catch_up(last).await.expect("a live stream");
    assert_eq!(slow.journal().texts().len(), 0);
    assert_eq!(other.journal().texts().len(), MESSAGES);

    slow.catch_up(last).await.expect("the same stream");
    assert!(slow.journal().texts().eq(&other.journal().texts()), "and it sees the same");
    ada.say("and it is live again").await;
    slow.hear("and it is live again").await;
}

/// Answers the seq of the last message.
async fn say_much(ada: &mut Line) -> u64 {
    let ids: Vec<String> = (0..MESSAGES).map(|number| format!("long-{number}")).collect();
    let mut last = 0;
    for batch in ids.chunks(UNDER_WAY) {
        for id in batch {
            let text = format!("{id:x<SIZE$}");
            ada.post(id, body::text(text)).await.expect("a live stream");
        }
        for id in batch {
            last = ada.answer(id).await.expect("may talk");
        }
    }
    last
}
