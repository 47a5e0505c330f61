//! Problems: everybody reads, admins write.

use proto::session::v1::{
    CreateProblemRequest, CreateSessionRequest, DeleteProblemRequest, Difficulty, GetMeRequest,
    GetProblemRequest, ListProblemsRequest, Problem, UpdateProblemRequest, Visibility,
};
use tests::{
    door::Via,
    person::{Person, unique},
    refusal::why,
    stack::Stack,
};
use tonic::{Code, Status};

over_both!(
    a_newcomer_finds_problems,
    everybody_is_told_who_they_are_and_what_they_may_do,
    an_admin_adds_changes_and_removes_a_problem,
    nobody_else_changes_problems,
    notes_are_for_admins_and_the_host_only,
    a_session_keeps_the_problem_as_it_was,
    a_bad_problem_is_refused_by_its_field,
);

async fn a_newcomer_finds_problems(via: Via) {
    let stack = Stack::shared();
    let ada = Person::sign_in(&stack, via, "ada").await;
    let request = ListProblemsRequest { page_size: 1, page_token: String::new() };
    let page = ada.problems().list_problems(request).await.expect("a page").into_inner();
    assert_eq!(page.problems.len(), 1);
    let problem = &page.problems[0];
    assert!(!problem.title.is_empty() && !problem.description.is_empty());
    assert!(problem.starter_code.contains_key("python"), "something to start with");
    assert!(!page.next_page_token.is_empty(), "a few problems");
    let got = get(&ada, &problem.problem_id).await.expect("there");
    assert_eq!(&got, problem);
    assert_eq!(why(get(&ada, "no-such-problem").await).0, Code::NotFound);
}

async fn everybody_is_told_who_they_are_and_what_they_may_do(via: Via) {
    let stack = Stack::shared();
    let (ada, admin) =
        (Person::sign_in(&stack, via, "ada").await, Person::admin(&stack, via).await);
    for (person, is_admin) in [(&ada, false), (&admin, true)] {
        let me = person.sessions().get_me(GetMeRequest {}).await.expect("me").into_inner();
        let known = me.person.expect("somebody");
        assert_eq!(
            (known.user_id, known.display_name),
            (person.user_id.clone(), person.name.clone())
        );
        assert_eq!(me.is_admin, is_admin);
    }
}

async fn an_admin_adds_changes_and_removes_a_problem(via: Via) {
    let stack = Stack::shared();
    let admin = Person::admin(&stack, via).await;
    let draft = problem();
    let id = draft.problem_id.clone();
    let added = create(&admin, draft.clone()).await.expect("an admin may");
    assert!(added.create_time.is_some());
    assert_eq!(why(create(&admin, draft.clone()).await).0, Code::AlreadyExists);

    let ada = Person::sign_in(&stack, via, "ada").await;
    assert_eq!(get(&ada, &id).await.expect("everybody may").description, draft.description);
    let changed = Problem { description: "Do it better.".into(), ..draft.clone() };
    update(&admin, changed).await.expect("an admin may");
    assert_eq!(get(&ada, &id).await.expect("there").description, "Do it better.");

    delete(&admin, &id).await.expect("an admin may");
    assert_eq!(why(get(&ada, &id).await).0, Code::NotFound);
    assert_eq!(why(update(&admin, draft).await).0, Code::NotFound);
    assert_eq!(why(delete(&admin, &id).await).0, Code::NotFound);
}

async fn nobody_else_changes_problems(via: Via) {
    let stack = Stack::shared();
    let admin = Person::admin(&stack, via).await;
    let ada = Person::sign_in(&stack, via, "ada").await;
    let kept = create(&admin, problem()).await.expect("an admin may");
    let refusals = [
        why(create(&ada, problem()).await),
        why(update(&ada, Problem { title: "Mine now".into(), ..kept.clone() }).await),
        why(delete(&ada, &kept.problem_id).await),
        why(delete(&ada, "no-such-problem").await),
        why(create(&ada, Problem::default()).await),
    ];
    for refusal in refusals {
        assert_eq!(refusal, (Code::PermissionDenied, "ADMIN_ONLY".into()));
    }
    assert_eq!(get(&admin, &kept.problem_id).await.expect("there"), kept);
}

async fn notes_are_for_admins_and_the_host_only(via: Via) {
    let stack = Stack::shared();
    let admin = Person::admin(&stack, via).await;
    let draft = problem();
    create(&admin, draft.clone()).await.expect("an admin may");
    let ada = Person::sign_in(&stack, via, "ada").await;
    let ben = Person::sign_in(&stack, via, "ben").await;
    let is_hidden = |problem: &Problem| {
        problem.interviewer_notes.is_empty() && problem.expected_output.is_empty()
    };
    assert!(is_hidden(&get(&ada, &draft.problem_id).await.expect("there")));
    assert!(!is_hidden(&get(&admin, &draft.problem_id).await.expect("there")));

    let session = session_on(&ada, &draft.problem_id).await;
    assert_eq!(session.problem.expect("a problem").interviewer_notes, draft.interviewer_notes);
    let joined = ben.join_session(&session.session_id).await.expect("the seat is free");
    assert!(is_hidden(&joined.problem.expect("a problem")));
    let seen = ben.see_session(&session.session_id).await.expect("seated");
    assert!(is_hidden(&seen.problem.expect("a problem")));
}

async fn a_session_keeps_the_problem_as_it_was(via: Via) {
    let stack = Stack::shared();
    let admin = Person::admin(&stack, via).await;
    let draft = problem();
    create(&admin, draft.clone()).await.expect("an admin may");
    let session = session_on(&admin, &draft.problem_id).await;
    let changed = Problem { title: "Another title".into(), ..draft.clone() };
    update(&admin, changed).await.expect("an admin may");
    delete(&admin, &draft.problem_id).await.expect("an admin may");
    let seen = admin.see_session(&session.session_id).await.expect("one's own");
    assert_eq!(seen.problem.expect("kept").title, draft.title);
}

async fn a_bad_problem_is_refused_by_its_field(via: Via) {
    let stack = Stack::shared();
    let admin = Person::admin(&stack, via).await;
    let bad = [
        ("problem_id", Problem { problem_id: "Two Sum".into(), ..problem() }),
        ("problem_id", Problem { problem_id: "x".repeat(65), ..problem() }),
        ("title", Problem { title: "ab".into(), ..problem() }),
        ("title", Problem { title: "x".repeat(129), ..problem() }),
        ("difficulty", Problem { difficulty: 0, ..problem() }),
        ("difficulty", Problem { difficulty: 99, ..problem() }),
        ("category", Problem { category: "x".repeat(129), ..problem() }),
        ("description", Problem { description: String::new(), ..problem() }),
        ("description", Problem { description: "x".repeat(32 * 1024 + 1), ..problem() }),
        ("constraints", Problem { constraints: vec!["x".into(); 33], ..problem() }),
        ("starter_code", Problem { starter_code: one("Python", "x"), ..problem() }),
        (
            "interviewer_notes",
            Problem { interviewer_notes: "x".repeat(32 * 1024 + 1), ..problem() },
        ),
    ];
    for (field, draft) in bad {
        let status = create(&admin, draft).await.expect_err(field);
        assert_eq!(status.code(), Code::InvalidArgument, "{field}");
        assert!(status.message().contains(field), "names {field}: {}", status.message());
    }
    let nothing = admin.problems().create_problem(CreateProblemRequest { problem: None }).await;
    assert_eq!(why(nothing).0, Code::InvalidArgument);
}

fn problem() -> Problem {
    Problem {
        problem_id: unique("sum-of-all"),
        title: "Sum of all".into(),
        difficulty: Difficulty::Easy.into(),
        category: "Array".into(),
        description: "Add them up.".into(),
        starter_code: one("python", "def solve(): ..."),
        expected_output: one("python", "42"),
        interviewer_notes: "Ask about overflow.".into(),
        ..Default::default()
    }
}

fn one(language: &str, text: &str) -> std::collections::HashMap<String, String> {
    [(language.to_owned(), text.to_owned())].into()
}

async fn session_on(person: &Person, problem_id: &str) -> proto::session::v1::Session {
    let request = CreateSessionRequest {
        problem_id: problem_id.into(),
        language: "python".into(),
        visibility: Visibility::Open.into(),
        request_id: String::new(),
    };
    let created = person.sessions().create_session(request).await.expect("a session");
    created.into_inner().session.expect("the session")
}

async fn get(person: &Person, problem_id: &str) -> Result<Problem, Status> {
    let request = GetProblemRequest { problem_id: problem_id.into() };
    let got = person.problems().get_problem(request).await?;
    Ok(got.into_inner().problem.expect("the problem"))
}

async fn create(person: &Person, problem: Problem) -> Result<Problem, Status> {
    let request = CreateProblemRequest { problem: Some(problem) };
    let created = person.problems().create_problem(request).await?;
    Ok(created.into_inner().problem.expect("the problem"))
}

async fn update(person: &Person, problem: Problem) -> Result<Problem, Status> {
    let request = UpdateProblemRequest { problem: Some(problem) };
    let updated = person.problems().update_problem(request).await?;
    Ok(updated.into_inner().problem.expect("the problem"))
}

async fn delete(person: &Person, problem_id: &str) -> Result<(), Status> {
    let request = DeleteProblemRequest { problem_id: problem_id.into() };
    person.problems().delete_problem(request).await.map(|_| ())
}
