//! A finding as the line of a report, the same in every format.

use std::borrow::Cow;

use serde::Serialize;

use super::place;
use super::text::{changed, visible};
use crate::finding::{COLUMNS, Finding, cell_name, column_name};
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
    /// The cells of the line, in the order of the columns.
    pub fn into_texts(self) -> [Cow<'o, str>; COLUMNS.len()] {
        [
            self.severity.into(),
            self.code.into(),
            self.file,
            self.sheet.unwrap_or_default(),
            self.row
                .map(|row| row.to_string())
                .unwrap_or_default()
                .into(),
            self.column.unwrap_or_default().into(),
            self.cell.unwrap_or_default().into(),
            self.field.unwrap_or_default().into(),
            self.value.unwrap_or_default(),
            self.message.into(),
            self.help.into(),
            self.related.unwrap_or_default().into(),
        ]
    }

    /// What a report says of the finding.
    pub fn new(outcome: &Outcome<'o>, finding: &Finding) -> Self {
        let (row, column) = place::row_and_column(finding.place);
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
            // A password is not shown.
            value: outcome.roster.shown_value(finding.place).map(visible),
            message,
            help,
            related: finding
                .related
                .map(|related| place::related(outcome, finding.place, related)),
        }
    }
}

/// The message and the help of findings, each only where all of them have the same.
pub(super) fn common_texts(
    outcome: &Outcome<'_>,
    findings: &[&Finding],
) -> (Option<String>, Option<String>) {
    let mut all = findings.iter().map(|finding| texts(outcome, finding));
    let (message, help) = all.next().unzip();
    all.fold((message, help), |(message, help), (other, other_help)| {
        (
            message.filter(|text| *text == other),
            help.filter(|text| *text == other_help),
        )
    })
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
    let shown = |text: String| changed(text.into(), visible).into_owned();
    (shown(problem.message()), shown(problem.help()))
}
