//! The problems a new store starts with.

use anyhow::Context as _;
use serde::Deserialize;

use super::{Content, Problem};
use crate::{id::ProblemId, time::Moment};

/// One JSON file each, in the words of [`Content`], and `problem_id`.
const FILES: [&str; 5] = [
    include_str!("../../problems/lru-cache.json"),
    include_str!("../../problems/merge-intervals.json"),
    include_str!("../../problems/reverse-linked-list.json"),
    include_str!("../../problems/two-sum.json"),
    include_str!("../../problems/valid-parentheses.json"),
];

#[derive(Deserialize)]
struct File {
    problem_id: ProblemId,
    content: Content,
}

/// The problems, as added at `now`.
pub(crate) fn problems(now: Moment) -> anyhow::Result<Vec<Problem>> {
    FILES
        .iter()
        .map(|json| {
            let File { problem_id: id, content } =
                serde_json::from_str(json).context("a built-in problem cannot be read")?;
            Ok(Problem { id, content, create_time: now, update_time: now })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, time::SystemTime};

    use super::*;
    use crate::{api::wire, problem::draft};

    #[test]
    fn every_built_in_problem_keeps_the_rules_for_authors() {
        for problem in problems(SystemTime::now().into()).unwrap() {
            let sent = wire::problem(&problem, wire::Hidden::Shown);
            let (id, content) = draft::parse(Some(sent)).unwrap();
            assert_eq!((id, content), (problem.id, problem.content));
        }
    }

    #[test]
    fn every_built_in_problem_is_whole_in_every_language() {
        let languages = ["cpp", "go", "java", "javascript", "python", "rust", "typescript"];
        for problem in problems(SystemTime::now().into()).unwrap() {
            let content = problem.content;
            let has: BTreeSet<_> = content.starter_code.keys().map(|l| l.as_str()).collect();
            assert_eq!(has, BTreeSet::from(languages), "{}", problem.id);
            assert!(content.examples.len() >= 2, "{}", problem.id);
            assert!(!content.constraints.is_empty(), "{}", problem.id);
            assert!(content.interviewer_notes.len() > 200, "{}", problem.id);
        }
    }
}
