//! What an author sends, checked field by field.

use std::collections::{BTreeMap, HashMap};

use proto::session::v1 as pb;

use super::{Content, Difficulty, Example};
use service_kit::text::Invalid;

use crate::id::{Language, ProblemId};

/// A title is between these, in bytes: long enough to tell, short enough to list.
const TITLE: std::ops::RangeInclusive<usize> = 3..=128;
/// The longest category, in bytes: it is a label.
const MAX_CATEGORY: usize = 128;
/// The longest text, in bytes: description, notes, code or output each. More than
/// a screenful of any of them is not an interview problem.
const MAX_TEXT: usize = 32 * 1024;
/// The most examples, and the most bytes of each part.
const MAX_EXAMPLES: usize = 16;
const MAX_EXAMPLE_PART: usize = 4 * 1024;
/// The most constraints, and the most bytes of each.
const MAX_CONSTRAINTS: usize = 32;
const MAX_CONSTRAINT: usize = 512;
/// The most languages of starter code and of expected output.
const MAX_LANGUAGES: usize = 32;

/// Checks what an author sent: an id and a content, or the first field that
/// breaks its rule.
pub(crate) fn parse(raw: Option<pb::Problem>) -> Result<(ProblemId, Content), Invalid> {
    let raw = raw.ok_or(Invalid { field: "problem", rule: "set" })?;
    let id = ProblemId::parse(&raw.problem_id)?;
    let difficulty = difficulty(raw.difficulty())?;
    let is_title = TITLE.contains(&raw.title.len()) && !raw.title.trim().is_empty();
    check(is_title, "title", "3 to 128 bytes and not blank")?;
    check(raw.category.len() <= MAX_CATEGORY, "category", "at most 128 bytes")?;
    let is_text = raw.description.len() <= MAX_TEXT && !raw.description.trim().is_empty();
    check(is_text, "description", "1 byte to 32 KiB and not blank")?;
    let is_text = raw.interviewer_notes.len() <= MAX_TEXT;
    check(is_text, "interviewer_notes", "at most 32 KiB")?;
    let are_lines = raw.constraints.len() <= MAX_CONSTRAINTS
        && raw.constraints.iter().all(|line| line.len() <= MAX_CONSTRAINT);
    check(are_lines, "constraints", "at most 32 lines of at most 512 bytes")?;
    let content = Content {
        title: raw.title,
        difficulty,
        category: raw.category,
        description: raw.description,
        examples: examples(raw.examples)?,
        constraints: raw.constraints,
        starter_code: by_language(raw.starter_code, "starter_code")?,
        expected_output: by_language(raw.expected_output, "expected_output")?,
        interviewer_notes: raw.interviewer_notes,
    };
    Ok((id, content))
}

fn difficulty(raw: pb::Difficulty) -> Result<Difficulty, Invalid> {
    match raw {
        pb::Difficulty::Easy => Ok(Difficulty::Easy),
        pb::Difficulty::Medium => Ok(Difficulty::Medium),
        pb::Difficulty::Hard => Ok(Difficulty::Hard),
        pb::Difficulty::Unspecified => {
            Err(Invalid { field: "difficulty", rule: "EASY, MEDIUM or HARD" })
        }
    }
}

fn examples(raw: Vec<pb::Example>) -> Result<Vec<Example>, Invalid> {
    let fits = |part: &String| part.len() <= MAX_EXAMPLE_PART;
    let rule = "at most 16, each part at most 4 KiB, with an input and an output";
    check(raw.len() <= MAX_EXAMPLES, "examples", rule)?;
    raw.into_iter()
        .map(|pb::Example { input, output, explanation }| {
            let is_complete = !input.is_empty() && !output.is_empty();
            let fits = [&input, &output, &explanation].into_iter().all(fits);
            check(is_complete && fits, "examples", rule)?;
            Ok(Example { input, output, explanation })
        })
        .collect()
}

fn by_language(
    raw: HashMap<String, String>,
    field: &'static str,
) -> Result<BTreeMap<Language, String>, Invalid> {
    let invalid = Invalid {
        field,
        rule: "at most 32 languages (1 to 32 of a-z, 0-9 and +#._-), each at most 32 KiB",
    };
    if raw.len() > MAX_LANGUAGES || raw.values().any(|text| text.len() > MAX_TEXT) {
        return Err(invalid);
    }
    raw.into_iter()
        .map(|(language, text)| Ok((Language::parse(&language).map_err(|_| invalid)?, text)))
        .collect()
}

fn check(holds: bool, field: &'static str, rule: &'static str) -> Result<(), Invalid> {
    if holds { Ok(()) } else { Err(Invalid { field, rule }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw() -> pb::Problem {
        pb::Problem {
            problem_id: "sum".into(),
            title: "Sum".into(),
            difficulty: pb::Difficulty::Easy.into(),
            description: "Add them up.".into(),
            ..Default::default()
        }
    }

    fn texts(language: &str, bytes: usize) -> HashMap<String, String> {
        [(language.to_owned(), "x".repeat(bytes))].into()
    }

    fn many(languages: usize) -> HashMap<String, String> {
        (0..languages).map(|number| (format!("l{number}"), String::new())).collect()
    }

    fn example(bytes: usize) -> pb::Example {
        let part = || "x".repeat(bytes);
        pb::Example { input: part(), output: part(), explanation: part() }
    }

    #[test]
    fn what_just_keeps_every_limit_is_taken() {
        let largest = pb::Problem {
            problem_id: "x".repeat(64),
            title: "x".repeat(128),
            category: "x".repeat(MAX_CATEGORY),
            description: "x".repeat(MAX_TEXT),
            examples: vec![example(MAX_EXAMPLE_PART); MAX_EXAMPLES],
            constraints: vec!["x".repeat(MAX_CONSTRAINT); MAX_CONSTRAINTS],
            starter_code: many(MAX_LANGUAGES),
            expected_output: texts("python", MAX_TEXT),
            interviewer_notes: "x".repeat(MAX_TEXT),
            ..raw()
        };
        parse(Some(largest)).unwrap();
        parse(Some(raw())).unwrap();
    }

    #[test]
    fn what_breaks_a_limit_is_refused_by_its_field() {
        let bad = [
            ("problem_id", pb::Problem { problem_id: String::new(), ..raw() }),
            ("title", pb::Problem { title: "ab".into(), ..raw() }),
            ("title", pb::Problem { title: "    ".into(), ..raw() }),
            ("difficulty", pb::Problem { difficulty: 99, ..raw() }),
            ("category", pb::Problem { category: "x".repeat(MAX_CATEGORY + 1), ..raw() }),
            ("description", pb::Problem { description: " ".into(), ..raw() }),
            ("description", pb::Problem { description: "x".repeat(MAX_TEXT + 1), ..raw() }),
            ("examples", pb::Problem { examples: vec![example(1); MAX_EXAMPLES + 1], ..raw() }),
            ("examples", pb::Problem { examples: vec![example(MAX_EXAMPLE_PART + 1)], ..raw() }),
            ("examples", pb::Problem { examples: vec![example(0)], ..raw() }),
            ("constraints", pb::Problem { constraints: vec!["x".repeat(513)], ..raw() }),
            ("starter_code", pb::Problem { starter_code: many(MAX_LANGUAGES + 1), ..raw() }),
            ("starter_code", pb::Problem { starter_code: texts("C", 1), ..raw() }),
            ("expected_output", pb::Problem { expected_output: texts("c", MAX_TEXT + 1), ..raw() }),
            (
                "interviewer_notes",
                pb::Problem { interviewer_notes: "x".repeat(MAX_TEXT + 1), ..raw() },
            ),
        ];
        for (field, raw) in bad {
            assert_eq!(parse(Some(raw)).unwrap_err().field, field);
        }
        assert_eq!(parse(None).unwrap_err().field, "problem");
    }
}
