//! How the run ended, in numbers, and what to do next.

use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

use super::copy::Copy;
use super::names::SUMMARY;
use super::style::{Look, Styles};
use super::text::fit;
use super::{LINKS, LeftOut, NOTES, ROWS};
use crate::finding::Severity;
use crate::report::summary;
use crate::report::text::visible;
use crate::roster::SUMMARY_TITLE;
use crate::site::outcome::Outcome;

/// Writes the sheet.
pub(super) fn write(
    sheet: &mut Worksheet,
    outcome: &Outcome<'_>,
    copies: &[Option<Copy<'_>>],
    styles: &Styles,
    left_out: LeftOut,
) -> Result<(), XlsxError> {
    sheet.set_name(SUMMARY)?;
    for (column, width) in (0..).zip([34, 44, 30]) {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_print_fit_to_pages(1, 0);
    let mut page = Page {
        sheet,
        styles,
        row: 0,
    };
    page.line(&[SUMMARY_TITLE], &styles.title)?;
    page.sentence(&summary::ending(outcome))?;
    for sentence in summary::consequences(outcome) {
        page.sentence(&sentence)?;
    }
    page.heading("What to do next")?;
    for sentence in next_steps(outcome) {
        page.sentence(sentence)?;
    }
    for (heading, numbers) in summary::numbers(outcome) {
        page.heading(heading)?;
        for (words, number, _) in numbers {
            page.number(words, number)?;
        }
    }
    page.colors(outcome)?;
    page.sheets(copies)?;
    page.left_out(left_out)?;
    page.bases(outcome)
}

/// What to do with this workbook, one step a sentence.
fn next_steps(outcome: &Outcome<'_>) -> Vec<&'static str> {
    let mut steps = Vec::new();
    let counts = outcome.counts();
    if counts.error > 0 {
        steps.extend([
            "Correct the red cells. Point at one to read what is wrong and how to fix it; the sheet \
             Findings lists them all, and a click on a cell's name leads there.",
            "Type over what is there. The columns are formatted as text, so that zeros at the \
             beginning stay. A cell that became a date must be formatted as text first.",
            "Save this workbook and give it back as the roster. Findings and Summary are not read, \
             and neither are colours and notes.",
        ]);
    }
    if counts.warning > 0 {
        steps.push(
            "Look at the yellow cells: they go through as they are, and may not be what was meant.",
        );
    }
    steps.push(
        "This workbook holds the passwords that were typed into the roster: do not leave it where \
         others can read it.",
    );
    steps
}

struct Page<'w> {
    sheet: &'w mut Worksheet,
    styles: &'w Styles,
    row: u32,
}

impl Page<'_> {
    fn line(&mut self, texts: &[&str], format: &Format) -> Result<(), XlsxError> {
        for (column, text) in (0..).zip(texts) {
            self.sheet
                .write_string_with_format(self.row, column, fit(text), format)?;
        }
        self.row += 1;
        Ok(())
    }

    fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.row += 1;
        self.line(&[text], &self.styles.bold)
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
        self.sheet
            .write_string(self.row, 0, what)?
            .write_number_with_format(self.row, 1, number, &format)?;
        self.row += 1;
        Ok(())
    }

    fn colors(&mut self, outcome: &Outcome<'_>) -> Result<(), XlsxError> {
        if outcome.findings.is_empty() {
            return Ok(());
        }
        self.heading("Colours")?;
        for (severity, meaning) in [
            (Severity::Error, "the row is not used until it is corrected"),
            (Severity::Warning, "it goes through; please look at it"),
            (Severity::Info, "it was understood, and is only mentioned"),
        ] {
            let format = self.styles.of(Look::Other, Some(severity));
            self.line(&[&format!("{severity}: {meaning}"), ""], format)?;
        }
        Ok(())
    }

    fn sheets(&mut self, copies: &[Option<Copy<'_>>]) -> Result<(), XlsxError> {
        self.heading("Where the sheets come from")?;
        self.line(&["here", "file", "its sheet"], &self.styles.bold)?;
        for copy in copies.iter().flatten() {
            let file = visible(copy.sheet.file());
            let name = copy.sheet.name().map(visible).unwrap_or_default();
            self.line(&[&copy.name, &file, &name], &self.styles.top)?;
        }
        Ok(())
    }

    fn left_out(&mut self, left_out: LeftOut) -> Result<(), XlsxError> {
        let sentences = [
            (
                left_out.rows,
                format!("rows stand below row {ROWS}, the last that a workbook can have, and are not here."),
            ),
            (
                left_out.texts,
                "texts are longer than a cell can hold and were cut: do not give this workbook back without correcting them.".into(),
            ),
            (
                left_out.notes,
                format!("more cells are coloured without a note: spreadsheets are slow with more than {NOTES} notes. Findings has their texts."),
            ),
            (
                left_out.findings,
                "more findings are not in the list, for it has no more rows. A .csv report has them all.".into(),
            ),
            (
                left_out.links,
                format!("more findings are listed without a link, for a sheet can have {LINKS} links."),
            ),
        ];
        if sentences.iter().any(|(number, _)| *number > 0) {
            self.heading("What did not fit")?;
        }
        for (number, what) in sentences.iter().filter(|(number, _)| *number > 0) {
            self.sentence(&format!("{number} {what}"))?;
        }
        Ok(())
    }

    fn bases(&mut self, outcome: &Outcome<'_>) -> Result<(), XlsxError> {
        if outcome.bases.is_empty() {
            return Ok(());
        }
        self.heading("Bases")?;
        self.line(&["base", "its file", "used"], &self.styles.bold)?;
        for base in &outcome.bases {
            if self.row >= ROWS {
                break;
            }
            let mac = base.mac.to_string();
            let used = format!("{} of {}", base.used, base.device.capacity);
            let words = summary::status_words(outcome, base.status);
            self.line(&[&mac, words, &used], &self.styles.top)?;
        }
        Ok(())
    }
}
