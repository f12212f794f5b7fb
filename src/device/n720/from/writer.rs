//! The loops of the template that write the accounts.

use std::fmt::Write;

use quick_xml::escape::escape;

use super::accounts::{Accounts, HANDSETS, Kind, Loop, Meaning, VACATED};
use crate::device::from::text::{attribute, literal, string};
use crate::device::n720::{AccountItem, parse_number, unquote};
use crate::device::published::{Account, Standing, TextItem};
use crate::value::{Hidden, Position};

/// The loop over positions without an account.
const FREE: Loop = Loop {
    position: "index + 1",
    index: "index",
};

/// Writes the loops into a template.
pub(super) struct Writer<'w, 't> {
    pub accounts: &'w Accounts<'t>,
    pub out: &'w mut String,
    /// The base that the file is for.
    pub mac: &'w str,
    /// The values of the file that the template keeps.
    pub kept: &'w mut Vec<String>,
}

impl Writer<'_, '_> {
    pub fn write(mut self) {
        self.handsets();
        self.vacated();
        self.free();
    }

    fn handsets(&mut self) {
        self.out.push_str(
            "{% set mailbox = settings.voicemail | default('', true) %}\n\
             {% for handset in handsets %}\n\
             {% set voicemail = handset.voicemail | default(mailbox, true) %}\n",
        );
        self.out.push_str(&self.accounts.comments[0]);
        for kind in &self.accounts.kinds {
            match variable(kind.meaning) {
                Some(value) => {
                    let condition = self.condition(kind);
                    self.line_if(condition, kind, HANDSETS, value);
                }
                None => match self.field_of_all(kind) {
                    Some(field) => self.line(kind, HANDSETS, &format!("'\"{{{{ {field} }}}}\"'")),
                    None => self.values(kind, &self.accounts.held, HANDSETS),
                },
            }
        }
        self.out.push_str("{% endfor %}\n");
    }

    /// When the item is written: always where every account of the file has it, else where it says
    /// something that the base would not take for granted.
    fn condition(&self, kind: &Kind) -> Option<String> {
        use AccountItem::{Provider, Text, VoicemailEnabled};
        let of_all = kind
            .of_all
            .as_deref()
            .map(|value| match parse_number(value) {
                Ok(number) if !value.starts_with('"') => number.to_string(),
                _ => unquote(value).to_owned(),
            });
        let differs = |value: &str, usual: &str| {
            let usual = of_all.as_deref().map_or_else(|| usual.to_owned(), string);
            Some(format!("{value} | string != {usual}"))
        };
        let held = &self.accounts.held;
        if kind.meaning == Meaning::Handset {
            return Some("handset.ipui_bytes is defined".into());
        }
        if !kind.values.is_empty() && held.iter().all(|at| kind.values.contains_key(at)) {
            return None;
        }
        match kind.meaning {
            Meaning::Account(Provider) => differs("handset.provider", "'0'"),
            Meaning::Account(VoicemailEnabled) => differs("(1 if voicemail else 0)", "'0'"),
            Meaning::Account(Text(TextItem::Voicemail)) => differs("voicemail", "''"),
            Meaning::Account(Text(TextItem::AccountName)) => {
                differs("handset.account_name", "handset.extension")
            }
            _ => None,
        }
    }

    /// The text of an account that an item, which the program does not know, repeats in every account.
    fn field_of_all(&self, kind: &Kind) -> Option<&'static str> {
        type Field = fn(Account<'_>) -> Option<&str>;
        let fields: [(&'static str, Field); 5] = [
            ("handset.password", |account| {
                account.password.map(Hidden::expose)
            }),
            ("handset.extension", |account| account.user_id),
            ("handset.login", |account| account.login),
            ("handset.display_name", |account| account.display_name),
            ("handset.account_name", |account| account.account_name),
        ];
        let held = &self.accounts.held;
        let repeats = |field: Field| {
            held.iter().all(|at| {
                let text = field(self.accounts.says.account(*at)).filter(|text| !text.is_empty());
                let value = kind.values.get(at).filter(|value| value.starts_with('"'));
                text.is_some() && text == value.map(|value| unquote(value))
            })
        };
        let found = fields.into_iter().find(|(_, field)| repeats(*field));
        found.filter(|_| !held.is_empty()).map(|(name, _)| name)
    }

    fn vacated(&mut self) {
        self.out.push_str("{% for gone in vacated %}\n");
        self.out.push_str(&self.accounts.comments[1]);
        for kind in &self.accounts.kinds {
            match (kind.meaning, kind.values.is_empty()) {
                (Meaning::Account(AccountItem::Active), _) => self.line(kind, VACATED, "\"0\""),
                (Meaning::Account(AccountItem::Text(TextItem::Voicemail)), _)
                | (Meaning::Account(AccountItem::Text(TextItem::AccountName)), true) => {
                    self.constant(kind, &self.accounts.vacated, VACATED);
                }
                (Meaning::Account(AccountItem::Text(_)), _) => self.line(kind, VACATED, "'\"\"'"),
                (Meaning::Handset, _) => {
                    self.line(kind, VACATED, "\"0x00,0x00,0x00,0x00,0x00\"");
                }
                _ => self.constant(kind, &self.accounts.vacated, VACATED),
            }
        }
        self.out.push_str("{% endfor %}\n");
    }

    /// What the file says of positions that nobody has.
    fn free(&mut self) {
        let accounts = self.accounts;
        if accounts.free.is_empty() {
            return;
        }
        let of = |standing: Standing| {
            let accounts = accounts.says.accounts();
            accounts.filter(move |(_, account)| account.standing() == standing)
        };
        let mut all: Vec<usize> = of(Standing::Held)
            .chain(of(Standing::Vacated))
            .map(|(at, _)| at.index())
            .chain(accounts.free.iter().map(|at| at.index()))
            .collect();
        all.sort_unstable();
        let gapless = all.iter().copied().eq(0..all.len());
        let indexes = if gapless {
            format!("range({})", all.len())
        } else {
            let free: Vec<String> = accounts
                .free
                .iter()
                .map(|at| at.index().to_string())
                .collect();
            format!("[{}]", free.join(", "))
        };
        let _ = write!(
            self.out,
            "{{% set used = handsets | map(attribute='index') | list %}}\n\
             {{% set gone = vacated | map(attribute='index') | list %}}\n\
             {{% for index in {indexes} if index not in used and index not in gone %}}\n"
        );
        for kind in &accounts.kinds {
            self.values(kind, &accounts.free, FREE);
        }
        self.out.push_str("{% endfor %}\n");
    }

    /// The item with the value that all of the group have, if they have one.
    fn constant(&mut self, kind: &Kind, group: &[Position], names: Loop) {
        if let Some(value) = same_of_all(kind, group) {
            self.kept.push(value.to_owned());
            self.line(kind, names, &attribute(value, self.mac));
        }
    }

    /// The item with the value of each position.
    fn values(&mut self, kind: &Kind, group: &[Position], names: Loop) {
        if same_of_all(kind, group).is_some() {
            return self.constant(kind, group, names);
        }
        let values: Vec<_> = group
            .iter()
            .filter_map(|at| Some((at.index(), kind.values.get(at)?)))
            .collect();
        if values.is_empty() {
            return;
        }
        let pairs: Vec<String> = values
            .iter()
            .map(|(index, value)| format!("{index}: {}", string(value)))
            .collect();
        self.kept
            .extend(values.iter().map(|(_, value)| (*value).clone()));
        let _ = writeln!(
            self.out,
            "{{% set value = {{{}}}[{}] %}}",
            pairs.join(", "),
            names.index
        );
        let condition = Some("value is defined".to_owned());
        self.line_if(condition, kind, names, "\"{{ value }}\"");
    }

    fn line_if(&mut self, condition: Option<String>, kind: &Kind, names: Loop, value: &str) {
        let Some(condition) = condition else {
            return self.line(kind, names, value);
        };
        let _ = writeln!(self.out, "{{% if {condition} %}}");
        self.line(kind, names, value);
        self.out.push_str("{% endif %}\n");
    }

    fn line(&mut self, kind: &Kind, names: Loop, value: &str) {
        let _ = write!(
            self.out,
            "{}<SYMB_ITEM ID=\"{}",
            self.accounts.indent, kind.array
        );
        let _ = write!(self.out, "{{{{ {} }}}}", names.index);
        literal(&escape(kind.after.as_str()), self.mac, self.out);
        let _ = writeln!(self.out, "\" class=\"symb_item\" value={value}/>");
    }
}

/// The variable that an item becomes, with the quotes around it.
fn variable(meaning: Meaning) -> Option<&'static str> {
    use AccountItem::{Active, Provider, Text, VoicemailEnabled};
    Some(match meaning {
        Meaning::Account(Active) => "\"1\"",
        Meaning::Account(Provider) => "\"{{ handset.provider }}\"",
        Meaning::Account(VoicemailEnabled) => "\"{{ 1 if voicemail else 0 }}\"",
        Meaning::Account(Text(text)) => match text {
            TextItem::Login => "'\"{{ handset.login }}\"'",
            TextItem::Password => "'\"{{ handset.password }}\"'",
            TextItem::UserId => "'\"{{ handset.extension }}\"'",
            TextItem::DisplayName => "'\"{{ handset.display_name }}\"'",
            TextItem::Voicemail => "'\"{{ voicemail }}\"'",
            TextItem::AccountName => "'\"{{ handset.account_name }}\"'",
        },
        Meaning::Handset => "\"{{ handset.ipui_bytes }}\"",
        Meaning::Unknown => return None,
    })
}

/// The value that an item has at each of these positions.
fn same_of_all<'k>(kind: &'k Kind, group: &[Position]) -> Option<&'k str> {
    let value = kind.values.get(group.first()?)?;
    let same = group.iter().all(|at| kind.values.get(at) == Some(value));
    same.then_some(value)
}
