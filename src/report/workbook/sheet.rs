//! A sheet of the roster, cell by cell.

use std::iter::Peekable;
use std::slice::ChunkBy;

use rust_xlsxwriter::{ExcelDateTime, Note, Worksheet, XlsxError};

use super::copy::Copy;
use super::marks::{self, Mark};
use super::style::{Look, Styles};
use super::text::{cut_at, fit};
use super::{LeftOut, NOTES, ROWS};
use crate::finding::Severity;
use crate::input::{Cell, CellKind, Row};
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
    let mut writer = Writer {
        sheet,
        outcome,
        copy,
        styles,
        left_out,
        identifiers: identifiers(copy),
    };
    writer.columns()?;
    writer.rows()
}

/// The columns of the fields.
fn identifiers(copy: &Copy<'_>) -> Vec<u16> {
    let Some(header) = copy.header else {
        return Vec::new();
    };
    Field::ALL
        .into_iter()
        .filter_map(|field| header.column(field))
        .collect()
}

struct Writer<'w, 'o, 'r> {
    sheet: &'w mut Worksheet,
    outcome: &'w Outcome<'r>,
    copy: &'w Copy<'o>,
    styles: &'w Styles,
    left_out: &'w mut LeftOut,
    identifiers: Vec<u16>,
}

/// The marks of a row, those of a cell together.
type Marks<'m, 'o> = Peekable<ChunkBy<'m, Mark<'o>, fn(&Mark<'o>, &Mark<'o>) -> bool>>;

impl<'o> Writer<'_, 'o, '_> {
    fn columns(&mut self) -> Result<(), XlsxError> {
        let mut widths: Vec<u16> = Vec::new();
        for row in self.copy.sheet.rows().take(MEASURED) {
            if self
                .copy
                .header
                .is_some_and(|header| row.number() < header.row)
            {
                continue;
            }
            for (column, cell) in row.cells() {
                let column = usize::from(column);
                if widths.len() <= column {
                    widths.resize(column + 1, 0);
                }
                let width = u16::try_from(cell.text.chars().count()).unwrap_or(u16::MAX);
                widths[column] = widths[column].max(width);
            }
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

    fn rows(&mut self) -> Result<(), XlsxError> {
        let same_row = |a: &Mark<'_>, b: &Mark<'_>| a.row == b.row;
        let mut marks = self.copy.marks.chunk_by(same_row).peekable();
        for row in self.copy.sheet.rows() {
            while let Some(above) = marks.next_if(|marks| marks[0].row < row.number()) {
                self.row(above[0].row, None, above)?;
            }
            let here = marks.next_if(|marks| marks[0].row == row.number());
            self.row(row.number(), Some(row), here.unwrap_or_default())?;
        }
        marks.try_for_each(|below| self.row(below[0].row, None, below))
    }

    /// Writes what is in a row and what was found there, from the left.
    fn row(
        &mut self,
        number: u32,
        row: Option<Row<'_>>,
        marks: &[Mark<'o>],
    ) -> Result<(), XlsxError> {
        if number > ROWS {
            self.left_out.rows += usize::from(row.is_some());
            return Ok(());
        }
        let same_column: fn(&Mark<'o>, &Mark<'o>) -> bool = |a, b| a.column == b.column;
        let mut marks: Marks<'_, 'o> = marks.chunk_by(same_column).peekable();
        for (column, cell) in row.into_iter().flat_map(|row| row.cells()) {
            while let Some(before) = marks.next_if(|marks| marks[0].column < column) {
                self.cell(number, before[0].column, Cell::EMPTY, before)?;
            }
            let here = marks.next_if(|marks| marks[0].column == column);
            self.cell(number, column, cell, here.unwrap_or_default())?;
        }
        marks.try_for_each(|after| self.cell(number, after[0].column, Cell::EMPTY, after))
    }

    fn cell(
        &mut self,
        row: u32,
        column: u16,
        cell: Cell<'_>,
        marks: &[Mark<'o>],
    ) -> Result<(), XlsxError> {
        let severity = marks::gravest(marks);
        self.content(row, column, cell, severity)?;
        if !marks.is_empty() {
            self.note(row - 1, column, marks)?;
        }
        Ok(())
    }

    /// Writes the cell as what it was, so that reading it again finds the same.
    fn content(
        &mut self,
        number: u32,
        column: u16,
        cell: Cell<'_>,
        severity: Option<Severity>,
    ) -> Result<(), XlsxError> {
        let header = self.copy.header.map_or(0, |header| header.row);
        let is_value = number > header && self.identifiers.contains(&column);
        let look = match number {
            number if number == header => Look::Header,
            _ if is_value => Look::Value,
            _ => Look::Other,
        };
        // What was read without a doubt is written as the text that it was meant to be.
        let is_clear = is_value && self.copy.validated && severity.is_none();
        let format = self.styles.of(look, severity);
        let row = number - 1;
        match cell.kind {
            CellKind::Empty if severity.is_some() => {
                self.sheet.write_blank(row, column, format)?;
            }
            CellKind::Empty => {}
            CellKind::Formula if !is_value => {
                self.sheet.write_blank(row, column, format)?;
            }
            CellKind::Formula => {
                self.sheet
                    .write_string_with_format(row, column, "#N/A", format)?;
            }
            CellKind::Boolean => {
                let value = cell.text == "TRUE";
                self.sheet
                    .write_boolean_with_format(row, column, value, format)?;
            }
            CellKind::Number if !is_clear => match cell.text.parse::<f64>() {
                Ok(value) if value.is_finite() => {
                    self.sheet
                        .write_number_with_format(row, column, value, format)?;
                }
                _ => self.text(row, column, cell.text, look, severity)?,
            },
            CellKind::Date => self.date(row, column, cell.text, look, severity)?,
            CellKind::Text | CellKind::Number | CellKind::Error => {
                self.text(row, column, cell.text, look, severity)?;
            }
        }
        Ok(())
    }

    fn text(
        &mut self,
        row: u32,
        column: u16,
        text: &str,
        look: Look,
        severity: Option<Severity>,
    ) -> Result<(), XlsxError> {
        let fitting = fit(text);
        self.left_out.texts += usize::from(fitting != text);
        let format = self.styles.of(look, severity);
        self.sheet
            .write_string_with_format(row, column, fitting, format)?;
        Ok(())
    }

    /// A date stays one, for as a text it might pass for a value.
    fn date(
        &mut self,
        row: u32,
        column: u16,
        text: &str,
        look: Look,
        severity: Option<Severity>,
    ) -> Result<(), XlsxError> {
        if let Some(days) = days(text) {
            let format = self.styles.of(Look::Time, severity);
            self.sheet
                .write_number_with_format(row, column, days, format)?;
            return Ok(());
        }
        let dated = if text.contains('T') {
            Look::DateTime
        } else {
            Look::Date
        };
        let format = self.styles.of(dated, severity);
        let written = ExcelDateTime::parse_from_str(text).and_then(|date| {
            self.sheet
                .write_datetime_with_format(row, column, &date, format)
                .map(|_| ())
        });
        written.or_else(|_| self.text(row, column, text, look, severity))
    }

    fn note(&mut self, row: u32, column: u16, marks: &[Mark<'o>]) -> Result<(), XlsxError> {
        if self.sheet_has_all_notes() {
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
        self.sheet.insert_note(row, column, &note)?;
        Ok(())
    }

    fn sheet_has_all_notes(&self) -> bool {
        self.left_out.noted >= NOTES
    }

    /// What a finding says, as a note says it.
    fn sentence(&self, mark: &Mark<'_>) -> String {
        let line = Line::new(self.outcome, mark.finding);
        let mut text = format!(
            "{}: {}\n{}.\nCure: {}.",
            line.severity.to_uppercase(),
            line.code,
            line.message,
            line.help
        );
        if let Some(related) = line.related {
            text.push_str("\nSee also ");
            text.push_str(&related);
            text.push('.');
        }
        text
    }
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
