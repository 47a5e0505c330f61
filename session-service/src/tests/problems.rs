//! Problems: everybody reads, admins write.

use std::collections::HashMap;

use proto::session::v1::{
    CreateProblemRequest, DeleteProblemRequest, Difficulty, GetProblemRequest, ListProblemsRequest,
    Problem, UpdateProblemRequest, Visibility,
};
use tonic::{Code, Status};

use super::{
    person::{Person, wanted, why},
    stack::Stack,
};

#[tokio::test]
async fn a_newcomer_finds_five_problems_without_their_notes() {
    let stack = Stack::start().await;
    let (ada, admin) = (stack.person("ada"), stack.admin());
    let ids: Vec<_> = list(&ada, 2).await.into_iter().map(|p| p.problem_id).collect();
    let expected =
        ["lru-cache", "merge-intervals", "reverse-linked-list", "two-sum", "valid-parentheses"];
    assert_eq!(ids, expected);
    assert!(list(&ada, 0).await.iter().all(|problem| problem.interviewer_notes.is_empty()));
    assert!(list(&admin, 0).await.iter().all(|problem| !problem.interviewer_notes.is_empty()));
    assert_eq!(get(&ada, "two-sum").await.unwrap().interviewer_notes, "");
    assert_ne!(get(&admin, "two-sum").await.unwrap().interviewer_notes, "");
}

#[tokio::test]
async fn an_admin_adds_changes_and_removes_a_problem() {
    let stack = Stack::start().await;
    let (admin, ada) = (stack.admin(), stack.person("ada"));
    let added = create(&admin, problem()).await.unwrap();
    assert!(added.create_time.is_some());
    assert_eq!(added.create_time, added.update_time);
    assert_eq!(
        why(create(&admin, problem()).await),
        (Code::AlreadyExists, "PROBLEM_EXISTS".into())
    );
    let changed = Problem { title: "Another".into(), ..problem() };
    let updated = update(&admin, changed).await.unwrap();
    assert_eq!(updated.create_time, added.create_time);
    assert_eq!(get(&ada, "sum").await.unwrap().title, "Another");
    delete(&admin, "sum").await.unwrap();

    let missing = (Code::NotFound, "PROBLEM_NOT_FOUND".to_owned());
    assert_eq!(why(get(&ada, "sum").await), missing);
    assert_eq!(why(get(&ada, "No Such").await), missing);
    assert_eq!(why(update(&admin, problem()).await), missing);
    assert_eq!(why(delete(&admin, "sum").await), missing);
}

#[tokio::test]
async fn nobody_else_changes_problems_and_nobody_else_is_told_what_is_wrong_with_theirs() {
    let stack = Stack::start().await;
    let ada = stack.person("ada");
    let refusals = [
        why(create(&ada, problem()).await),
        why(create(&ada, Problem::default()).await),
        why(update(&ada, problem()).await),
        why(delete(&ada, "two-sum").await),
        why(delete(&ada, "no-such-problem").await),
    ];
    for refusal in refusals {
        assert_eq!(refusal, (Code::PermissionDenied, "ADMIN_ONLY".into()));
    }
    get(&ada, "two-sum").await.unwrap();
}

#[tokio::test]
async fn a_bad_problem_is_refused_by_its_field() {
    let stack = Stack::start().await;
    let admin = stack.admin();
    let bad = [
        ("problem_id", Problem { problem_id: "No Such".into(), ..problem() }),
        ("title", Problem { title: "ab".into(), ..problem() }),
        ("difficulty", Problem { difficulty: 0, ..problem() }),
    ];
    for (field, draft) in bad {
        for refused in [create(&admin, draft.clone()).await, update(&admin, draft.clone()).await] {
            let message = refused.clone().unwrap_err().message().to_owned();
            assert!(message.starts_with(field), "{message}");
            assert_eq!(why(refused), (Code::InvalidArgument, "INVALID_FIELD".into()));
        }
    }
    let none = admin.problems().create_problem(CreateProblemRequest { problem: None }).await;
    assert_eq!(why(none).0, Code::InvalidArgument);
}

#[tokio::test]
async fn a_session_keeps_its_problem_as_it_was() {
    let stack = Stack::start().await;
    let admin = stack.admin();
    create(&admin, problem()).await.unwrap();
    let mut request = wanted(Visibility::Open, "");
    request.problem_id = "sum".into();
    let session = admin.create(request).await.unwrap();
    update(&admin, Problem { title: "Another".into(), ..problem() }).await.unwrap();
    delete(&admin, "sum").await.unwrap();
    assert_eq!(admin.get(&session, "").await.unwrap(), session);
    assert_eq!(session.problem.unwrap().title, problem().title);
}

#[tokio::test]
async fn a_removed_problem_stays_removed_and_large_ones_come_in_smaller_pages() {
    let mut stack = Stack::start().await;
    delete(&stack.admin(), "two-sum").await.unwrap();
    let text = "x".repeat(32 * 1024);
    let code: HashMap<_, _> = (0..20).map(|number| (format!("l{number}"), text.clone())).collect();
    for number in 0..8 {
        let problem_id = format!("large-{number}");
        let large = Problem { problem_id, starter_code: code.clone(), ..problem() };
        create(&stack.admin(), large).await.unwrap();
    }
    stack.crash();
    stack.restart().await;
    let ids: Vec<_> =
        list(&stack.person("ada"), 100).await.into_iter().map(|p| p.problem_id).collect();
    assert_eq!(ids.len(), 4 + 8, "{ids:?}");
    assert!(!ids.contains(&"two-sum".to_owned()));
}

fn problem() -> Problem {
    Problem {
        problem_id: "sum".into(),
        title: "Sum of all".into(),
        difficulty: Difficulty::Easy.into(),
        description: "Add them up.".into(),
        interviewer_notes: "Ask about overflow.".into(),
        ..Default::default()
    }
}

/// Every problem, over as many pages as it takes.
async fn list(person: &Person, page_size: i32) -> Vec<Problem> {
    let mut request = ListProblemsRequest { page_size, ..Default::default() };
    let mut problems = Vec::new();
    loop {
        // Within what a client takes unless told otherwise.
        let page = person.problems().list_problems(request.clone()).await.unwrap().into_inner();
        problems.extend(page.problems);
        request.page_token = page.next_page_token;
        if request.page_token.is_empty() {
            return problems;
        }
    }
}

async fn get(person: &Person, id: &str) -> Result<Problem, Status> {
    let request = GetProblemRequest { problem_id: id.into() };
    Ok(person.problems().get_problem(request).await?.into_inner().problem.unwrap())
}

async fn create(person: &Person, problem: Problem) -> Result<Problem, Status> {
    let request = CreateProblemRequest { problem: Some(problem) };
    Ok(person.problems().create_problem(request).await?.into_inner().problem.unwrap())
}

async fn update(person: &Person, problem: Problem) -> Result<Problem, Status> {
    let request = UpdateProblemRequest { problem: Some(problem) };
    Ok(person.problems().update_problem(request).await?.into_inner().problem.unwrap())
}

async fn delete(person: &Person, id: &str) -> Result<(), Status> {
    let request = DeleteProblemRequest { problem_id: id.into() };
    person.problems().delete_problem(request).await.map(|_| ())
}
