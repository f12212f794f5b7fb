//! A row -> a handset, or all its faults, each at its own cell.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};
use std::num::NonZeroU64;

use super::cell::{self, Content};
use crate::field::Field;
use crate::finding::{Collector, Place, Problem, Severity};
use crate::handset::{Handset, Identity, RowRef};
use crate::input::{Cell, Row, SheetKind};
use crate::roster::Table;
use crate::value::{
    AccountName, DisplayName, Extension, Ipui, Login, Mac, Password, Position, TextDoubt,
    TextError, Voicemail,
};

/// What a row says of who stands where; the findings get all that is wrong with the row.
pub(super) fn identity<'r>(
    table: Table<'r>,
    index: u32,
    hasher: &RandomState,
    findings: &mut Collector<'_>,
) -> Identity<'r> {
    let (parts, refused) = Parts::read(table, index, findings);
    Identity {
        row: RowRef {
            sheet: table.number,
            index,
        },
        base: parts.base,
        ipui: parts.ipui,
        position: parts.position,
        password_hash: parts
            .password
            .as_ref()
            .and_then(|password| NonZeroU64::new(hasher.hash_one(password.expose()))),
        accepted: !refused && parts.is_complete(),
        extension: parts.extension,
    }
}

/// The whole row, if it has no error.
pub(super) fn handset<'r>(
    table: Table<'r>,
    index: u32,
    findings: &mut Collector<'_>,
) -> Option<Handset<'r>> {
    let (parts, refused) = Parts::read(table, index, findings);
    if refused {
        return None;
    }
    Some(Handset {
        row: RowRef {
            sheet: table.number,
            index,
        },
        base: parts.base?,
        ipui: parts.ipui,
        extension: parts.extension?,
        password: parts.password?,
        display_name: parts.display_name?,
        login: parts.login,
        account_name: parts.account_name,
        voicemail: parts.voicemail,
        provider: parts.provider.unwrap_or(0),
        position: parts.position,
    })
}

/// The values of a row, as far as they could be read.
#[derive(Default)]
struct Parts<'r> {
    base: Option<Mac>,
    ipui: Option<Ipui>,
    extension: Option<Extension<'r>>,
    password: Option<Password<'r>>,
    display_name: Option<DisplayName<'r>>,
    login: Option<Login<'r>>,
    account_name: Option<AccountName<'r>>,
    voicemail: Option<Voicemail<'r>>,
    provider: Option<u8>,
    position: Option<Position>,
}

impl<'r> Parts<'r> {
    /// Reads every field; the second value is whether one of them had an error.
    fn read(table: Table<'r>, index: u32, findings: &mut Collector<'_>) -> (Self, bool) {
        let row = table.row(index);
        if let Some((column, delimiter)) = other_delimiter(table, row) {
            let place = Place::cell(table.number, row.number(), column);
            findings.add(place, None, Problem::OtherDelimiter(delimiter), None);
            return (Self::default(), true);
        }
        let mut fields = Fields {
            table,
            row,
            cells: [Cell::EMPTY; Field::ALL.len()],
            beyond: None,
            findings,
            refused: false,
        };
        for (column, cell) in row.cells() {
            match table.header.field(column) {
                Some(field) => fields.cells[field as usize] = cell,
                None if column < table.header.width => {}
                None => fields.beyond = fields.beyond.or(Some(column)),
            }
        }
        let parts = Self {
            extension: fields.text(Field::Extension, Extension::new, Extension::doubt),
            password: fields.password(),
            display_name: fields.text(Field::DisplayName, DisplayName::new, DisplayName::doubt),
            ipui: fields.ipui(),
            base: fields.parsed(Field::BaseMac, Problem::InvalidMac),
            login: fields.text(Field::Login, Login::new, Login::doubt),
            position: fields.parsed(Field::Position, |_| Problem::InvalidPosition),
            voicemail: fields.text(Field::Voicemail, Voicemail::new, Voicemail::doubt),
            provider: fields.parsed(Field::Provider, |_: std::num::ParseIntError| {
                Problem::InvalidProvider
            }),
            account_name: fields.text(Field::AccountName, AccountName::new, AccountName::doubt),
        };
        fields.check_password(&parts);
        fields.check_width();
        (parts, fields.refused)
    }

    fn is_complete(&self) -> bool {
        self.base.is_some()
            && self.extension.is_some()
            && self.password.is_some()
            && self.display_name.is_some()
    }
}

/// The fields of one row, with the findings that reading them makes.
struct Fields<'a, 'b, 'r> {
    table: Table<'r>,
    row: Row<'r>,
    /// The cell of each field.
    cells: [Cell<'r>; Field::ALL.len()],
    /// The first column behind the header that has something in it.
    beyond: Option<u16>,
    findings: &'a mut Collector<'b>,
    refused: bool,
}

impl<'r> Fields<'_, '_, 'r> {
    fn add(&mut self, field: Field, problem: Problem) {
        let place = self.table.place(self.row, field);
        let severity = self.findings.add(place, Some(field), problem, None);
        self.refused |= severity == Some(Severity::Error);
    }

    /// The text that the field's cell means, where it means one.
    fn content(&mut self, field: Field) -> Option<Cow<'r, str>> {
        self.table.header.column(field)?;
        match cell::read(field, self.cells[field as usize], self.table.sheet.kind()) {
            Content::Empty => {
                if field == Field::Ipui {
                    self.add(field, Problem::MissingIpui);
                } else if field.is_required() {
                    self.add(field, Problem::MissingValue(field));
                }
                None
            }
            Content::Text(text, problems) => {
                for problem in problems {
                    self.add(field, problem);
                }
                Some(text)
            }
            Content::Fault(problem) => {
                self.add(field, problem);
                None
            }
        }
    }

    fn text<T>(
        &mut self,
        field: Field,
        new: impl Fn(Cow<'r, str>) -> Result<T, TextError>,
        doubt: impl Fn(&T) -> Option<TextDoubt>,
    ) -> Option<T> {
        let text = self.content(field)?;
        let value = new(text)
            .map_err(|error| self.add(field, text_problem(field, error)))
            .ok()?;
        if let Some(doubt) = doubt(&value) {
            self.add(field, Problem::DoubtfulText(field, doubt));
        }
        Some(value)
    }

    fn password(&mut self) -> Option<Password<'r>> {
        self.text(Field::Password, Password::new, Password::doubt)
    }

    fn parsed<T: std::str::FromStr>(
        &mut self,
        field: Field,
        problem: impl Fn(T::Err) -> Problem,
    ) -> Option<T> {
        let text = self.content(field)?;
        text.parse()
            .map_err(|error| self.add(field, problem(error)))
            .ok()
    }

    fn check_password(&mut self, parts: &Parts<'_>) {
        let Some(password) = parts.password.as_ref().map(Password::expose) else {
            return;
        };
        let is = |text: Option<&str>| text == Some(password);
        if is(parts.extension.as_ref().map(Extension::as_str))
            || is(parts.login.as_ref().map(Login::as_str))
        {
            self.add(Field::Password, Problem::PasswordEqualsExtension);
        }
    }

    /// In a text file a row with more cells than the header has a delimiter too many, most likely in
    /// a name: from there on each value may stand in the wrong column.
    fn check_width(&mut self) {
        if self.table.sheet.kind() == SheetKind::Workbook {
            return;
        }
        if let Some(column) = self.beyond {
            let place = Place::cell(self.table.number, self.row.number(), column);
            let severity = self.findings.add(place, None, Problem::RaggedRow, None);
            self.refused |= severity == Some(Severity::Error);
        }
    }

    fn ipui(&mut self) -> Option<Ipui> {
        self.parsed(Field::Ipui, Problem::InvalidIpui)
    }
}

/// The delimiter of a row that has another one than the header, and so is a single cell; with its
/// column.
fn other_delimiter(table: Table<'_>, row: Row<'_>) -> Option<(u16, char)> {
    if table.sheet.kind() == SheetKind::Workbook {
        return None;
    }
    let mut cells = row.cells();
    let (column, cell) = cells.next()?;
    if cells.next().is_some() {
        return None;
    }
    let fewest = Field::ALL
        .iter()
        .filter(|field| field.is_required())
        .count()
        - 1;
    [';', ',', '\t', '|']
        .into_iter()
        .find(|delimiter| cell.text.matches(*delimiter).count() >= fewest)
        .map(|delimiter| (column, delimiter))
}

fn text_problem(field: Field, error: TextError) -> Problem {
    match error {
        TextError::Empty => Problem::MissingValue(field),
        TextError::Forbidden(c) => Problem::ForbiddenCharacter(c),
    }
}
