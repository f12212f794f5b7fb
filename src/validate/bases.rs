//! Tables of bases: what each of their rows says of a base.

use std::collections::{BTreeMap, HashMap};

use crate::finding::{Collector, Place, Problem, Severity, closest};
use crate::input::{Cell, CellKind, Row};
use crate::roster::{BaseColumn, Identity, Kind, Names, Roster, RowRef, Table, spelling};
use crate::settings::Start;
use crate::value::{Field, Mac, Pin, WindowDuration};

/// Among how many names a misspelt one is looked for.
const SUGGESTED: usize = 200;

/// What the bases tables say of the bases.
#[derive(Default)]
pub struct Bases {
    rows: BTreeMap<Mac, BaseRow>,
    names: Names,
    /// Whether there is a table of bases.
    any: bool,
    /// The settings that columns are named after, each with its header.
    settings: BTreeMap<String, Place>,
    /// The rows that have an error. Their bases keep their files.
    rejected: Vec<(RowRef, Option<Mac>)>,
}

/// What a row says of a base; what it leaves open, the run says. It has no `Debug`, because settings may
/// be secret.
#[derive(Clone, Default)]
pub struct BaseRow {
    /// The name of the base.
    pub name: Option<String>,
    /// The template: a name or a file.
    pub template: Option<String>,
    /// When the registration window opens.
    pub window_start: Option<Start>,
    /// How long it stays open.
    pub window_duration: Option<WindowDuration>,
    /// The PIN for registering by hand.
    pub pin: Option<Pin>,
    /// Settings for the template.
    pub settings: BTreeMap<String, String>,
    /// Where the row is, and the column of the template.
    place: Option<Place>,
    row: Option<RowRef>,
    template_place: Option<Place>,
}

impl std::fmt::Debug for Bases {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.rows.keys()).finish()
    }
}

impl Bases {
    /// Reads the bases tables.
    pub(super) fn read(roster: &Roster, findings: &mut Collector<'_>) -> Self {
        let mut bases = Self::default();
        let mut named: HashMap<String, Place> = HashMap::new();
        for table in roster.tables_of(Kind::Bases) {
            bases.any = true;
            let columns = table.base_columns();
            for (column, meaning) in &columns {
                if let BaseColumn::Setting(name) = meaning {
                    let place = Place::cell(table.number, table.header.row, *column);
                    bases.settings.entry(name.clone()).or_insert(place);
                }
            }
            for index in table.rows() {
                bases.add(table, index, &columns, &mut named, findings);
            }
        }
        bases
    }

    fn add(
        &mut self,
        table: Table<'_>,
        index: u32,
        columns: &[(u16, BaseColumn)],
        named: &mut HashMap<String, Place>,
        findings: &mut Collector<'_>,
    ) {
        let row = table.row(index);
        let mut reader = Reader {
            table,
            row,
            findings,
            refused: false,
        };
        let cell = |wanted: &BaseColumn| {
            let found = columns.iter().find(|(_, column)| column == wanted);
            found.map(|(column, _)| (*column, row.cell(*column)))
        };
        let mac = cell(&BaseColumn::Mac).and_then(|(column, cell)| reader.mac(column, cell));
        let mut found = BaseRow {
            place: Some(Place::row(table.number, row.number())),
            row: Some(RowRef {
                sheet: table.number,
                index,
            }),
            ..BaseRow::default()
        };
        for (column, meaning) in columns {
            let cell = row.cell(*column);
            let text = cell.text.trim();
            if text.is_empty() {
                continue;
            }
            match meaning {
                BaseColumn::Mac => {}
                BaseColumn::Name => found.name = Some(text.to_owned()),
                BaseColumn::Device => reader.device(*column, text),
                BaseColumn::Template => {
                    found.template = Some(text.to_owned());
                    found.template_place = Some(reader.place(*column));
                }
                BaseColumn::WindowStart => {
                    found.window_start =
                        reader.parsed(*column, text, "2026-01-31T08:00, now or none");
                }
                BaseColumn::WindowDuration => {
                    found.window_duration = reader.parsed(*column, text, "20h, 14d or 0");
                }
                BaseColumn::Pin => found.pin = reader.pin(*column, cell),
                BaseColumn::Setting(name) => {
                    if matches!(cell.kind, CellKind::Error | CellKind::Formula) {
                        reader.add(*column, None, Problem::ErrorCell, None);
                    } else {
                        found.settings.insert(name.clone(), text.to_owned());
                    }
                }
            }
        }
        if let Some(mac) = mac {
            let first = self.rows.get(&mac).and_then(|row| row.place);
            if let Some(first) = first {
                let column = cell(&BaseColumn::Mac).map_or(0, |(column, _)| column);
                reader.add(
                    column,
                    Some(Field::BaseMac),
                    Problem::DuplicateBase,
                    Some(first),
                );
            }
            if let Some(name) = &found.name {
                let column = cell(&BaseColumn::Name).map_or(0, |(column, _)| column);
                let first = *named.entry(spelling(name)).or_insert(reader.place(column));
                if !self.names.add(name, mac) {
                    reader.add(column, None, Problem::DuplicateBase, Some(first));
                }
            }
        }
        let is_blank = row.cells().all(|(_, cell)| cell.text.trim().is_empty());
        if reader.refused && !is_blank {
            let sheet = table.number;
            self.rejected.push((RowRef { sheet, index }, mac));
        }
        if let Some(mac) = mac {
            self.rows.entry(mac).or_insert(found);
        }
    }

    /// The row of a base.
    #[must_use]
    pub fn of(&self, mac: Mac) -> Option<&BaseRow> {
        self.rows.get(&mac)
    }

    /// All rows, by MAC address.
    pub fn rows(&self) -> impl Iterator<Item = (Mac, &BaseRow)> {
        self.rows.iter().map(|(mac, row)| (*mac, row))
    }

    /// The settings that columns are named after, each with its header.
    #[must_use]
    pub fn settings(&self) -> &BTreeMap<String, Place> {
        &self.settings
    }

    /// Whether no table of bases was read.
    pub(super) fn is_none(&self) -> bool {
        !self.any
    }

    /// The base of this name.
    pub(super) fn named(&self, name: &str) -> Option<Mac> {
        self.names.mac(name)
    }

    /// A name that is spelled almost like this one.
    pub(super) fn near(&self, name: &str) -> Option<&str> {
        // Rows times names would be too many comparisons at a large site.
        let names = (self.names.len() <= SUGGESTED).then(|| self.names.iter());
        closest(&spelling(name), names.into_iter().flatten())
    }

    /// The row of a base, as a rejected one.
    pub(crate) fn rejected_row<'r>(&self, mac: Mac) -> Option<Identity<'r>> {
        let row = self.rows.get(&mac)?.row?;
        Some(rejected(row, Some(mac)))
    }

    /// The rows with an error, as rejected rows of their bases.
    pub(super) fn rejected<'r>(&self) -> impl Iterator<Item = Identity<'r>> {
        self.rejected.iter().map(|(row, mac)| rejected(*row, *mac))
    }
}

fn rejected<'r>(row: RowRef, base: Option<Mac>) -> Identity<'r> {
    Identity {
        row,
        base,
        ipui: None,
        extension: None,
        position: None,
        password_hash: None,
        accepted: false,
    }
}

impl BaseRow {
    /// Where it names its template.
    #[must_use]
    pub fn template_place(&self) -> Option<Place> {
        self.template_place
    }
}

/// Reads the cells of one row.
struct Reader<'a, 'b, 'r> {
    table: Table<'r>,
    row: Row<'r>,
    findings: &'a mut Collector<'b>,
    refused: bool,
}

impl Reader<'_, '_, '_> {
    fn place(&self, column: u16) -> Place {
        Place::cell(self.table.number, self.row.number(), column)
    }

    fn add(&mut self, column: u16, field: Option<Field>, problem: Problem, related: Option<Place>) {
        let place = self.place(column);
        let severity = self.findings.add(place, field, problem, related);
        self.refused |= severity == Some(Severity::Error);
    }

    fn mac(&mut self, column: u16, cell: Cell<'_>) -> Option<Mac> {
        let field = Some(Field::BaseMac);
        match super::cell::read(Field::BaseMac, cell) {
            super::cell::Content::Text(text, problems) => {
                for problem in problems {
                    self.add(column, field, problem, None);
                }
                let mac = text.parse();
                mac.map_err(|error| self.add(column, field, Problem::InvalidMac(error), None))
                    .ok()
            }
            super::cell::Content::Empty => {
                let problem = Problem::MissingValue(Field::BaseMac);
                self.add(column, field, problem, None);
                None
            }
            super::cell::Content::Fault(problem) => {
                self.add(column, field, problem, None);
                None
            }
        }
    }

    fn device(&mut self, column: u16, text: &str) {
        if !text.eq_ignore_ascii_case("n720") {
            self.invalid(
                column,
                "the device is not one that the program knows",
                "n720",
            );
        }
    }

    fn pin(&mut self, column: u16, cell: Cell<'_>) -> Option<Pin> {
        let text = cell.text.trim();
        // A number has lost the zeros before it, and a PIN has four digits.
        let padded = match cell.kind {
            CellKind::Number => format!("{text:0>4}"),
            _ => text.to_owned(),
        };
        self.parsed(column, &padded, "four digits, such as 0000")
    }

    fn parsed<T: std::str::FromStr>(
        &mut self,
        column: u16,
        text: &str,
        such_as: &str,
    ) -> Option<T> {
        let parsed = text.parse().ok();
        if parsed.is_none() {
            self.invalid(column, "the value cannot be understood", such_as);
        }
        parsed
    }

    fn invalid(&mut self, column: u16, what: &str, such_as: &str) {
        let problem = Problem::InvalidBaseSetting(Box::new((what.into(), such_as.into())));
        self.add(column, None, problem, None);
    }
}
