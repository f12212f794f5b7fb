//! The accounts of a file, and the loops of the template that write them.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write;

use super::elements::{Element, ElementKind};
use crate::device::from::text::literal;
use crate::device::n720::{self, ACCOUNTS, AccountItem, Item, PositionId};
use crate::device::published::{Published, Standing, left_out};
use crate::value::Position;

/// What an item says of a position.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Account(AccountItem),
    Handset,
    Unknown,
}

/// The items that the program understands, as the built-in template spells them.
fn known() -> impl Iterator<Item = (Meaning, &'static str, String)> {
    let accounts = AccountItem::NAMES
        .into_iter()
        .map(|(name, list, item)| (Meaning::Account(item), ACCOUNTS, format!("].{name}{list}")));
    accounts.chain([(
        Meaning::Handset,
        n720::HANDSETS,
        "].aucHandsetCode[0]".into(),
    )])
}

/// One kind of item: its id around the index, and its value at each position that has it.
pub(super) struct Kind {
    pub meaning: Meaning,
    pub array: &'static str,
    pub after: String,
    pub values: BTreeMap<Position, String>,
    /// The value of the item for all positions.
    pub of_all: Option<String>,
}

/// The accounts of a file.
pub(super) struct Accounts<'t> {
    pub kinds: Vec<Kind>,
    /// Accounts that a roster can hold.
    pub held: Vec<Position>,
    pub vacated: Vec<Position>,
    /// Positions without an account that have items.
    pub free: Vec<Position>,
    pub says: &'t Published,
    /// The elements that the loops write, by their number.
    taken: HashSet<usize>,
    /// The comments of an account in use and of a vacated one.
    pub comments: [String; 2],
    /// What stands before an item in its line.
    pub indent: &'t str,
    /// What the loops cannot write.
    pub left_out: Vec<String>,
}

/// A loop: what it goes over, and how it calls the position and the index.
#[derive(Clone, Copy)]
pub(super) struct Loop {
    pub position: &'static str,
    pub index: &'static str,
}

pub(super) const HANDSETS: Loop = Loop {
    position: "handset.position",
    index: "handset.index",
};
pub(super) const VACATED: Loop = Loop {
    position: "gone.position",
    index: "gone.index",
};

impl<'t> Accounts<'t> {
    pub fn of(says: &'t Published, text: &'t str, elements: &[Element], mac: &str) -> Self {
        let mut accounts = Self {
            kinds: Vec::new(),
            held: Vec::new(),
            vacated: Vec::new(),
            free: Vec::new(),
            says,
            taken: HashSet::new(),
            comments: Default::default(),
            indent: "    ",
            left_out: Vec::new(),
        };
        accounts.take_items(elements);
        if let Some(first) = elements
            .iter()
            .enumerate()
            .find(|(n, _)| accounts.takes(*n))
        {
            let before = &text[..first.1.range.start];
            let line = before.trim_end_matches([' ', '\t']);
            if line.is_empty() || line.ends_with('\n') {
                accounts.indent = &before[line.len()..];
            }
        }
        accounts.sort_positions();
        let (held, vacated) = (accounts.held.clone(), accounts.vacated.clone());
        accounts.comments = [
            accounts.take_comments(&held, HANDSETS, text, elements, mac),
            accounts.take_comments(&vacated, VACATED, text, elements, mac),
        ];
        accounts
    }

    /// Whether the loops write the element of this number.
    pub fn takes(&self, number: usize) -> bool {
        self.taken.contains(&number)
    }

    fn take_items(&mut self, elements: &[Element]) {
        for (number, element) in elements.iter().enumerate() {
            let ElementKind::Item { id, value } = &element.kind else {
                continue;
            };
            let Some(parts) = PositionId::parse(id) else {
                continue;
            };
            let meaning = match Item::parse(id) {
                Item::Account(_, item) => Meaning::Account(item),
                Item::Handset(_) => Meaning::Handset,
                _ => Meaning::Unknown,
            };
            let kind = self.kind(meaning, parts.array, &parts.after);
            if let Some(position) = parts.position {
                if kind.values.is_empty() {
                    kind.after = parts.after;
                }
                kind.values.insert(position, value.clone());
                self.taken.insert(number);
            } else {
                kind.of_all = Some(value.clone());
            }
        }
        for (meaning, array, after) in known() {
            self.kind(meaning, array, &after);
        }
    }

    /// The kind of an item, which is known by its meaning, else by its id.
    fn kind(&mut self, meaning: Meaning, array: &'static str, after: &str) -> &mut Kind {
        let is_it = |kind: &Kind| {
            let same_id = (kind.array, kind.after.as_str()) == (array, after);
            kind.meaning == meaning && (meaning != Meaning::Unknown || same_id)
        };
        let at = self.kinds.iter().position(is_it).unwrap_or_else(|| {
            self.kinds.push(Kind {
                meaning,
                array,
                after: after.to_owned(),
                values: BTreeMap::new(),
                of_all: None,
            });
            self.kinds.len() - 1
        });
        &mut self.kinds[at]
    }

    fn sort_positions(&mut self) {
        let used: BTreeSet<Position> = self
            .kinds
            .iter()
            .flat_map(|kind| kind.values.keys().copied())
            .collect();
        for (position, account) in self.says.accounts() {
            match account.standing() {
                Standing::Held => match left_out(account) {
                    Some(why) => self.left_out.push(format!("SIP account {position} {why}")),
                    None => self.held.push(position),
                },
                Standing::Vacated => self.vacated.push(position),
                Standing::Free if used.contains(&position) => self.free.push(position),
                Standing::Free => {}
            }
        }
    }

    /// Takes the comments that name the position of an account of a group, where those of all accounts
    /// are alike.
    fn take_comments(
        &mut self,
        group: &[Position],
        names: Loop,
        text: &str,
        elements: &[Element],
        mac: &str,
    ) -> String {
        let mut comments: BTreeMap<Position, (String, Vec<usize>)> = BTreeMap::new();
        for (number, position) in comment_positions(elements).into_iter().enumerate() {
            let Some(position) = position.filter(|position| group.contains(position)) else {
                continue;
            };
            let raw = &text[elements[number].range.clone()];
            let Some(pattern) = numbered(raw, position, names, mac) else {
                continue;
            };
            let (patterns, numbers) = comments.entry(position).or_default();
            let _ = writeln!(patterns, "{}{pattern}", self.indent);
            numbers.push(number);
        }
        let mut patterns = comments.values().map(|(patterns, _)| patterns);
        let first = patterns.next().cloned().unwrap_or_default();
        if comments.len() != group.len() || !patterns.all(|other| *other == first) {
            return String::new();
        }
        let numbers = comments.into_values().flat_map(|(_, numbers)| numbers);
        self.taken.extend(numbers);
        first
    }
}

/// For each comment the position that it is about: that of the item behind it, unless the item before it
/// is about the same.
fn comment_positions(elements: &[Element]) -> Vec<Option<Position>> {
    let position = |element: &Element| match &element.kind {
        ElementKind::Item { id, .. } => PositionId::parse(id).and_then(|id| id.position),
        _ => None,
    };
    let mut positions = vec![None; elements.len()];
    let mut behind = None;
    for (number, element) in elements.iter().enumerate().rev() {
        match element.kind {
            ElementKind::Comment => positions[number] = behind,
            _ => behind = position(element),
        }
    }
    let mut before = None;
    for (number, element) in elements.iter().enumerate() {
        match element.kind {
            ElementKind::Comment if positions[number] == before => positions[number] = None,
            ElementKind::Comment => {}
            _ => before = position(element),
        }
    }
    positions
}

/// A comment in which the variable is in the place of the position; `None` where it is not named.
fn numbered(raw: &str, position: Position, names: Loop, mac: &str) -> Option<String> {
    let number = position.to_string();
    let in_word = |c: char| c.is_alphanumeric();
    let mut text = String::new();
    let mut named = false;
    let mut rest = raw;
    while let Some(first) = rest.chars().next() {
        let same_kind = |c: char| in_word(c) == in_word(first);
        let end = rest.find(|c| !same_kind(c)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        if piece == number {
            let _ = write!(text, "{{{{ {} }}}}", names.position);
            named = true;
        } else {
            literal(piece, mac, &mut text);
        }
        rest = after;
    }
    named.then_some(text)
}
