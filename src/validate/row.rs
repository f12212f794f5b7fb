//! A row -> a handset, or all its faults, each at its own cell.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};
use std::num::NonZeroU64;

use super::accounts::Account;
use super::cell::{self, Content};
use super::{Joined, LeftOut};
use crate::finding::{Collector, Place, Problem, Severity};
use crate::input::{Cell, CellKind, Row, SheetKind};
use crate::roster::{Handset, Identity, Roster, RowRef, Table, Unread, names_identity};
use crate::value::{
    AccountName, DisplayName, Extension, Field, Ipui, Login, Mac, Password, Position, TextDoubt,
    TextError, Voicemail, look_swapped, may_be_identity,
};

/// What a row is.
pub(super) enum Kind<'r> {
    /// A handset, or an account without one; with or without faults.
    Handset(Identity<'r>),
    /// Something that is no handset.
    LeftOut(LeftOut<'r>),
    /// Nothing in the program's own columns.
    Blank,
}

/// What a row says of who is where; the findings get all that is wrong with the row.
pub(super) fn identity<'r>(
    roster: &'r Roster,
    joined: &Joined<'r>,
    table: Table<'r>,
    index: u32,
    hasher: &RandomState,
    findings: &mut Collector<'_>,
    unread: &mut Unread,
) -> Kind<'r> {
    let at = RowRef {
        sheet: table.number,
        index,
    };
    let mut cells = Cells::of(table, index, Some(unread));
    let rejected = Identity {
        row: at,
        base: None,
        ipui: None,
        has_unread_ipui: false,
        position: None,
        password_hash: None,
        accepted: false,
        extension: None,
    };
    if let Some((column, delimiter)) = other_delimiter(table, cells.row) {
        let place = Place::cell(table.number, cells.row.number(), column);
        findings.add(place, None, Problem::OtherDelimiter(delimiter), None);
        return Kind::Handset(rejected);
    }
    if let Some(first) = cells.first_of_no_handset() {
        let Some(field) = first else {
            return Kind::Blank;
        };
        let place = table.place(cells.row, field);
        findings.add(place, Some(field), Problem::RowLeftOut, None);
        let extension = cells.by_field[Field::Extension as usize].text.trim();
        return Kind::LeftOut(LeftOut {
            row: at,
            place,
            extension: (!extension.is_empty()).then_some(extension),
        });
    }
    let (parts, refused) = Parts::read(roster, joined, &mut cells, findings, Pass::First);
    Kind::Handset(Identity {
        base: parts.base,
        ipui: parts.ipui,
        has_unread_ipui: parts.has_unread_ipui,
        position: parts.position,
        password_hash: parts
            .password
            .as_ref()
            .and_then(|password| NonZeroU64::new(hasher.hash_one(password.expose()))),
        accepted: !refused && parts.is_complete(),
        extension: parts.extension,
        ..rejected
    })
}

/// The whole row, if it has no error. What makes an accepted row doubtful was said before.
pub(super) fn handset<'r>(
    roster: &'r Roster,
    joined: &Joined<'r>,
    table: Table<'r>,
    index: u32,
    findings: &mut Collector<'_>,
) -> Option<Handset<'r>> {
    let mut cells = Cells::of(table, index, None);
    let (parts, refused) = Parts::read(roster, joined, &mut cells, findings, Pass::Again);
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

/// A row is read twice, because a million rows are not kept whole.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    /// To say everything about it.
    First,
    /// To write it, once it is accepted.
    Again,
}

/// The cells of a row, by field.
struct Cells<'r> {
    table: Table<'r>,
    index: u32,
    row: Row<'r>,
    by_field: [Cell<'r>; Field::ALL.len()],
    /// The first column behind the header that has something in it.
    beyond: Option<u16>,
}

impl<'r> Cells<'r> {
    fn of(table: Table<'r>, index: u32, mut unread: Option<&mut Unread>) -> Self {
        let row = table.row(index);
        let mut cells = Self {
            table,
            index,
            row,
            by_field: [Cell::EMPTY; Field::ALL.len()],
            beyond: None,
        };
        let is_workbook = table.sheet.kind() == SheetKind::Workbook;
        for (column, cell) in row.cells() {
            if let Some(field) = table.header.field(column) {
                cells.by_field[field as usize] = cell;
                continue;
            }
            let is_beyond = column >= table.header.width;
            if is_beyond {
                cells.beyond = cells.beyond.or(Some(column));
            }
            // In a text file a cell beyond the header is an error of its own.
            if let Some(unread) = unread.as_deref_mut().filter(|_| is_workbook || !is_beyond) {
                unread.note(table, row.number(), column, cell.text);
            }
        }
        cells
    }

    fn is_blank(&self, field: Field) -> bool {
        let cell = &self.by_field[field as usize];
        matches!(cell.kind, CellKind::Empty | CellKind::Text)
            && cell.text.chars().all(cell::is_unseen)
    }

    /// Whether the row is no handset, and then the field of its first cell with something in it, if
    /// there is any: without password, IPUI and base it is a total, a signature, a note; with a base
    /// alone it is where somebody dragged the base down too far.
    #[expect(
        clippy::option_option,
        reason = "no handset, and one with nothing in it"
    )]
    fn first_of_no_handset(&self) -> Option<Option<Field>> {
        let blank = |fields: &[Field]| fields.iter().all(|field| self.is_blank(*field));
        if !blank(&[Field::Password, Field::Ipui]) {
            return None;
        }
        let is_no_handset = self.is_blank(Field::BaseMac)
            || blank(&[
                Field::Extension,
                Field::DisplayName,
                Field::FirstName,
                Field::LastName,
                Field::Login,
            ]);
        // Values that slipped into another column, or into one cell.
        let holds_identity = || {
            self.by_field
                .iter()
                .zip(Field::ALL)
                .any(|(cell, field)| field != Field::BaseMac && names_identity(cell.text))
        };
        (is_no_handset && !holds_identity()).then(|| {
            let filled = |field: &Field| !self.is_blank(*field);
            Field::ALL.into_iter().find(filled)
        })
    }

    /// Takes the values of cells above, for the fields of which the user asked for it.
    fn fill_down(&mut self) {
        for (field, cell) in self.table.above(self.index) {
            if self.is_blank(field) {
                self.by_field[field as usize] = cell;
            }
        }
    }
}

/// The values of a row, as far as they could be read.
#[derive(Default)]
struct Parts<'r> {
    base: Option<Mac>,
    ipui: Option<Ipui>,
    has_unread_ipui: bool,
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
    fn read(
        roster: &'r Roster,
        joined: &Joined<'r>,
        cells: &mut Cells<'r>,
        findings: &mut Collector<'_>,
        pass: Pass,
    ) -> (Self, bool) {
        cells.fill_down();
        let mut fields = Fields::of(cells, findings, pass);
        let extension = fields.text(Field::Extension, Extension::new, Extension::doubt);
        let who = if joined.accounts.is_none() {
            Who {
                password: fields.password(),
                display_name: fields.display_name(),
                login: fields.text(Field::Login, Login::new, Login::doubt),
            }
        } else {
            fields.who(roster, joined, extension.as_ref())
        };
        let base = fields.base(joined);
        let is_key = || base.is_some_and(|mac| joined.device(mac).layout.positions().is_none());
        let (ipui, has_unread_ipui) = fields.ipui(is_key);
        let parts = Self {
            extension,
            password: who.password,
            display_name: who.display_name,
            ipui,
            has_unread_ipui,
            base,
            login: who.login,
            position: fields.parsed(Field::Position, |_| Problem::InvalidPosition),
            voicemail: fields.text(Field::Voicemail, Voicemail::new, Voicemail::doubt),
            provider: fields.parsed(Field::Provider, |_: std::num::ParseIntError| {
                Problem::InvalidProvider
            }),
            account_name: fields.text(Field::AccountName, AccountName::new, AccountName::doubt),
        };
        if pass == Pass::First {
            fields.check_password(&parts);
        }
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

/// What an account says of its user.
struct Who<'r> {
    password: Option<Password<'r>>,
    display_name: Option<DisplayName<'r>>,
    login: Option<Login<'r>>,
}

/// The fields of one row, with the findings that reading them makes.
struct Fields<'a, 'b, 'r> {
    cells: &'a Cells<'r>,
    findings: &'a mut Collector<'b>,
    pass: Pass,
    refused: bool,
    has_no_ipui: bool,
}

impl<'a, 'b, 'r> Fields<'a, 'b, 'r> {
    fn of(cells: &'a Cells<'r>, findings: &'a mut Collector<'b>, pass: Pass) -> Self {
        Self {
            cells,
            findings,
            pass,
            refused: false,
            has_no_ipui: false,
        }
    }

    /// Whether the row has something in the field's cell.
    fn has(&self, field: Field) -> bool {
        let cell = self.cells.by_field[field as usize];
        self.cells.table.header.column(field).is_some()
            && !self.cells.is_blank(field)
            && !matches!(cell::read(field, cell), Content::Empty)
    }

    /// Password, name and login: the row's own go before those of the account with its extension.
    fn who(
        &mut self,
        roster: &'r Roster,
        joined: &Joined<'r>,
        extension: Option<&Extension<'r>>,
    ) -> Who<'r> {
        let has_name = self.has_name();
        let mut who = Who {
            password: self.has(Field::Password).then(|| self.password()).flatten(),
            display_name: has_name.then(|| self.display_name()).flatten(),
            login: self.text(Field::Login, Login::new, Login::doubt),
        };
        let account = extension.map(|extension| joined.accounts.of(extension.as_str()));
        match account {
            Some(Account::One(at)) => self.join(roster, at, &mut who, !has_name),
            Some(Account::Several(first)) => {
                let place = |row| roster.place(row, Field::Extension);
                let problem = Problem::DuplicateAccount;
                self.add_related(Field::Extension, problem, Some(place(first)));
            }
            Some(Account::None(near)) if !self.has(Field::Password) => {
                self.add(Field::Extension, Problem::NoAccount(near.map(Into::into)));
            }
            Some(Account::NotSip(at)) if !self.has(Field::Password) => {
                let place = roster.place(at, Field::Extension);
                self.add_related(Field::Extension, Problem::NotSipAccount, Some(place));
            }
            // A fault of the extension is said already.
            Some(Account::None(_) | Account::NotSip(_)) | None => {}
        }
        if who.display_name.is_none() && !self.refused {
            self.add(
                Field::DisplayName,
                Problem::MissingValue(Field::DisplayName),
            );
        }
        who
    }

    /// Takes from the account what the row does not have, and refuses what both have and differs.
    fn join(&mut self, roster: &'r Roster, at: RowRef, who: &mut Who<'r>, name: bool) {
        let Some(table) = roster.table_with(at) else {
            unreachable!("an account's row is in its table")
        };
        let mut cells = Cells::of(table, at.index, None);
        cells.fill_down();
        let mut account = Fields::of(&cells, self.findings, self.pass);
        account.check_width();
        // What was corrected in its extension.
        account.text(Field::Extension, Extension::new, Extension::doubt);
        let own_password = who.password.is_some();
        let password = (!own_password || account.has(Field::Password))
            .then(|| account.password())
            .flatten();
        if let Some(encoding) = table.sheet.remarks().assumed_encoding
            && password.as_ref().is_some_and(|it| !it.expose().is_ascii())
        {
            let problem = Problem::AssumedEncodingInPassword(encoding.into());
            account.add(Field::Password, problem);
        }
        let login = account.text(Field::Login, Login::new, Login::doubt);
        if name && account.has_name() {
            who.display_name = account.display_name();
        }
        let (refused, row) = (account.refused, cells.row);
        self.refused |= refused;
        let place = |field| Some(table.place(row, field));
        let differ = |own: Option<&str>, other: Option<&str>| {
            own.zip(other).is_some_and(|(own, other)| own != other)
        };
        let passwords = (who.password.as_ref(), password.as_ref());
        if differ(
            passwords.0.map(Password::expose),
            passwords.1.map(Password::expose),
        ) {
            let problem = Problem::ConflictingValue(Field::Password);
            self.add_related(Field::Password, problem, place(Field::Password));
        }
        let logins = (who.login.as_ref(), login.as_ref());
        if differ(logins.0.map(Login::as_str), logins.1.map(Login::as_str)) {
            let problem = Problem::ConflictingValue(Field::Login);
            self.add_related(Field::Login, problem, place(Field::Login));
        }
        who.password = who.password.take().or(password);
        who.login = who.login.take().or(login);
    }

    fn password(&mut self) -> Option<Password<'r>> {
        self.text(Field::Password, Password::new, Password::doubt)
    }

    fn has_name(&self) -> bool {
        [Field::DisplayName, Field::FirstName, Field::LastName]
            .iter()
            .any(|field| self.has(*field))
    }

    fn add_related(&mut self, field: Field, problem: Problem, related: Option<Place>) {
        let place = self.cells.table.place(self.cells.row, field);
        let severity = self.findings.add(place, Some(field), problem, related);
        self.refused |= severity == Some(Severity::Error);
    }

    fn add(&mut self, field: Field, problem: Problem) {
        self.add_related(field, problem, None);
    }

    /// The text that the field's cell means, where it means one.
    fn content(&mut self, field: Field) -> Option<Cow<'r, str>> {
        self.cells.table.header.column(field)?;
        match cell::read(field, self.cells.by_field[field as usize]) {
            Content::Empty => {
                if field == Field::Ipui {
                    self.has_no_ipui = true;
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
        self.text_of(field, text, new, doubt)
    }

    fn text_of<T>(
        &mut self,
        field: Field,
        text: Cow<'r, str>,
        new: impl Fn(Cow<'r, str>) -> Result<T, TextError>,
        doubt: impl Fn(&T) -> Option<TextDoubt>,
    ) -> Option<T> {
        let value = new(text)
            .map_err(|error| self.add(field, text_problem(field, error)))
            .ok()?;
        if self.pass == Pass::First
            && let Some(doubt) = doubt(&value)
        {
            self.add(field, Problem::DoubtfulText(field, doubt));
        }
        Some(value)
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

    /// The handset, and whether the cell has something in it that is none.
    ///
    /// `is_key` tells whether the base knows handsets by nothing else.
    fn ipui(&mut self, is_key: impl FnOnce() -> bool) -> (Option<Ipui>, bool) {
        let refused = std::mem::take(&mut self.refused);
        let ipui = self.parsed(Field::Ipui, Problem::InvalidIpui);
        if self.has_no_ipui {
            let problem = if is_key() {
                Problem::MissingValue(Field::Ipui)
            } else {
                Problem::MissingIpui
            };
            self.add(Field::Ipui, problem);
        }
        let is_unread = self.refused && self.has(Field::Ipui);
        self.refused |= refused;
        (ipui, is_unread)
    }

    fn check_password(&mut self, parts: &Parts<'_>) {
        let Some(password) = parts.password.as_ref().map(Password::expose) else {
            return;
        };
        let extension = parts.extension.as_ref().map(Extension::as_str);
        let texts = [
            extension,
            parts.login.as_ref().map(Login::as_str),
            parts.display_name.as_ref().map(DisplayName::as_str),
        ];
        let is_identity = || {
            may_be_identity(password)
                && (parts.ipui.is_some_and(|ipui| password.parse() == Ok(ipui))
                    || parts.base.is_some_and(|mac| password.parse() == Ok(mac)))
        };
        if texts.contains(&Some(password)) || is_identity() {
            self.add(Field::Password, Problem::PasswordEqualsExtension);
        }
        if extension.is_some_and(|extension| look_swapped(extension, password)) {
            self.add(Field::Extension, Problem::SwappedPassword);
        }
    }

    /// In a text file a row with more cells than the header has a delimiter too many, most likely in
    /// a name: from there on each value may stand in the wrong column.
    fn check_width(&mut self) {
        if self.cells.table.sheet.kind() == SheetKind::Workbook {
            return;
        }
        if let Some(column) = self.cells.beyond {
            let place = Place::cell(self.cells.table.number, self.cells.row.number(), column);
            let severity = self.findings.add(place, None, Problem::RaggedRow, None);
            self.refused |= severity == Some(Severity::Error);
        }
    }

    /// The base of the row's own cell, or that of the whole table. The cell holds its MAC address, or the
    /// name that it has in the bases table.
    fn base(&mut self, joined: &Joined<'_>) -> Option<Mac> {
        if self.cells.table.header.column(Field::BaseMac).is_none() {
            return self.cells.table.header.base;
        }
        if joined.bases.is_none() {
            return self.parsed(Field::BaseMac, Problem::InvalidMac);
        }
        let cell = &self.cells.by_field[Field::BaseMac as usize];
        let text = cell.text.trim();
        if let Ok(mac) = text.parse::<Mac>() {
            if joined.bases.names_another(text, mac) {
                self.add(Field::BaseMac, Problem::AnotherBaseNamed);
                return None;
            }
            return self.parsed(Field::BaseMac, Problem::InvalidMac);
        }
        if let Some(mac) = joined.bases.named(text) {
            return Some(mac);
        }
        if joined.bases.is_unclear(text) {
            self.add(Field::BaseMac, Problem::UnclearBase);
            return None;
        }
        let near = joined.bases.near(cell.text.trim());
        let digits = cell.text.bytes().filter(u8::is_ascii_hexdigit).count();
        let is_name = self.has(Field::BaseMac) && cell.kind == CellKind::Text;
        if is_name && (near.is_some() || digits < 10) {
            self.add(Field::BaseMac, Problem::UnknownBase(near.map(Into::into)));
            return None;
        }
        self.parsed(Field::BaseMac, Problem::InvalidMac)
    }

    /// The name in its own column, or else the one that first and last name make.
    fn display_name(&mut self) -> Option<DisplayName<'r>> {
        let header = self.cells.table.header;
        let has = |field| header.column(field).is_some();
        let own = has(Field::DisplayName)
            && self.cells.by_field[Field::DisplayName as usize].kind != CellKind::Empty;
        if own || !(has(Field::FirstName) || has(Field::LastName)) {
            return self.text(Field::DisplayName, DisplayName::new, DisplayName::doubt);
        }
        let first = self.content(Field::FirstName);
        let last = self.content(Field::LastName);
        let (field, name) = match (first, last) {
            (Some(first), Some(last)) => (Field::FirstName, format!("{first} {last}").into()),
            (Some(first), None) => (Field::FirstName, first),
            (None, Some(last)) => (Field::LastName, last),
            (None, None) => {
                // A fault of either is said already.
                if !self.refused {
                    let field = if has(Field::FirstName) {
                        Field::FirstName
                    } else {
                        Field::LastName
                    };
                    self.add(field, Problem::MissingValue(Field::DisplayName));
                }
                return None;
            }
        };
        self.text_of(field, name, DisplayName::new, DisplayName::doubt)
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
