//! The numbers of a run, and what to do next, in plain words.

use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

use super::copy::Copy;
use super::names::SUMMARY;
use super::style::{Look, Styles};
use super::text::fit;
use super::{LINKS, LeftOut, NOTES, ROWS};
use crate::finding::Severity;
use crate::report::summary::refused;
use crate::report::text::visible;
use crate::roster::SUMMARY_TITLE;
use crate::site::outcome::{Ending, Outcome};
use crate::site::plan::Status;
use crate::value::Position;

/// Writes the sheet.
pub(super) fn write(
    sheet: &mut Worksheet,
    outcome: &Outcome<'_>,
    copies: &[Option<Copy<'_>>],
    styles: &Styles,
    left_out: LeftOut,
) -> Result<(), XlsxError> {
    sheet.set_name(SUMMARY)?;
    sheet.set_column_width(0, 34)?;
    sheet.set_column_width(1, 44)?;
    sheet.set_column_width(2, 30)?;
    sheet.set_print_fit_to_pages(1, 0);
    let mut page = Page {
        sheet,
        styles,
        row: 0,
    };
    page.title()?;
    page.heading("What to do next")?;
    for sentence in next_steps(outcome) {
        page.sentence(&sentence)?;
    }
    page.numbers(outcome)?;
    page.colors(outcome)?;
    page.sheets(copies)?;
    page.left_out(left_out)?;
    page.bases(outcome)
}

/// What to do, one step a sentence.
fn next_steps(outcome: &Outcome<'_>) -> Vec<String> {
    let mut steps = Vec::new();
    let counts = outcome.counts();
    match outcome.ending {
        Ending::Unusable => steps.push(
            "The roster cannot be used as it is: no row was read. Correct what is marked in the \
             header first."
                .to_owned(),
        ),
        Ending::Aborted => steps.push(
            "Nothing was written, for some rows have errors and the run was to stop then.".into(),
        ),
        Ending::Refused {
            deregister,
            reassign,
        } => steps.push(format!(
            "Nothing was written. Compare the roster with the site: {}",
            refused(outcome, deregister, reassign)
        )),
        Ending::Done => {}
    }
    if counts.error > 0 {
        steps.extend([
            "Correct the red cells. Point at one to read what is wrong and how to mend it; the \
             sheet Findings lists them all, and a click on a cell's name leads there."
                .to_owned(),
            "Type over what is there. The columns are formatted as text, so that zeros at the \
             beginning stay. A cell that became a date must be formatted as text first."
                .into(),
            "Save this workbook and give it back as the roster. Findings and Summary are not read, \
             and neither are colours and notes."
                .into(),
        ]);
    }
    if counts.warning > 0 {
        steps.push(
            "Look at the yellow cells: they go through as they are, and may not be what was meant."
                .into(),
        );
    }
    if counts.error + counts.warning == 0 && outcome.ending == Ending::Done {
        steps.push("Nothing: the roster has no errors.".into());
    }
    steps.push(
        "This workbook holds the passwords that were typed into the roster: do not leave it where \
         others can read it."
            .into(),
    );
    steps
}

struct Page<'w> {
    sheet: &'w mut Worksheet,
    styles: &'w Styles,
    row: u32,
}

impl Page<'_> {
    fn title(&mut self) -> Result<(), XlsxError> {
        self.sheet
            .write_string_with_format(self.row, 0, SUMMARY_TITLE, &self.styles.title)?;
        self.row += 1;
        Ok(())
    }

    fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.row += 1;
        self.sheet
            .write_string_with_format(self.row, 0, text, &self.styles.bold)?;
        self.row += 1;
        Ok(())
    }

    /// A text over the width of the page.
    fn sentence(&mut self, text: &str) -> Result<(), XlsxError> {
        let lines = text.chars().count().div_ceil(105).max(1);
        let height = u32::try_from(lines).unwrap_or(1) * 20;
        self.sheet
            .merge_range(self.row, 0, self.row, 2, text, &self.styles.wrapped)?
            .set_row_height_pixels(self.row, height)?;
        self.row += 1;
        Ok(())
    }

    fn number(&mut self, what: &str, number: usize) -> Result<(), XlsxError> {
        // Far more rows than 2^53 do not fit any file.
        #[allow(clippy::cast_precision_loss)]
        let number = number as f64;
        let format = Format::new().set_align(FormatAlign::Left);
        self.sheet.write_string(self.row, 0, what)?;
        self.sheet
            .write_number_with_format(self.row, 1, number, &format)?;
        self.row += 1;
        Ok(())
    }

    fn line(&mut self, texts: [&str; 3], format: &Format) -> Result<(), XlsxError> {
        for (column, text) in (0..).zip(texts) {
            self.sheet
                .write_string_with_format(self.row, column, fit(text), format)?;
        }
        self.row += 1;
        Ok(())
    }

    fn numbers(&mut self, outcome: &Outcome<'_>) -> Result<(), XlsxError> {
        self.heading("In numbers")?;
        let counts = outcome.counts();
        self.number("rows read", outcome.rows.read)?;
        self.number("rows accepted", outcome.rows.accepted)?;
        self.number("rows rejected", outcome.rows.rejected)?;
        self.number("errors", counts.error)?;
        self.number("warnings", counts.warning)?;
        self.number("remarks", counts.info)?;
        if outcome.command == "check" || outcome.bases.is_empty() {
            return Ok(());
        }
        for status in STATUSES {
            self.number(
                &format!("bases: {}", words(status, outcome)),
                outcome.bases_with(status),
            )?;
        }
        self.number("handsets de-registered", outcome.deregistrations)?;
        self.number("handsets with another extension", outcome.reassignments)
    }

    fn colors(&mut self, outcome: &Outcome<'_>) -> Result<(), XlsxError> {
        if outcome.findings.is_empty() {
            return Ok(());
        }
        self.heading("Colours")?;
        for (severity, meaning) in [
            (
                Severity::Error,
                "error: the row is not used until it is corrected",
            ),
            (
                Severity::Warning,
                "warning: it goes through; please look at it",
            ),
            (
                Severity::Info,
                "remark: it was understood, and is only said",
            ),
        ] {
            let format = self.styles.of(Look::Other, Some(severity));
            self.sheet
                .write_string_with_format(self.row, 0, meaning, format)?;
            self.sheet.write_blank(self.row, 1, format)?;
            self.row += 1;
        }
        Ok(())
    }

    fn sheets(&mut self, copies: &[Option<Copy<'_>>]) -> Result<(), XlsxError> {
        self.heading("Where the sheets come from")?;
        let styles = self.styles;
        self.line(["here", "file", "its sheet"], &styles.bold)?;
        for copy in copies.iter().flatten() {
            let file = visible(copy.sheet.file());
            let name = copy.sheet.name().map(visible).unwrap_or_default();
            self.line([&copy.name, &file, &name], &styles.top)?;
        }
        Ok(())
    }

    fn left_out(&mut self, left_out: LeftOut) -> Result<(), XlsxError> {
        let LeftOut {
            rows,
            texts,
            notes,
            findings,
            links,
            ..
        } = left_out;
        let sentences = [
            (
                rows,
                format!(
                    "{rows} rows stand below row {ROWS}, the last that a workbook can have, and are not here."
                ),
            ),
            (
                texts,
                format!(
                    "{texts} texts are longer than a cell can hold and were cut: do not give this workbook back without correcting them."
                ),
            ),
            (
                notes,
                format!(
                    "{notes} more cells are coloured without a note: spreadsheets are slow with more than {NOTES} notes. Findings has their texts."
                ),
            ),
            (
                findings,
                format!(
                    "{findings} more findings are not in the list, for it has no more rows. A .csv report has them all."
                ),
            ),
            (
                links,
                format!(
                    "{links} more findings are listed without a link, for a sheet can have {LINKS} links."
                ),
            ),
        ];
        let said = sentences.into_iter().filter(|(number, _)| *number > 0);
        for (index, (_, sentence)) in said.enumerate() {
            if index == 0 {
                self.heading("What did not fit")?;
            }
            self.sentence(&sentence)?;
        }
        Ok(())
    }

    fn bases(&mut self, outcome: &Outcome<'_>) -> Result<(), XlsxError> {
        if outcome.bases.is_empty() {
            return Ok(());
        }
        self.heading("Bases")?;
        let styles = self.styles;
        let used = format!("used of {}", Position::CAPACITY);
        self.line(["base", "its file", &used], &styles.bold)?;
        for base in &outcome.bases {
            if self.row >= ROWS {
                break;
            }
            let mac = base.mac.to_string();
            let used = base.used.to_string();
            self.line([&mac, words(base.status, outcome), &used], &styles.top)?;
        }
        Ok(())
    }
}

const STATUSES: [Status; 4] = [
    Status::Written,
    Status::Unchanged,
    Status::Held,
    Status::Untouched,
];

/// What becomes of a base's file.
fn words(status: Status, outcome: &Outcome<'_>) -> &'static str {
    match status {
        Status::Written if outcome.command == "build" => "written",
        Status::Written => "to be written",
        Status::Unchanged => "unchanged",
        Status::Held => "held: keeps its present file",
        Status::Untouched => "left alone: no row names it",
    }
}
