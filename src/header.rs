//! Which row is the header, and which column is which field.

mod aliases;

pub use aliases::Aliases;

use crate::field::Field;
use crate::finding::{Collector, Place, Problem};
use crate::input::{Row, Sheet, SheetKind, Standing};

/// How many rows may stand above the header: a title, a logo's text, a note or two.
const ROWS_SEARCHED: usize = 100;

/// A column that is for the template alone, under the name that the header gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtraColumn {
    /// The column, from 0.
    pub column: u16,
    /// The text of the header; a second column of one name is told apart by a number, `Note 2`.
    pub name: String,
}

/// The header of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The header's row as the spreadsheet numbers it.
    pub row: u32,
    /// The index of the first row below it.
    pub body: usize,
    /// The number of columns up to the last one that has a header.
    pub width: u16,
    /// The columns without a meaning of their own.
    pub extra: Vec<ExtraColumn>,
    columns: [Option<u16>; Field::ALL.len()],
    /// The field of each column, as far as the header goes.
    fields: Vec<Option<Field>>,
}

impl Header {
    /// The column of a field, where the roster has it.
    #[must_use]
    pub fn column(&self, field: Field) -> Option<u16> {
        self.columns[field as usize]
    }

    /// The field of a column, where it has one.
    #[must_use]
    pub fn field(&self, column: u16) -> Option<Field> {
        *self.fields.get(usize::from(column))?
    }
}

/// Finds the header of every sheet that has one.
///
/// Returns one entry a sheet, `None` for a sheet that is no roster. What is wrong with the headers
/// goes to `findings`; any error among it means that the roster cannot be used, for a sheet left
/// out would look as if its handsets were gone.
pub fn find(
    sheets: &[Sheet],
    aliases: &Aliases,
    findings: &mut Collector<'_>,
) -> Vec<Option<Header>> {
    let candidates: Vec<_> = sheets
        .iter()
        .map(|sheet| match sheet.standing() {
            Standing::Read => Candidate::best_of(sheet, aliases),
            Standing::Hidden | Standing::NotChosen => None,
        })
        .collect();
    let any_complete = candidates.iter().flatten().any(Candidate::is_complete);
    let mut headers = Vec::with_capacity(sheets.len());
    for ((number, sheet), candidate) in (0..).zip(sheets).zip(candidates) {
        if sheet.standing() != Standing::Read {
            headers.push(None);
            continue;
        }
        let header = match candidate {
            Some(candidate) if candidate.is_complete() || candidate.looks_meant(any_complete) => {
                candidate.report(number, findings);
                Some(candidate.header)
            }
            _ => {
                report_without_header(number, sheet, any_complete, findings);
                None
            }
        };
        headers.push(header);
    }
    let rows = |(sheet, header): (&Sheet, &Option<Header>)| {
        header
            .as_ref()
            .map_or(0, |header| sheet.len() - header.body)
    };
    if any_complete && sheets.iter().zip(&headers).map(rows).sum::<usize>() == 0 {
        findings.add(Place::sheet(0), None, Problem::EmptyRoster, None);
    }
    headers
}

fn report_without_header(number: u32, sheet: &Sheet, others: bool, findings: &mut Collector<'_>) {
    let problem = match sheet.kind() {
        // New workbooks come with empty sheets; there is nothing in them to miss.
        SheetKind::Workbook if others && sheet.is_empty() => return,
        SheetKind::Workbook if others => Problem::SheetSkipped,
        _ if sheet.is_empty() => Problem::NothingInIt,
        _ => Problem::NoHeader,
    };
    findings.add(Place::sheet(number), None, problem, None);
}

/// A row that may be the header.
struct Candidate {
    header: Header,
    repeated: Vec<(u16, Field)>,
    /// Headers that mean nothing, where a misspelt one may be among them.
    unknown: Vec<(u16, String)>,
}

impl Candidate {
    /// The first row with all required columns, else the one with the most of them.
    fn best_of(sheet: &Sheet, aliases: &Aliases) -> Option<Self> {
        let mut best: Option<Self> = None;
        for (index, row) in sheet.rows().take(ROWS_SEARCHED).enumerate() {
            let candidate = Self::of(row, index, aliases);
            if candidate.is_complete() {
                return Some(candidate);
            }
            if best
                .as_ref()
                .is_none_or(|best| candidate.missing().count() < best.missing().count())
            {
                best = Some(candidate);
            }
        }
        best
    }

    fn of(row: Row<'_>, index: usize, aliases: &Aliases) -> Self {
        let mut columns = [None; Field::ALL.len()];
        let mut repeated = Vec::new();
        let mut unknown = Vec::new();
        let width = row.cells().last().map_or(0, |(column, _)| column + 1);
        let mut fields = vec![None; width.into()];
        for (column, cell) in row.cells() {
            match aliases.field(cell.text) {
                Some(field) if columns[field as usize].is_none() => {
                    columns[field as usize] = Some(column);
                    fields[usize::from(column)] = Some(field);
                }
                Some(field) => repeated.push((column, field)),
                None => unknown.push((column, cell.text.trim().to_owned())),
            }
        }
        let extra = extra_columns(&unknown);
        let header = Header {
            row: row.number(),
            width,
            body: index + 1,
            extra,
            columns,
            fields,
        };
        Self {
            header,
            repeated,
            unknown,
        }
    }

    fn missing(&self) -> impl Iterator<Item = Field> {
        Field::ALL
            .into_iter()
            .filter(|field| field.is_required() && self.header.column(*field).is_none())
    }

    fn is_complete(&self) -> bool {
        self.missing().next().is_none()
    }

    /// Whether a row without all columns is a header with a mistake rather than other content: with
    /// rosters beside it, one column may be missing; alone, any two that are there will do.
    fn looks_meant(&self, others: bool) -> bool {
        let missing = self.missing().count();
        if others { missing <= 1 } else { missing <= 3 }
    }

    fn report(&self, sheet: u32, findings: &mut Collector<'_>) {
        let row = self.header.row;
        for &(column, field) in &self.repeated {
            let first = self
                .header
                .column(field)
                .map(|column| Place::cell(sheet, row, column));
            let place = Place::cell(sheet, row, column);
            findings.add(place, Some(field), Problem::DuplicateColumn(field), first);
        }
        for field in self.missing() {
            let similar = self.similar_to(field);
            let place = similar.map(|(column, _)| Place::cell(sheet, row, *column));
            let problem =
                Problem::MissingColumn(field, similar.map(|(_, name)| name.as_str().into()));
            findings.add(Place::row(sheet, row), Some(field), problem, place);
        }
    }

    /// An unknown header that is spelled almost like one that means the field.
    fn similar_to(&self, field: Field) -> Option<&(u16, String)> {
        let names: Vec<String> = aliases::names(field).map(aliases::normalise).collect();
        self.unknown.iter().find(|(_, header)| {
            let header = aliases::normalise(header);
            crate::suggest::closest(&header, names.iter().map(String::as_str)).is_some()
        })
    }
}

/// Names the columns for the template; the second of a name gets a number, so that none is lost.
fn extra_columns(unknown: &[(u16, String)]) -> Vec<ExtraColumn> {
    let mut extra: Vec<ExtraColumn> = Vec::with_capacity(unknown.len());
    for (column, header) in unknown.iter().filter(|(_, header)| !header.is_empty()) {
        let taken = |name: &str| extra.iter().any(|column| column.name == name);
        let numbered = (2..).map(|number| format!("{header} {number}"));
        let name = std::iter::once(header.clone())
            .chain(numbered)
            .find(|name| !taken(name));
        extra.extend(name.map(|name| ExtraColumn {
            column: *column,
            name,
        }));
    }
    extra
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_one_name_are_told_apart() {
        let headers = [
            (4, "Note".to_owned()),
            (5, "Note".to_owned()),
            (6, String::new()),
        ];
        let names: Vec<_> = extra_columns(&headers)
            .into_iter()
            .map(|extra| extra.name)
            .collect();
        assert_eq!(names, ["Note", "Note 2"]);
    }
}
