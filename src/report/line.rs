//! A finding as the line of a report, the same in every format.

use std::borrow::Cow;

use serde::Serialize;

use super::place;
use super::text::visible;
use crate::finding::{Finding, Place, cell_name, column_name};
use crate::site::outcome::Outcome;

/// The columns of a report. The fields are the keys in JSON, in this order.
#[derive(Debug, Serialize)]
pub(super) struct Line<'o> {
    pub severity: &'static str,
    pub code: &'static str,
    pub file: Cow<'o, str>,
    pub sheet: Option<Cow<'o, str>>,
    pub row: Option<u32>,
    pub column: Option<String>,
    pub cell: Option<String>,
    pub field: Option<&'static str>,
    pub value: Option<Cow<'o, str>>,
    pub message: String,
    pub help: String,
    pub related: Option<String>,
}

impl<'o> Line<'o> {
    /// What a report says of the finding.
    pub fn new(outcome: &Outcome<'o>, finding: &Finding) -> Self {
        let (row, column) = match finding.place {
            Place::Roster { row: 0, .. } | Place::Base(_) | Place::Settings => (None, None),
            Place::Roster { row, column, .. } => (Some(row), column),
        };
        let (message, help) = texts(outcome, finding);
        Self {
            severity: finding.severity.name(),
            code: finding.problem.code().name(),
            file: place::file(outcome, finding.place),
            sheet: place::sheet(outcome, finding.place),
            row,
            column: column.map(column_name),
            cell: row.zip(column).map(|(row, column)| cell_name(row, column)),
            field: finding.field.map(crate::value::Field::name),
            value: value(outcome, finding),
            message,
            help,
            related: finding
                .related
                .map(|related| place::related(outcome, finding.place, related)),
        }
    }
}

/// The value at the place of the finding, unless it is a password.
fn value<'o>(outcome: &Outcome<'o>, finding: &Finding) -> Option<Cow<'o, str>> {
    let roster = outcome.roster;
    roster.shown_value(finding.place).map(visible)
}

/// Message and help.
///
/// Where the value is withheld because it may be a password, a message that repeats some of it would
/// give it away.
fn texts(outcome: &Outcome<'_>, finding: &Finding) -> (String, String) {
    let problem = &finding.problem;
    if problem.repeats_value() && outcome.roster.shown_value(finding.place).is_none() {
        return (
            "the value is wrong; it is not shown, because it may be a password".into(),
            "compare the row with the header: a value may be in a wrong column".into(),
        );
    }
    (shown(problem.message()), shown(problem.help()))
}

fn shown(text: String) -> String {
    let spelled_out = match visible(&text) {
        Cow::Borrowed(_) => None,
        Cow::Owned(shown) => Some(shown),
    };
    spelled_out.unwrap_or(text)
}
