//! Our words in the contract's.

use std::collections::{BTreeMap, HashMap};

use proto::session::v1 as pb;

use crate::{
    id::{Language, SessionId, UserId},
    person::Person,
    problem::{Content, Difficulty, Example, Problem},
    session::{Session, Stage, Visibility},
};

/// Whether the hidden fields of a problem are shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Hidden {
    /// To admins, and to the host of a session on it.
    Shown,
    /// From everybody else.
    Kept,
}

/// A session, as `viewer` may see it.
pub(crate) fn session(id: &SessionId, session: &Session, viewer: &UserId) -> pb::Session {
    let opening = &session.opening;
    let is_host = session.is_hosted_by(viewer);
    let hidden = if is_host { Hidden::Shown } else { Hidden::Kept };
    let status = match session.stage {
        Stage::Completed(_) => pb::session::Status::Completed,
        Stage::Opening | Stage::Undoing | Stage::Active | Stage::Ending(_) => {
            pb::session::Status::Active
        }
    };
    pb::Session {
        session_id: id.to_string(),
        room_id: opening.room_id.to_string(),
        host: Some(person(&opening.host)),
        participant: session.participant().map(person),
        status: status.into(),
        visibility: visibility(opening.visibility).into(),
        language: opening.language.to_string(),
        problem: Some(problem(&opening.problem, hidden)),
        invite_code: if is_host { opening.invite_code.reveal().to_owned() } else { String::new() },
        create_time: Some(opening.create_time.into()),
        end_time: session.end_time().map(Into::into),
        participant_history: session.history.iter().map(person).collect(),
    }
}

/// A problem, with or without its hidden fields.
pub(crate) fn problem(problem: &Problem, hidden: Hidden) -> pb::Problem {
    let content = &problem.content;
    let (expected_output, interviewer_notes) = match hidden {
        Hidden::Shown => (by_language(&content.expected_output), content.interviewer_notes.clone()),
        Hidden::Kept => Default::default(),
    };
    let Content { title, category, description, constraints, .. } = content.clone();
    pb::Problem {
        problem_id: problem.id.to_string(),
        title,
        difficulty: difficulty(content.difficulty).into(),
        category,
        description,
        examples: content.examples.iter().map(example).collect(),
        constraints,
        starter_code: by_language(&content.starter_code),
        expected_output,
        interviewer_notes,
        create_time: Some(problem.create_time.into()),
        update_time: Some(problem.update_time.into()),
    }
}

/// A person on the wire.
pub(crate) fn person(person: &Person) -> pb::Person {
    pb::Person { user_id: person.user.to_string(), display_name: person.name.clone() }
}

fn visibility(visibility: Visibility) -> pb::Visibility {
    match visibility {
        Visibility::Open => pb::Visibility::Open,
        Visibility::InviteOnly => pb::Visibility::InviteOnly,
    }
}

fn difficulty(difficulty: Difficulty) -> pb::Difficulty {
    match difficulty {
        Difficulty::Easy => pb::Difficulty::Easy,
        Difficulty::Medium => pb::Difficulty::Medium,
        Difficulty::Hard => pb::Difficulty::Hard,
    }
}

fn example(example: &Example) -> pb::Example {
    let Example { input, output, explanation } = example.clone();
    pb::Example { input, output, explanation }
}

fn by_language(texts: &BTreeMap<Language, String>) -> HashMap<String, String> {
    texts.iter().map(|(language, text)| (language.to_string(), text.clone())).collect()
}
