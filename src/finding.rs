//! A problem with its place: what the program has to say about a roster or a file in place.
//!
//! Everything that is said derives from one typed enum, [`Problem`]: its [`Code`] (with severity,
//! meaning and cure in one table), its message and its help. A finding keeps no text of the roster;
//! a report looks the value up in the sheet, so a million findings stay small and a password has no
//! way into one.

pub mod code;
mod place;
mod problem;
mod rules;
mod suggest;

pub use code::{Code, Group};
pub use place::{Place, cell_name, column_name};
pub use problem::{HeldWith, Problem};
pub use rules::{Rule, Rules, RulesError, Severity};
pub(crate) use suggest::closest;

use serde::Serialize;

use crate::value::Field;

/// The columns of a list of findings, which do not change.
pub const COLUMNS: [&str; 12] = [
    "severity", "code", "file", "sheet", "row", "column", "cell", "field", "value", "message",
    "help", "related",
];

/// One problem at one place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Where it is. Findings are ordered by this first.
    pub place: Place,
    /// The field whose value it concerns, where it concerns one.
    pub field: Option<Field>,
    /// What is wrong.
    pub problem: Problem,
    /// How grave it is, by the rules of this run.
    pub severity: Severity,
    /// The other place of a problem that has two.
    pub related: Option<Place>,
}

// A roster can have millions.
const _: () = assert!(size_of::<Finding>() <= 64);

/// Findings by severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// What stops a row or a file.
    pub error: usize,
    /// What went through and wants a look.
    pub warning: usize,
    /// What is only said.
    pub info: usize,
}

impl Counts {
    /// Counts findings by severity.
    #[must_use]
    pub fn of(findings: &[Finding]) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            *counts.of_severity(finding.severity) += 1;
        }
        counts
    }

    /// The number of one severity.
    pub fn of_severity(&mut self, severity: Severity) -> &mut usize {
        match severity {
            Severity::Error => &mut self.error,
            Severity::Warning => &mut self.warning,
            Severity::Info => &mut self.info,
        }
    }

    /// How many there are in all.
    #[must_use]
    pub fn all(self) -> usize {
        self.error + self.warning + self.info
    }
}

/// Collects the findings of one stage under the rules of a run.
#[derive(Debug)]
pub struct Collector<'a> {
    rules: &'a Rules,
    findings: Vec<Finding>,
}

impl<'a> Collector<'a> {
    /// Begins with nothing found.
    #[must_use]
    pub fn new(rules: &'a Rules) -> Self {
        Self {
            rules,
            findings: Vec::new(),
        }
    }

    /// Takes a problem and returns how grave it is; `None` when a rule turned it off.
    pub fn add(
        &mut self,
        place: Place,
        field: Option<Field>,
        problem: Problem,
        related: Option<Place>,
    ) -> Option<Severity> {
        let severity = self.rules.severity(&problem)?;
        self.findings.push(Finding {
            place,
            field,
            problem,
            severity,
            related,
        });
        Some(severity)
    }

    /// What was found, in the order in which it was added.
    #[must_use]
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}
