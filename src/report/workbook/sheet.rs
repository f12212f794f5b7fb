//! A sheet of the roster, cell by cell.

use rust_xlsxwriter::{ExcelDateTime, IntoExcelData, Note, Worksheet, XlsxError};

use super::copy::{At, Copy, Mark};
use super::style::{Look, Styles};
use super::text::{cut_at, fit};
use super::{LeftOut, NOTES, ROWS};
use crate::finding::Severity;
use crate::input::{Cell, CellKind};
use crate::report::line::Line;
use crate::site::outcome::Outcome;
use crate::value::Field;

/// Rows whose texts decide how wide a column is.
const MEASURED: usize = 200;
/// How long a note may be, in UTF-16 units; a screen shows less.
const NOTE: usize = 4000;
/// How wide a note is, in pixels.
const NOTE_WIDTH: u32 = 360;
/// Letters in a line of a note, at least.
const NOTE_LETTERS: usize = 52;
/// How high a line of a note is, in pixels.
const NOTE_LINE: usize = 16;

/// Writes the copy of a sheet, row by row.
pub(super) fn write(
    sheet: &mut Worksheet,
    outcome: &Outcome<'_>,
    copy: &Copy<'_>,
    styles: &Styles,
    left_out: &mut LeftOut,
) -> Result<(), XlsxError> {
    sheet.set_name(&copy.name)?;
    let header = copy.header.into_iter();
    let fields = header.flat_map(|header| Field::ALL.map(|field| header.column(field)));
    let mut writer = Writer {
        sheet,
        outcome,
        copy,
        styles,
        left_out,
        identifiers: fields.flatten().collect(),
    };
    writer.columns()?;
    writer.cells()
}

struct Writer<'w, 'o, 'r> {
    sheet: &'w mut Worksheet,
    outcome: &'w Outcome<'r>,
    copy: &'w Copy<'o>,
    styles: &'w Styles,
    left_out: &'w mut LeftOut,
    /// The columns of the fields.
    identifiers: Vec<u16>,
}

impl Writer<'_, '_, '_> {
    fn columns(&mut self) -> Result<(), XlsxError> {
        let mut widths: Vec<u16> = Vec::new();
        let header = self.copy.header.map_or(0, |header| header.row);
        let rows = self.copy.sheet.rows().take(MEASURED);
        let cells = rows
            .filter(|row| row.number() >= header)
            .flat_map(|row| row.cells());
        for (column, cell) in cells {
            let column = usize::from(column);
            if widths.len() <= column {
                widths.resize(column + 1, 0);
            }
            let width = u16::try_from(cell.text.chars().count()).unwrap_or(u16::MAX);
            widths[column] = widths[column].max(width);
        }
        for (column, width) in (0..).zip(widths).filter(|(_, width)| *width > 0) {
            self.sheet
                .set_column_width(column, f64::from(width.clamp(8, 45)) + 2.0)?;
        }
        for &column in &self.identifiers {
            self.sheet
                .set_column_format(column, self.styles.of(Look::Value, None))?;
        }
        self.sheet.set_landscape().set_print_fit_to_pages(1, 0);
        if let Some(header) = self.copy.header.filter(|header| header.row <= 20) {
            self.sheet.set_freeze_panes(header.row, 0)?;
        }
        Ok(())
    }

    /// Writes what is in each cell and what was found there, in the order of the rows.
    fn cells(&mut self) -> Result<(), XlsxError> {
        let sheet = self.copy.sheet;
        let mut marks = self.copy.marks.chunk_by(|a, b| a.at == b.at).peekable();
        let cells = sheet.rows().flat_map(|row| {
            let number = row.number();
            row.cells()
                .map(move |(column, cell)| ((number, column), cell))
        });
        for (at, cell) in cells {
            while let Some(before) = marks.next_if(|marks| marks[0].at < at) {
                self.cell(before[0].at, Cell::EMPTY, before)?;
            }
            let here = marks.next_if(|marks| marks[0].at == at);
            self.cell(at, cell, here.unwrap_or_default())?;
        }
        marks.try_for_each(|after| self.cell(after[0].at, Cell::EMPTY, after))?;
        self.left_out.rows += sheet.rows().filter(|row| row.number() > ROWS).count();
        Ok(())
    }

    fn cell(&mut self, at: At, cell: Cell<'_>, marks: &[Mark<'_>]) -> Result<(), XlsxError> {
        if at.0 > ROWS {
            return Ok(());
        }
        let gravest = marks.first().map(|mark| mark.finding.severity);
        self.content(at, cell, gravest)?;
        if !marks.is_empty() {
            self.note(at, marks)?;
        }
        Ok(())
    }

    /// Writes the cell as what it was, so that reading it again finds the same.
    fn content(
        &mut self,
        at: At,
        cell: Cell<'_>,
        severity: Option<Severity>,
    ) -> Result<(), XlsxError> {
        let (row, column) = at;
        let header = self.copy.header.map_or(0, |header| header.row);
        let is_value = row > header && self.identifiers.contains(&column);
        let look = if row == header {
            Look::Header
        } else if is_value {
            Look::Value
        } else {
            Look::Other
        };
        // What was read without a doubt is written as the text that it was meant to be.
        let is_clear = is_value && self.copy.validated && severity.is_none();
        let number = match cell.kind {
            CellKind::Number if !is_clear => {
                let number = cell.text.parse().ok();
                number.map(|number| (look, number))
            }
            // A date stays one, for as a text it might pass for a value.
            CellKind::Date => date(cell.text),
            _ => None,
        };
        if let Some((look, number)) = number.filter(|(_, number)| number.is_finite()) {
            return self.put(at, number, look, severity);
        }
        match cell.kind {
            CellKind::Empty if severity.is_none() => Ok(()),
            CellKind::Formula if is_value => self.put(at, "#N/A", look, severity),
            CellKind::Empty | CellKind::Formula => self.put(at, "", look, severity),
            CellKind::Boolean => self.put(at, cell.text == "TRUE", look, severity),
            CellKind::Text | CellKind::Number | CellKind::Date | CellKind::Error => {
                let text = fit(cell.text);
                self.left_out.texts += usize::from(text != cell.text);
                self.put(at, &*text, look, severity)
            }
        }
    }

    fn put(
        &mut self,
        (row, column): At,
        value: impl IntoExcelData,
        look: Look,
        severity: Option<Severity>,
    ) -> Result<(), XlsxError> {
        let format = self.styles.of(look, severity);
        self.sheet
            .write_with_format(row - 1, column, value, format)?;
        Ok(())
    }

    fn note(&mut self, (row, column): At, marks: &[Mark<'_>]) -> Result<(), XlsxError> {
        if self.left_out.noted >= NOTES {
            self.left_out.notes += 1;
            return Ok(());
        }
        self.left_out.noted += 1;
        let parts: Vec<_> = marks.iter().map(|mark| self.sentence(mark)).collect();
        let text = parts.join("\n\n");
        let text = cut_at(&text, NOTE);
        let lines: usize = text
            .lines()
            .map(|line| line.chars().count().div_ceil(NOTE_LETTERS).max(1))
            .sum();
        let height = u32::try_from((lines + 1) * NOTE_LINE).unwrap_or(u32::MAX);
        let note = Note::new(text)
            .add_author_prefix(false)
            .set_font_size(9)
            .set_width(NOTE_WIDTH)
            .set_height(height.min(600));
        self.sheet.insert_note(row - 1, column, &note)?;
        Ok(())
    }

    /// What a finding says, as a note says it.
    fn sentence(&self, mark: &Mark<'_>) -> String {
        let line = Line::new(self.outcome, mark.finding);
        let severity = line.severity.to_uppercase();
        let (code, message, help) = (line.code, line.message, line.help);
        let related = line.related.map(|related| format!("\nSee also {related}."));
        let related = related.unwrap_or_default();
        format!("{severity}: {code}\n{message}.\nCure: {help}.{related}")
    }
}

/// A date or a time as Excel counts it, in days, with its look.
fn date(text: &str) -> Option<(Look, f64)> {
    if let Some(days) = days(text) {
        return Some((Look::Time, days));
    }
    let look = if text.contains('T') {
        Look::DateTime
    } else {
        Look::Date
    };
    let date = ExcelDateTime::parse_from_str(text).ok()?;
    Some((look, date.to_excel()))
}

/// A time or a duration in days: `11:42:00`, `PT11H42M00S`.
fn days(text: &str) -> Option<f64> {
    let mut parts = match text.strip_prefix("PT") {
        Some(parts) => parts.strip_suffix('S')?.split(['H', 'M']),
        None if text.contains(['-', 'T']) => return None,
        None => text.split([':', ':']),
    };
    let mut next = || parts.next()?.parse::<f64>().ok();
    let (hours, minutes, seconds) = (next()?, next()?, next()?);
    let days = (hours * 3600.0 + minutes * 60.0 + seconds) / 86_400.0;
    days.is_finite().then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_parts_of_a_day() {
        assert_eq!(days("12:00:00"), Some(0.5));
        assert_eq!(days("36:00:00"), Some(1.5));
        assert_eq!(days("PT06H00M00S"), Some(0.25));
        for text in ["2017-04-24", "2017-04-24T11:42:00", "-3", "PT", "x"] {
            assert_eq!(days(text), None, "{text}");
        }
    }
}
