//! A header row: which column is which field.

use std::collections::HashSet;

use super::aliases::{self, Aliases, Meaning};
use super::fit;
use crate::finding::{Collector, Place, Problem};
use crate::input::{Row, Sheet};
use crate::value::{Field, Mac};

/// A column that is for the template alone, under the name that the header gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtraColumn {
    /// The column, from 0.
    pub column: u16,
    /// The text of the header; a second column of one name is told apart by a number, `Note 2`.
    pub name: String,
}

/// What a table is about, as its header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One handset per row.
    Handsets,
    /// One SIP account per row, joined to the handsets by its extension: the export of a PBX.
    Accounts,
    /// One base per row, with its name and its settings.
    Bases,
}

/// The header of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The header's row as the spreadsheet numbers it.
    pub row: u32,
    /// The index of the first row below it.
    pub body: usize,
    /// The number of columns up to the last one that has a header.
    pub width: u16,
    /// What the table is about.
    pub kind: Kind,
    /// Whether accounts tables give the passwords and names, so that this table need not.
    pub(super) joined: bool,
    /// The columns without a meaning of their own.
    pub extra: Vec<ExtraColumn>,
    /// The base of all rows, where no column names it and the sheet's name or the cell above the
    /// header does.
    pub base: Option<Mac>,
    /// Where the cell above the header names another base than the sheet's name does.
    pub(super) other_base: Option<(u32, u16)>,
    /// Whether its rows cannot be bases, though its columns are.
    pub(super) is_unlike_bases: bool,
    columns: [Option<u16>; Field::ALL.len()],
    /// The field of each column, as far as the header goes.
    fields: Vec<Option<Field>>,
    /// Second columns of a field, each with the first, where both may be meant.
    repeated: Vec<(u16, Field)>,
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

    /// Reads a header row. `body` are the rows below it, which decide where two columns may mean one
    /// field.
    pub(super) fn read(
        row: Row<'_>,
        index: usize,
        sheet: &Sheet,
        end: usize,
        aliases: &Aliases,
    ) -> Self {
        let mut meant: Vec<(u16, Meaning)> = Vec::new();
        let mut unknown: Vec<(u16, &str)> = Vec::new();
        for (column, cell) in row.cells() {
            match aliases.meaning(cell.text) {
                Some(meaning) => meant.push((column, meaning)),
                None => unknown.push((column, cell.text.trim())),
            }
        }
        let width = row.cells().last().map_or(0, |(column, _)| column + 1);
        let mut header = Self {
            row: row.number(),
            body: index + 1,
            width,
            kind: Kind::Handsets,
            joined: false,
            extra: Vec::new(),
            base: None,
            other_base: None,
            is_unlike_bases: false,
            columns: [None; Field::ALL.len()],
            fields: vec![None; width.into()],
            repeated: Vec::new(),
        };
        let body = fit::Body::new(sheet, index + 1..end);
        let resolved = fit::resolve(&meant, &body);
        for (column, field) in resolved.columns {
            header.columns[field as usize] = Some(column);
            header.fields[usize::from(column)] = Some(field);
        }
        header.repeated = resolved.repeated;
        for column in resolved.unused {
            unknown.push((column, row.cell(column).text.trim()));
        }
        unknown.sort_unstable_by_key(|(column, _)| *column);
        header.extra = extra_columns(&unknown);
        if header.shape() == Kind::Bases {
            let mac = header.column(Field::BaseMac);
            header.is_unlike_bases = mac.is_some_and(|column| body.is_unlike_bases(column));
        }
        header
    }

    /// What the columns alone say that the table is about.
    pub(super) fn shape(&self) -> Kind {
        let has = |field| self.column(field).is_some();
        let (ipui, base) = (has(Field::Ipui), has(Field::BaseMac));
        match (has(Field::Extension), has(Field::Password)) {
            (true, true) if !ipui && !base && self.base.is_none() => Kind::Accounts,
            (false, _) if !ipui && base && !self.is_unlike_bases => Kind::Bases,
            _ => Kind::Handsets,
        }
    }

    /// Settles what the table is about. Of accounts only what the PBX signs in with is read: their mailbox
    /// is often a word, and their position is one of the PBX.
    pub(super) fn settle(&mut self, row: Row<'_>) {
        const OF_ACCOUNTS: [Field; 6] = [
            Field::Extension,
            Field::Password,
            Field::Login,
            Field::DisplayName,
            Field::FirstName,
            Field::LastName,
        ];
        self.kind = self.shape();
        if self.kind != Kind::Accounts {
            return;
        }
        for field in Field::ALL {
            if OF_ACCOUNTS.contains(&field) {
                continue;
            }
            if let Some(column) = self.columns[field as usize].take() {
                self.fields[usize::from(column)] = None;
            }
        }
        self.repeated
            .retain(|(_, field)| OF_ACCOUNTS.contains(field));
        let unknown: Vec<_> = row
            .cells()
            .filter(|(column, _)| self.field(*column).is_none())
            .map(|(column, cell)| (column, cell.text.trim()))
            .collect();
        self.extra = extra_columns(&unknown);
    }

    /// The required fields without a column.
    pub(super) fn missing(&self) -> impl Iterator<Item = Field> {
        let has_name =
            self.column(Field::FirstName).is_some() || self.column(Field::LastName).is_some();
        Field::ALL.into_iter().filter(move |field| {
            let is_said = match field {
                Field::BaseMac => self.base.is_some(),
                Field::DisplayName => has_name || self.joined,
                Field::Password => self.joined,
                _ => false,
            };
            field.is_required() && self.column(*field).is_none() && !is_said
        })
    }

    /// Whether every required field has a column, or is said elsewhere.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.missing().next().is_none()
    }

    /// Reports what is wrong with the header.
    pub(super) fn report(&self, sheet: u32, aliases: &Aliases, findings: &mut Collector<'_>) {
        for &(column, field) in &self.repeated {
            let first = self
                .column(field)
                .map(|column| Place::cell(sheet, self.row, column));
            let place = Place::cell(sheet, self.row, column);
            findings.add(place, Some(field), Problem::DuplicateColumn(field), first);
        }
        if let Some((row, column)) = self.other_base {
            let place = Place::cell(sheet, row, column);
            findings.add(place, None, Problem::OtherBaseAbove, None);
        }
        if self.kind != Kind::Handsets {
            return;
        }
        for field in self.missing() {
            let similar = self.similar_to(field, aliases);
            let place = similar.map(|extra| Place::cell(sheet, self.row, extra.column));
            let problem =
                Problem::MissingColumn(field, similar.map(|extra| extra.name.as_str().into()));
            findings.add(Place::row(sheet, self.row), Some(field), problem, place);
        }
    }

    /// An unknown header that is spelled almost like one that means the field.
    fn similar_to(&self, field: Field, aliases: &Aliases) -> Option<&ExtraColumn> {
        let near = |extra: &&ExtraColumn| aliases.near(&extra.name) == Some(field);
        self.extra.iter().take(SUGGESTED).find(near).or_else(|| {
            let names: Vec<String> = aliases::names(field).map(aliases::normalise).collect();
            self.extra.iter().take(SUGGESTED).find(|extra| {
                let header = aliases::normalise(&extra.name);
                crate::finding::closest(&header, names.iter().map(String::as_str)).is_some()
            })
        })
    }
}

/// Among how many unknown columns a misspelt one is looked for.
const SUGGESTED: usize = 200;

/// Names the columns for the template; the second of a name gets a number, so that none is lost.
fn extra_columns(unknown: &[(u16, &str)]) -> Vec<ExtraColumn> {
    let mut taken: HashSet<String> = HashSet::with_capacity(unknown.len());
    let mut numbers = std::collections::HashMap::<&str, u32>::new();
    let mut extra = Vec::with_capacity(unknown.len());
    for &(column, header) in unknown.iter().filter(|(_, header)| !header.is_empty()) {
        let mut name = header.to_owned();
        // The number goes on where it stopped: equal headers by the thousand stay cheap.
        let number = numbers.entry(header).or_insert(1);
        while !taken.insert(name.clone()) {
            *number += 1;
            name = format!("{header} {number}");
        }
        extra.push(ExtraColumn { column, name });
    }
    extra
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_one_name_are_told_apart() {
        let headers = [
            (4, "Note"),
            (5, "Note"),
            (6, ""),
            (7, "Note 2"),
            (8, "Note"),
        ];
        let names: Vec<_> = extra_columns(&headers)
            .into_iter()
            .map(|extra| extra.name)
            .collect();
        assert_eq!(names, ["Note", "Note 2", "Note 2 2", "Note 3"]);
    }
}
