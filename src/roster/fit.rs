//! Which of several columns is the one of a field: the one whose values can be that field.

use std::ops::Range;

use super::aliases::{Meaning, NAMED};
use super::identities::{self, Identity};
use crate::input::{Row, Sheet};
use crate::value::{Field, Ipui, Mac, Position};

/// The rank of a name that means the field and nothing else.
const CERTAIN: u8 = 1;
/// The rank of a name that may mean the field beside others that certainly do.
const DOUBTFUL: u8 = 3;
/// The longest number that a person dials inside a company.
const LONGEST_EXTENSION: usize = 9;

/// How many rows with the MAC address of another may be a mistake in a table of bases.
const MOST_COPIES: usize = 3;

/// The columns of a header, each with its field.
pub(super) struct Resolved {
    /// One column per field.
    pub(super) columns: Vec<(u16, Field)>,
    /// Other columns of a field, which may be meant just as well.
    pub(super) repeated: Vec<(u16, Field)>,
    /// Columns that have a field's name, and values that cannot be that field.
    pub(super) unused: Vec<u16>,
}

/// The rows below a header.
pub(super) struct Body<'s> {
    sheet: &'s Sheet,
    rows: Range<usize>,
}

impl<'s> Body<'s> {
    pub(super) fn new(sheet: &'s Sheet, rows: Range<usize>) -> Self {
        Self { sheet, rows }
    }

    fn rows(&self) -> impl Iterator<Item = Row<'s>> {
        let sheet = self.sheet;
        self.rows.clone().map(move |index| sheet.row(index))
    }

    /// Whether the rows cannot be bases: one holds a handset, or most have the MAC address of another row.
    /// A copied row or two is a mistake in a table of bases.
    pub(super) fn is_unlike_bases(&self, mac: u16) -> bool {
        let is_handset = |text| matches!(identities::of(text), Some(Identity::Handset(_)));
        if self
            .rows()
            .any(|row| row.cells().any(|(_, cell)| is_handset(cell.text)))
        {
            return true;
        }
        let macs = self
            .rows()
            .filter_map(|row| row.cell(mac).text.parse::<Mac>().ok());
        let mut macs: Vec<Mac> = macs.collect();
        macs.sort_unstable();
        let groups = macs.chunk_by(|a, b| a == b);
        let shared: usize = groups.map(<[Mac]>::len).filter(|rows| *rows > 1).sum();
        shared > MOST_COPIES && shared * 2 > macs.len()
    }

    /// The texts of two columns, row by row.
    fn pairs(&self, a: u16, b: u16) -> impl Iterator<Item = (&'s str, &'s str)> {
        self.rows()
            .map(move |row| (row.cell(a).text.trim(), row.cell(b).text.trim()))
    }
}

/// Decides which column is which field.
pub(super) fn resolve(meant: &[(u16, Meaning)], body: &Body<'_>) -> Resolved {
    let mut resolved = Resolved {
        columns: Vec::new(),
        repeated: Vec::new(),
        unused: Vec::new(),
    };
    let fields = settle(meant, body);
    for field in Field::ALL {
        let mut of_field: Vec<(u16, u8)> = fields
            .iter()
            .filter(|(_, found, _)| *found == field)
            .map(|&(column, _, rank)| (column, rank))
            .collect();
        let Some(best) = of_field.iter().map(|(_, rank)| *rank).min() else {
            continue;
        };
        // In exports of PBXs `secret` is the SIP password, and `password` only where there is no
        // `secret`; likewise for the login. Values cannot tell them apart, and where there are none yet,
        // the name must do.
        let ranked = best == NAMED
            || matches!(field, Field::Password | Field::Login)
            || body.rows.is_empty();
        if ranked {
            resolved.unused.extend(
                of_field
                    .iter()
                    .filter(|(_, rank)| *rank > best)
                    .map(|(column, _)| *column),
            );
            of_field.retain(|(_, rank)| *rank == best);
        }
        let columns: Vec<u16> = of_field.iter().map(|(column, _)| *column).collect();
        choose(field, &columns, body, &mut resolved);
    }
    resolved
}

/// Chooses among the columns of one field.
fn choose(field: Field, columns: &[u16], body: &Body<'_>, resolved: &mut Resolved) {
    let (Some(&first), more) = (columns.first(), columns.len() > 1) else {
        return;
    };
    let mut able: Vec<u16> = if more {
        able(field, columns, body)
    } else {
        vec![first]
    };
    if able.is_empty() {
        // Nothing to go by, or nothing that fits: a person must say which it is.
        able = columns.to_vec();
    }
    let Some((&chosen, others)) = able.split_first() else {
        return;
    };
    resolved.columns.push((chosen, field));
    for &other in others {
        if says_the_same(field, chosen, other, body) {
            resolved.unused.push(other);
        } else {
            resolved.repeated.push((other, field));
        }
    }
    resolved
        .unused
        .extend(columns.iter().filter(|column| !able.contains(column)));
}

/// The columns whose values can be those of the field, for most rows.
fn able(field: Field, columns: &[u16], body: &Body<'_>) -> Vec<u16> {
    let mut tallies = vec![Tally::default(); columns.len()];
    for row in body.rows() {
        for (column, cell) in row.cells() {
            if let Ok(at) = columns.binary_search(&column) {
                tallies[at].add(field, cell.text.trim());
            }
        }
    }
    let fits = |(_, tally): &(&u16, &Tally)| tally.fits * 2 > tally.filled;
    let mut able: Vec<(u16, &Tally)> = columns
        .iter()
        .zip(&tallies)
        .filter(fits)
        .map(|(column, tally)| (*column, tally))
        .collect();
    // Of two columns of numbers the one that only counts its rows is not the extension.
    if field == Field::Extension && able.iter().any(|(_, tally)| !tally.counts()) {
        able.retain(|(_, tally)| !tally.counts());
    }
    able.into_iter().map(|(column, _)| column).collect()
}

/// What the values of a column are.
#[derive(Debug, Clone, Default)]
struct Tally {
    filled: usize,
    fits: usize,
    /// How many values are just the number of values so far.
    counted: usize,
}

impl Tally {
    fn add(&mut self, field: Field, text: &str) {
        if text.is_empty() {
            return;
        }
        self.filled += 1;
        self.fits += usize::from(can_be(field, text));
        self.counted += usize::from(text.trim_end_matches('.').parse() == Ok(self.filled));
    }

    /// Whether it is a running number.
    fn counts(&self) -> bool {
        self.filled > 1 && self.counted * 10 >= self.filled * 9
    }
}

/// Whether a text can be a value of the field.
fn can_be(field: Field, text: &str) -> bool {
    let is_dialled = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit() || b"*#".contains(&byte))
    };
    let is_identity = || identities::of(text).is_some();
    match field {
        Field::Extension => text.len() <= LONGEST_EXTENSION && is_dialled(text),
        Field::Ipui => text.parse::<Ipui>().is_ok(),
        Field::BaseMac => text.parse::<Mac>().is_ok(),
        Field::Position => text.parse::<Position>().is_ok(),
        Field::Provider => text.parse::<u8>().is_ok(),
        Field::Voicemail => is_dialled(text),
        Field::Login => !text.contains(' ') && !is_identity(),
        Field::Password => !is_identity(),
        Field::DisplayName | Field::AccountName | Field::FirstName | Field::LastName => {
            text.contains(char::is_alphabetic) && !is_identity()
        }
    }
}

/// Whether two columns never differ, so that it does not matter which is read.
fn says_the_same(field: Field, a: u16, b: u16, body: &Body<'_>) -> bool {
    let same = |a: &str, b: &str| match field {
        Field::Ipui => a.parse::<Ipui>() == b.parse::<Ipui>(),
        Field::BaseMac => a.parse::<Mac>() == b.parse::<Mac>(),
        _ => a == b,
    };
    let mut filled = false;
    body.pairs(a, b).all(|(a, b)| {
        filled |= !a.is_empty();
        a == b || same(a, b)
    }) && filled
}

/// Gives each column its field where its name leaves several.
fn settle(meant: &[(u16, Meaning)], body: &Body<'_>) -> Vec<(u16, Field, u8)> {
    let certain = |wanted: Field| {
        let mut found = meant.iter().filter_map(|&(column, meaning)| match meaning {
            Meaning::Field(field, _) if field == wanted => Some(column),
            _ => None,
        });
        found.next()
    };
    let (first, last) = (certain(Field::FirstName), certain(Field::LastName));
    let is_plain_name = |(_, meaning): &(u16, Meaning)| *meaning == Meaning::Name;
    let named = certain(Field::DisplayName).is_some()
        || first.is_some()
        || last.is_some()
        || meant.iter().any(is_plain_name);
    // Beside the MAC address of a base and no handset, a user is the one of the base.
    let numbered = certain(Field::Extension).is_some()
        || (certain(Field::BaseMac).is_some() && certain(Field::Ipui).is_none());
    let field = |column: u16, meaning: Meaning| match meaning {
        Meaning::Field(field, rank) => Some((field, rank)),
        Meaning::UserName if named => Some((Field::Login, DOUBTFUL)),
        Meaning::UserName => Some((Field::DisplayName, DOUBTFUL)),
        Meaning::User if numbered => Some((Field::Login, DOUBTFUL)),
        Meaning::User => Some((Field::Extension, DOUBTFUL)),
        Meaning::Name => Some((name_part(column, first, last, body), CERTAIN)),
        Meaning::Nothing => None,
    };
    let found = meant.iter().filter_map(|&(column, meaning)| {
        field(column, meaning).map(|(field, rank)| (column, field, rank))
    });
    found.collect()
}

/// What a column `Name` holds beside one with a part of the name: the other part, unless it repeats
/// that part.
fn name_part(column: u16, first: Option<u16>, last: Option<u16>, body: &Body<'_>) -> Field {
    let (part, other) = match (first, last) {
        (Some(first), None) => (first, Field::LastName),
        (None, Some(last)) => (last, Field::FirstName),
        _ => return Field::DisplayName,
    };
    let (mut filled, mut whole) = (0_usize, 0_usize);
    for (name, part) in body.pairs(column, part) {
        if name.is_empty() || part.is_empty() {
            continue;
        }
        filled += 1;
        whole += usize::from(name.to_lowercase().contains(&part.to_lowercase()));
    }
    if whole * 2 > filled {
        Field::DisplayName
    } else {
        other
    }
}
