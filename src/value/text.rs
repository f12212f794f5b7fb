//! The texts of a SIP account.

use std::borrow::Cow;
use std::fmt;

use thiserror::Error;

use super::{
    alphabet, is_dash, is_lettered_identity, is_number, is_one_of, is_truth_value,
    points_elsewhere, says_later,
};

/// Why a text cannot stand in a provisioning file at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum TextError {
    /// There is nothing.
    #[error("it is empty")]
    Empty,
    /// A control character, or another that XML 1.0 forbids.
    #[error("it has the character U+{:04X}, which a provisioning file cannot hold", u32::from(*.0))]
    Forbidden(char),
}

/// What makes a text doubtful. The device's limits are not published, so a rule can let it pass.
///
/// The messages go on where the name of the field ends: "the password contains …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum TextDoubt {
    /// The file puts values in double quotes; how one inside is written, nobody has confirmed.
    #[error("contains a double quote, which the base may not accept")]
    Quote,
    /// A typographic quote, which spreadsheets and phones make of a straight one.
    #[error("contains a typographic quote, which may have been typed as a straight one")]
    TypographicQuote,
    /// A number with decimals, as programs write that take a number for a measure.
    #[error("is a number with decimals")]
    Decimals,
    /// A date, which spreadsheets make of numbers with a separator such as `1-2`.
    #[error("is a date, which spreadsheets make of numbers such as 1-2")]
    Date,
    /// The numbers from one to another.
    #[error("is a range of numbers")]
    Range,
    /// Two numbers in one cell.
    #[error("contains two numbers")]
    Several,
    /// A dash or a dot before or behind the number.
    #[error("begins or ends with a dash or a dot")]
    LooseSign,
    /// A word where a number is dialled.
    #[error("is a word, not a number to dial")]
    Word,
    /// An address with an `@` where a number is dialled.
    #[error("contains an @, which no phone dials")]
    Address,
    /// A word that says that the value is still to come.
    #[error("is still to come, as the cell says")]
    Later,
    /// Words that send the reader elsewhere.
    #[error("is somewhere else, as the cell says")]
    Elsewhere,
    /// What a program writes for yes or no.
    #[error("is TRUE or FALSE")]
    TruthValue,
    /// Signs alone, without a letter or a digit.
    #[error("has no letter and no digit")]
    Signs,
    /// The identity of a handset or a base.
    #[error("is an IPUI or a MAC address")]
    Identity,
    /// A long dash, which word processors make of hyphens.
    #[error("contains a long dash, which word processors make of hyphens")]
    LongDash,
    /// A letter among digits that looks like one of them.
    #[error("contains the letter '{0}' among digits")]
    Lookalike(char),
    /// A letter of another alphabet, most of which look like Latin ones.
    #[error("contains '{}', which is {}", .0, alphabet(*.0).unwrap_or("not Latin"))]
    Alphabet(char),
    /// Two or three letters that a word processor made one character of.
    #[error("contains the ligature '{0}', which is one character")]
    Ligature(char),
    /// One character for three dots.
    #[error("contains an ellipsis, which word processors make of three dots")]
    Ellipsis,
    /// A character that is unusual in a value of this kind.
    #[error("contains {}", unusual_name(*.0))]
    Unusual(char),
}

fn unusual_name(c: char) -> String {
    match c {
        ' ' => "a space".into(),
        c => format!("the character '{}'", c.escape_debug()),
    }
}

impl TextDoubt {
    /// What to do about it, where it can be said more closely than for the field as a whole.
    #[must_use]
    pub fn help(self) -> Option<&'static str> {
        match self {
            Self::Range => Some("add one row for each handset, with one number each"),
            Self::Several => Some("type one number, and add a row for the other handset"),
            Self::LooseSign => Some("type the number alone"),
            Self::Word | Self::Address => {
                Some("type what the phone dials to reach the mailbox, or leave the cell empty")
            }
            Self::Later => Some("type the value as soon as it is known; until then remove the row"),
            Self::Elsewhere => Some("type the value itself"),
            Self::Identity => {
                Some("compare the row with the header, since a value may be in a wrong column")
            }
            Self::LongDash => Some("type the hyphens again"),
            Self::Alphabet(_) => Some("type it with a Latin keyboard"),
            Self::Ligature(_) => Some("type its letters one by one"),
            Self::Ellipsis => Some("type three dots, or the rest that was left out"),
            _ => None,
        }
    }

    /// Finds a double quote.
    pub(super) fn quote(text: &str) -> Option<Self> {
        text.contains('"').then_some(Self::Quote)
    }

    /// Finds what makes a name doubtful.
    fn name(text: &str) -> Option<Self> {
        Self::quote(text)
            .or_else(|| Self::words(text))
            .or_else(|| is_lettered_identity(text).then_some(Self::Identity))
    }

    /// Finds words that stand for a value.
    fn words(text: &str) -> Option<Self> {
        if says_later(text) {
            Some(Self::Later)
        } else if points_elsewhere(text) {
            Some(Self::Elsewhere)
        } else {
            is_truth_value(text).then_some(Self::TruthValue)
        }
    }

    /// Finds what may have been typed otherwise in a password: quotes, letters and dots that another
    /// program put in the place of the ordinary ones, and a word that says that it is still to come.
    pub(super) fn secret(text: &str) -> Option<Self> {
        let replaced = |c: char| match c {
            '\u{2018}'..='\u{201f}' => Some(Self::TypographicQuote),
            '\u{fb00}'..='\u{fb06}' => Some(Self::Ligature(c)),
            '\u{2026}' => Some(Self::Ellipsis),
            c if c != '-' && is_dash(c) => Some(Self::LongDash),
            c => alphabet(c).map(|_| Self::Alphabet(c)),
        };
        let in_letters = || {
            let has_more = !text.is_ascii();
            has_more.then(|| text.chars().find_map(replaced)).flatten()
        };
        Self::quote(text)
            .or_else(in_letters)
            .or_else(|| Self::words(text))
    }

    /// Finds what is unusual in a number to dial; `and` finds more.
    fn dialled(text: &str, allowed: &str, and: fn(&str) -> Option<Self>) -> Option<Self> {
        // The star of a number such as *97 needs no closer look.
        let digits = text.strip_prefix('*').unwrap_or(text);
        if digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Self::words(text)
            .or_else(|| Self::numbers(text))
            .or_else(|| Self::unusual(text, allowed))
            .or_else(|| and(text))
            .or_else(|| Self::remade(text))
    }

    /// Finds more than one number: `201-205`, `201/202`, or a dash beside the only one.
    fn numbers(text: &str) -> Option<Self> {
        let is_loose = |c: char| is_dash(c) || c == '.';
        if text.starts_with(is_loose) || text.ends_with(is_loose) {
            return is_number(text.trim_matches(is_loose)).then_some(Self::LooseSign);
        }
        let between = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let between = between.trim_end_matches(|c: char| c.is_ascii_digit());
        let (first, last) = text.split_once(between).filter(|_| !between.is_empty())?;
        if !is_number(first) || !is_number(last) {
            return None;
        }
        let goes_up = first.len() == last.len() && first.len() > 1 && first < last;
        match between.trim() {
            "to" | "bis" | "\u{2026}" | "..." | ".." => Some(Self::Range),
            // A hyphen may belong to the number: 20-1.
            sign if sign.chars().all(is_dash) && !sign.is_empty() => {
                (goes_up || sign != "-" || between != sign).then_some(Self::Range)
            }
            "/" | "+" | "," | ";" | "&" | "|" | "und" | "and" | "\n" => Some(Self::Several),
            _ => None,
        }
    }

    /// Finds what can be no extension: signs alone, an identity, a letter for a digit.
    fn extension(text: &str) -> Option<Self> {
        if !text.contains(|c: char| c.is_ascii_alphanumeric()) {
            return Some(Self::Signs);
        }
        if is_lettered_identity(text) {
            return Some(Self::Identity);
        }
        Self::lookalike(text)
    }

    /// Finds a letter that looks like a digit in what would be all digits without it.
    fn lookalike(text: &str) -> Option<Self> {
        let similar = |c: &char| matches!(c, 'O' | 'o' | 'I' | 'l');
        let letter = text.chars().find(similar)?;
        let others = text.chars().all(|c| c.is_ascii_digit() || similar(&c));
        (others && text.contains(|c: char| c.is_ascii_digit())).then_some(Self::Lookalike(letter))
    }

    /// Finds what no phone dials: a word without any digit, an address.
    fn undialled(text: &str) -> Option<Self> {
        let has_digit = text.contains(|c: char| c.is_ascii_digit());
        let has_letter = text.contains(|c: char| c.is_alphabetic());
        if text.contains('@') {
            Some(Self::Address)
        } else if !has_digit && has_letter {
            Some(Self::Word)
        } else {
            is_lettered_identity(text).then_some(Self::Identity)
        }
    }

    /// Finds a date or decimals in what should be a number to dial.
    fn remade(text: &str) -> Option<Self> {
        if text
            .split_once('.')
            .is_some_and(|(whole, decimals)| is_number(whole) && is_number(decimals))
        {
            return Some(Self::Decimals);
        }
        is_date(text).then_some(Self::Date)
    }

    /// Finds a double quote, or a character other than ASCII letters, digits and those given.
    fn unusual(text: &str, allowed: &str) -> Option<Self> {
        let usual = |c: &char| c.is_ascii_alphanumeric() || allowed.contains(*c);
        let named = |c: char| alphabet(c).map_or(Self::Unusual(c), |_| Self::Alphabet(c));
        Self::quote(text).or_else(|| text.chars().find(|c| !usual(c)).map(named))
    }

    /// Finds what is unusual in a login.
    fn login(text: &str) -> Option<Self> {
        if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Self::words(text);
        }
        Self::numbers(text)
            .or_else(|| Self::words(text))
            .or_else(|| Self::unusual(text, "*#+-._@:%!~'()/&=$,;?"))
    }
}

/// Whether a text is the date that a spreadsheet shows: `01.02.2026`, `2026-02-01`, `1-Feb`, `Feb-26`.
fn is_date(text: &str) -> bool {
    let Some(separator) = text.chars().find(|c| matches!(c, '.' | '-' | '/')) else {
        return false;
    };
    let parts: Vec<&str> = text.split(separator).map(str::trim).collect();
    let number = |part: &str, most: u16| {
        part.len() <= 4
            && part
                .parse::<u16>()
                .is_ok_and(|number| (1..=most).contains(&number))
    };
    let day = |part: &str| part.len() <= 2 && number(part, 31);
    let year = |part: &str| part.len() == 4 && number(part, 9999);
    match parts.as_slice() {
        [a, b, c] => {
            (year(a) && day(b) && day(c)) || (day(a) && (day(b) || is_month(b)) && number(c, 9999))
        }
        [a, b] => (day(a) && is_month(b)) || (is_month(a) && number(b, 9999)),
        _ => false,
    }
}

/// The short name of a month in the languages that headers may be in.
fn is_month(text: &str) -> bool {
    const MONTHS: &str = "jan|feb|mar|mär|mrz|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|\
                          janv|févr|mars|avr|juin|juil|août|sept|déc|mrt|mei|ene|abr|ago|dic|\
                          gen|mag|giu|lug|set|ott";
    is_one_of(MONTHS, &text.to_lowercase())
}

/// Whether every character is printable ASCII or a letter such as `é`, `ß` or `ł`: U+0020 to U+007E,
/// or U+00C0 to U+027F.
///
/// Nearly every cell is, and one quick look at its bytes tells. None of these characters is
/// forbidden or invisible, and of them only U+0020 is a space.
pub(crate) fn is_plain(text: &str) -> bool {
    // 0x80 to 0xBF never stand alone; 0xC3 to 0xC9 begin the letters. Without a way out in the middle
    // it is looked at many bytes at a time.
    text.bytes().fold(true, |plain, byte| {
        plain & matches!(byte, b' '..=b'~' | 0x80..=0xBF | 0xC3..=0xC9)
    })
}

/// Refuses what XML 1.0 or ISO-8859-1 has no place for.
pub(crate) fn check(text: &str) -> Result<(), TextError> {
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    if is_plain(text) {
        return Ok(());
    }
    first_forbidden(text).map_or(Ok(()), |c| Err(TextError::Forbidden(c)))
}

fn first_forbidden(text: &str) -> Option<char> {
    // U+FFFE and U+FFFF are no characters in XML; U+2028 and U+2029 break lines; U+FFFD stands for
    // a letter that another program could not read, and nobody can tell which it was.
    let forbidden =
        |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{2029}' | '\u{FFFD}'..='\u{FFFF}');
    text.chars().find(|c| forbidden(*c))
}

/// Defines a text that borrows from the roster where it stands there as it is.
macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $doubt:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name<'r>(Cow<'r, str>);

        impl<'r> $name<'r> {
            /// Takes the text as it is.
            ///
            /// # Errors
            /// When it is empty or has a character that a provisioning file cannot hold.
            pub fn new(text: impl Into<Cow<'r, str>>) -> Result<Self, TextError> {
                let text = text.into();
                check(&text)?;
                Ok(Self(text))
            }

            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// What makes the text doubtful, if anything does.
            #[must_use]
            pub fn doubt(&self) -> Option<TextDoubt> {
                let doubt: fn(&str) -> Option<TextDoubt> = $doubt;
                doubt(&self.0)
            }
        }

        impl fmt::Display for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

text! {
    /// The internal number of a user, usually digits; unique on its base.
    Extension, |text| TextDoubt::dialled(text, "*#+-._", TextDoubt::extension)
}

text! {
    /// The name with which the account signs in to the SIP server.
    Login, TextDoubt::login
}

text! {
    /// The name that callers see.
    DisplayName, TextDoubt::name
}

text! {
    /// The name of the account in the device's own lists.
    AccountName, TextDoubt::name
}

text! {
    /// The number of the network mailbox, such as `*2`.
    Voicemail, |text| TextDoubt::dialled(text, "*#+-._@", TextDoubt::undialled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_refused() {
        for text in [
            "a\tb",
            "a\nb",
            "\u{0}",
            "\u{1b}[31m",
            "\u{7f}",
            "\u{85}",
            "\u{fffd}",
            "\u{ffff}",
        ] {
            assert!(
                matches!(DisplayName::new(text), Err(TextError::Forbidden(_))),
                "{text:?}"
            );
        }
        assert_eq!(DisplayName::new(""), Err(TextError::Empty));
    }

    #[test]
    fn what_the_device_may_not_take_is_a_doubt() {
        let doubt = |text| {
            Extension::new(text)
                .ok()
                .and_then(|extension| extension.doubt())
        };
        assert_eq!(doubt("201"), None);
        assert_eq!(doubt("*21#"), None);
        assert_eq!(doubt("2 01"), Some(TextDoubt::Unusual(' ')));
        assert_eq!(doubt("2\"01"), Some(TextDoubt::Quote));
        assert_eq!(doubt("2O1"), Some(TextDoubt::Lookalike('O')));
        assert_eq!(doubt("Office1"), None);
        assert_eq!(doubt("201.0"), Some(TextDoubt::Decimals));
        for date in [
            "01.02.2026",
            "1-2-26",
            "2026-02-01",
            "1-Feb",
            "Feb-26",
            "02-Mär",
        ] {
            assert!(is_date(date), "{date}");
        }
        assert_eq!(doubt("2026-02-01"), Some(TextDoubt::Date));
        for number in ["20-1", "2-1", "2.0.1.4", "40-50-60", "Desk-7", "201-Dect"] {
            assert_eq!(doubt(number), None, "{number}");
        }
        for (number, expected) in [
            ("201-205", TextDoubt::Range),
            ("201 - 205", TextDoubt::Range),
            ("201–205", TextDoubt::Range),
            ("205–201", TextDoubt::Range),
            ("201 bis 205", TextDoubt::Range),
            ("201/202", TextDoubt::Several),
            ("201 / 202", TextDoubt::Several),
            ("201+202", TextDoubt::Several),
            ("201, 202", TextDoubt::Several),
            ("-201", TextDoubt::LooseSign),
            ("–201", TextDoubt::LooseSign),
            ("--201", TextDoubt::LooseSign),
            ("201-", TextDoubt::LooseSign),
            ("201.", TextDoubt::LooseSign),
            ("********", TextDoubt::Signs),
            ("TRUE", TextDoubt::TruthValue),
            ("siehe oben", TextDoubt::Elsewhere),
            ("02B6EC8AA5", TextDoubt::Identity),
            ("7C2F80123456", TextDoubt::Identity),
            ("2О1", TextDoubt::Alphabet('О')),
            ("folgt", TextDoubt::Later),
            ("?", TextDoubt::Later),
        ] {
            assert_eq!(doubt(number), Some(expected), "{number}");
        }
        for number in [
            "+4930201",
            "201*5",
            "205-201",
            "*201#",
            "20-1",
            "0301234567",
            "u201b",
        ] {
            assert_eq!(doubt(number), None, "{number}");
        }
        let doubt = |text| DisplayName::new(text).unwrap().doubt();
        assert_eq!(doubt("02B6EC8AA5"), Some(TextDoubt::Identity));
        assert_eq!(doubt("dto."), Some(TextDoubt::Elsewhere));
        assert_eq!(doubt("0301234567"), None);
        let name = DisplayName::new("Jürgen & Łucja <3").map(|name| name.doubt());
        assert_eq!(name, Ok(None));
    }

    #[test]
    fn a_mailbox_is_what_a_phone_dials() {
        let doubt = |text| Voicemail::new(text).unwrap().doubt();
        for text in ["*2", "97", "*97#", "+4930201", "vm201", "*"] {
            assert_eq!(doubt(text), None, "{text}");
        }
        for text in ["novm", "default", "enabled", "ja", "yes", "mailbox"] {
            assert_eq!(doubt(text), Some(TextDoubt::Word), "{text}");
        }
        for text in ["ada@example.com", "201@default", "97@pbx.example"] {
            assert_eq!(doubt(text), Some(TextDoubt::Address), "{text}");
        }
        assert_eq!(doubt("201-205"), Some(TextDoubt::Range));
    }

    #[test]
    fn plain_texts_are_those_of_plain_characters() {
        let plain = |c| matches!(c, ' '..='~' | '\u{c0}'..='\u{27f}');
        for c in '\0'..=char::MAX {
            assert_eq!(is_plain(c.encode_utf8(&mut [0; 4])), plain(c), "{c:?}");
        }
        assert!(is_plain("Jürgen O'Łuc") && !is_plain("Jürgen\u{a0}Łuc"));
    }

    #[test]
    fn nothing_plain_is_forbidden() {
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            assert!(
                !is_plain(&text) || first_forbidden(&text).is_none(),
                "{c:?}"
            );
        }
    }
}
