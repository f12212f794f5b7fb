//! Words that people type where a value belongs.

use super::is_dash;

/// Words that say that there is none, in the languages that headers may be in.
const NONE: [&str; 39] = [
    "n/a",
    "n.a.",
    "n.a",
    "na",
    "n/v",
    "none",
    "nil",
    "null",
    "(null)",
    "<null>",
    "(none)",
    "<none>",
    "not applicable",
    "kein",
    "keine",
    "keiner",
    "keins",
    "keines",
    "ohne",
    "leer",
    "entfällt",
    "nicht vorhanden",
    "aucun",
    "aucune",
    "néant",
    "sans",
    "geen",
    "ninguno",
    "ninguna",
    "nessuno",
    "nessuna",
    "nenhum",
    "nenhuma",
    "brak",
    "ingen",
    "inget",
    "n.v.t.",
    "nvt",
    "s/o",
];

/// Words that say that the value is still to come.
const LATER: [&str; 26] = [
    "tbd",
    "tbd.",
    "tba",
    "t.b.d.",
    "todo",
    "to do",
    "pending",
    "folgt",
    "folgt noch",
    "noch offen",
    "offen",
    "unbekannt",
    "unknown",
    "wird nachgereicht",
    "wird nachgetragen",
    "nachtragen",
    "à venir",
    "à définir",
    "inconnu",
    "volgt",
    "onbekend",
    "por definir",
    "pendiente",
    "da definire",
    "nieznany",
    "okänd",
];

/// Characters of the longest of these words, and more.
const LONGEST: usize = 24;

/// Whether a text says that there is none: a dash, `n/a`, `none`, `keins`.
pub(crate) fn says_none(text: &str) -> bool {
    is_dashes(text) || is_one_of(&NONE, text)
}

/// Whether a name says that there is none. People may be called None, Leer or Na.
pub(crate) fn name_says_none(text: &str) -> bool {
    is_dashes(text) || is_one_of(&["n/a", "n.a.", "null", "(null)", "<null>", "(none)"], text)
}

/// Whether a text is nothing but dashes.
pub(crate) fn is_dashes(text: &str) -> bool {
    text.starts_with(is_dash) && text.chars().all(is_dash)
}

/// Whether a text says that the value is still to come: `?`, `tbd`, `folgt`.
pub(crate) fn says_later(text: &str) -> bool {
    (text.starts_with('?') && text.bytes().all(|byte| byte == b'?')) || is_one_of(&LATER, text)
}

/// A text with digits is none of these words, and nearly every value has digits or is longer.
fn is_one_of(words: &[&str], text: &str) -> bool {
    text.len() <= LONGEST
        && !text.bytes().any(|byte| byte.is_ascii_digit())
        && words.iter().any(|word| {
            word.len() == text.len() && word.chars().eq(text.chars().flat_map(char::to_lowercase))
        })
}

/// Names of nobody, which templates and manuals give as examples.
const SAMPLES: [&str; 29] = [
    "muster",
    "mustermann",
    "musterfrau",
    "max muster",
    "muster max",
    "maria muster",
    "erika muster",
    "petra muster",
    "peter muster",
    "hans muster",
    "beispiel",
    "example",
    "sample",
    "john doe",
    "jane doe",
    "doe john",
    "doe jane",
    "john smith (example)",
    "joe bloggs",
    "test",
    "test user",
    "testuser",
    "test test",
    "vorname nachname",
    "nachname vorname",
    "first last",
    "firstname lastname",
    "first name last name",
    "ejemplo",
];

/// Whether a name is that of a sample person: Max Mustermann, John Doe, Example.
pub(crate) fn is_sample_name(text: &str) -> bool {
    // Nobody is called so, whatever the first name is.
    let is_nobody = |word: &str| {
        ["mustermann", "musterfrau", "musterperson"]
            .iter()
            .any(|nobody| word.eq_ignore_ascii_case(nobody))
    };
    let mut words = text.split(|c: char| !c.is_alphabetic());
    is_one_of(&SAMPLES, text)
        || (text.len() <= 2 * LONGEST && words.any(is_nobody))
        || text
            .split_once(", ")
            .is_some_and(|(last, first)| is_one_of(&SAMPLES, &format!("{first} {last}")))
}

/// Whether a password is a mask: at least three equal signs that stand for its letters, or a word that
/// says that it is hidden.
pub(crate) fn is_mask(text: &str) -> bool {
    const SIGNS: &str = "*xX#.?_\u{2022}\u{25cf}\u{2219}\u{b7}\u{2027}\u{25e6}\u{25aa}\u{25a0}\u{2588}\u{2217}\u{fe61}\u{ff0a}";
    const WORDS: [&str; 6] = [
        "hidden",
        "masked",
        "redacted",
        "verborgen",
        "ausgeblendet",
        "masqué",
    ];
    let Some(first) = text
        .chars()
        .next()
        .filter(|c| !c.is_ascii_alphanumeric() || "xX".contains(*c))
    else {
        return false;
    };
    if SIGNS.contains(first) {
        return text.chars().all(|c| c == first) && text.chars().count() >= 3;
    }
    let inner = [('<', '>'), ('(', ')'), ('[', ']')]
        .into_iter()
        .find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close));
    inner.is_some_and(|inner| is_one_of(&WORDS, inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_hold_what_is_compared() {
        for word in NONE.iter().chain(&LATER) {
            assert_eq!(word.to_lowercase(), *word);
            assert!(
                word.len() <= LONGEST && !word.contains(|c: char| c.is_ascii_digit()),
                "{word}"
            );
        }
    }

    #[test]
    fn words_and_dashes_say_none() {
        for text in [
            "-",
            "--",
            "–",
            "—",
            "−−",
            "n/a",
            "N/A",
            "None",
            "KEINS",
            "entfällt",
            "(null)",
        ] {
            assert!(says_none(text), "{text}");
            assert!(!says_later(text), "{text}");
        }
        for text in [
            "", "?", "folgt", "no", "nein", "0", "-1", "- x", "nonesuch", "Nina",
        ] {
            assert!(!says_none(text), "{text}");
        }
        for text in ["?", "???", "tbd", "TBD", "folgt", "Folgt noch", "à venir"] {
            assert!(says_later(text), "{text}");
        }
        for text in ["", "-", "folgt 2", "?!", "later"] {
            assert!(!says_later(text), "{text}");
        }
    }

    #[test]
    fn sample_people_are_known_by_their_names() {
        for text in [
            "Mustermann",
            "Max Mustermann",
            "Mustermann, Max",
            "Erika MUSTERMANN-Test",
            "Muster, Max",
            "John Doe",
            "Doe, John",
            "EXAMPLE",
            "Vorname Nachname",
        ] {
            assert!(is_sample_name(text), "{text}");
        }
        for text in [
            "Anna Muster-Berg",
            "Musterle",
            "Johnny Doe",
            "Testa",
            "Urs Muster",
            "Ex",
            "",
        ] {
            assert!(!is_sample_name(text), "{text}");
        }
    }

    #[test]
    fn a_mask_is_nothing_but_equal_signs() {
        for text in [
            "***",
            "********",
            "••••",
            "●●●",
            "xxxxxx",
            "XXX",
            "......",
            "<hidden>",
            "[Redacted]",
        ] {
            assert!(is_mask(text), "{text}");
        }
        for text in [
            "",
            "*",
            "**",
            "***a",
            "*x*",
            "xxXX",
            "x",
            "a***",
            "***-***",
            "<secret-1>",
            "hidden",
            "111",
        ] {
            assert!(!is_mask(text), "{text}");
        }
    }
}
