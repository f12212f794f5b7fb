//! What the page must know of the findings before it can begin to list them.

use std::collections::BTreeMap;

use crate::finding::{Code, Finding, Place};
use crate::site::outcome::Outcome;
use crate::value::Field;
use crate::value::Mac;

/// How many findings there are of each kind and about each base.
pub(super) struct Tally {
    pub by_code: BTreeMap<Code, usize>,
    pub by_base: BTreeMap<Mac, usize>,
}

impl Tally {
    pub fn of(outcome: &Outcome<'_>) -> Self {
        let mut tally = Self {
            by_code: BTreeMap::new(),
            by_base: BTreeMap::new(),
        };
        for finding in &outcome.findings {
            *tally.by_code.entry(finding.problem.code()).or_default() += 1;
            if let Some(mac) = base_of(outcome, finding) {
                *tally.by_base.entry(mac).or_default() += 1;
            }
        }
        tally
    }
}

/// The base that a finding is about, as far as its row says so in plain letters.
pub(super) fn base_of(outcome: &Outcome<'_>, finding: &Finding) -> Option<Mac> {
    match finding.place {
        Place::Base(mac) => Some(mac),
        Place::Settings => None,
        Place::Roster { sheet, row, .. } => {
            let roster = outcome.roster;
            let column = roster.table(sheet)?.header.column(Field::BaseMac)?;
            let value = roster.shown_value(Place::cell(sheet, row, column))?;
            value.parse().ok()
        }
    }
}
