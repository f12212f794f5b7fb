//! Tables of bases: what each of their rows says of a base.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::device::template::built_in;
use crate::device::{DEVICES, Device};
use crate::finding::{Collector, Place, Problem, Severity, closest};
use crate::input::{Cell, CellKind, Row, SheetKind};
use crate::roster::{BaseColumn, Identity, Kind, Names, Roster, RowRef, Table, spelling};
use crate::settings::Start;
use crate::settings::config::short_duration;
use crate::value::{Field, Mac, Pin, WindowDuration, is_port};

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
    /// The rows of devices that the program does not know, each with the cell that says so.
    other_devices: Vec<(Mac, RowRef, Place)>,
    /// The first row that does not say which base it is about.
    unclear: Option<RowRef>,
    /// The names in rows that do not say which base they are about.
    unclear_names: HashSet<String>,
}

/// What a row says of a base; what it leaves open, the run says. It has no `Debug`, because settings may
/// be secret.
#[derive(Clone, Default)]
pub struct BaseRow {
    /// The name of the base.
    pub name: Option<String>,
    /// The device, or that of the built-in template.
    pub device: Option<&'static Device>,
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
    /// Whether it has an error.
    refused: bool,
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
            for (first, second, name) in table.repeated_base_columns() {
                let place = |column| Place::cell(table.number, table.header.row, column);
                let problem = Problem::DuplicateSetting(name.into());
                findings.add(place(second), None, problem, Some(place(first)));
            }
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
        if row.cells().all(|(_, cell)| is_blank(cell)) {
            return;
        }
        let mut reader = Reader {
            table,
            row,
            findings,
            refused: false,
            other_device: None,
        };
        let cell = |wanted: &BaseColumn| {
            let found = columns.iter().find(|(_, column)| column == wanted);
            found.map(|(column, _)| (*column, row.cell(*column)))
        };
        let mac = cell(&BaseColumn::Mac).and_then(|(column, cell)| reader.mac(column, cell));
        let at = RowRef {
            sheet: table.number,
            index,
        };
        let mut found = BaseRow {
            place: Some(Place::row(table.number, row.number())),
            row: Some(at),
            ..BaseRow::default()
        };
        reader.read(columns, mac, &mut found);
        let of_template = found.template.as_deref().and_then(built_in);
        found.device = found.device.or(of_template);
        reader.check_width();
        let first = mac.and_then(|mac| self.rows.get(&mac)?.place);
        if let Some(first) = first {
            let column = cell(&BaseColumn::Mac).map_or(0, |(column, _)| column);
            let field = Some(Field::BaseMac);
            reader.add(column, field, Problem::DuplicateBase, Some(first));
        }
        let certain = mac.filter(|_| first.is_none());
        if let Some(name) = &found.name {
            let column = cell(&BaseColumn::Name).map_or(0, |(column, _)| column);
            match certain {
                Some(mac) => {
                    let first = *named.entry(spelling(name)).or_insert(reader.place(column));
                    if !self.names.add(name, mac) {
                        reader.add(column, None, Problem::DuplicateBase, Some(first));
                    }
                }
                None => {
                    self.unclear_names.insert(spelling(name));
                }
            }
        }
        let other_device = reader.other_device.map(|column| reader.place(column));
        if let (Some(place), None) = (other_device, certain) {
            reader.findings.add(place, None, unknown_device(), None);
        }
        if let (Some(place), Some(mac)) = (other_device, certain) {
            self.other_devices.push((mac, at, place));
        }
        let is_rejected = reader.refused || certain.is_none();
        let refused = is_rejected || other_device.is_some();
        if certain.is_none() {
            self.unclear = self.unclear.or(Some(at));
        }
        if is_rejected {
            self.rejected.push((at, mac));
        }
        if let Some(mac) = certain {
            self.rows
                .insert(mac, if refused { found.refused() } else { found });
        }
    }

    /// Refuses the rows of unknown devices that are bases of handsets. Others may be other equipment.
    pub(super) fn refuse_other_devices(
        &mut self,
        handsets: &[Identity<'_>],
        findings: &mut Collector<'_>,
    ) {
        if self.other_devices.is_empty() {
            return;
        }
        let bases: HashSet<Mac> = handsets.iter().filter_map(|row| row.base).collect();
        for (mac, row, place) in self.other_devices.drain(..) {
            let problem = if bases.contains(&mac) {
                unknown_device()
            } else {
                Problem::OtherDevice
            };
            if findings.add(place, None, problem, None) == Some(Severity::Error) {
                self.rejected.push((row, Some(mac)));
            }
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

    /// Whether a text with the MAC address of one base has the name of another too: `7C2F80123456 (Hall)`.
    pub(super) fn names_another(&self, text: &str, mac: Mac) -> bool {
        let is_mac = |text: &str| text.parse::<Mac>().is_ok();
        let is_bare = |byte: u8| byte.is_ascii_hexdigit() || b":-._ ".contains(&byte);
        if text.bytes().all(is_bare) {
            return false;
        }
        let words = text.split_whitespace().filter(|word| !is_mac(word));
        let beside = words.collect::<Vec<_>>().join(" ");
        let parts = text.split(['(', ')', '[', ']', ',', ';', ':']);
        parts.chain([beside.as_str()]).any(|part| {
            let part = part.trim_matches(|c: char| c.is_whitespace() || "()[],;:-/".contains(c));
            self.named(part).is_some_and(|named| named != mac)
        })
    }

    /// Whether a row has this name, but does not say which base it is about.
    pub(super) fn is_unclear(&self, name: &str) -> bool {
        self.unclear_names.contains(&spelling(name))
    }

    /// Refuses the row of a base, and returns it as a rejected one.
    pub(crate) fn reject<'r>(&mut self, mac: Mac) -> Option<Identity<'r>> {
        let found = self.rows.get_mut(&mac)?;
        let row = found.row?;
        *found = found.refused();
        self.rejected.push((row, Some(mac)));
        Some(rejected(row, Some(mac)))
    }

    /// The rejected row that may be about this base, which therefore keeps its file: nobody knows what
    /// the base is to say. A row that does not say its base may be about each that has no other row.
    pub(crate) fn withheld(&self, mac: Mac) -> Option<RowRef> {
        let mut rejected = self.rejected.iter();
        match self.rows.get(&mac) {
            None => self.unclear,
            Some(row) if row.refused => row.row,
            Some(_) => {
                let duplicate = rejected.find(|(_, base)| *base == Some(mac));
                duplicate.map(|(row, _)| *row)
            }
        }
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
        has_unread_ipui: false,
        extension: None,
        position: None,
        password_hash: None,
        accepted: false,
    }
}

impl BaseRow {
    /// The same row with an error: only its place is kept.
    fn refused(&self) -> Self {
        Self {
            place: self.place,
            row: self.row,
            refused: true,
            ..Self::default()
        }
    }

    /// Where it names its template.
    #[must_use]
    pub fn template_place(&self) -> Option<Place> {
        self.template_place
    }
}

fn unknown_device() -> Problem {
    let what = "the device is not one that the program knows";
    let names = DEVICES.map(|device| device.name);
    let such_as = format!("one of {}", names.join(", "));
    Problem::InvalidBaseSetting(Box::new((what.into(), such_as.into())))
}

/// Whether nothing is in a cell. A formula without a value is something.
fn is_blank(cell: Cell<'_>) -> bool {
    cell.kind != CellKind::Formula && cell.text.trim().is_empty()
}

/// What is wrong with the value of a setting, with what to write.
fn fault_of_value(name: &str, text: &str) -> Option<(&'static str, &'static str)> {
    const NAMES: [&str; 5] = ["server", "domain", "registrar", "proxy", "name"];
    if name.ends_with("_port") {
        let what = "the value is not a port";
        return (!is_port(text)).then_some((what, "a whole number from 1 to 65535"));
    }
    if text.contains('"') {
        let what = "the value contains a double quote, which the base may not accept";
        return Some((what, "it without the quote"));
    }
    let is_name = NAMES.iter().any(|end| name.ends_with(end));
    (text == "0" && is_name).then_some((
        "the value is 0, as of a lookup that found nothing",
        "the name",
    ))
}

/// Reads the cells of one row.
struct Reader<'a, 'b, 'r> {
    table: Table<'r>,
    row: Row<'r>,
    findings: &'a mut Collector<'b>,
    refused: bool,
    /// The cell that names an unknown device.
    other_device: Option<u16>,
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

    /// Reads every cell but that of the MAC address.
    fn read(&mut self, columns: &[(u16, BaseColumn)], mac: Option<Mac>, found: &mut BaseRow) {
        for (column, meaning) in columns {
            let cell = self.row.cell(*column);
            let text = cell.text.trim();
            if is_blank(cell) || *meaning == BaseColumn::Mac {
                continue;
            }
            if let Some(problem) = super::cell::fault_of_setting(cell) {
                self.add(*column, None, problem, None);
                continue;
            }
            match meaning {
                BaseColumn::Mac => {}
                BaseColumn::Name => {
                    let named = text.parse().ok();
                    if named.is_some() && named != mac {
                        let such_as = "a name that is no MAC address";
                        self.invalid(*column, "the name is a MAC address", such_as);
                    }
                    found.name = Some(text.to_owned());
                }
                BaseColumn::Device => {
                    found.device = Device::named(text);
                    if found.device.is_none() {
                        self.other_device = Some(*column);
                    }
                }
                BaseColumn::Template => {
                    found.template = Some(text.to_owned());
                    found.template_place = Some(self.place(*column));
                }
                BaseColumn::WindowStart => {
                    found.window_start =
                        self.parsed(*column, text, "2026-01-31T08:00, now or none");
                }
                BaseColumn::WindowDuration => {
                    found.window_duration = self.duration(*column, text);
                }
                BaseColumn::Pin => found.pin = self.pin(*column, cell),
                BaseColumn::Setting(name) => {
                    if let Some((what, such_as)) = fault_of_value(name, text) {
                        self.invalid(*column, what, such_as);
                    }
                    found.settings.insert(name.clone(), text.to_owned());
                }
            }
        }
    }

    /// In a text file a row with more cells than the header has a delimiter too many, and each value may
    /// be in the wrong column.
    fn check_width(&mut self) {
        let width = self.table.header.width;
        let beyond = self.row.cells().find(|(column, _)| *column >= width);
        if let (SheetKind::Text, Some((column, _))) = (self.table.sheet.kind(), beyond) {
            self.add(column, None, Problem::RaggedRow, None);
        }
    }

    fn duration(&mut self, column: u16, text: &str) -> Option<WindowDuration> {
        let Some(seconds) = short_duration(text) else {
            return self.parsed(column, text, "20h, 14d or 0");
        };
        let what = format!("this is {seconds} seconds, too short for a base to notice a handset");
        let such_as = format!("the unit too, such as {seconds}d or {seconds}h");
        self.invalid(column, &what, &such_as);
        None
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
