//! Who stands at which position after a run, written from the contract's words alone. It calls nothing of
//! the library.

use std::collections::{BTreeMap, BTreeSet};

use super::{BASES, device_bytes};

/// A row of the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub extension: String,
    pub ipui: Option<String>,
    pub base: usize,
    pub cell: Option<usize>,
    pub name: String,
    pub password: String,
}

pub fn line(row: &Row) -> String {
    let cell = row.cell.map(|cell| cell.to_string()).unwrap_or_default();
    format!(
        "{},{},{},{},{},{cell}\n",
        row.extension,
        row.password,
        row.name,
        row.ipui.as_deref().unwrap_or_default(),
        BASES[row.base],
    )
}

/// What a file says of the handset at a position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    /// Nothing.
    Silent,
    /// Five zero bytes.
    Zeros,
    Handset(String),
}

/// What a file says of a position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Extension, password and name; `None` for a position that was vacated.
    pub account: Option<(String, String, String)>,
    pub code: Code,
}

impl Place {
    pub fn extension(&self) -> Option<&str> {
        self.account.as_ref().map(|account| account.0.as_str())
    }

    pub fn handset(&self) -> Option<&str> {
        match &self.code {
            Code::Handset(ipui) => Some(ipui),
            Code::Silent | Code::Zeros => None,
        }
    }

    pub fn items(&self, position: usize, items: &mut BTreeMap<String, String>) {
        let index = position - 1;
        let mut say = |name: &str, value: String| {
            items.insert(
                format!("BS_VOIP_Data.astVoipAccounts[{index}].{name}"),
                value,
            );
        };
        let quoted = |text: &str| format!("\"{text}\"");
        let blank = (String::new(), String::new(), String::new());
        let (extension, password, name) = self.account.as_ref().unwrap_or(&blank);
        let active = if self.account.is_some() { "1" } else { "0" };
        say("ucB_SIP_ACCOUNT_IS_ACTIVE_1", active.into());
        say("aucS_SIP_LOGIN_ID[0]", quoted(extension));
        say("aucS_SIP_PASSWORD[0]", quoted(password));
        say("aucS_SIP_USER_ID[0]", quoted(extension));
        say("aucS_SIP_DISPLAYNAME[0]", quoted(name));
        say("aucS_SIP_ACCOUNT_NAME_1[0]", quoted(extension));
        if self.account.is_some() {
            say("ucVoipProviderIndex", "0".into());
            say("aucS_VOIP_NET_AM_NUMBER_1", quoted(""));
            say("ucB_VOIP_NET_AM_ENABLED_1", "0".into());
        }
        let bytes = match &self.code {
            Code::Silent => return,
            Code::Zeros => device_bytes("0000000000"),
            Code::Handset(ipui) => device_bytes(ipui),
        };
        let id = format!("BS_Accounts.astAccounts[{index}].aucHandsetCode[0]");
        items.insert(id, bytes);
    }
}

/// A base's file: what it says, by position from 1.
pub type File = BTreeMap<usize, Place>;

/// The files of all bases, by number of the base.
pub type Files = BTreeMap<usize, File>;

pub fn items_of_file(mac: &str, file: &File) -> BTreeMap<String, String> {
    let mut items = BTreeMap::from([
        ("MAC_ADDRESS".to_owned(), mac.to_owned()),
        ("PROFILE_NAME".to_owned(), "N720".to_owned()),
    ]);
    for (position, place) in file {
        place.items(*position, &mut items);
    }
    items
}

/// The contract's section Positions: a position cell; else the position that the handset has; else
/// the one whose account has the extension; else the first free one, for the shorter and then the
/// smaller extension first.
pub fn positions<'a>(file: &File, rows: &[&'a Row]) -> BTreeMap<usize, &'a Row> {
    let mut placed: BTreeMap<usize, &Row> = BTreeMap::new();
    let mut rest: Vec<&Row> = Vec::new();
    for row in rows {
        match row.cell {
            Some(cell) => assert!(placed.insert(cell, row).is_none()),
            None => rest.push(row),
        }
    }
    let mut after_handsets = Vec::new();
    for row in rest {
        let present = file
            .iter()
            .filter(|(position, _)| !placed.contains_key(position))
            .find(|(_, place)| row.ipui.is_some() && place.handset() == row.ipui.as_deref());
        match present {
            Some((position, _)) => assert!(placed.insert(*position, row).is_none()),
            None => after_handsets.push(row),
        }
    }
    let mut waiting = Vec::new();
    for row in after_handsets {
        let account = file
            .iter()
            .filter(|(position, _)| !placed.contains_key(position))
            .find(|(_, place)| place.extension() == Some(&row.extension));
        match account {
            Some((position, _)) => assert!(placed.insert(*position, row).is_none()),
            None => waiting.push(row),
        }
    }
    waiting.sort_by(|a, b| {
        let key = |row: &Row| (row.extension.len(), row.extension.clone());
        key(a).cmp(&key(b))
    });
    for row in waiting {
        let free = (1..=100).find(|position| !placed.contains_key(position));
        placed.insert(free.unwrap(), row);
    }
    placed
}

/// What the next file of a base says.
pub fn next_file(file: &File, rows: &[&Row], named: &BTreeSet<&str>) -> File {
    let placed = positions(file, rows);
    let mut next = File::new();
    for (position, row) in &placed {
        let before = file.get(position);
        let own = before.and_then(Place::extension) == Some(row.extension.as_str());
        let code = match (&row.ipui, before.map(|place| &place.code)) {
            (Some(ipui), _) => Code::Handset(ipui.clone()),
            (None, Some(Code::Handset(ipui))) if own && !named.contains(ipui.as_str()) => {
                Code::Handset(ipui.clone())
            }
            // A stranger's handset must go.
            (None, Some(Code::Handset(_))) => Code::Zeros,
            (None, Some(Code::Zeros)) if own => Code::Zeros,
            (None, _) => Code::Silent,
        };
        let account = (
            row.extension.clone(),
            row.password.clone(),
            row.name.clone(),
        );
        let place = Place {
            account: Some(account),
            code,
        };
        next.insert(*position, place);
    }
    for position in file.keys() {
        next.entry(*position).or_insert(Place {
            account: None,
            code: Code::Zeros,
        });
    }
    next
}

/// What the next run makes of the files, if nothing stops it; a base that is left alone is not there.
pub fn next_files(files: &Files, rows: &[Row], retire_absent: bool) -> Files {
    let named = rows.iter().filter_map(|row| row.ipui.as_deref()).collect();
    let mut next = Files::new();
    for base in 0..BASES.len() {
        let rows: Vec<_> = rows.iter().filter(|row| row.base == base).collect();
        let file = files.get(&base);
        if !rows.is_empty() || (file.is_some() && retire_absent) {
            let empty = File::new();
            next.insert(base, next_file(file.unwrap_or(&empty), &rows, &named));
        }
    }
    next
}

/// The handsets that the files reserve positions for: handset, base and position.
pub fn handsets(files: &Files) -> BTreeSet<(String, usize, usize)> {
    let of_file = |(base, file): (&usize, &File)| {
        let base = *base;
        let of_place = |(position, place): (&usize, &Place)| {
            Some((place.handset()?.to_owned(), base, *position))
        };
        file.iter().filter_map(of_place).collect::<Vec<_>>()
    };
    files.iter().flat_map(of_file).collect()
}

/// The handsets that a run takes off their positions.
pub fn losses(before: &Files, next: &Files) -> BTreeSet<(String, usize, usize)> {
    let after = handsets(next);
    handsets(before)
        .into_iter()
        .filter(|handset| next.contains_key(&handset.1) && !after.contains(handset))
        .collect()
}

/// How many accounts without an IPUI lose their position in a run: somebody may have registered a
/// handset there by hand.
pub fn lost_accounts(before: &Files, next: &Files) -> usize {
    pairs(before, next)
        .filter(|(old, new)| {
            old.handset().is_none() && old.account.is_some() && old.extension() != new.extension()
        })
        .count()
}

/// How many handsets a run leaves where they are and gives another extension.
pub fn reassigned(before: &Files, next: &Files) -> usize {
    pairs(before, next)
        .filter(|(old, new)| {
            old.handset().is_some()
                && old.handset() == new.handset()
                && old.account.is_some()
                && old.extension() != new.extension()
        })
        .count()
}

/// What the files say of each position before a run and after it.
pub fn pairs<'a>(
    before: &'a Files,
    next: &'a Files,
) -> impl Iterator<Item = (&'a Place, &'a Place)> {
    before.iter().flat_map(move |(base, file)| {
        let then = next.get(base);
        let pair = move |(position, old): (&usize, &'a Place)| Some((old, then?.get(position)?));
        file.iter().filter_map(pair)
    })
}
