//! Names of sheets that Excel takes.

use std::collections::BTreeSet;
use std::path::Path;

use super::text::start;
use crate::input::Sheet;

/// The sheet with the list.
pub(super) const FINDINGS: &str = "Findings";
/// The sheet with the numbers.
pub(super) const SUMMARY: &str = "Summary";
/// How long a name may be, in UTF-16 units.
const LONGEST: usize = 31;

/// Gives each sheet a name of its own.
pub(super) struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// Begins with the names that the report itself needs, and one that Excel keeps for itself.
    pub fn new() -> Self {
        let taken = [FINDINGS, SUMMARY, "History"];
        Self {
            taken: taken.map(str::to_lowercase).into(),
        }
    }

    /// The sheet's own name, or that of its file, with as little changed as possible.
    pub fn give(&mut self, sheet: &Sheet) -> String {
        let wanted = match (sheet.name(), sheet.file()) {
            (Some(name), _) => name.to_owned(),
            (None, "-") => "standard input".to_owned(),
            (None, file) => Path::new(file)
                .file_name()
                .map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
        };
        self.unique(&allowed(&wanted))
    }

    fn unique(&mut self, wanted: &str) -> String {
        let mut name = shortened(wanted, "");
        let mut number = 1_usize;
        // Excel takes two names that differ in case for the same.
        while !self.taken.insert(name.to_lowercase()) {
            number += 1;
            name = shortened(wanted, &format!(" ({number})"));
        }
        name
    }
}

fn allowed(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|c| match c {
            '[' | ']' | ':' | '*' | '?' | '/' | '\\' => '_',
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => '_',
            c => c,
        })
        .collect();
    if name.trim().is_empty() {
        "Sheet".to_owned()
    } else {
        name
    }
}

/// The name with its ending, cut so that both fit, and without an apostrophe at either end.
fn shortened(name: &str, ending: &str) -> String {
    let mut short = format!("{}{ending}", start(name, LONGEST - ending.len()));
    if short.starts_with('\'') {
        short.replace_range(..1, "_");
    }
    if short.ends_with('\'') {
        short.pop();
        short.push('_');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_excel_takes_and_differ_by_more_than_case() {
        let mut names = Names::new();
        let long = "A very long name of a sheet that nobody can read";
        for (wanted, given) in [
            ("Roster", "Roster"),
            ("roster", "roster (2)"),
            ("findings", "findings (2)"),
            ("History", "History (2)"),
            ("a/b:c[d]*?\\", "a_b_c_d____"),
            ("'quoted'", "_quoted_"),
            ("it's", "it's"),
            ("", "Sheet"),
            (long, "A very long name of a sheet tha"),
            (long, "A very long name of a sheet (2)"),
            ("\u{1F4DE}".repeat(20).as_str(), &"\u{1F4DE}".repeat(15)),
            ("x\u{7}y", "x_y"),
        ] {
            assert_eq!(names.unique(&allowed(wanted)), given, "{wanted}");
        }
    }
}
