//! Which rows are headers, and so which rows are tables.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::Found;
use super::aliases::{Aliases, Meaning};
use super::bases::{self, Names};
use super::header::{Header, Kind};
use super::identities::{self, Identity};
use super::own_sheets::is_own_sheet;
use crate::finding::{Collector, Place, Problem};
use crate::input::{Cell, Row, Sheet, SheetKind, Standing};
use crate::value::{Field, Mac, is_number};

/// How many rows are searched for a header with a mistake in it: a title, a logo's text, a note or two
/// may be above it.
const ROWS_SEARCHED: usize = 100;
/// How many columns must be named before a row is certainly a header.
const NAMED: usize = 3;
/// The longest name of a column that is not looked up in a row that may be a handset, in bytes.
const LONGEST_NAME: usize = 60;
/// How many cells a row above the header has at least that may be a handset's.
const WIDE: usize = 4;
/// How many rows one task takes.
const ROWS_PER_TASK: usize = 16_384;

/// Finds the tables of every sheet.
///
/// What is wrong with the headers, and every sheet that is left out, goes to `findings`. Any error
/// among it means that the roster cannot be used, for handsets that are not read would look as if
/// they were gone.
pub(super) fn find(
    sheets: &[Sheet],
    aliases: &Aliases,
    findings: &mut Collector<'_>,
) -> Vec<Found> {
    let mut of_sheets: Vec<Vec<Found>> = (0..)
        .zip(sheets)
        .map(|(number, sheet)| of_sheet(number, sheet, aliases))
        .collect();
    let any_complete = settle_kinds(sheets, &mut of_sheets);
    let mut found = Vec::new();
    for ((number, sheet), tables) in (0..).zip(sheets).zip(of_sheets) {
        match sheet.standing() {
            Standing::NotChosen => {}
            Standing::Hidden => report_hidden(number, sheet, &tables, findings),
            Standing::Read => {
                let meant = |table: &Found| {
                    table.header.kind != Kind::Handsets || looks_meant(&table.header, any_complete)
                };
                if tables.first().is_some_and(meant) {
                    for table in &tables {
                        table.header.report(number, aliases, findings);
                    }
                    report_above(number, sheet, &tables[0], findings);
                    found.extend(tables);
                } else {
                    report_unread(number, sheet, any_complete, findings);
                }
            }
        }
    }
    found
}

/// Settles what each table is about, and says whether there is a whole table of handsets. Without one
/// the others are taken for handsets whose columns are missing.
fn settle_kinds(sheets: &[Sheet], of_sheets: &mut [Vec<Found>]) -> bool {
    let read = |sheet: &Sheet| sheet.standing() == Standing::Read;
    let mut names = Names::default();
    let mut accounts = false;
    for (sheet, tables) in sheets
        .iter()
        .zip(&*of_sheets)
        .filter(|(sheet, _)| read(sheet))
    {
        for table in tables {
            match table.header.shape() {
                Kind::Bases => bases::add_names(sheet, &table.header, table.end, &mut names),
                Kind::Accounts => accounts = true,
                Kind::Handsets => {}
            }
        }
    }
    for (sheet, tables) in sheets.iter().zip(&mut *of_sheets) {
        name_base(sheet, tables, &names);
        for table in tables {
            table.header.joined = accounts && table.header.shape() == Kind::Handsets;
        }
    }
    let any_complete = sheets.iter().zip(&*of_sheets).any(|(sheet, tables)| {
        read(sheet) && tables.iter().any(|table| table.header.is_complete())
    });
    // Where the header of the handsets has a mistake, nothing is missing in the other tables.
    let is_mistaken =
        |table: &Found| table.header.shape() == Kind::Handsets && looks_meant(&table.header, false);
    let mut tables = sheets
        .iter()
        .zip(&*of_sheets)
        .filter(|(sheet, _)| read(sheet));
    if any_complete || tables.any(|(_, tables)| tables.first().is_some_and(is_mistaken)) {
        for (sheet, tables) in sheets.iter().zip(of_sheets) {
            // Below handsets that have passwords of their own it is a table whose columns went missing.
            let own = |table: &Found| {
                table.header.is_complete() && table.header.column(Field::Password).is_some()
            };
            let is_of_handsets = tables.iter().any(own);
            for Found { header, .. } in tables {
                if !(is_of_handsets && header.shape() == Kind::Accounts) {
                    header.settle(sheet.row(header.body - 1));
                }
            }
        }
    }
    any_complete
}

/// Whether a header without all columns is one with a mistake rather than other content: with rosters
/// beside it, one column may be missing; alone, any two that are there will do.
fn looks_meant(header: &Header, others: bool) -> bool {
    let missing = header.missing().count();
    if header.is_unlike_bases {
        return true;
    }
    if others { missing <= 1 } else { missing <= 3 }
}

/// The tables of a sheet, from the top.
fn of_sheet(number: u32, sheet: &Sheet, aliases: &Aliases) -> Vec<Found> {
    if is_own_sheet(sheet) {
        return Vec::new();
    }
    let mut rows = header_rows(sheet, aliases);
    if rows.is_empty() {
        rows.extend(likeliest(sheet, aliases).or_else(|| header_of_bases(sheet, aliases)));
    }
    if let [first] = rows[..] {
        rows.extend(repeated_header_of_bases(sheet, first, aliases));
    }
    let ends: Vec<usize> = rows.iter().skip(1).copied().chain([sheet.len()]).collect();
    let mut tables: Vec<Found> = rows
        .iter()
        .zip(ends)
        .map(|(&row, end)| Found {
            sheet: number,
            header: Header::read(sheet.row(row), row, sheet, end, aliases),
            end,
            fills: Vec::new(),
        })
        .collect();
    drop_legends(sheet, &mut tables);
    tables
}

/// Drops what looks like a header, lacks columns and is followed by a whole one before any handset: a
/// legend, or a group's heading.
fn drop_legends(sheet: &Sheet, tables: &mut Vec<Found>) {
    let mut index = 0;
    while index + 1 < tables.len() {
        let (table, next) = (&tables[index], &tables[index + 1]);
        let is_account = |row| account(sheet.row(row), &table.header).is_some();
        let is_legend = !table.header.is_complete()
            && next.header.is_complete()
            && !(table.header.body..table.end).any(is_account)
            && !(table.header.body..table.end).any(|row| holds_identity(sheet.row(row)));
        if is_legend {
            tables.remove(index);
        } else {
            index += 1;
        }
    }
}

/// Where no column names the base, the sheet's name or the one cell above the header does.
fn name_base(sheet: &Sheet, tables: &mut [Found], names: &Names) {
    let mut above = 0;
    for table in tables {
        let header = &mut table.header;
        if header.column(Field::BaseMac).is_none() {
            let base = |text: &str| identities::mac(text).or_else(|| names.mac(text));
            let by_name = sheet.name().and_then(base);
            let mut named = cells(sheet, above..header.body - 1)
                .filter_map(|(at, text)| Some((at, base(text)?)));
            if by_name.is_some() {
                header.base = by_name;
                let other = named.find(|(_, mac)| Some(*mac) != by_name);
                header.other_base = other.map(|(at, _)| at);
            } else {
                let first = named.next().map(|(_, mac)| mac);
                header.base = first.filter(|_| named.next().is_none());
            }
        }
        above = table.end;
    }
}

fn cells(sheet: &Sheet, rows: std::ops::Range<usize>) -> impl Iterator<Item = (At, &str)> {
    rows.flat_map(move |index| {
        let row = sheet.row(index);
        row.cells()
            .map(move |(column, cell)| ((row.number(), column), cell.text))
    })
}

/// The rows that are certainly headers.
fn header_rows(sheet: &Sheet, aliases: &Aliases) -> Vec<usize> {
    let Some(first) = (0..sheet.len()).find(|&index| is_header(sheet.row(index), aliases)) else {
        return Vec::new();
    };
    let columns = numeric_columns(sheet.row(first), aliases);
    let rest = first + 1..sheet.len();
    let starts: Vec<usize> = rest.clone().step_by(ROWS_PER_TASK).collect();
    let more = starts.into_par_iter().map(|start| {
        let end = rest.end.min(start + ROWS_PER_TASK);
        // The rows of a large roster full of mistakes say the same again and again.
        let mut known = HashMap::new();
        let is_more = |index: &usize| {
            let row = sheet.row(*index);
            !is_handset(row, &columns)
                && (is_header(row, aliases) || is_short_header(row, aliases, &mut known))
        };
        (start..end).filter(is_more).collect::<Vec<usize>>()
    });
    let mut rows = vec![first];
    rows.extend(more.collect::<Vec<_>>().concat());
    rows
}

/// The columns in which a handset begins with a digit and a header does not: identities first.
fn numeric_columns(header: Row<'_>, aliases: &Aliases) -> Vec<u16> {
    let rank = |meaning: Meaning| match meaning.alone()? {
        Field::Ipui => Some(0),
        Field::BaseMac => Some(1),
        Field::Extension => Some(2),
        _ => None,
    };
    let ranked =
        |(column, cell): (u16, Cell<'_>)| Some((rank(aliases.meaning(cell.text)?)?, column));
    let mut columns: Vec<_> = header.cells().filter_map(ranked).collect();
    columns.sort_unstable();
    columns.into_iter().map(|(_, column)| column).collect()
}

/// Whether a row is certainly no header, by a quick look: a name of a column does not begin with a
/// digit.
fn is_handset(row: Row<'_>, columns: &[u16]) -> bool {
    columns.iter().any(|column| row.begins_with_digit(*column))
}

/// Whether a row names enough columns to be a header.
fn is_header(row: Row<'_>, aliases: &Aliases) -> bool {
    let may_be_name = |text: &str| {
        text.len() <= LONGEST_NAME && text.bytes().any(|byte| byte.is_ascii_alphabetic())
    };
    // Names of columns have hardly ever digits, but for remarks in brackets; handsets have few cells
    // without.
    let wordy = row
        .cells()
        .map(|(_, cell)| before_brackets(cell.text))
        .filter(|name| !name.bytes().any(is_digit) && may_be_name(name));
    wordy.take(NAMED).count() == NAMED && named(row, aliases, NAMED) == NAMED
}

/// Whether a row below a header is another one, perhaps with a mistake: it has no digit, as every
/// account and handset has, and names two columns.
fn is_short_header<'r>(
    row: Row<'r>,
    aliases: &Aliases,
    known: &mut HashMap<&'r str, Option<Field>>,
) -> bool {
    let mut found = None;
    let has_digit = |text: &str| before_brackets(text).bytes().any(is_digit);
    if row.cells().any(|(_, cell)| has_digit(cell.text)) {
        return false;
    }
    row.cells().any(|(_, cell)| {
        let meaning = || aliases.meaning(cell.text).and_then(Meaning::alone);
        let field = *known.entry(cell.text).or_insert_with(meaning);
        // A second one, and another.
        field.is_some() && found.replace(field).is_some_and(|first| first != field)
    })
}

/// A text without the remark in brackets behind it.
fn before_brackets(text: &str) -> &str {
    let end = memchr::memchr2(b'(', b'[', text.as_bytes());
    &text[..end.unwrap_or(text.len())]
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

/// How many different meanings the cells of a row have, up to a number.
fn named(row: Row<'_>, aliases: &Aliases, most: usize) -> usize {
    let mut fields = HashSet::new();
    for (_, cell) in row.cells() {
        if let Some(meaning) = aliases.meaning(cell.text) {
            fields.insert(meaning.alone());
            if fields.len() == most {
                break;
            }
        }
    }
    fields.len()
}

/// Where no row is certainly a header, the one near the top that names most columns, and at least two.
fn likeliest(sheet: &Sheet, aliases: &Aliases) -> Option<usize> {
    let rows = sheet.rows().take(ROWS_SEARCHED).enumerate();
    let named = rows.map(|(index, row)| (named(row, aliases, usize::MAX), index));
    let best = named.max_by_key(|&(named, index)| (named, std::cmp::Reverse(index)))?;
    (best.0 >= 2).then_some(best.1)
}

/// Where no row names enough columns, the one near the top that may be the header of bases.
fn header_of_bases(sheet: &Sheet, aliases: &Aliases) -> Option<usize> {
    let rows = 0..sheet.len().min(ROWS_SEARCHED);
    rows.clone()
        .find(|&index| heads_bases(sheet, index, 1, aliases))
        .or_else(|| {
            rows.clone()
                .find(|&index| heads_bases(sheet, index, ROWS_SEARCHED, aliases))
        })
}

/// The rows below the header of bases that repeat it.
fn repeated_header_of_bases(sheet: &Sheet, first: usize, aliases: &Aliases) -> Vec<usize> {
    let fields: Vec<_> = sheet
        .row(first)
        .cells()
        .filter_map(|(_, cell)| aliases.meaning(cell.text)?.alone())
        .collect();
    let is_other = |field| fields.contains(&field);
    if !is_other(Field::BaseMac) || is_other(Field::Extension) || is_other(Field::Ipui) {
        return Vec::new();
    }
    let rows = first + 1..sheet.len();
    rows.filter(|&index| heads_bases(sheet, index, 1, aliases))
        .collect()
}

/// Whether a row may be the header of bases: it names their MAC address and something else, and a MAC
/// address is among the next rows of that column, or there is no row below at all.
fn heads_bases(sheet: &Sheet, index: usize, rows: usize, aliases: &Aliases) -> bool {
    let row = sheet.row(index);
    let end = sheet.len().min(index + 1 + rows);
    let is_device = |text| matches!(identities::of(text), Some(Identity::Device(_)));
    // Without a row to look at, the other names must be those of bases.
    let is_named = || {
        let named = row.cells().filter(|(_, cell)| bases::is_named(cell.text));
        named.count() > 1
    };
    let heads = |(column, cell): (u16, Cell<'_>)| {
        let meaning = aliases.meaning(cell.text).and_then(Meaning::alone);
        meaning == Some(Field::BaseMac)
            && ((index + 1 == sheet.len() && is_named())
                || (index + 1..end).any(|below| is_device(sheet.row(below).cell(column).text)))
    };
    row.cells().any(heads) && row.cells().nth(1).is_some() && !holds_identity(row)
}

/// Whether a cell of the row is an identity.
fn holds_identity(row: Row<'_>) -> bool {
    row.cells()
        .any(|(_, cell)| identities::of(cell.text).is_some())
}

/// Reports each row above the header that holds an identity. The one that names the base is read.
fn report_above(number: u32, sheet: &Sheet, first: &Found, findings: &mut Collector<'_>) {
    let rows = 0..first.header.body - 1;
    for row in rows.map(|index| sheet.row(index)) {
        // A phone number in a title is no handset; a number in a row of many cells may be one.
        let is_wide = row.cells().count() >= WIDE;
        let counts =
            |identity: &Identity| is_wide || !matches!(identity, Identity::PerhapsHandset(_));
        let found = row.cells().find_map(|(column, cell)| {
            let identity = identities::named(cell.text).filter(counts)?;
            Some((column, identity))
        });
        let column = match found {
            Some((_, Identity::Device(mac)))
                if first.header.base == Some(mac) && row.cells().count() <= 2 =>
            {
                None
            }
            Some((column, _)) => Some(column),
            None => account(row, &first.header),
        };
        if let Some(column) = column {
            let place = Place::cell(number, row.number(), column);
            let header = Place::row(number, first.header.row);
            findings.add(place, None, Problem::RowAboveHeader, Some(header));
        }
    }
}

/// The column of the extension, where a row has one and a password.
fn account(row: Row<'_>, header: &Header) -> Option<u16> {
    let extension = header.column(Field::Extension)?;
    let is_account = is_number(row.cell(extension).text.trim())
        && !row.cell(header.column(Field::Password)?).is_empty();
    is_account.then_some(extension)
}

/// Warns of a sheet that was not chosen and names a base of the sheets that were read: its handsets
/// may be in use on that base.
pub(super) fn report_not_chosen(
    sheets: &[Sheet],
    bases: &HashSet<Mac>,
    findings: &mut Collector<'_>,
) {
    for (number, sheet) in (0..).zip(sheets) {
        if sheet.standing() != Standing::NotChosen {
            continue;
        }
        let names_base = |text: &str| matches!(identities::of(text), Some(Identity::Device(mac)) if bases.contains(&mac));
        let found = cells(sheet, 0..sheet.len()).find(|(_, text)| names_base(text));
        if let Some(((row, column), _)) = found {
            let place = Place::cell(number, row, column);
            findings.add(place, None, Problem::SheetNotChosen, None);
        }
    }
}

/// Reports a sheet without a table.
fn report_unread(number: u32, sheet: &Sheet, others: bool, findings: &mut Collector<'_>) {
    let problem = match sheet.kind() {
        // New workbooks come with empty sheets; there is nothing in them to miss.
        SheetKind::Workbook if others && (sheet.is_empty() || is_own_sheet(sheet)) => return,
        SheetKind::Workbook if others => match first_identity(sheet) {
            Some((row, column)) => {
                let place = Place::cell(number, row, column);
                findings.add(place, None, Problem::SheetNotRead, None);
                return;
            }
            None => Problem::SheetSkipped,
        },
        _ if sheet.is_empty() => Problem::NothingInIt,
        _ => Problem::NoHeader,
    };
    findings.add(Place::sheet(number), None, problem, None);
}

/// Reports a hidden sheet.
fn report_hidden(number: u32, sheet: &Sheet, tables: &[Found], findings: &mut Collector<'_>) {
    if let Some(table) = tables
        .first()
        .filter(|table| table.header.shape() != Kind::Handsets || looks_meant(&table.header, true))
    {
        let place = Place::row(number, table.header.row);
        findings.add(place, None, Problem::HiddenSheet, None);
    } else if let Some((row, column)) = first_identity(sheet) {
        let place = Place::cell(number, row, column);
        findings.add(place, None, Problem::SheetNotRead, None);
    }
}

/// The first cell of a sheet that certainly is an identity.
fn first_identity(sheet: &Sheet) -> Option<(u32, u16)> {
    let found = cells(sheet, 0..sheet.len()).find(|(_, text)| {
        matches!(
            identities::of(text),
            Some(Identity::Handset(_) | Identity::Device(_))
        )
    });
    found.map(|(place, _)| place)
}

type At = (u32, u16);
