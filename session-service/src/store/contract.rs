//! What every place for sessions and problems must do, as tests.

use std::time::SystemTime;

use super::{Appended, Change, CreateRequest, List, Listing, ProblemStore, SessionStore, Wanted};
use crate::{
    id::{Language, ProblemId, RequestId, SessionId, UserId},
    problem::{Content, Difficulty, Problem},
    session::{Record, Visibility},
};

/// Proves a backend: each test gets a new one, which holds [`seed`], from `$store`, or
/// none where its server is missing.
macro_rules! tests {
    ($store:expr) => {
        $crate::store::contract::tests!(
            $store;
            records_are_read_back_in_order,
            a_taken_number_is_a_conflict_and_keeps_what_it_holds,
            of_many_who_append_the_same_number_one_wins,
            announced_changes_are_found_until_they_are_finished,
            a_session_is_on_the_lists_of_its_newest_listing,
            lists_come_newest_first_in_pages,
            of_many_requests_of_one_id_one_is_kept,
            a_problem_is_kept_replaced_and_removed,
            of_many_problems_of_one_id_one_is_kept,
            problems_are_listed_by_id_in_pages,
        );
    };
    ($store:expr; $($test:ident,)*) => {
        mod contract_tests {
            #[allow(unused_imports, reason = "a backend's constructor may need them")]
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    let Some(store) = $store else { return };
                    $crate::store::contract::$test(&*store).await;
                }
            )*
        }
    };
}
pub(crate) use tests;

/// More than fit on the machine's cores.
const RIVALS: u64 = 20;

pub(crate) async fn records_are_read_back_in_order(store: &dyn SessionStore) {
    let (a, b) = (session(1), session(2));
    assert_eq!(store.records(&a).await.unwrap(), []);
    commit(store, &a, 0, &Record::Opened).await;
    commit(store, &a, 1, &Record::Seated { seq: 7 }).await;
    commit(store, &b, 0, &Record::Vacating).await;
    let records = store.records(&a).await.unwrap();
    assert_eq!(records, [Record::Opened, Record::Seated { seq: 7 }]);
    assert_eq!(store.records(&b).await.unwrap(), [Record::Vacating]);
}

pub(crate) async fn a_taken_number_is_a_conflict_and_keeps_what_it_holds(store: &dyn SessionStore) {
    let session = session(1);
    commit(store, &session, 0, &Record::Opened).await;
    let appended = store.append(&session, 0, &Record::Vacating).await;
    assert!(matches!(appended, Appended::Conflict), "{appended:?}");
    assert_eq!(store.records(&session).await.unwrap(), [Record::Opened]);
}

pub(crate) async fn of_many_who_append_the_same_number_one_wins(store: &dyn SessionStore) {
    let session = session(1);
    let records: Vec<_> = (0..RIVALS).map(|seq| Record::Seated { seq }).collect();
    let appends = records.iter().map(|record| store.append(&session, 0, record));
    let outcomes = futures_util::future::join_all(appends).await;
    let won = |outcome: &Appended| matches!(outcome, Appended::Committed);
    let winners: Vec<_> =
        records.iter().zip(&outcomes).filter(|(_, o)| won(o)).map(|(r, _)| r.clone()).collect();
    assert_eq!(winners.len(), 1);
    assert_eq!(store.records(&session).await.unwrap(), winners);
}

pub(crate) async fn announced_changes_are_found_until_they_are_finished(store: &dyn SessionStore) {
    let change = |number, id: &str| Change { session: session(number), id: id.into() };
    let (a, b, c) = (change(1, "a"), change(1, "b"), change(2, "a"));
    for change in [&c, &a, &b, &a] {
        store.announce(change).await.unwrap();
    }
    assert_eq!(store.unfinished(None, 2).await.unwrap(), [a.clone(), b.clone()]);
    assert_eq!(store.unfinished(Some(&b), 2).await.unwrap(), std::slice::from_ref(&c));
    for change in [&a, &a, &c] {
        store.finish(change).await.unwrap();
    }
    assert_eq!(store.unfinished(None, 9).await.unwrap(), [b]);
}

pub(crate) async fn a_session_is_on_the_lists_of_its_newest_listing(store: &dyn SessionStore) {
    let (mine, recent) = (List::Mine(user("ada")), List::Recent(user("ada")));
    let listing =
        |version, lists: &[List]| Listing { session: session(1), version, lists: lists.to_vec() };
    store.index(&listing(2, &[mine.clone(), List::Open])).await.unwrap();
    assert_eq!(store.list(&mine, None, 9).await.unwrap(), [session(1)]);
    assert_eq!(store.list(&List::Open, None, 9).await.unwrap(), [session(1)]);
    assert_eq!(store.list(&List::Mine(user("ben")), None, 9).await.unwrap(), []);

    store.index(&listing(4, std::slice::from_ref(&recent))).await.unwrap();
    store.index(&listing(3, std::slice::from_ref(&mine))).await.unwrap();
    assert_eq!(store.list(&mine, None, 9).await.unwrap(), []);
    assert_eq!(store.list(&List::Open, None, 9).await.unwrap(), []);
    assert_eq!(store.list(&recent, None, 9).await.unwrap(), [session(1)]);
}

pub(crate) async fn lists_come_newest_first_in_pages(store: &dyn SessionStore) {
    for number in [2, 4, 1, 3] {
        let lists = vec![if number == 3 { List::Mine(user("ada")) } else { List::Open }];
        store.index(&Listing { session: session(number), version: 2, lists }).await.unwrap();
    }
    let first = store.list(&List::Open, None, 2).await.unwrap();
    assert_eq!(first, [session(4), session(2)]);
    let second = store.list(&List::Open, Some(&session(2)), 2).await.unwrap();
    assert_eq!(second, [session(1)]);
    assert_eq!(store.list(&List::Open, Some(&session(1)), 2).await.unwrap(), []);
}

pub(crate) async fn of_many_requests_of_one_id_one_is_kept(store: &dyn SessionStore) {
    let request = |caller, number| CreateRequest {
        caller: user(caller),
        id: RequestId::parse("once").unwrap(),
        wanted: wanted("python"),
        session: session(number),
    };
    let rivals: Vec<_> = (0..RIVALS).map(|number| request("ada", number)).collect();
    let claims = rivals.iter().map(|request| store.claim_request(request));
    let kept = futures_util::future::try_join_all(claims).await.unwrap();
    assert!(kept.iter().all(|request| *request == kept[0]), "{kept:?}");
    let found = store.request(&kept[0].caller, &kept[0].id).await.unwrap();
    assert_eq!(found.as_ref(), Some(&kept[0]));

    let others = request("ben", RIVALS);
    assert_eq!(store.claim_request(&others).await.unwrap(), others, "ids are the caller's own");
    let unknown = RequestId::parse("never").unwrap();
    assert_eq!(store.request(&user("ada"), &unknown).await.unwrap(), None);
}

pub(crate) async fn a_problem_is_kept_replaced_and_removed(store: &dyn ProblemStore) {
    let seed = seed();
    assert_eq!(store.problem(&seed.id).await.unwrap(), Some(seed));
    let first = problem("sum");
    assert!(!store.replace_problem(&first).await.unwrap());
    assert_eq!(store.problem(&first.id).await.unwrap(), None);
    assert!(store.insert_problem(&first).await.unwrap());
    let mut second = first.clone();
    second.content.title = "Sum of all".into();
    assert!(!store.insert_problem(&second).await.unwrap());
    assert_eq!(store.problem(&first.id).await.unwrap(), Some(first));
    assert!(store.replace_problem(&second).await.unwrap());
    assert_eq!(store.problem(&second.id).await.unwrap(), Some(second.clone()));
    assert!(store.delete_problem(&second.id).await.unwrap());
    assert!(!store.delete_problem(&second.id).await.unwrap());
    assert_eq!(store.problem(&second.id).await.unwrap(), None);
}

pub(crate) async fn of_many_problems_of_one_id_one_is_kept(store: &dyn ProblemStore) {
    let problem = problem("sum");
    let inserts = (0..RIVALS).map(|_| store.insert_problem(&problem));
    let outcomes = futures_util::future::try_join_all(inserts).await.unwrap();
    assert_eq!(outcomes.iter().filter(|&&inserted| inserted).count(), 1);
}

pub(crate) async fn problems_are_listed_by_id_in_pages(store: &dyn ProblemStore) {
    store.delete_problem(&seed().id).await.unwrap();
    for id in ["c", "a", "b"] {
        assert!(store.insert_problem(&problem(id)).await.unwrap());
    }
    let first = store.problems(None, 2).await.unwrap();
    assert_eq!(first, [problem("a"), problem("b")]);
    let second = store.problems(Some(&first[1].id), 2).await.unwrap();
    assert_eq!(second, [problem("c")]);
    assert_eq!(store.problems(Some(&second[0].id), 2).await.unwrap(), []);
}

/// The problem that every store under test starts with.
pub(crate) fn seed() -> Problem {
    problem("seed")
}

pub(crate) fn session(number: u64) -> SessionId {
    SessionId::parse(&format!("s_{number:032x}")).unwrap()
}

pub(crate) fn user(id: &str) -> UserId {
    UserId::parse(id).unwrap()
}

fn wanted(language: &str) -> Wanted {
    Wanted {
        problem: ProblemId::parse("seed").unwrap(),
        language: Language::parse(language).unwrap(),
        visibility: Visibility::Open,
    }
}

pub(crate) fn problem(id: &str) -> Problem {
    let content = Content {
        title: format!("The problem {id}"),
        difficulty: Difficulty::Hard,
        category: "Array • Hash Table".into(),
        description: "Add them up.".into(),
        examples: Vec::new(),
        constraints: vec!["1 <= n".into()],
        starter_code: [(Language::parse("c++").unwrap(), "int main() {}".into())].into(),
        expected_output: [(Language::parse("c++").unwrap(), "42".into())].into(),
        interviewer_notes: "Ask about overflow.".into(),
    };
    let time = SystemTime::UNIX_EPOCH.into();
    Problem { id: ProblemId::parse(id).unwrap(), content, create_time: time, update_time: time }
}

async fn commit(store: &dyn SessionStore, session: &SessionId, number: u64, record: &Record) {
    let appended = store.append(session, number, record).await;
    assert!(matches!(appended, Appended::Committed), "{appended:?}");
}
