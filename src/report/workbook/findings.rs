//! The list of findings, each with a link to its cell.

use rust_xlsxwriter::{Format, Url, Worksheet, XlsxError};

use super::copy::Copy;
use super::names::FINDINGS;
use super::style::{Look, Styles};
use super::text::fit;
use super::{LINKS, LeftOut, ROWS};
use crate::finding::COLUMNS;
use crate::finding::{Finding, Place, cell_name};
use crate::report::line::Line;
use crate::site::outcome::Outcome;

/// The column with the number of the row.
const ROW: u16 = 4;
/// The column with the links.
const CELL: u16 = 6;
/// The last column.
const LAST: u16 = 11;
/// The columns whose texts can take more than one line: file, value, message and help.
const LONG: [usize; 4] = [2, 8, 9, 10];
/// How wide the columns are, in characters.
const WIDTHS: [f64; COLUMNS.len()] = [
    9.0, 25.0, 22.0, 14.0, 7.0, 8.0, 9.0, 14.0, 24.0, 55.0, 65.0, 18.0,
];
/// Longer lists have lines of one height, so that they open fast.
const WRAPPED: usize = 5000;

/// How high a line is, in pixels.
const LINE: u32 = 20;
/// The most lines that a row of the list may have.
const MOST_LINES: u32 = 12;

/// Writes the list.
pub(super) fn write(
    sheet: &mut Worksheet,
    outcome: &Outcome<'_>,
    copies: &[Option<Copy<'_>>],
    styles: &Styles,
    left_out: &mut LeftOut,
) -> Result<(), XlsxError> {
    sheet.set_name(FINDINGS)?;
    let header = styles.of(Look::Header, None);
    for (column, (name, width)) in (0..).zip(COLUMNS.into_iter().zip(WIDTHS)) {
        sheet
            .set_column_width(column, width)?
            .write_string_with_format(0, column, name, header)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    let wrapped = outcome.findings.len() <= WRAPPED;
    let mut list = List {
        sheet,
        styles,
        wrapped,
        text: if wrapped {
            &styles.wrapped
        } else {
            &styles.top
        },
        links: 0,
        left_out,
    };
    let mut last = 0;
    for (row, finding) in (1..ROWS).zip(&outcome.findings) {
        list.line(row, outcome, finding, target(copies, finding))?;
        last = row;
    }
    left_out.findings = outcome.findings.len() - last as usize;
    if last == 0 {
        sheet.write_string(1, 0, "nothing was found")?;
    } else {
        sheet.autofilter(0, 0, last, LAST)?;
    }
    Ok(())
}

/// The cell of a finding in the report: the name of its sheet, and its own.
fn target<'c>(copies: &'c [Option<Copy<'_>>], finding: &Finding) -> Option<(&'c str, String)> {
    let Place::Roster { sheet, .. } = finding.place else {
        return None;
    };
    let copy = copies.get(sheet as usize)?.as_ref()?;
    let (row, column) = copy.cell_of(finding.place)?;
    (row <= ROWS).then(|| (copy.name.as_str(), cell_name(row, column)))
}

/// How many lines a text takes in a column. LibreOffice does not find out when it opens a file.
fn lines(text: &str, width: f64) -> u32 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let letters = width as usize;
    u32::try_from(text.chars().count().div_ceil(letters)).unwrap_or(MOST_LINES)
}

struct List<'w> {
    sheet: &'w mut Worksheet,
    styles: &'w Styles,
    wrapped: bool,
    text: &'w Format,
    links: usize,
    left_out: &'w mut LeftOut,
}

impl List<'_> {
    fn line(
        &mut self,
        row: u32,
        outcome: &Outcome<'_>,
        finding: &Finding,
        target: Option<(&str, String)>,
    ) -> Result<(), XlsxError> {
        let line = Line::new(outcome, finding);
        let severity = self.styles.of(Look::Label, Some(finding.severity));
        let number = line.row;
        let texts = line.into_texts();
        for (column, text) in (0..).zip(&texts) {
            match (column, number) {
                (0, _) => {
                    self.sheet
                        .write_string_with_format(row, 0, &**text, severity)?;
                }
                (ROW, Some(number)) => {
                    self.sheet
                        .write_number_with_format(row, ROW, number, &self.styles.top)?;
                }
                (CELL, _) => {}
                _ => self.text(row, column, text)?,
            }
        }
        self.link(row, target)?;
        if self.wrapped {
            let lines = LONG.map(|column| lines(&texts[column], WIDTHS[column]));
            let lines = lines.into_iter().max().unwrap_or(1).min(MOST_LINES);
            self.sheet.set_row_height_pixels(row, lines * LINE)?;
        }
        Ok(())
    }

    fn text(&mut self, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
        if text.is_empty() {
            return Ok(());
        }
        self.sheet
            .write_string_with_format(row, column, fit(text), self.text)?;
        Ok(())
    }

    fn link(&mut self, row: u32, target: Option<(&str, String)>) -> Result<(), XlsxError> {
        let Some((name, cell)) = target else {
            return Ok(());
        };
        if self.links == LINKS {
            self.left_out.links += 1;
            return self.text(row, CELL, &cell);
        }
        self.links += 1;
        let link =
            Url::new(format!("internal:'{}'!{cell}", name.replace('\'', "''"))).set_text(cell);
        self.sheet
            .write_url_with_format(row, CELL, link, &self.styles.link)?;
        Ok(())
    }
}
