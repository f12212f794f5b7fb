//! Which sheets are copied, under which names, and what was found in them.

use super::marks::{self, Mark};
use super::names::Names;
use crate::finding::{Finding, Place};
use crate::input::{Sheet, Standing};
use crate::roster::Header;
use crate::site::outcome::{Ending, Outcome};

/// A sheet of the roster that stands in the report too.
pub(super) struct Copy<'o> {
    pub sheet: &'o Sheet,
    pub header: Option<&'o Header>,
    /// Whether its rows were read; where a header is wrong, no row is.
    pub validated: bool,
    /// Its name in the report.
    pub name: String,
    pub marks: Vec<Mark<'o>>,
}

impl<'o> Copy<'o> {
    /// A copy for each sheet of the roster, by their numbers; none for a sheet that was not read, and
    /// none for what an earlier report of this kind put before the sheets.
    pub fn all_of(outcome: &'o Outcome<'_>) -> Vec<Option<Self>> {
        let mut names = Names::new();
        let sheets = (0..).zip(outcome.roster.sheets());
        sheets
            .map(|(number, sheet)| {
                let table = outcome.roster.table(number);
                let header = table.map(|table| table.header);
                let is_ours = crate::roster::is_own_sheet(sheet);
                if header.is_none() && is_ours || sheet.standing() != Standing::Read {
                    return None;
                }
                Some(Self {
                    sheet,
                    header,
                    validated: header.is_some() && outcome.ending != Ending::Unusable,
                    name: names.give(sheet),
                    marks: marks::of(found_in(&outcome.findings, number), sheet, header),
                })
            })
            .collect()
    }
}

/// The findings of a sheet, which stand together.
fn found_in(findings: &[Finding], number: u32) -> &[Finding] {
    let first = findings.partition_point(|finding| finding.place < Place::sheet(number));
    let beyond = Place::sheet(number.saturating_add(1));
    let found = &findings[first..];
    &found[..found.partition_point(|finding| finding.place < beyond)]
}
