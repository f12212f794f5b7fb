//! The names that a column may have.

mod names;

#[cfg(test)]
use std::collections::BTreeMap;
use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::value::{Field, is_one_of};

/// The longest header that is looked up, in bytes. Names of columns are shorter, and a long cell
/// costs time.
const LONGEST: usize = 120;

/// The rank of a header that the config names.
pub(super) const NAMED: u8 = 0;

/// What a header may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// One field, and how surely: 0 where the config says so, 1 for a name of this field alone, 2 for
    /// one that other things have too.
    Field(Field, u8),
    /// `Username`: the login beside a name, else the name.
    UserName,
    /// `User`: the login beside an extension, else the extension.
    User,
    /// `Name`: the whole name, or the part of it that has no column of its own.
    Name,
    /// What sounds like a field and is another thing.
    Nothing,
}

impl Meaning {
    /// The field that it means without regard to other columns.
    #[must_use]
    pub fn alone(self) -> Option<Field> {
        match self {
            Self::Field(field, _) => Some(field),
            Self::UserName | Self::Name => Some(Field::DisplayName),
            Self::User => Some(Field::Extension),
            Self::Nothing => None,
        }
    }
}

/// The headers that mean a field: the built-in ones and those of the config.
#[derive(Debug, Clone)]
pub struct Aliases {
    meanings: HashMap<String, Meaning>,
}

impl Default for Aliases {
    fn default() -> Self {
        let mut meanings = HashMap::new();
        for (meaning, headers) in names::built_in() {
            for header in headers.iter().flat_map(|line| line.split('|')) {
                meanings.insert(normalise(header), meaning);
            }
        }
        Self { meanings }
    }
}

impl Aliases {
    /// Adds a header for a field. What the config says overrules what is built in, also for another
    /// column of the same field.
    pub fn add(&mut self, header: &str, field: Field) {
        self.meanings
            .insert(normalise(header), Meaning::Field(field, NAMED));
    }

    /// What a header means, if anything: as it is, without what is in brackets, and without words
    /// such as `Nr.`
    #[must_use]
    pub fn meaning(&self, header: &str) -> Option<Meaning> {
        if header.len() > LONGEST {
            return None;
        }
        let look_up = |key: &str| self.meanings.get(key).copied();
        let found = look_up(&normalise(header)).or_else(|| {
            let bare = without_brackets(header);
            if names_other_password(header) {
                return None;
            }
            let words = words(&bare);
            look_up(&words.concat()).or_else(|| {
                let meant: Vec<&str> = words
                    .iter()
                    .map(String::as_str)
                    .filter(|word| !is_one_of(names::FILLERS, word))
                    .collect();
                let found = || (meant.len() < words.len()).then(|| look_up(&meant.concat()))?;
                // `Toestelnr.`: the word for number written together with the name.
                let whole = words.concat();
                let part = ["nr", "nummer", "number"]
                    .into_iter()
                    .find_map(|number| whole.strip_suffix(number));
                found().or_else(|| look_up(part.filter(|part| !part.is_empty())?))
            })
        });
        found.filter(|meaning| *meaning != Meaning::Nothing)
    }

    /// The field whose name a header nearly has: one with a number behind it, as `ipui2`, which
    /// spreadsheets make of a second column, one that says since when, one that names the identity
    /// among other words, or one with a typing error.
    #[must_use]
    pub fn near(&self, header: &str) -> Option<Field> {
        if header.len() > LONGEST {
            return None;
        }
        let words = words(&without_brackets(header));
        // `Passwort neu` beside `SIP-Passwort`: the one that counts may be the other.
        let is_dated = |word: &String| is_one_of(names::DATED, word);
        if words.iter().any(is_dated) {
            let rest: Vec<_> = words
                .iter()
                .filter(|word| !is_dated(word))
                .cloned()
                .collect();
            return self.meanings.get(&rest.concat())?.alone();
        }
        if self.meaning(header).is_some() {
            return None;
        }
        let key = words.concat();
        let numberless = key.trim_end_matches(|c: char| c.is_ascii_digit());
        if numberless.len() < key.len() && !numberless.is_empty() {
            return self.meanings.get(numberless)?.alone();
        }
        let named = |names: &[&str]| words.iter().any(|word| names.contains(&word.as_str()));
        if named(&["ipui", "ipei"]) {
            return Some(Field::Ipui);
        }
        self.misspelt(&key)
    }

    /// The field whose name begins like this and differs in a letter or, if it is long, in two. Of
    /// short words only one that lacks a letter is meant: `Note` is not `Nome`.
    fn misspelt(&self, key: &str) -> Option<Field> {
        let most = match key.len() {
            0..=3 => return None,
            4..=9 => 1,
            _ => 2,
        };
        let alike = |name: &&String| {
            let apart = name.len().abs_diff(key.len());
            apart <= most
                && (apart > 0 || key.len() > 5)
                && name.as_bytes().first() == key.as_bytes().first()
                && strsim::osa_distance(name, key) <= most
        };
        // The smallest name, so that the same roster gets the same answer in every run.
        let name = self.meanings.keys().filter(alike).min()?;
        self.meanings[name].alone()
    }
}

/// The built-in names of a field, its own first: for suggestions.
pub(super) fn names(field: Field) -> impl Iterator<Item = &'static str> {
    let of_field = move |(meaning, headers): (Meaning, &'static [&'static str])| {
        (meaning.alone() == Some(field)).then_some(headers)
    };
    let headers = names::built_in().into_iter().filter_map(of_field);
    std::iter::once(field.name()).chain(
        headers
            .flatten()
            .flat_map(|line| line.split('|'))
            .map(str::trim),
    )
}

/// Two headers are the same when they differ only in case, accents, and in what is neither letter
/// nor digit.
pub(super) fn normalise(header: &str) -> String {
    words(header).concat()
}

/// The words of a header in lower case, without accents.
fn words(header: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let letters = header
        .nfkd()
        .filter(|c| !is_combining_mark(*c) && !is_unseen(*c))
        .flat_map(char::to_lowercase);
    for c in letters {
        let Some(word) = words.last_mut() else { break };
        match c {
            'ß' => word.push_str("ss"),
            'ł' => word.push('l'),
            'ø' => word.push('o'),
            'æ' => word.push_str("ae"),
            '\'' | '\u{2019}' => {}
            c if c.is_alphanumeric() => word.push(c),
            _ if word.is_empty() => {}
            _ => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a remark in brackets says that a password is for something else than the SIP account.
fn names_other_password(header: &str) -> bool {
    let Some((_, remark)) = header.split_once(['(', '[', '{', '<']) else {
        return false;
    };
    words(remark).iter().any(|word| {
        names::OTHER_PASSWORDS
            .iter()
            .any(|other| word.starts_with(other))
    })
}

/// What is left of a header without brackets and what is in them.
fn without_brackets(header: &str) -> String {
    let mut depth = 0_u32;
    header
        .chars()
        .filter(|c| {
            match c {
                '(' | '[' | '{' | '<' => depth += 1,
                ')' | ']' | '}' | '>' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

/// Characters that nobody sees.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
    )
}

/// Every built-in header with what it means, once per spelling.
#[cfg(test)]
fn all() -> BTreeMap<String, Vec<Meaning>> {
    let mut all: BTreeMap<String, Vec<Meaning>> = BTreeMap::new();
    for (meaning, headers) in names::built_in() {
        for header in headers.iter().flat_map(|line| line.split('|')) {
            let found = all.entry(normalise(header)).or_default();
            if !found.contains(&meaning) {
                found.push(meaning);
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_match_in_every_language_and_spelling() {
        let aliases = Aliases::default();
        for (header, field) in [
            ("Extension", Field::Extension),
            ("NEBENSTELLE", Field::Extension),
            ("Nebenstellen-Nr.", Field::Extension),
            ("Nebenstelle (Pflicht)", Field::Extension),
            ("N° de poste", Field::Extension),
            ("Toestel", Field::Extension),
            ("Interno", Field::Extension),
            ("Numer wewnętrzny", Field::Extension),
            ("Anknytning", Field::Extension),
            ("Ramal", Field::Extension),
            ("Display_Name", Field::DisplayName),
            ("display-name", Field::DisplayName),
            ("  Anzeige name ", Field::DisplayName),
            ("Kennwort", Field::Password),
            ("PW", Field::Password),
            ("SIP\nPasswort *", Field::Password),
            ("Hasło", Field::Password),
            ("Lösenord", Field::Password),
            ("Mot de passe", Field::Password),
            ("Contrasena", Field::Password),
            ("contraseña", Field::Password),
            ("IPEI", Field::Ipui),
            ("IPUI-Nr. (siehe Verpackung)", Field::Ipui),
            ("MAC-Adresse", Field::BaseMac),
            ("macadresse", Field::BaseMac),
            ("Base MAC", Field::BaseMac),
            ("Adres MAC bazy", Field::BaseMac),
            ("Position", Field::Position),
            ("SIP-Benutzername", Field::Login),
            ("Authentication ID", Field::Login),
            ("Vorname", Field::FirstName),
            ("Apellidos", Field::LastName),
        ] {
            let meaning = aliases.meaning(header).and_then(Meaning::alone);
            assert_eq!(meaning, Some(field), "{header}");
        }
        for header in [
            "Room",
            "Nr.",
            "No.",
            "Pos.",
            "Platz",
            "#",
            "",
            "PIN",
            "Voicemail PIN",
            "voicemail_vmpwd",
            "Web password",
            "User Password",
            "MAC_0",
            "ipui2",
        ] {
            assert_eq!(aliases.meaning(header), None, "{header}");
        }
    }

    #[test]
    fn a_header_that_is_nearly_a_field_says_which() {
        let aliases = Aliases::default();
        for (header, field) in [
            ("ipui2", Some(Field::Ipui)),
            ("IPUI 2", Some(Field::Ipui)),
            ("IPUI alt", Some(Field::Ipui)),
            ("extension2", Some(Field::Extension)),
            ("pasword", Some(Field::Password)),
            ("Nebenstele", Some(Field::Extension)),
            ("Room", None),
            ("Raum", None),
            ("Bemerkung", None),
            ("Pos.", None),
        ] {
            assert_eq!(aliases.near(header), field, "{header}");
        }
    }

    #[test]
    fn no_name_means_two_fields() {
        for (name, meanings) in all() {
            assert_eq!(meanings.len(), 1, "{name}: {meanings:?}");
        }
    }
}
