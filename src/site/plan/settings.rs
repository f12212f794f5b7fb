//! What changes about a base that belongs to no position.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::device::published::Published;
use crate::device::shown_id;
use crate::value::Hidden;

/// A setting that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingChange {
    /// The setting as people name it, else the id of its item.
    pub name: Box<str>,
    /// Its value so far. Withheld where it may be secret.
    pub old: Option<Box<str>>,
    /// Its new value. Withheld where it may be secret.
    pub new: Option<Box<str>>,
    /// Whether the values may be secret. They are empty then.
    pub is_secret: bool,
}

impl SettingChange {
    /// Takes the values out.
    fn withhold(&mut self) {
        self.is_secret = true;
        for value in [&mut self.old, &mut self.new].into_iter().flatten() {
            *value = "".into();
        }
    }

    /// Withholds the values where they show a value of the settings that is secret by its name.
    pub(crate) fn withhold_settings(&mut self, settings: &BTreeMap<String, toml::Value>) {
        let secrets = settings.iter().filter(|(key, _)| is_secret(key));
        let secrets = secrets.filter_map(|(_, value)| value.as_str());
        let shows = |secret: &str| {
            let mut values = [&self.old, &self.new].into_iter().flatten();
            values.any(|value| Hidden(secret).is_shown_by(value))
        };
        if secrets.into_iter().any(shows) {
            self.withhold();
        }
    }
}

/// Whether a setting or an item of this name may have a secret value.
fn is_secret(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    SECRET.iter().any(|word| lower.contains(word))
}

/// What is in the name of an item whose value nobody may see.
const SECRET: [&str; 19] = [
    "pass",
    "pw",
    "kennwort",
    "geheim",
    "wachtwoord",
    "digest",
    "ha1",
    "lockcode",
    "admincode",
    "basic",
    "pin",
    "secret",
    "kds",
    "key",
    "token",
    "cred",
    "auth",
    "community",
    "psk",
];

/// What changes from one file to the next that belongs to no position, except the window: items in the
/// order of their ids.
#[must_use]
pub fn setting_changes(now: &Published, then: &Published) -> Vec<SettingChange> {
    let mut changes: Vec<SettingChange> = Vec::new();
    let layout = then.layout();
    let (mut old, mut new) = (now.other_items().peekable(), then.other_items().peekable());
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => break,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((old, _)), Some((new, _))) => layout.compare_ids(old, new),
        };
        let before = if order.is_le() { old.next() } else { None };
        let after = if order.is_ge() { new.next() } else { None };
        if let Some((id, _)) = after.or(before) {
            // What a handset brings or takes along is part of its coming or going.
            let is_there = |says: &Published, ipui| says.position_of(ipui).is_some();
            let handset = layout.handset_of(id);
            if handset.is_some_and(|ipui| is_there(now, ipui) != is_there(then, ipui)) {
                continue;
            }
            let value = |item: Option<(_, _)>| item.map(|(_, value)| layout.unquoted(value));
            let name = layout.setting_of(id).unwrap_or_else(|| shown_id(id));
            push(&mut changes, name, value(before), value(after));
            if layout.is_of_handset(id)
                && let Some(change) = changes.last_mut().filter(|it| *it.name == *name)
            {
                // Another server may have kept a password here that no account has any more.
                change.withhold();
            }
        }
    }
    withhold_passwords(&mut changes, now, then);
    changes
}

/// Withholds values with a password of an account: a template may write one into any item.
fn withhold_passwords(changes: &mut [SettingChange], now: &Published, then: &Published) {
    if changes.is_empty() {
        return;
    }
    let accounts = now.accounts().chain(then.accounts());
    let passwords: BTreeSet<&str> = accounts
        .filter_map(|(_, account)| account.password.map(Hidden::expose))
        .collect();
    for change in changes {
        let values: Vec<&str> = [&change.old, &change.new]
            .into_iter()
            .flatten()
            .map(|value| &**value)
            .collect();
        let shows = |password: &&str| {
            values
                .iter()
                .any(|value| Hidden(password).is_shown_by(value))
        };
        if passwords.iter().any(shows) {
            change.withhold();
        }
    }
}

/// How the value of an `Authorization` header begins.
const SCHEMES: [&str; 3] = ["basic", "bearer", "digest"];

/// Whether a value has a password inside: `user:password@server`, `?token=…`, or `Basic …`.
fn has_secret(value: &str) -> bool {
    let scheme = value.split_whitespace().next().unwrap_or_default();
    if SCHEMES.iter().any(|it| it.eq_ignore_ascii_case(scheme)) {
        return true;
    }
    let before_host = value.rsplit_once('@').map_or("", |(before, _)| before);
    let mut pieces = value.split('=').rev().skip(1);
    let is_named = |piece: &str| {
        let name = piece
            .rsplit(|c: char| !c.is_alphanumeric() && c != '_')
            .next();
        name.is_some_and(is_secret)
    };
    before_host.contains(':') || pieces.any(is_named)
}

fn push(changes: &mut Vec<SettingChange>, name: &str, old: Option<&str>, new: Option<&str>) {
    if old == new {
        return;
    }
    let mut change = SettingChange {
        name: name.into(),
        old: old.map(Box::from),
        new: new.map(Box::from),
        is_secret: false,
    };
    if is_secret(name) || [old, new].into_iter().flatten().any(has_secret) {
        change.withhold();
    }
    // The same of many handsets is one change.
    if change.is_secret && changes.last() == Some(&change) {
        return;
    }
    changes.push(change);
}
