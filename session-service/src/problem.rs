//! Problems: what an interview is about.

pub(crate) mod draft;
pub(crate) mod seeds;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    id::{Language, ProblemId},
    time::Moment,
};

/// A problem, as it is stored; its limits were checked by [`draft`].
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Problem {
    /// Its id.
    pub(crate) id: ProblemId,
    /// What it is.
    pub(crate) content: Content,
    /// When it was added.
    pub(crate) create_time: Moment,
    /// When it was last changed.
    pub(crate) update_time: Moment,
}

/// All of a problem that its author writes.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Content {
    /// Its title.
    pub(crate) title: String,
    /// How hard it is.
    pub(crate) difficulty: Difficulty,
    /// Its category; may be empty.
    #[serde(default)]
    pub(crate) category: String,
    /// The task, in Markdown.
    pub(crate) description: String,
    /// Worked examples.
    #[serde(default)]
    pub(crate) examples: Vec<Example>,
    /// What may be assumed of the input.
    #[serde(default)]
    pub(crate) constraints: Vec<String>,
    /// What the editor starts with.
    #[serde(default)]
    pub(crate) starter_code: BTreeMap<Language, String>,
    /// Hidden: what a right solution prints.
    #[serde(default)]
    pub(crate) expected_output: BTreeMap<Language, String>,
    /// Hidden: notes for the interviewer, in Markdown.
    #[serde(default)]
    pub(crate) interviewer_notes: String,
}

/// How hard a problem is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Difficulty {
    /// Easy.
    Easy,
    /// Medium.
    Medium,
    /// Hard.
    Hard,
}

/// A worked example.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Example {
    /// What goes in.
    pub(crate) input: String,
    /// What comes out.
    pub(crate) output: String,
    /// Why; may be empty.
    #[serde(default)]
    pub(crate) explanation: String,
}
